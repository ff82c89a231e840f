//! Quotas, bills, and what is told of both before anything happens.

use std::collections::BTreeMap;

use poolhouse::core::effect::Effect;
use poolhouse::core::rates::RateCategory;
use poolhouse::emulator_model::OperationName;
use poolhouse::{Medium, Options};
use serde_json::json;

use super::World;

const STAFF: &str = "pool:group('staff', {})
    for number = 1, 100 do
        pool:user('user-' .. number, { password = 'Correct-Horse-1', groups = { 'staff' }, message_action = 'SUPPRESS' })
    end";

#[tokio::test]
async fn row_31_calls_keep_to_a_share_of_the_quota_of_each_category() {
    let world = World::new();
    let seconds = async |share: u8| {
        let poolhouse = world.builder(STAFF).quota_share(share).build().unwrap();
        poolhouse.plan(Options::default()).await.unwrap().least_time.unwrap().as_secs_f64()
    };
    assert_eq!(
        (seconds(100).await, seconds(50).await),
        (4.0, 8.0),
        "100 memberships at 25 and 12.5 a second"
    );
    let fewer = "for number = 1, 5 do pool:user('user-' .. number, { message_action = 'SUPPRESS' }) end";
    let run =
        world.builder(fewer).quota_share(100).build().unwrap().prepare(Options::default()).await.unwrap();
    let report = run.apply().await.unwrap();
    assert_eq!(report.calls[&RateCategory::UserCreation].made, 5);
    assert_eq!(report.calls[&RateCategory::UserCreation].throttled, 0);
    let raised = json!({ "LimitDefinition": { "LimitClass": "API_CATEGORY", "Attributes": { "Category": "UserCreation" } }, "RequestedLimitValue": 100 });
    world.call("UpdateProvisionedLimit", raised).await;
    let many = "for number = 1, 200 do pool:user('one-' .. number, { message_action = 'SUPPRESS' }) end";
    let poolhouse = world.builder(many).quota_share(100).build().unwrap();
    let raised = poolhouse.plan(Options::default()).await.unwrap().least_time.unwrap();
    assert_eq!(raised.as_secs_f64(), 2.0, "the account's own quota counts");
}

#[tokio::test]
async fn row_32_a_plan_tells_calls_time_and_who_is_billed() {
    let world = World::new();
    let poolhouse = world.builder(STAFF).quota_share(100).build().unwrap();
    let plan = poolhouse.plan(Options::default()).await.unwrap();
    let cost = plan.cost();
    let expected = BTreeMap::from([
        (RateCategory::UserCreation, 100),
        (RateCategory::UserAccountRecovery, 100),
        (RateCategory::UserUpdate, 100),
        (RateCategory::UserPoolResourceUpdate, 1),
    ]);
    assert_eq!((cost.calls, cost.active_users), (expected, 100));
    assert_eq!(plan.least_time.unwrap().as_secs(), 4);
}

#[tokio::test]
async fn row_33_a_refresh_makes_nobody_a_billed_user() {
    let world = World::new();
    world.apply(STAFF).await;
    let (looked_at, listed) =
        (world.counted(OperationName::AdminGetUser), world.counted(OperationName::ListUsers));
    assert!(world.plan(STAFF).await.is_empty());
    assert_eq!(looked_at.hits(), 0);
    assert!((1..=3).contains(&listed.hits()), "{} calls for 100 users", listed.hits());
}

#[tokio::test]
async fn row_34_declarations_are_held_against_the_pool_before_any_write() {
    let badge = json!({ "Name": "custom:badge", "AttributeDataType": "Number", "Mutable": false, "NumberAttributeConstraints": { "MaxValue": "99" } });
    let world = World::with_pool(json!({ "SchemaAttributes": [badge], "AliasAttributes": ["email"] }));
    let written = world.counted(OperationName::AdminCreateUser);
    let refusal = world
        .refusal(
            "pool:user('ann', { password = 'weak' })
             pool:user('bob', { attributes = { ['custom:badge'] = '100' } })
             pool:user('carol@example.com', {})
             pool:user('dave', { attributes = { badge = '1' } })",
            Options::default(),
        )
        .await;
    for expected in [
        "user \"ann\": password must have at least 8 characters",
        "user \"bob\": attributes.custom:badge must be at most 99",
        "user \"carol@example.com\": username cannot look like an e-mail address",
        "attributes.badge is not in pool us-east-1_examplepool (did you mean custom:badge?)",
    ] {
        assert!(refusal.contains(expected), "{expected}\n{refusal}");
    }
    assert_eq!(written.hits(), 0);
    let ann = |badge: u32| {
        format!(
            "pool:user('Ann', {{ attributes = {{ ['custom:badge'] = '{badge}' }}, message_action = 'SUPPRESS' }})"
        )
    };
    let plan = world.plan(&ann(1)).await;
    assert!(
        plan.warnings.iter().any(|warning| warning.to_string().contains("username has capitals")),
        "{plan}"
    );
    world.apply(&ann(1)).await;
    let refusal = world.refusal(&ann(2), Options::default()).await;
    assert!(refusal.contains("changes custom:badge, which the pool does not let change"), "{refusal}");
}

#[tokio::test]
async fn row_34_secrets_are_held_against_the_policy_before_the_first_write() {
    let world = World::new();
    let script = "pool:user('ann', { message_action = 'SUPPRESS' })
        pool:user('bob', { password = ph.secret.env 'FIRST', message_action = 'SUPPRESS' })";
    let poolhouse = world.builder(script).env("FIRST", Some("weak".to_owned())).build().unwrap();
    let run = poolhouse.prepare(Options::default()).await.unwrap();
    let refusal = run.apply().await.unwrap_err().to_string();
    assert!(refusal.contains("user \"bob\": password must have at least 8 characters"), "{refusal}");
    assert!(!refusal.contains("weak"), "{refusal}");
    assert!(world.find("ann").await.is_none(), "nothing was written");
}

#[tokio::test]
async fn row_35_a_plan_shows_what_comes_along() {
    let world = World::with_pool(json!({ "AliasAttributes": ["email"] }));
    let verified = "attributes = { email = 'ann@example.com', email_verified = true }";
    world.apply(&format!("pool:user('bob', {{ {verified}, message_action = 'SUPPRESS' }})")).await;
    let ann = format!(
        "pool:user('bob', {{ attributes = {{ email = 'bob@example.com' }}, message_action = 'SUPPRESS' }})
         pool:user('ann', {{ {verified}, force_alias_creation = true, desired_delivery_mediums = {{ 'EMAIL' }} }})"
    );
    let plan = world.plan(&ann).await;
    let effects: Vec<&Effect> = plan.changes.iter().flat_map(|change| &change.effects).collect();
    assert!(
        effects.iter().any(|effect| matches!(effect, Effect::AliasTaken { from, .. } if from == "bob")),
        "{plan}"
    );
    assert!(effects.iter().any(|effect| matches!(effect, Effect::Unverified(_))), "{plan}");
    assert!(effects.contains(&&Effect::Invited([Medium::Email].into())), "{plan}");
    let told = poolhouse::json::plan(&plan);
    assert_eq!(
        told["changes"][0]["effects"][0],
        json!({ "effect": "unverified", "attribute": "email" }),
        "{told:#}"
    );
}
