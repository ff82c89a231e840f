//! What a user is, changed in place.

use poolhouse::Options;
use poolhouse::emulator_model::OperationName;
use serde_json::json;

use super::World;

#[tokio::test]
async fn row_05_an_attribute_is_updated_in_place() {
    let world = World::new();
    world.apply("pool:user('ann', { attributes = { name = 'Ann', family_name = 'Lee' }, message_action = 'SUPPRESS' })").await;
    let before = world.user("ann").await;
    let updates = world.counted(OperationName::AdminUpdateUserAttributes);
    world.apply("pool:user('ann', { attributes = { name = 'Anna' }, message_action = 'SUPPRESS' })").await;
    let after = world.user("ann").await;
    assert_eq!((&after["name"], &after["family_name"]), (&json!("Anna"), &json!(null)));
    assert_eq!((&after["sub"], updates.hits()), (&before["sub"], 1), "the account is the same one");
}

#[tokio::test]
async fn row_06_passwords_are_permanent_or_temporary() {
    let world = World::new();
    let script = |version: u32| {
        format!(
            "pool:user('ann', {{ password = 'Correct-Horse-1', password_version = {version}, message_action = 'SUPPRESS' }})
             pool:user('bob', {{ temporary_password = 'First-Horse-1', message_action = 'SUPPRESS' }})"
        )
    };
    world.apply(&script(0)).await;
    assert_eq!(world.user("ann").await["UserStatus"], "CONFIRMED");
    assert_eq!(world.user("bob").await["UserStatus"], "FORCE_CHANGE_PASSWORD");
    let set = world.counted(OperationName::AdminSetUserPassword);
    assert!(world.plan(&script(0)).await.is_empty(), "a password is not set again by itself");
    world.apply(&script(1)).await;
    assert_eq!(set.hits(), 1, "and is, when its version rises");
}

#[tokio::test]
async fn row_07_who_may_sign_in_is_a_flag() {
    let world = World::new();
    let script =
        |enabled| format!("pool:user('ann', {{ enabled = {enabled}, message_action = 'SUPPRESS' }})");
    world.apply(&script(false)).await;
    assert_eq!(world.user("ann").await["Enabled"], false);
    world.apply(&script(true)).await;
    assert_eq!(world.user("ann").await["Enabled"], true);
}

#[tokio::test]
async fn row_08_groups_are_a_set_on_the_user() {
    let world = World::new();
    let script = |groups: &str, mode: &str| {
        format!(
            "for _, name in {{ 'a', 'b', 'c' }} do pool:group(name, {{}}) end
             pool:user('ann', {{ groups = {{ {groups} }}, groups_mode = '{mode}', message_action = 'SUPPRESS' }})"
        )
    };
    world.apply(&script("'a', 'b'", "exact")).await;
    world.call("AdminAddUserToGroup", json!({ "Username": "ann", "GroupName": "c" })).await;
    let plan = world.plan(&script("'a', 'b'", "additive")).await;
    assert!(
        plan.changes.iter().all(|change| change.steps.is_empty()),
        "additive leaves others alone: {plan}"
    );
    world.apply(&script("'b'", "exact")).await;
    assert_eq!(world.groups_of("ann").await, ["b".to_owned()].into());
}

#[tokio::test]
async fn row_09_groups_and_memberships_are_resources_of_their_own() {
    let world = World::new();
    world.call("AdminCreateUser", json!({ "Username": "ann", "MessageAction": "SUPPRESS" })).await;
    let group = "pool:group('staff', { description = 'all', precedence = 3 })";
    world
        .apply(&format!(
            "{group}\npool:membership('ann in staff', {{ username = 'ann', group_name = 'staff' }})"
        ))
        .await;
    assert_eq!(world.groups_of("ann").await, ["staff".to_owned()].into());
    assert_eq!(world.call("GetGroup", json!({ "GroupName": "staff" })).await["Group"]["Precedence"], 3);
    world.apply(group).await;
    assert!(world.groups_of("ann").await.is_empty(), "a membership that is declared no more ends");
    assert!(world.find("ann").await.is_some());
}

#[tokio::test]
async fn row_10_second_factors_are_managed() {
    let sms = json!({ "SmsConfiguration": { "SnsCallerArn": "arn:aws:iam::123456789012:role/sms" }, "MfaConfiguration": "OPTIONAL" });
    let world = World::with_pool(sms);
    let script = |mfa: &str| {
        format!(
            "pool:user('ann', {{ attributes = {{ phone_number = '+15555550100' }}, mfa = {{ {mfa} }}, message_action = 'SUPPRESS' }})"
        )
    };
    world.apply(&script("'SMS'")).await;
    assert_eq!(world.user("ann").await["UserMFASettingList"], json!(["SMS_MFA"]));
    assert!(world.plan(&script("'SMS'")).await.is_empty());
    world.apply(&script("")).await;
    assert_eq!(world.user("ann").await["UserMFASettingList"], json!(null));
    let refusal = world.refusal(&script("'SOFTWARE_TOKEN'"), Options::default()).await;
    assert!(refusal.contains("before there is one"), "{refusal}");
}

#[tokio::test]
async fn row_11_an_invitation_is_sent_again_on_request() {
    let world = World::new();
    let script = |version: u32| {
        format!(
            "pool:user('ann', {{ attributes = {{ email = 'ann@example.com' }}, desired_delivery_mediums = {{ 'EMAIL' }}, invitation_version = {version} }})"
        )
    };
    world.apply(&script(0)).await;
    let before = world.user("ann").await;
    assert_eq!(world.messages("ann"), 1);
    world.apply(&script(1)).await;
    assert_eq!(world.messages("ann"), 2);
    assert_eq!(world.user("ann").await["sub"], before["sub"]);
    assert!(world.plan(&script(1)).await.is_empty(), "once is enough");
}

#[tokio::test]
async fn row_36_where_the_address_is_the_name_a_new_one_replaces_nobody() {
    let world = World::with_pool(json!({ "UsernameAttributes": ["email"] }));
    let script = |name: &str| {
        format!(
            "pool:user('ann', {{ username = '{name}', attributes = {{ email_verified = true }}, message_action = 'SUPPRESS' }})"
        )
    };
    world.apply(&script("old@example.com")).await;
    let before = world.user("old@example.com").await;
    world.apply(&script("new@example.com")).await;
    let after = world.user("new@example.com").await;
    assert_eq!((&after["Username"], &after["sub"]), (&before["Username"], &before["sub"]));
    assert_eq!(after["email_verified"], "true", "the new address is verified as it is declared");
    assert!(world.find("old@example.com").await.is_none());
    assert!(world.plan(&script("new@example.com")).await.is_empty());
}
