//! Pools in which e-mail addresses or preferred usernames stand for people too.

use poolhouse_core::backend::ErrorKind;
use serde_json::json;

use super::{NewUser, Subject, TestPool, refusal};

pub(crate) async fn a_verified_address_belongs_to_one_user(subject: Subject) {
    let pool = email_alias(&subject).await;
    pool.create(NewUser::named("ann").verified("a@example.com")).await;
    let second = NewUser::named("anna").verified("a@example.com");
    refusal(pool.try_create(&second).await, ErrorKind::AliasExists);
    assert_eq!(pool.find("anna").await, None);
}

pub(crate) async fn a_forced_alias_moves_to_the_new_user(subject: Subject) {
    let pool = email_alias(&subject).await;
    pool.create(NewUser::named("ann").verified("a@example.com")).await;
    let second = NewUser { force_alias_creation: true, ..NewUser::named("anna").verified("a@example.com") };
    pool.create(second).await;
    assert_eq!(pool.attribute("anna", "email_verified").await.as_deref(), Some("true"));
    assert_eq!(pool.attribute("ann", "email").await.as_deref(), Some("a@example.com"));
    assert_ne!(pool.attribute("ann", "email_verified").await.as_deref(), Some("true"));
}

pub(crate) async fn an_unverified_address_may_be_anyones(subject: Subject) {
    let pool = email_alias(&subject).await;
    for name in ["ann", "anna"] {
        pool.create(NewUser::named(name).with(&[("email", "a@example.com")])).await;
    }
    assert_eq!(pool.attribute("anna", "email").await.as_deref(), Some("a@example.com"));
}

pub(crate) async fn an_alias_that_is_taken_is_refused_in_an_update(subject: Subject) {
    let pool = email_alias(&subject).await;
    pool.create(NewUser::named("ann").verified("a@example.com")).await;
    pool.create(NewUser::named("anna").with(&[("email", "a@example.com")])).await;
    let update = [("email", "a@example.com"), ("email_verified", "true")];
    refusal(pool.update("anna", &update).await, ErrorKind::AliasExists);
}

pub(crate) async fn an_alias_finds_its_user(subject: Subject) {
    let pool = email_alias(&subject).await;
    pool.create(NewUser::named("ann").verified("a@example.com")).await;
    assert_eq!(pool.user("a@example.com").await.username, "ann");
}

pub(crate) async fn a_username_in_the_form_of_an_alias_is_refused(subject: Subject) {
    let pool = email_alias(&subject).await;
    refusal(pool.try_create(&NewUser::named("ann@example.com")).await, ErrorKind::Invalid);
}

pub(crate) async fn a_new_user_may_have_a_preferred_username(subject: Subject) {
    let pool = subject.pool(json!({"AliasAttributes": ["preferred_username"]})).await;
    let ann = NewUser {
        force_alias_creation: true,
        ..NewUser::named("alias@example.com").with(&[("preferred_username", "aliasUser")])
    };
    pool.create(ann).await;
    let preferred = pool.attribute("alias@example.com", "preferred_username").await;
    assert_eq!(preferred.as_deref(), Some("aliasUser"));
}

async fn email_alias(subject: &Subject) -> TestPool {
    subject.pool(json!({"AliasAttributes": ["email"]})).await
}
