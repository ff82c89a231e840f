//! The host: one run of one script, from a file to declarations.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use parking_lot::Mutex;
use poolhouse_core::declare::Origin;
use poolhouse_core::fault::{Fault, Faults};
use poolhouse_core::hook::Hook;
use poolhouse_core::host::{Applied, Declared, Host};
use poolhouse_core::plan::Plan;

use crate::callbacks;
use crate::coverage::Coverage;
use crate::limits::Limits;
use crate::log::LogSink;
use crate::plugins::Plugins;
use crate::project::Kept;
use crate::sandbox::Sandbox;
use crate::session::Session;
use crate::trigger::TriggerScript;

/// A Lua script as a source of declarations. Every run starts afresh: nothing is kept from one to the next.
pub struct LuaHost {
    options: LuaOptions,
    /// The state of the last run, for what its script left behind.
    live: Mutex<Option<Arc<Sandbox>>>,
    /// The functions of the last run that answer triggers.
    answering: Mutex<Option<Arc<TriggerScript>>>,
}

/// What a run of a script is given.
#[derive(Clone)]
pub struct LuaOptions {
    /// The entry script, beneath `project`.
    pub script: PathBuf,
    /// The root of the project: nothing outside of it is read, links included.
    pub project: PathBuf,
    /// The folder from which files are named in origins and errors: where the user stands.
    pub shown_from: PathBuf,
    /// `ph.args`.
    pub args: BTreeMap<String, String>,
    /// The granted environment by name: `ph.env`, and where `ph.secret.env` finds its values. Nothing else is visible.
    pub env: BTreeMap<String, String>,
    /// `ph.stage`.
    pub stage: String,
    /// The plugins that it can call, where there are any.
    pub plugins: Option<Arc<dyn Plugins>>,
    /// How much a run may take.
    pub limits: Limits,
    /// Takes what the script prints and logs, as it happens.
    pub log: LogSink,
    /// Hears which lines ran; nothing is counted without it.
    pub coverage: Option<Coverage>,
}

impl LuaOptions {
    /// A fault of the script as a whole.
    pub(crate) fn fault(&self, message: String) -> Fault {
        Fault::new(Some(Origin { file: self.script.display().to_string(), line: 0 }), message)
    }
}

impl LuaHost {
    /// A host for that script. Nothing is read before it declares.
    #[must_use]
    pub fn new(options: LuaOptions) -> Self {
        Self { options, live: Mutex::default(), answering: Mutex::default() }
    }

    /// Runs the script to its end or to its first error; what it said wrongly before that is in the session too.
    fn run(&self, session: &Arc<Session>) -> Result<(), Fault> {
        let sandbox = Sandbox::open(session)
            .map_err(|error| self.options.fault(format!("Lua did not start: {error}")))?;
        *self.live.lock() = Some(Arc::clone(&sandbox));
        sandbox.run().map(drop)
    }

    fn left_behind(&self) -> Option<Arc<Sandbox>> {
        self.live.lock().clone()
    }
}

impl Host for LuaHost {
    fn declare(&self) -> Declared {
        let kept = Kept::default();
        let session = match Session::open(&self.options, Kept::clone(&kept)) {
            Ok(session) => session,
            Err(error) => {
                return Declared {
                    faults: self.options.fault(error.to_string()).into(),
                    ..Declared::default()
                };
            }
        };
        let outcome = self.run(&session);
        let complete = outcome.is_ok();
        if let Err(fault) = outcome {
            session.end(fault);
        }
        let declared = session.finish(complete);
        let answers = !declared.handlers.is_empty();
        let answering = answers.then(|| Arc::new(TriggerScript::of_source(self.options.clone(), kept)));
        *self.answering.lock() = answering;
        declared
    }

    fn warnings(&self) -> Vec<Fault> {
        self.left_behind().map(|sandbox| sandbox.warnings()).unwrap_or_default()
    }

    fn policy(&self, plan: &Plan) -> Faults {
        self.left_behind().map(|sandbox| callbacks::ask(&sandbox, plan)).unwrap_or_default()
    }

    fn after(&self, applied: &[Applied]) -> Faults {
        self.left_behind().map(|sandbox| callbacks::tell(&sandbox, applied)).unwrap_or_default()
    }

    fn handle(&self, pool: &str, hook: Hook, event: &serde_json::Value) -> Result<serde_json::Value, Fault> {
        let answering = self.answering.lock().clone();
        let script = answering.ok_or_else(|| self.options.fault("answers no triggers".to_owned()))?;
        script.handle_of(pool, hook, event)
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use expect_test::expect;
    use poolhouse_core::host::Host;

    use crate::testing::Case;

    /// One of the scripts that people copy.
    fn example(script: &str) -> Case {
        Case::existing(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../.."), script)
    }

    #[test]
    fn a_script_is_warned_of_what_it_can_hardly_mean_and_of_nothing_else() {
        let case = Case::new("local ph = require 'poolhouse'\nif not ph then pritn(ipairs, math.huge) end");
        let (host, declared) = case.declare_on();
        assert!(declared.complete, "{}", declared.faults);
        let noticed: Vec<_> = host.warnings().iter().map(ToString::to_string).collect();
        expect!["main.lua:2: nothing is called pritn (did you mean print?)"].assert_eq(&noticed.join("\n"));
    }

    #[test]
    fn the_quickstart_declares_four_users() {
        example("scripts/quickstart.lua").check(expect![[r#"
            scripts/quickstart.lua:9 user "newUser"
              attributes = {email = "john.doe@example.com", phone_number = "+15555551234"}
              user_pool_id = "us-east-1_examplepool"
              username = "john.doe@example.com"
            scripts/quickstart.lua:15 user "advancedUser"
              attributes = {email = "jane.doe@example.com", name = "Jane Doe"}
              message_action = "SUPPRESS"
              user_pool_id = "us-east-1_examplepool"
              username = "jane.doe@example.com"
              validation_data = {custom:role = "admin"}
            scripts/quickstart.lua:23 user "aliasUser"
              ForceAliasCreation = true
              UserAttributes = [{Name = "email", Value = "alias@example.com"}, {Name = "preferred_username", Value = "aliasUser"}]
              UserPoolId = "us-east-1_examplepool"
              Username = "alias@example.com"
            scripts/quickstart.lua:34 user "metadataUser"
              attributes = {email = "metadata@example.com"}
              client_metadata = {referralCode = "REF123", source = "signupForm"}
              user_pool_id = "us-east-1_examplepool"
              username = "metadata@example.com""#]]);
    }

    #[test]
    fn the_quickstart_takes_another_pool() {
        let declarations = example("scripts/quickstart.lua").arg("pool", "eu-west-1_other").run();
        assert!(!declarations.contains("examplepool"), "{declarations}");
        assert_eq!(declarations.matches("eu-west-1_other").count(), 4, "{declarations}");
    }

    #[test]
    fn the_staff_script_declares_groups_before_their_members() {
        let declarations = example("scripts/staff.lua").run();
        let heads: Vec<_> = declarations.lines().filter(|line| !line.starts_with(' ')).collect();
        expect![[r#"
            scripts/staff.lua:14 group "everyone"
            scripts/staff.lua:14 group "engineering"
            scripts/staff.lua:14 group "build"
            scripts/staff.lua:14 group "on-call"
            scripts/staff.lua:14 group "admins"
            scripts/staff.lua:26 user "staff/1001"
            scripts/staff.lua:26 user "staff/1002"
            scripts/staff.lua:26 user "staff/1003"
            scripts/staff.lua:14 group "operations"
            scripts/staff.lua:26 user "staff/1004"
            scripts/staff.lua:26 user "staff/1005"
            scripts/staff.lua:14 group "finance"
            scripts/staff.lua:26 user "staff/1006"
            scripts/staff.lua:14 group "auditors"
            scripts/staff.lua:26 user "staff/1007"
            scripts/staff.lua:14 group "people"
            scripts/staff.lua:26 user "staff/1008"
            scripts/staff.lua:26 user "staff/1009"
            scripts/staff.lua:26 user "staff/1010"
            scripts/staff.lua:26 user "staff/1011"
            scripts/staff.lua:26 user "staff/1012""#]]
        .assert_eq(&heads.join("\n"));
        expect![[r#"
            :26 user "staff/1001"
              attributes = {email = "ada.larsen@example.com", email_verified = true, family_name = "Larsen", given_name = "Ada", name = "Ada Larsen"}
              groups = ["everyone", "engineering", "build", "on-call", "admins"]
              message_action = "SUPPRESS"
              user_pool_id = "us-east-1_examplepool"
              username = "ada.larsen@example.com"
        "#]].assert_eq(declarations.split("scripts/staff.lua").nth(6).unwrap());
    }

    #[test]
    fn a_script_that_is_not_there_or_not_in_the_project_is_a_fault() {
        let project = tempfile::tempdir().unwrap();
        Case::existing(project.path(), "none.lua").check(expect!["none.lua: no such file"]);
        let outside = tempfile::tempdir().unwrap();
        std::fs::write(outside.path().join("a.lua"), "").unwrap();
        let faults = Case::existing(project.path(), outside.path().join("a.lua").to_str().unwrap()).run();
        assert!(faults.ends_with("a.lua: lies outside of the project, where nothing is read"), "{faults}");
    }

    #[test]
    fn what_was_declared_before_an_error_is_still_told() {
        let told = Case::new(
            "local pool = (require 'poolhouse').cognito.pool 'us-east-1_test'
             pool:user('ann', {})
             error 'enough'",
        )
        .declare();
        assert_eq!((told.declarations.len(), told.faults.len(), told.complete), (1, 1, false));
    }

    #[test]
    fn two_runs_of_one_host_declare_the_same() {
        let case = example("scripts/staff.lua");
        assert_eq!(case.run(), case.run());
    }
}
