//! Pools in which an e-mail address takes the place of a username.

use poolhouse_core::backend::{ErrorKind, UserFilter};
use serde_json::json;

use super::{NewUser, Subject, TestPool, refusal};

pub(crate) async fn the_username_is_the_sub_and_the_address_an_attribute(subject: Subject) {
    let pool = email_pool(&subject).await;
    let ann = pool.create(NewUser::named("ann@example.com")).await;
    assert_eq!(Some(&ann.username), ann.sub.as_ref());
    assert_eq!(ann.username.len(), 36, "{}", ann.username);
    assert_eq!(ann.attributes.get("email").map(String::as_str), Some("ann@example.com"));
}

pub(crate) async fn the_user_is_found_by_its_physical_name_and_by_its_address(subject: Subject) {
    let pool = email_pool(&subject).await;
    let ann = pool.create(NewUser::named("ann@example.com")).await;
    assert_eq!(pool.user(&ann.username).await, ann);
    assert_eq!(pool.user("ann@example.com").await, ann);
    let filter = UserFilter { attribute: "email".into(), value: "ann@example.com".into() };
    let page = pool.backend.list_users(&pool.id, Some(&filter), None).await.unwrap();
    assert_eq!(page.items, [ann]);
}

pub(crate) async fn a_second_user_of_the_same_address_is_refused(subject: Subject) {
    let pool = email_pool(&subject).await;
    pool.create(NewUser::named("ann@example.com")).await;
    refusal(pool.try_create(&NewUser::named("ann@example.com")).await, ErrorKind::UserExists);
}

pub(crate) async fn a_name_that_is_no_address_is_refused(subject: Subject) {
    let pool = email_pool(&subject).await;
    refusal(pool.try_create(&NewUser::named("ann")).await, ErrorKind::Invalid);
}

pub(crate) async fn a_new_address_changes_no_name(subject: Subject) {
    let pool = email_pool(&subject).await;
    let ann = pool.create(NewUser::named("ann@example.com")).await;
    let update = [("email", "ann@example.org"), ("email_verified", "true")];
    pool.update(&ann.username, &update).await.unwrap();
    assert_eq!(pool.user("ann@example.org").await.username, ann.username);
    assert_eq!(pool.find("ann@example.com").await, None);
}

pub(crate) async fn an_address_that_is_taken_is_refused_in_an_update(subject: Subject) {
    let pool = email_pool(&subject).await;
    pool.create(NewUser::named("ann@example.com")).await;
    let bob = pool.create(NewUser::named("bob@example.com")).await;
    let update = [("email", "ann@example.com"), ("email_verified", "true")];
    refusal(pool.update(&bob.username, &update).await, ErrorKind::AliasExists);
}

async fn email_pool(subject: &Subject) -> TestPool {
    subject.pool(json!({"UsernameAttributes": ["email"]})).await
}
