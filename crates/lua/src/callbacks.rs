//! What a script leaves behind for later: its policies, and what it does after an apply.

use mlua::{Function, Value};
use poolhouse_core::declare::Origin;
use poolhouse_core::fault::{Fault, Faults};
use poolhouse_core::host::Applied;
use poolhouse_core::plan::Plan;
use poolhouse_core::state::Key;

use crate::api::facts;
use crate::convert::type_name;
use crate::error;
use crate::sandbox::Sandbox;

/// A function that can refuse a plan.
pub(crate) struct Policy {
    pub(crate) name: String,
    pub(crate) origin: Origin,
    pub(crate) asked: Function,
}

/// A function that runs after an apply that changed a resource.
pub(crate) struct After {
    pub(crate) key: Key,
    pub(crate) origin: Origin,
    pub(crate) told: Function,
}

/// Everything that the script's policies have against `plan`.
pub(crate) fn ask(sandbox: &Sandbox, plan: &Plan) -> Faults {
    let mut faults = Faults::default();
    let policies = std::mem::take(&mut *sandbox.session.policies.lock());
    if !policies.is_empty() {
        match facts::plan(&sandbox.binder(), plan) {
            Ok(table) => {
                faults.extend(policies.iter().filter_map(|policy| policy.ask(sandbox, &table).err()));
            }
            Err(error) => faults.push(sandbox.fault(&error)),
        }
    }
    *sandbox.session.policies.lock() = policies;
    faults
}

impl Policy {
    fn ask(&self, sandbox: &Sandbox, plan: &Value) -> Result<(), Fault> {
        let mut answer = sandbox.call(&self.asked, plan)?.into_iter();
        let (allows, reason) = (answer.next(), answer.next());
        let refuses = |why: &str| {
            let message = format!("policy \"{}\" refuses the plan{why}", self.name);
            Err(Fault::new(Some(self.origin.clone()), message))
        };
        match (allows, reason) {
            (Some(Value::Boolean(true)), _) => Ok(()),
            (Some(Value::Boolean(false)), Some(Value::String(reason))) => {
                refuses(&format!(": {}", reason.to_string_lossy()))
            }
            (Some(Value::Boolean(false)), _) => refuses(""),
            (other, _) => {
                let got = other.as_ref().map_or("nothing", type_name);
                let message = format!("policy \"{}\" must give true or false, and gave {got}", self.name);
                let hint = "a policy that says nothing refuses: return true, or false and why";
                Err(Fault::new(Some(self.origin.clone()), message).hint(hint))
            }
        }
    }
}

/// Runs what waits for one of `applied`, and tells what failed.
pub(crate) fn tell(sandbox: &Sandbox, applied: &[Applied]) -> Faults {
    let mut faults = Faults::default();
    let waiting = std::mem::take(&mut *sandbox.session.after.lock());
    for After { key, origin, told } in &waiting {
        for one in applied.iter().filter(|one| one.key == *key) {
            let outcome = facts::applied(&sandbox.binder(), one)
                .map_err(|error| error::of_error(&sandbox.session, origin.clone(), &error))
                .and_then(|facts| sandbox.call(told, facts));
            faults.extend(outcome.err());
        }
    }
    *sandbox.session.after.lock() = waiting;
    faults
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use poolhouse_core::change::Action;
    use poolhouse_core::host::{Applied, Host as _};
    use poolhouse_core::plan::Plan;
    use poolhouse_core::schema::Kind;
    use poolhouse_core::state::Key;

    use crate::Limits;
    use crate::testing::Case;

    fn case(rest: &str) -> Case {
        Case::new(&format!(
            "local ph = require 'poolhouse'\nlocal pool = ph.cognito.pool 'us-east-1_test'\n\
             local ann = pool:user('ann', {{}})\n{rest}"
        ))
    }

    /// What policies say of a plan that leaves three users as they are.
    fn asked(script: &str) -> String {
        let limits = Limits { time: Duration::from_millis(200), memory: 16 << 20, ..Limits::default() };
        let (host, declared) = case(script).limits(limits).declare_on();
        assert!(declared.faults.is_empty(), "{}", declared.faults);
        host.policy(&Plan { unchanged: 3, ..Plan::default() }).to_string()
    }

    #[test]
    fn a_policy_allows_or_refuses_with_its_reason() {
        assert_eq!(asked("ph.policy('few', function(plan) return plan.deletes <= 10 end)"), "");
        assert_eq!(
            asked(
                "ph.policy('more', function(plan) return plan.unchanged > 3, 'only ' .. plan.unchanged end)"
            ),
            "main.lua:4: policy \"more\" refuses the plan: only 3"
        );
        assert_eq!(
            asked("ph.policy('no', function() return false end)"),
            "main.lua:4: policy \"no\" refuses the plan"
        );
    }

    #[test]
    fn a_policy_that_fails_or_says_nothing_refuses() {
        assert_eq!(
            asked("ph.policy('odd', function() end)"),
            "main.lua:4: policy \"odd\" must give true or false, and gave nothing \
             (a policy that says nothing refuses: return true, or false and why)"
        );
        assert_eq!(
            asked("ph.policy('odd', function(plan) return plan.delets == 0 end)"),
            "main.lua:4: `plan` has no member `delets` (did you mean `deletes`?)"
        );
        assert!(
            asked("ph.policy('odd', function() while true do end end)")
                .contains("longer than its time limit")
        );
    }

    #[test]
    fn all_that_was_left_behind_has_the_time_of_one_script_together() {
        let told = asked(
            "ph.policy('loops', function() while true do end end)\nph.policy('fine', function() return true end)",
        );
        assert_eq!(told.matches("the script ran longer than its time limit of 200ms").count(), 2, "{told}");
    }

    #[test]
    fn nothing_is_declared_by_a_policy() {
        let told = asked("ph.policy('late', function() pool:user('bob', {}) return true end)");
        assert!(
            told.starts_with("main.lua:4: the script has ended, and nothing more can be declared"),
            "{told}"
        );
    }

    #[test]
    fn what_waits_for_a_resource_runs_with_what_is_known_of_it() {
        let case =
            case("ph.after(ann, function(user) print(user.action, user.id, user.sub) error('later') end)");
        let (host, _) = case.declare_on();
        let applied = |id: &str| Applied {
            key: Key::new(Kind::User, id),
            action: Action::Create,
            outputs: [("sub", "s".to_owned())].into(),
        };
        assert!(host.after(&[applied("bob")]).is_empty());
        assert_eq!(host.after(&[applied("ann")]).to_string(), "main.lua:4: later");
        assert_eq!(case.logged(), "info main.lua:4 create\tann\ts\n");
    }
}
