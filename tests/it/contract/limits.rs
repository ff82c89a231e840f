//! The API's limits: what just fits is taken, what is one too many is refused, by backends and by core's own types
//! alike.

use poolhouse_core::backend::ErrorKind;
use poolhouse_core::group::{Group, GroupName, GroupSettings};
use poolhouse_core::user::Username;
use serde_json::json;

use super::{NewUser, Subject, refusal};

pub(crate) async fn a_username_has_up_to_128_characters(subject: Subject) {
    let pool = subject.pool(json!({})).await;
    let longest = "é".repeat(128);
    assert!(Username::new(&longest).is_ok());
    assert_eq!(pool.create(NewUser::named(&longest)).await.username, longest);
    assert!(pool.find(&longest).await.is_some());
}

pub(crate) async fn a_username_of_129_characters_is_refused(subject: Subject) {
    refuses_username(&subject, &"a".repeat(129)).await;
}

pub(crate) async fn a_username_with_a_space_is_refused(subject: Subject) {
    refuses_username(&subject, "ann example").await;
}

pub(crate) async fn an_empty_username_is_refused(subject: Subject) {
    refuses_username(&subject, "").await;
}

pub(crate) async fn an_attribute_has_up_to_2048_characters(subject: Subject) {
    let pool = subject.pool(json!({})).await;
    let longest = "é".repeat(2048);
    pool.create(NewUser::named("ann").with(&[("profile", &longest)])).await;
    assert_eq!(pool.attribute("ann", "profile").await, Some(longest));
}

pub(crate) async fn an_attribute_of_2049_characters_is_refused(subject: Subject) {
    let pool = subject.pool(json!({})).await;
    let ann = NewUser::named("ann").with(&[("profile", &"a".repeat(2049))]);
    refusal(pool.try_create(&ann).await, ErrorKind::Invalid);
}

pub(crate) async fn a_group_may_use_its_limits_to_the_full(subject: Subject) {
    let pool = subject.pool(json!({})).await;
    let group = Group {
        name: GroupName::new("ü".repeat(128)).unwrap(),
        settings: GroupSettings {
            description: Some("d".repeat(2048)),
            precedence: Some(i32::MAX),
            role_arn: None,
        },
    };
    pool.backend.create_group(&pool.id, &group).await.unwrap();
    assert_eq!(pool.backend.find_group(&pool.id, &group.name).await.unwrap(), Some(group));
}

pub(crate) async fn a_description_of_2049_characters_is_refused(subject: Subject) {
    let settings = GroupSettings { description: Some("d".repeat(2049)), ..GroupSettings::default() };
    refuses_group(&subject, settings).await;
}

pub(crate) async fn a_precedence_below_zero_is_refused(subject: Subject) {
    refuses_group(&subject, GroupSettings { precedence: Some(-1), ..GroupSettings::default() }).await;
}

async fn refuses_username(subject: &Subject, username: &str) {
    assert!(Username::new(username).is_err());
    let pool = subject.pool(json!({})).await;
    refusal(pool.try_create(&NewUser::named(username)).await, ErrorKind::Invalid);
}

async fn refuses_group(subject: &Subject, settings: GroupSettings) {
    let pool = subject.pool(json!({})).await;
    let group = Group { name: GroupName::new("admins").unwrap(), settings };
    refusal(pool.backend.create_group(&pool.id, &group).await, ErrorKind::Invalid);
}
