//! Second factors of a user, and the end of sessions.

use std::collections::BTreeSet;

use poolhouse_core::backend::ErrorKind;
use poolhouse_core::mfa::{MfaChange, MfaFactor, MfaPreference};
use serde_json::json;

use super::{NewUser, Subject, TestPool, refusal};

pub(crate) async fn a_single_user_tells_of_second_factors_and_a_list_does_not(subject: Subject) {
    let pool = with_sms(&subject).await;
    assert_eq!(pool.second_factors("ann").await, Some(MfaPreference::default()));
    assert_eq!(pool.user_pages().await[0].items[0].mfa, None);
}

pub(crate) async fn a_factor_is_turned_on_and_preferred(subject: Subject) {
    let pool = with_sms(&subject).await;
    pool.backend.set_mfa(&pool.id, "ann", &sms(true)).await.unwrap();
    let told = pool.second_factors("ann").await.expect("told");
    assert_eq!(told, sms(true).wanted);
}

pub(crate) async fn a_factor_is_turned_off(subject: Subject) {
    let pool = with_sms(&subject).await;
    pool.backend.set_mfa(&pool.id, "ann", &sms(true)).await.unwrap();
    let off = MfaPreference::default().change_from(&sms(true).wanted);
    pool.backend.set_mfa(&pool.id, "ann", &off).await.unwrap();
    assert_eq!(pool.second_factors("ann").await, Some(MfaPreference::default()));
}

pub(crate) async fn an_app_that_was_never_set_up_is_not_turned_on(subject: Subject) {
    let pool = with_sms(&subject).await;
    let factors = BTreeSet::from([MfaFactor::SoftwareToken]);
    let change = MfaChange { wanted: MfaPreference { factors, preferred: None }, ..MfaChange::default() };
    refusal(pool.backend.set_mfa(&pool.id, "ann", &change).await, ErrorKind::Invalid);
}

pub(crate) async fn nobody_has_no_second_factors(subject: Subject) {
    let pool = with_sms(&subject).await;
    refusal(pool.backend.set_mfa(&pool.id, "bob", &sms(true)).await, ErrorKind::UserNotFound);
}

pub(crate) async fn sessions_end_even_where_there_are_none(subject: Subject) {
    let pool = with_sms(&subject).await;
    pool.backend.sign_out(&pool.id, "ann").await.unwrap();
}

pub(crate) async fn nobody_is_not_signed_out(subject: Subject) {
    let pool = with_sms(&subject).await;
    refusal(pool.backend.sign_out(&pool.id, "bob").await, ErrorKind::UserNotFound);
}

fn sms(preferred: bool) -> MfaChange {
    let wanted = MfaPreference {
        factors: BTreeSet::from([MfaFactor::Sms]),
        preferred: preferred.then_some(MfaFactor::Sms),
    };
    MfaChange { wanted, off: BTreeSet::new() }
}

/// A pool with SMS as a factor, and ann, who has a phone.
async fn with_sms(subject: &Subject) -> TestPool {
    let sender = json!({"SnsCallerArn": "arn:aws:iam::123456789012:role/sms"});
    let pool = subject.pool(json!({"MfaConfiguration": "OPTIONAL", "SmsConfiguration": sender})).await;
    let phone = [("phone_number", "+15555550100"), ("phone_number_verified", "true")];
    pool.create(NewUser::named("ann").with(&phone)).await;
    pool
}
