//! Users: made, found, listed, switched off and on, deleted, invited again.

use std::collections::{BTreeMap, BTreeSet};

use poolhouse_core::backend::{ErrorKind, Invitation, UserFilter};
use poolhouse_core::user::{Medium, User, UserStatus};
use serde_json::json;

use super::{NewUser, Subject, TestPool, attributes, refusal};

pub(crate) async fn a_new_user_is_what_was_asked_for_and_is_found_so(subject: Subject) {
    let pool = subject.pool(json!({})).await;
    let created = pool.create(NewUser::named("ann").verified("ann@example.com")).await;
    assert_eq!(created.username, "ann");
    assert!(created.sub.as_ref().is_some_and(|sub| sub.len() == 36), "{:?}", created.sub);
    assert_eq!(created.attributes, attributes(&[("email", "ann@example.com"), ("email_verified", "true")]));
    assert!(created.enabled && created.created.is_some());
    assert_eq!(created.status, UserStatus::ForceChangePassword);
    assert_eq!(pool.find("ann").await, Some(created));
}

pub(crate) async fn an_unknown_user_is_none_and_no_error(subject: Subject) {
    let pool = subject.pool(json!({})).await;
    assert_eq!(pool.find("ann").await, None);
}

pub(crate) async fn a_list_shows_users_as_they_are_found(subject: Subject) {
    let pool = subject.pool(json!({})).await;
    let ann = pool.create(NewUser::named("ann").with(&[("name", "Ann")])).await;
    let bob = pool.create(NewUser::named("bob")).await;
    pool.backend.disable_user(&pool.id, "bob").await.unwrap();
    let mut listed = pool.user_pages().await.remove(0).items;
    listed.sort_by(|one, other| one.username.cmp(&other.username));
    assert_eq!(listed, [ann, User { enabled: false, ..bob }]);
}

pub(crate) async fn a_list_of_nobody_is_one_empty_page(subject: Subject) {
    let pool = subject.pool(json!({})).await;
    let page = pool.backend.list_users(&pool.id, None, None).await.unwrap();
    assert_eq!((page.items, page.next), (Vec::new(), None));
}

pub(crate) async fn a_filter_finds_by_username(subject: Subject) {
    let pool = ann_and_anna(&subject).await;
    assert_eq!(filtered(&pool, "username", "ann").await, ["ann"]);
    assert_eq!(filtered(&pool, "username", "nobody").await, [""; 0]);
}

pub(crate) async fn a_filter_finds_by_email(subject: Subject) {
    let pool = ann_and_anna(&subject).await;
    assert_eq!(filtered(&pool, "email", "anna@example.com").await, ["anna"]);
}

pub(crate) async fn a_filter_finds_by_sub(subject: Subject) {
    let pool = ann_and_anna(&subject).await;
    let sub = pool.user("anna").await.sub.expect("everyone has one");
    assert_eq!(filtered(&pool, "sub", &sub).await, ["anna"]);
}

pub(crate) async fn a_filter_may_hold_quotes_and_backslashes(subject: Subject) {
    let pool = subject.pool(json!({})).await;
    let name = r#"a"n\n"#;
    pool.create(NewUser::named(name)).await;
    assert_eq!(filtered(&pool, "username", name).await, [name]);
}

pub(crate) async fn a_filter_by_an_unknown_attribute_is_refused(subject: Subject) {
    let pool = subject.pool(json!({})).await;
    let filter = UserFilter { attribute: "custom:department".into(), value: "it".into() };
    refusal(pool.backend.list_users(&pool.id, Some(&filter), None).await, ErrorKind::Invalid);
}

pub(crate) async fn a_long_list_comes_in_pages(subject: Subject) {
    let pool = subject.pool(json!({})).await;
    for number in 0..65 {
        pool.create(NewUser::named(&format!("user-{number}"))).await;
    }
    let pages = pool.user_pages().await;
    assert!(pages.iter().all(|page| page.items.len() <= 60));
    let names: BTreeSet<String> =
        pages.into_iter().flat_map(|page| page.items).map(|user| user.username).collect();
    assert_eq!(names.len(), 65);
}

pub(crate) async fn a_second_user_of_the_same_name_is_refused(subject: Subject) {
    let pool = subject.pool(json!({})).await;
    pool.create(NewUser::named("ann")).await;
    let error = refusal(pool.try_create(&NewUser::named("ann")).await, ErrorKind::UserExists);
    assert_eq!(error.code.as_deref(), Some("UsernameExistsException"));
}

pub(crate) async fn names_that_differ_in_case_are_two_people_where_case_counts(subject: Subject) {
    let pool = subject.pool(json!({"UsernameConfiguration": {"CaseSensitive": true}})).await;
    let upper = pool.create(NewUser::named("Ann")).await;
    let lower = pool.create(NewUser::named("ann")).await;
    assert_ne!(upper.sub, lower.sub);
}

pub(crate) async fn names_that_differ_in_case_are_one_person_where_it_does_not(subject: Subject) {
    let pool = subject.pool(json!({"UsernameConfiguration": {"CaseSensitive": false}})).await;
    pool.create(NewUser::named("Ann")).await;
    refusal(pool.try_create(&NewUser::named("ann")).await, ErrorKind::UserExists);
    assert!(pool.find("ANN").await.is_some());
}

pub(crate) async fn what_is_for_triggers_is_taken_and_not_stored(subject: Subject) {
    let pool = subject.pool(json!({})).await;
    let ann = NewUser {
        validation_data: BTreeMap::from([("custom:role".into(), "admin".into())]),
        client_metadata: BTreeMap::from([("source".into(), "signupForm".into())]),
        ..NewUser::named("ann")
    };
    assert_eq!(pool.create(ann).await.attributes, attributes(&[]));
}

pub(crate) async fn an_invitation_is_sent_by_the_mediums_that_are_named(subject: Subject) {
    let pool = subject.pool(json!({})).await;
    let ann = NewUser {
        mediums: BTreeSet::from([Medium::Email]),
        suppress_message: false,
        ..NewUser::named("ann").with(&[("email", "ann@example.com")])
    };
    assert_eq!(pool.create(ann).await.status, UserStatus::ForceChangePassword);
}

pub(crate) async fn an_invitation_is_sent_again_to_the_same_account(subject: Subject) {
    let pool = subject.pool(json!({})).await;
    let created = pool.create(NewUser::named("ann").with(&[("email", "ann@example.com")])).await;
    let again = resend(&pool, "ann").await.unwrap();
    assert_eq!(again.sub, created.sub);
    assert_eq!(again.attributes, created.attributes);
    assert_eq!(pool.user("ann").await.status, UserStatus::ForceChangePassword);
}

pub(crate) async fn no_invitation_goes_to_who_has_a_password(subject: Subject) {
    let pool = subject.pool(json!({})).await;
    pool.create(NewUser::named("ann").with(&[("email", "ann@example.com")])).await;
    pool.backend.set_password(&pool.id, "ann", "Correct-Horse-7", true).await.unwrap();
    refusal(resend(&pool, "ann").await, ErrorKind::WrongState);
}

pub(crate) async fn no_invitation_goes_to_nobody(subject: Subject) {
    let pool = subject.pool(json!({})).await;
    refusal(resend(&pool, "ann").await, ErrorKind::UserNotFound);
}

pub(crate) async fn a_user_is_disabled_and_enabled_again_and_again(subject: Subject) {
    let pool = subject.pool(json!({})).await;
    pool.create(NewUser::named("ann")).await;
    for enabled in [false, false, true, true] {
        let change = match enabled {
            true => pool.backend.enable_user(&pool.id, "ann").await,
            false => pool.backend.disable_user(&pool.id, "ann").await,
        };
        change.unwrap();
        let ann = pool.user("ann").await;
        assert_eq!((ann.enabled, ann.status), (enabled, UserStatus::ForceChangePassword));
    }
}

pub(crate) async fn a_deleted_user_is_gone_and_the_name_free(subject: Subject) {
    let pool = subject.pool(json!({})).await;
    let first = pool.create(NewUser::named("ann")).await;
    pool.backend.delete_user(&pool.id, "ann").await.unwrap();
    assert_eq!(pool.find("ann").await, None);
    refusal(pool.backend.delete_user(&pool.id, "ann").await, ErrorKind::UserNotFound);
    assert_ne!(pool.create(NewUser::named("ann")).await.sub, first.sub);
}

pub(crate) async fn nothing_can_be_done_with_nobody(subject: Subject) {
    let pool = subject.pool(json!({})).await;
    let (backend, id) = (&pool.backend, &pool.id);
    refusal(pool.update("ann", &[("name", "Ann")]).await, ErrorKind::UserNotFound);
    let names = BTreeSet::from_iter(attributes(&[("name", "")]).into_keys());
    refusal(backend.delete_attributes(id, "ann", &names).await, ErrorKind::UserNotFound);
    refusal(backend.set_password(id, "ann", "Correct-Horse-7", true).await, ErrorKind::UserNotFound);
    refusal(backend.enable_user(id, "ann").await, ErrorKind::UserNotFound);
    refusal(backend.disable_user(id, "ann").await, ErrorKind::UserNotFound);
    refusal(backend.groups_of(id, "ann", None).await, ErrorKind::UserNotFound);
}

async fn ann_and_anna(subject: &Subject) -> TestPool {
    let pool = subject.pool(json!({})).await;
    for name in ["ann", "anna"] {
        pool.create(NewUser::named(name).with(&[("email", &format!("{name}@example.com"))])).await;
    }
    pool
}

async fn filtered(pool: &TestPool, attribute: &str, value: &str) -> Vec<String> {
    let filter = UserFilter { attribute: attribute.into(), value: value.into() };
    let page =
        pool.backend.list_users(&pool.id, Some(&filter), None).await.expect("the filter is understood");
    page.items.into_iter().map(|user| user.username).collect()
}

async fn resend(pool: &TestPool, username: &str) -> Result<User, poolhouse_core::backend::BackendError> {
    let invitation =
        Invitation { mediums: &BTreeSet::from([Medium::Email]), client_metadata: &BTreeMap::new() };
    pool.backend.resend_invitation(&pool.id, username, &invitation).await
}
