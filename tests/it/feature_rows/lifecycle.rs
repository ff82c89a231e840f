//! How resources change their ids, drift and end.

use poolhouse::{Action, MaxDeletes, Options};
use serde_json::json;

use super::World;

const ANN: &str = "pool:user('ann', { attributes = { name = 'Ann' }, message_action = 'SUPPRESS' })";
const BOB: &str = "pool:user('bob', { message_action = 'SUPPRESS' })";

#[tokio::test]
async fn row_15_drift_is_found_and_repaired() {
    let world = World::new();
    world.apply(ANN).await;
    let change = json!({ "Username": "ann", "UserAttributes": [{ "Name": "name", "Value": "Eve" }] });
    world.call("AdminUpdateUserAttributes", change).await;
    let drift = world.poolhouse(ANN).drift(Options::default()).await.unwrap();
    assert_eq!((drift.found.len(), drift.edited), (1, 0), "{drift}");
    world.run(ANN, Options { selection: drift.repair(), ..Options::default() }).await;
    assert_eq!(world.user("ann").await["name"], "Ann");
    assert!(world.poolhouse(ANN).drift(Options::default()).await.unwrap().found.is_empty());
}

#[tokio::test]
async fn row_16_another_id_touches_nobody() {
    let world = World::new();
    world.apply(ANN).await;
    let before = world.user("ann").await;
    let renamed = "pool:user('staff/1', { username = 'ann', moved_from = { 'ann' }, attributes = { name = 'Ann' }, message_action = 'SUPPRESS' })";
    let plan = world.plan(renamed).await;
    assert!(plan.changes.iter().all(|change| change.steps.is_empty()), "{plan}");
    world.apply(renamed).await;
    assert_eq!(world.user("ann").await, before);
    assert!(
        world.remembered().await.user("staff/1").is_some() && world.remembered().await.user("ann").is_none()
    );
}

#[tokio::test]
async fn row_17_a_protected_user_stays_and_a_retained_one_is_let_go() {
    let world = World::new();
    let protected = "pool:user('ann', { protect = true, message_action = 'SUPPRESS' })";
    let retained = "pool:user('eve', { on_delete = 'retain', message_action = 'SUPPRESS' })";
    world.apply(&format!("{BOB}\n{protected}\n{retained}")).await;
    let refusal = world.refusal(BOB, Options::default()).await;
    assert!(refusal.contains("user \"ann\": is protected"), "{refusal}");
    world.apply(&format!("{BOB}\n{protected}")).await;
    assert!(world.find("eve").await.is_some());
    assert!(world.remembered().await.user("eve").is_none());
}

#[tokio::test]
async fn row_18_leaving_can_mean_being_disabled() {
    let world = World::new();
    world
        .apply(&format!("{BOB}\npool:user('ann', {{ on_delete = 'disable', message_action = 'SUPPRESS' }})"))
        .await;
    let report = world.apply(BOB).await;
    assert_eq!(report.count(Action::Disable), 1);
    assert_eq!(world.user("ann").await["Enabled"], false);
    assert!(world.remembered().await.user("ann").is_none());
}

#[tokio::test]
async fn row_19_what_is_declared_no_more_is_removed_and_nothing_else() {
    let world = World::new();
    world.call("AdminCreateUser", json!({ "Username": "carol" })).await;
    world.apply(&format!("{ANN}\n{BOB}")).await;
    world.apply(BOB).await;
    assert!(world.find("ann").await.is_none());
    assert!(world.find("bob").await.is_some() && world.find("carol").await.is_some());
}

#[tokio::test]
async fn row_20_a_threshold_guards_against_mass_deletion() {
    let world = World::new();
    world
        .apply("for number = 1, 10 do pool:user('user-' .. number, { message_action = 'SUPPRESS' }) end")
        .await;
    let fewer = "for number = 1, 7 do pool:user('user-' .. number, { message_action = 'SUPPRESS' }) end";
    let options = |max_deletes| Options { max_deletes: Some(max_deletes), ..Options::default() };
    for most in [MaxDeletes::Count(2), MaxDeletes::Percent(20)] {
        let refusal = world.refusal(fewer, options(most)).await;
        assert!(refusal.contains("the plan deletes, disables or replaces 3 of 10"), "{refusal}");
    }
    assert!(world.run(fewer, options(MaxDeletes::Percent(30))).await.is_complete());
    assert!(world.find("user-8").await.is_none());
}

#[tokio::test]
async fn row_26_only_what_is_declared_is_managed_and_what_is_ignored_is_let_be() {
    let world = World::new();
    let script = |name: &str, locale: &str| {
        format!(
            "pool:user('ann', {{ attributes = {{ name = '{name}', locale = '{locale}' }}, ignore_changes = {{ 'attributes.locale' }}, message_action = 'SUPPRESS' }})"
        )
    };
    world.apply(&script("Ann", "en")).await;
    let theirs = json!([{ "Name": "nickname", "Value": "Annie" }, { "Name": "locale", "Value": "fr" }]);
    world.call("AdminUpdateUserAttributes", json!({ "Username": "ann", "UserAttributes": theirs })).await;
    assert!(world.plan(&script("Ann", "en")).await.is_empty());
    world.apply(&script("Anna", "de")).await;
    let ann = world.user("ann").await;
    assert_eq!(
        (&ann["name"], &ann["nickname"], &ann["locale"]),
        (&json!("Anna"), &json!("Annie"), &json!("fr"))
    );
}

#[tokio::test]
async fn row_37_nobody_is_replaced_unasked_and_the_losses_are_listed() {
    let world = World::new();
    world.call("CreateGroup", json!({ "GroupName": "theirs" })).await;
    world.apply("pool:user('ann', { message_action = 'SUPPRESS' })").await;
    world.call("AdminAddUserToGroup", json!({ "Username": "ann", "GroupName": "theirs" })).await;
    let nickname = json!([{ "Name": "nickname", "Value": "Annie" }]);
    world.call("AdminUpdateUserAttributes", json!({ "Username": "ann", "UserAttributes": nickname })).await;
    let before = world.user("ann").await;
    let renamed = |replace| {
        format!(
            "pool:user('ann', {{ username = 'anna', replace = '{replace}', message_action = 'SUPPRESS' }})"
        )
    };
    let refusal = world.refusal(&renamed("refuse"), Options::default()).await;
    assert!(
        refusal.contains("is renamed from ann to anna, and Cognito cannot do that in place"),
        "{refusal}"
    );
    let plan = world.plan(&renamed("allow")).await.to_string();
    assert!(plan.contains("lost are sub, password, MFA, devices, history, attributes.nickname"), "{plan}");
    world.apply(&renamed("allow")).await;
    assert_ne!(world.user("anna").await["sub"], before["sub"]);
    assert_eq!(world.groups_of("anna").await, ["theirs".to_owned()].into(), "groups are carried over");
    assert!(world.find("ann").await.is_none());
}
