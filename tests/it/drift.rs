//! What others do to people whom a script manages.

use std::sync::Arc;

use poolhouse::core::state::MemoryState;
use poolhouse::emulator::Emulator;
use poolhouse::{
    AttributeName, Attributes, How, Options, PoolId, Poolhouse, Refresh, Target, UserSpec, Username,
};
use serde_json::{Value, json};

use crate::command::Scene;

const POOL: &str = "us-east-1_examplepool";

fn user(name: &str, shown: &str) -> UserSpec {
    let mut user = UserSpec::new(PoolId::new(POOL).unwrap(), Username::new(name).unwrap());
    user.attributes = Attributes::from([(AttributeName::new("name").unwrap(), shown.to_owned())]);
    user
}

/// An emulator on which three people were applied, and what remembers them.
struct World {
    emulator: Emulator,
    state: Arc<MemoryState>,
}

impl World {
    async fn applied() -> Self {
        let world = Self { emulator: Emulator::new(), state: Arc::default() };
        world.emulator.add_pool(json!({ "Id": POOL })).unwrap();
        let run = world.poolhouse("Ann").prepare(Options::default()).await.unwrap();
        assert!(run.apply().await.unwrap().is_complete());
        world
    }

    fn poolhouse(&self, ann: &str) -> Poolhouse {
        Poolhouse::builder()
            .target(Target::Emulator(self.emulator.clone()))
            .state(self.state.clone())
            .declare("ann", user("ann", ann))
            .declare("bob", user("bob", "Bob"))
            .declare("eve", user("eve", "Eve"))
            .build()
            .unwrap()
    }

    async fn others(&self, operation: &str, mut input: Value) {
        input["UserPoolId"] = POOL.into();
        self.emulator.handle(operation, input, &self.emulator.caller()).await.unwrap();
    }
}

#[tokio::test]
async fn others_changes_deletions_replacements_and_resets_are_told_apart() {
    let world = World::applied().await;
    assert!(world.poolhouse("Ann").drift(Options::default()).await.unwrap().found.is_empty());
    let renamed = json!({"Username": "ann", "UserAttributes": [{"Name": "name", "Value": "Eve"}]});
    world.others("AdminUpdateUserAttributes", renamed).await;
    world.others("AdminDeleteUser", json!({"Username": "bob"})).await;
    world.others("AdminDeleteUser", json!({"Username": "eve"})).await;
    world.others("AdminCreateUser", json!({"Username": "eve"})).await;
    let drift = world.poolhouse("Ann").drift(Options::default()).await.unwrap();
    let how = |id: &str| drift.found.iter().find(|one| one.key.id == id).map(|one| &one.how);
    assert!(matches!(how("ann"), Some(How::Changed(_))), "{drift}");
    assert!(matches!(how("bob"), Some(How::Deleted(_))), "{drift}");
    assert!(matches!(how("eve"), Some(How::Replaced { .. })), "{drift}");

    let repair = Options { selection: drift.repair(), ..Options::default() };
    let report = world.poolhouse("Ann").prepare(repair).await.unwrap().apply().await.unwrap();
    assert!(report.is_complete());
    let drift = world.poolhouse("Ann").drift(Options::default()).await.unwrap();
    assert_eq!(drift.found.len(), 1, "only the other account is left: {drift}");
}

#[tokio::test]
async fn an_edit_of_the_script_is_no_drift() {
    let world = World::applied().await;
    let drift = world.poolhouse("Anne").drift(Options::default()).await.unwrap();
    assert_eq!((drift.found.len(), drift.edited), (0, 1));
}

#[tokio::test]
async fn without_a_refresh_the_state_is_believed_but_for_what_was_edited() {
    let world = World::applied().await;
    world.others("AdminDeleteUser", json!({"Username": "bob"})).await;
    let believing = || Options { refresh: Refresh::None, ..Options::default() };
    assert!(world.poolhouse("Ann").plan(believing()).await.unwrap().is_empty());
    let plan = world.poolhouse("Anne").plan(believing()).await.unwrap();
    assert_eq!((plan.totals().change, plan.changes.len()), (1, 1), "{plan}");
    let plan = world.poolhouse("Ann").plan(Options::default()).await.unwrap();
    assert_eq!(plan.totals().create, 1, "{plan}");
}

#[tokio::test]
async fn a_deep_refresh_looks_at_every_user_by_itself() {
    let world = World::applied().await;
    let looked_at = |refresh| {
        let fault = poolhouse::emulator::Fault::delay(std::time::Duration::ZERO);
        let fault = world.emulator.fail(fault.on(poolhouse::emulator_model::OperationName::AdminGetUser));
        let poolhouse = world.poolhouse("Ann");
        async move {
            poolhouse.plan(Options { refresh, ..Options::default() }).await.unwrap();
            let hits = fault.hits();
            fault.lift();
            hits
        }
    };
    assert_eq!(looked_at(Refresh::Auto).await, 0, "lists bill nobody");
    assert_eq!(looked_at(Refresh::Deep).await, 3);
}

#[test]
fn the_command_shows_drift_and_repairs_it() {
    let ann = r#"require("poolhouse").cognito.pool("us-east-1_examplepool"):user("ann", { adopt = true, attributes = { name = "Ann" }, message_action = "SUPPRESS" })"#;
    let scene = Scene::new(&[("people.lua", ann), ("other.lua", &ann.replace("\"Ann\"", "\"Eve\""))]);
    scene.run("apply people.lua --yes").succeeded();
    scene.run("drift people.lua").succeeded();
    scene.run("apply other.lua --yes --adopt").succeeded();
    let told = scene.run("drift people.lua");
    assert_eq!(told.code, 2);
    expect_test::expect![[r#"
        ~ user "ann" was changed; a repair does this  people.lua:1
            ~ name = "Eve" -> "Ann"
        drift: 1 resource
        --- exit 2
    "#]]
    .assert_eq(&told.to_string());
    let json: Value = serde_json::from_str(&scene.run("drift people.lua --json").stdout).unwrap();
    assert_eq!((&json["drift"][0]["how"], &json["edited"]), (&json!("changed"), &json!(0)));
    scene.run("drift people.lua --repair --yes").succeeded();
    scene.run("drift people.lua").succeeded();
}

#[test]
fn drift_without_a_look_is_refused_and_a_repair_of_nothing_says_so_to_programs() {
    let script = "require('poolhouse').cognito.pool('us-east-1_examplepool'):user('ann', { message_action = 'SUPPRESS' })";
    let scene = Scene::new(&[("people.lua", script)]);
    scene.run("apply people.lua --yes").succeeded();
    let told = scene.run("drift people.lua --refresh none");
    assert!(told.code == 1 && told.stderr.contains("drift looks at the pools"), "{told}");
    let told = scene.run("drift people.lua --repair --yes --json");
    assert_eq!((told.code, told.json()["drift"].as_array().map(Vec::len)), (0, Some(0)), "{told}");
    let told = scene.run("state list --stage nope");
    assert!(told.code == 1 && told.stderr.contains("there is no such state; there are:"), "{told}");
    assert_eq!(scene.run("apply people.lua --yes --parallelism 0").code, 1);
}

#[test]
fn an_address_that_waits_for_its_owner_is_sent_once_and_is_no_drift() {
    let script = |email: &str, more: &str| {
        format!(
            "require('poolhouse').cognito.pool('us-east-1_examplepool'):user('ann', {{
                 attributes = {{ email = '{email}'{more} }}, message_action = 'SUPPRESS' }})"
        )
    };
    let scene = Scene::new(&[("people.lua", &script("old@example.com", ", email_verified = true"))]);
    scene.write(
        "poolhouse.toml",
        "[pools.us-east-1_examplepool]\nAutoVerifiedAttributes = [\"email\"]\n\
         UserAttributeUpdateSettings = { AttributesRequireVerificationBeforeUpdate = [\"email\"] }\n",
    );
    scene.run("apply people.lua --yes").succeeded();
    scene.write("people.lua", &script("new@example.com", ""));
    let told = scene.run("apply people.lua --yes");
    assert!(
        told.stdout.contains("done: 1 updated") && told.stdout.contains("stays until the new one"),
        "{told}"
    );
    let told = scene.run("plan people.lua --detailed-exitcode");
    assert_eq!(told.code, 0, "{told}");
    assert!(told.to_string().contains("is not new@example.com yet"), "{told}");
    let told = scene.run("drift people.lua --json-lines").succeeded();
    assert_eq!(told.stdout.lines().count(), 1, "{told}");
    // In a pool where the address is the name as well.
    let named = |email: &str, more: &str| {
        format!(
            "require('poolhouse').cognito.pool('us-east-1_named'):user('eve', {{
                 username = '{email}', attributes = {{ {more} }}, message_action = 'SUPPRESS' }})"
        )
    };
    let settings = std::fs::read_to_string(scene.path("poolhouse.toml")).expect("read");
    let settings = settings.replace(
        "[pools.us-east-1_examplepool]",
        "[pools.us-east-1_named]\nUsernameAttributes = [\"email\"]",
    );
    scene.write("poolhouse.toml", &settings);
    scene.write("named.lua", &named("old@example.com", "email_verified = true"));
    scene.run("apply named.lua --yes").succeeded();
    scene.write("named.lua", &named("new@example.com", ""));
    scene.run("apply named.lua --yes").succeeded();
    let told = scene.run("plan named.lua --detailed-exitcode").succeeded();
    assert!(told.to_string().contains("is not new@example.com yet"), "{told}");
    scene.write("people.lua", &script("newer@example.com", ""));
    assert_eq!(scene.run("plan people.lua --detailed-exitcode").code, 2);
}
