//! Attributes of a user.

use std::collections::BTreeSet;

use poolhouse_core::attribute::AttributeName;
use poolhouse_core::backend::{BackendError, ErrorKind};
use serde_json::{Value, json};

use super::{NewUser, Subject, TestPool, attributes, refusal};

pub(crate) async fn an_update_adds_and_changes_and_leaves_the_rest(subject: Subject) {
    let pool = subject.pool(json!({})).await;
    pool.create(NewUser::named("ann").with(&[("name", "Ann"), ("nickname", "An")])).await;
    pool.update("ann", &[("nickname", "Annie"), ("locale", "en")]).await.unwrap();
    let expected = attributes(&[("name", "Ann"), ("nickname", "Annie"), ("locale", "en")]);
    assert_eq!(pool.user("ann").await.attributes, expected);
}

pub(crate) async fn a_deleted_attribute_is_gone_and_the_rest_stays(subject: Subject) {
    let pool = subject.pool(json!({})).await;
    pool.create(NewUser::named("ann").with(&[("name", "Ann"), ("nickname", "An"), ("locale", "en")])).await;
    delete(&pool, "ann", &["nickname", "locale"]).await.unwrap();
    assert_eq!(pool.user("ann").await.attributes, attributes(&[("name", "Ann")]));
}

pub(crate) async fn an_attribute_that_is_not_set_can_be_deleted(subject: Subject) {
    let pool = subject.pool(json!({})).await;
    pool.create(NewUser::named("ann")).await;
    delete(&pool, "ann", &["nickname"]).await.unwrap();
}

pub(crate) async fn an_empty_value_takes_the_attribute_away(subject: Subject) {
    let pool = subject.pool(json!({})).await;
    pool.create(NewUser::named("ann").with(&[("nickname", "An")])).await;
    pool.update("ann", &[("nickname", "")]).await.unwrap();
    assert_eq!(pool.attribute("ann", "nickname").await, None);
}

pub(crate) async fn an_attribute_outside_the_schema_is_refused_to_a_new_user(subject: Subject) {
    let pool = subject.pool(json!({})).await;
    let ann = NewUser::named("ann").with(&[("custom:department", "it")]);
    refusal(pool.try_create(&ann).await, ErrorKind::Invalid);
    assert_eq!(pool.find("ann").await, None);
}

pub(crate) async fn an_attribute_outside_the_schema_is_refused_in_an_update(subject: Subject) {
    let pool = subject.pool(json!({})).await;
    pool.create(NewUser::named("ann")).await;
    refusal(pool.update("ann", &[("custom:department", "it")]).await, ErrorKind::Invalid);
}

pub(crate) async fn an_attribute_outside_the_schema_cannot_be_deleted(subject: Subject) {
    let pool = subject.pool(json!({})).await;
    pool.create(NewUser::named("ann")).await;
    refusal(delete(&pool, "ann", &["custom:department"]).await, ErrorKind::Invalid);
}

pub(crate) async fn custom_attributes_carry_their_prefix(subject: Subject) {
    let pool = subject.pool(departments()).await;
    pool.create(NewUser::named("ann").with(&[("custom:department", "it")])).await;
    pool.update("ann", &[("custom:department", "sales")]).await.unwrap();
    assert_eq!(pool.attribute("ann", "custom:department").await.as_deref(), Some("sales"));
}

pub(crate) async fn a_value_beyond_the_limit_of_the_schema_is_refused(subject: Subject) {
    let pool = subject.pool(departments()).await;
    let ann = NewUser::named("ann").with(&[("custom:department", "information technology")]);
    refusal(pool.try_create(&ann).await, ErrorKind::Invalid);
}

pub(crate) async fn what_is_immutable_can_be_given_to_a_new_user_and_not_changed(subject: Subject) {
    let level = json!({"Name": "level", "AttributeDataType": "Number", "Mutable": false});
    let pool = subject.pool(json!({"Schema": [level]})).await;
    pool.create(NewUser::named("ann").with(&[("custom:level", "1")])).await;
    refusal(pool.update("ann", &[("custom:level", "2")]).await, ErrorKind::Invalid);
    assert_eq!(pool.attribute("ann", "custom:level").await.as_deref(), Some("1"));
}

pub(crate) async fn sub_is_the_services_own(subject: Subject) {
    let pool = subject.pool(json!({})).await;
    pool.create(NewUser::named("ann")).await;
    let sub = "00000000-0000-0000-0000-000000000000";
    refusal(pool.update("ann", &[("sub", sub)]).await, ErrorKind::Invalid);
}

pub(crate) async fn a_changed_email_is_no_longer_verified(subject: Subject) {
    let pool = subject.pool(json!({})).await;
    pool.create(NewUser::named("ann").verified("ann@example.com")).await;
    pool.update("ann", &[("email", "ann@example.org")]).await.unwrap();
    assert_eq!(pool.attribute("ann", "email").await.as_deref(), Some("ann@example.org"));
    assert_ne!(pool.attribute("ann", "email_verified").await.as_deref(), Some("true"));
}

pub(crate) async fn a_changed_email_stays_verified_when_the_update_says_so(subject: Subject) {
    let pool = subject.pool(json!({})).await;
    pool.create(NewUser::named("ann").verified("ann@example.com")).await;
    pool.update("ann", &[("email", "ann@example.org"), ("email_verified", "true")]).await.unwrap();
    let expected = attributes(&[("email", "ann@example.org"), ("email_verified", "true")]);
    assert_eq!(pool.user("ann").await.attributes, expected);
}

fn departments() -> Value {
    json!({"Schema": [{"Name": "department", "AttributeDataType": "String", "Mutable": true,
                       "StringAttributeConstraints": {"MinLength": "1", "MaxLength": "20"}}]})
}

async fn delete(pool: &TestPool, username: &str, names: &[&str]) -> Result<(), BackendError> {
    let names: BTreeSet<AttributeName> =
        names.iter().map(|name| AttributeName::new(*name).unwrap()).collect();
    pool.backend.delete_attributes(&pool.id, username, &names).await
}
