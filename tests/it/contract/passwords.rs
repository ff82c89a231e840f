//! Passwords, and the states they bring a user into.

use poolhouse_core::backend::ErrorKind;
use poolhouse_core::user::UserStatus;
use serde_json::json;

use super::{NewUser, Subject, refusal};

pub(crate) async fn a_first_password_is_to_be_changed(subject: Subject) {
    let pool = subject.pool(json!({})).await;
    let ann = NewUser { temporary_password: Some("Correct-Horse-7".into()), ..NewUser::named("ann") };
    assert_eq!(pool.create(ann).await.status, UserStatus::ForceChangePassword);
}

pub(crate) async fn a_first_password_against_the_policy_is_refused(subject: Subject) {
    let pool = subject.pool(json!({})).await;
    let ann = NewUser { temporary_password: Some("nodigits-".into()), ..NewUser::named("ann") };
    let error = refusal(pool.try_create(&ann).await, ErrorKind::Invalid);
    assert_eq!(error.code.as_deref(), Some("InvalidPasswordException"));
    assert_eq!(pool.find("ann").await, None);
}

pub(crate) async fn a_password_for_good_confirms_the_user(subject: Subject) {
    let pool = subject.pool(json!({})).await;
    pool.create(NewUser::named("ann")).await;
    pool.backend.set_password(&pool.id, "ann", "Correct-Horse-7", true).await.unwrap();
    assert_eq!(pool.user("ann").await.status, UserStatus::Confirmed);
}

pub(crate) async fn a_password_for_once_asks_even_a_confirmed_user_for_another(subject: Subject) {
    let pool = subject.pool(json!({})).await;
    pool.create(NewUser::named("ann")).await;
    pool.backend.set_password(&pool.id, "ann", "Correct-Horse-7", true).await.unwrap();
    pool.backend.set_password(&pool.id, "ann", "Correct-Horse-8", false).await.unwrap();
    assert_eq!(pool.user("ann").await.status, UserStatus::ForceChangePassword);
}

pub(crate) async fn a_password_against_the_policy_is_refused_and_changes_nothing(subject: Subject) {
    let pool = subject.pool(json!({})).await;
    pool.create(NewUser::named("ann")).await;
    let error =
        refusal(pool.backend.set_password(&pool.id, "ann", "nodigits-", true).await, ErrorKind::Invalid);
    assert_eq!(error.code.as_deref(), Some("InvalidPasswordException"));
    assert_eq!(pool.user("ann").await.status, UserStatus::ForceChangePassword);
}

pub(crate) async fn a_refused_password_is_not_repeated(subject: Subject) {
    let pool = subject.pool(json!({})).await;
    pool.create(NewUser::named("ann")).await;
    let error =
        refusal(pool.backend.set_password(&pool.id, "ann", "hunter-two", true).await, ErrorKind::Invalid);
    assert!(!format!("{error} {error:?}").contains("hunter-two"));
}
