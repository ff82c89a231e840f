//! The passwords of a user: temporary, permanent, and those of the past.

use poolhouse_emulator_model::Timestamp;
use poolhouse_emulator_model::shapes::{AuthFactorType, UserStatusType};

use super::password::PasswordRecord;
use super::password_policy::PasswordPolicy;
use super::user::User;

impl User {
    /// Gives the user a password that works for a while, and must be changed at the next sign-in.
    pub(crate) fn set_temporary_password(
        &mut self,
        password: PasswordRecord,
        policy: &PasswordPolicy,
        now: Timestamp,
    ) {
        let days = i64::from(policy.temporary_validity_days);
        self.replace_password(password, policy);
        self.temporary_password_expires = Some(Timestamp::from_millis(now.millis() + days * MILLIS_PER_DAY));
        self.status = UserStatusType::ForceChangePassword;
    }

    /// Gives the user a password that stays, and confirms the user.
    pub(crate) fn set_permanent_password(&mut self, password: PasswordRecord, policy: &PasswordPolicy) {
        self.replace_password(password, policy);
        self.temporary_password_expires = None;
        self.status = UserStatusType::Confirmed;
    }

    /// Whether the policy remembers that the user had this password, or has it. Temporary passwords
    /// do not count (unsure). `pool` is the part of the pool's id behind the region.
    pub(crate) fn has_used(&self, password: &str, policy: &PasswordPolicy, pool: &str) -> bool {
        let current = self.password.iter().filter(|_| self.temporary_password_expires.is_none());
        let remembered = current.chain(&self.earlier_passwords).take(remembered(policy));
        remembered.into_iter().any(|record| record.is_of(pool, &self.username, password))
    }

    /// Whether the user has a password, be it by an imported hash.
    pub(crate) fn knows_password(&self) -> bool {
        self.password.is_some() || self.imported_password.is_some()
    }

    /// Whether the user could sign in by a one-time password alone, where these factors come first.
    pub(crate) fn can_do_without_password(&self, first_factors: &[AuthFactorType]) -> bool {
        let reaches = |factor, address| first_factors.contains(&factor) && self.attribute(address).is_some();
        reaches(AuthFactorType::EmailOtp, "email") || reaches(AuthFactorType::SmsOtp, "phone_number")
    }

    /// Verifies the addresses that the temporary password was sent to, as far as they are still the
    /// user's.
    pub(crate) fn accept_invitation(&mut self) {
        for (address, destination) in std::mem::take(&mut self.invited_at) {
            self.verify(address, &destination);
        }
    }

    fn replace_password(&mut self, password: PasswordRecord, policy: &PasswordPolicy) {
        self.imported_password = None;
        self.invited_at.clear();
        let before = self.password.replace(password);
        if let Some(permanent) = before.filter(|_| self.temporary_password_expires.is_none()) {
            self.earlier_passwords.insert(0, permanent);
        }
        self.earlier_passwords.truncate(remembered(policy));
    }
}

/// How many passwords the user cannot use again.
fn remembered(policy: &PasswordPolicy) -> usize {
    policy.history_size.and_then(|size| usize::try_from(size).ok()).unwrap_or_default()
}

const MILLIS_PER_DAY: i64 = 24 * 60 * 60 * 1000;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::password::SALT_LENGTH;

    const NOW: Timestamp = Timestamp::from_millis(1_000);

    fn user() -> User {
        User::new("ann".into(), "sub".into(), NOW)
    }

    fn record(password: &str) -> PasswordRecord {
        PasswordRecord::new([7; SALT_LENGTH], "pool", "ann", password)
    }

    fn remembering(history_size: i32) -> PasswordPolicy {
        PasswordPolicy { history_size: Some(history_size), ..PasswordPolicy::DEFAULT }
    }

    #[test]
    fn a_temporary_password_expires_and_must_be_changed() {
        let mut user = user();
        let policy = PasswordPolicy { temporary_validity_days: 2, ..PasswordPolicy::DEFAULT };
        user.set_temporary_password(record("one"), &policy, NOW);
        assert_eq!(user.status, UserStatusType::ForceChangePassword);
        assert_eq!(user.temporary_password_expires, Some(Timestamp::from_millis(172_801_000)));
    }

    #[test]
    fn a_permanent_password_confirms_and_stays() {
        let mut user = user();
        user.set_temporary_password(record("one"), &PasswordPolicy::DEFAULT, NOW);
        user.set_permanent_password(record("two"), &PasswordPolicy::DEFAULT);
        assert_eq!(user.status, UserStatusType::Confirmed);
        assert_eq!(user.temporary_password_expires, None);
        assert_eq!(user.password, Some(record("two")));
    }

    #[test]
    fn as_many_passwords_are_remembered_as_the_policy_says() {
        let (mut user, policy) = (user(), remembering(2));
        for password in ["one", "two", "three"] {
            user.set_permanent_password(record(password), &policy);
        }
        let used = |password| user.has_used(password, &policy, "pool");
        assert_eq!(["one", "two", "three", "four"].map(used), [false, true, true, false]);
    }

    #[test]
    fn temporary_passwords_are_not_remembered() {
        let (mut user, policy) = (user(), remembering(5));
        user.set_permanent_password(record("one"), &policy);
        user.set_temporary_password(record("two"), &policy, NOW);
        assert!(!user.has_used("two", &policy, "pool"));
        user.set_permanent_password(record("three"), &policy);
        let used = |password| user.has_used(password, &policy, "pool");
        assert_eq!(["one", "two", "three"].map(used), [true, false, true]);
    }

    #[test]
    fn who_can_get_a_one_time_password_needs_no_other() {
        let mut user = user();
        assert!(!user.can_do_without_password(&[AuthFactorType::Password, AuthFactorType::EmailOtp]));
        user.attributes.insert("email".into(), "ann@example.com".into());
        assert!(user.can_do_without_password(&[AuthFactorType::Password, AuthFactorType::EmailOtp]));
        assert!(!user.can_do_without_password(&[AuthFactorType::Password, AuthFactorType::SmsOtp]));
    }

    #[test]
    fn nothing_is_remembered_where_the_policy_does_not_say_so() {
        let mut user = user();
        user.set_permanent_password(record("one"), &PasswordPolicy::DEFAULT);
        user.set_permanent_password(record("two"), &PasswordPolicy::DEFAULT);
        assert!(user.earlier_passwords.is_empty());
        assert!(!user.has_used("two", &PasswordPolicy::DEFAULT, "pool"));
    }
}
