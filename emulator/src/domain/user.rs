//! A user.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use poolhouse_emulator_model::shapes::{AttributeType, UserStatusType, UserType, VerifiedAttributeType};
use poolhouse_emulator_model::{Sensitive, Timestamp};
use serde::{Deserialize, Serialize};

use super::code::Codes;
use super::device::Device;
use super::identity::Identity;
use super::imported_password::ImportedPassword;
use super::passkey::Passkeys;
use super::password::PasswordRecord;
use super::second_factor::SecondFactors;

/// A user as the pool keeps it.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct User {
    /// As operations answer it; never changes.
    pub(crate) username: String,
    /// Never changes, and is no member of `attributes`.
    pub(crate) sub: String,
    /// Values by full name (`email`, `custom:role`, `dev:custom:note`).
    pub(crate) attributes: BTreeMap<String, String>,
    /// Addresses that take their place among the attributes once they are verified.
    pub(crate) pending: BTreeMap<VerifiedAttributeType, String>,
    pub(crate) enabled: bool,
    pub(crate) status: UserStatusType,
    /// None for a user who signs in by other means.
    pub(crate) password: Option<PasswordRecord>,
    /// Where the temporary password was sent. Its use proves that the user reads what comes there.
    #[serde(default)]
    pub(crate) invited_at: BTreeMap<VerifiedAttributeType, String>,
    /// Until when a temporary password works; none for a permanent one.
    pub(crate) temporary_password_expires: Option<Timestamp>,
    /// Permanent passwords of the past, the latest first, as far as the pool remembers them.
    pub(crate) earlier_passwords: Vec<PasswordRecord>,
    pub(crate) created: Timestamp,
    pub(crate) modified: Timestamp,
    /// Names of the groups that the user is in.
    pub(crate) groups: BTreeSet<String>,
    /// What other identity providers know the user as.
    #[serde(default)]
    pub(crate) identities: Vec<Identity>,
    /// Until the first sign-in, for a user who was imported with a password.
    #[serde(default)]
    pub(crate) imported_password: Option<ImportedPassword>,
    #[serde(default)]
    pub(crate) codes: Codes,
    #[serde(default)]
    pub(crate) second_factors: SecondFactors,
    /// By key.
    #[serde(default)]
    pub(crate) devices: BTreeMap<String, Device>,
    #[serde(default)]
    pub(crate) passkeys: Passkeys,
}

impl User {
    /// A user without password and attributes, who can sign in at once.
    pub(crate) fn new(username: String, sub: String, now: Timestamp) -> Self {
        Self {
            username,
            sub,
            attributes: BTreeMap::new(),
            pending: BTreeMap::new(),
            enabled: true,
            status: UserStatusType::Confirmed,
            password: None,
            invited_at: BTreeMap::new(),
            temporary_password_expires: None,
            earlier_passwords: Vec::new(),
            created: now,
            modified: now,
            groups: BTreeSet::new(),
            identities: Vec::new(),
            imported_password: None,
            codes: Codes::default(),
            second_factors: SecondFactors::default(),
            devices: BTreeMap::new(),
            passkeys: Passkeys::default(),
        }
    }

    /// A user who asks to be made, with attributes that nobody has looked at yet, as a pool's functions get to see them.
    pub(crate) fn candidate(username: String, sub: String, given: &[AttributeType], now: Timestamp) -> Self {
        let value =
            |given: &AttributeType| given.value.clone().map(Sensitive::into_exposed).unwrap_or_default();
        let attributes = given.iter().map(|given| (given.name.clone(), value(given))).collect();
        Self { attributes, ..Self::new(username, sub, now) }
    }

    /// The value of an attribute, `sub` included.
    pub(crate) fn attribute(&self, name: &str) -> Option<&str> {
        if name == "sub" { Some(&self.sub) } else { self.attributes.get(name).map(String::as_str) }
    }

    /// Whether `email_verified` or `phone_number_verified` is true.
    pub(crate) fn has_verified(&self, flag: &str) -> bool {
        self.attribute(flag).is_some_and(|value| value.eq_ignore_ascii_case("true"))
    }

    /// The user as lists of users answer it.
    pub(crate) fn describe(&self) -> UserType {
        UserType {
            username: Some(self.username.as_str().into()),
            attributes: Some(self.describe_attributes()),
            user_create_date: Some(self.created),
            user_last_modified_date: Some(self.modified),
            enabled: Some(self.enabled),
            user_status: Some(self.status),
            mfa_options: self.second_factors.describe_legacy(),
        }
    }

    /// All attributes with `sub` and `identities`, by name. The service promises no order.
    pub(crate) fn describe_attributes(&self) -> Vec<AttributeType> {
        let mut all: BTreeMap<&str, &str> =
            self.attributes.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        all.insert("sub", &self.sub);
        let identities = self.identities_attribute();
        all.extend(identities.iter().map(|identities| ("identities", identities.as_str())));
        let described =
            |(name, value): (&str, &str)| AttributeType { name: name.to_owned(), value: Some(value.into()) };
        all.into_iter().map(described).collect()
    }
}

/// Attributes are personal data, so a user prints as little as tells one from another.
impl fmt::Debug for User {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("User").field("sub", &self.sub).field("status", &self.status).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::code::{Attempt, CodePurpose};
    use crate::domain::password::SALT_LENGTH;

    fn user() -> User {
        let mut user = User::new("ann".into(), "sub".into(), Timestamp::from_millis(1_000));
        user.attributes.insert("email".into(), "ann@example.com".into());
        user.pending.insert(VerifiedAttributeType::Email, "new@example.com".into());
        let record = |password| PasswordRecord::new([7; SALT_LENGTH], "pool", "ann", password);
        user.password = Some(record("two"));
        user.earlier_passwords.push(record("one"));
        let (purpose, address) = (CodePurpose::VerifyEmail, VerifiedAttributeType::Email);
        user.codes.send(purpose, "123456", address, "new@example.com", user.created);
        assert_eq!(user.codes.attempt(Attempt::ChangePassword, user.created), Ok(()));
        user
    }

    #[test]
    fn what_is_kept_of_a_user_can_be_read_again() {
        let kept = serde_json::to_string(&user()).expect("written");
        let read: User = serde_json::from_str(&kept).expect("read");
        assert_eq!((read.pending, read.password), (user().pending, user().password));
        assert_eq!(read.earlier_passwords, user().earlier_passwords);
        assert_eq!(read.codes, user().codes);
    }

    #[test]
    fn neither_names_nor_addresses_are_printed() {
        assert_eq!(format!("{:?}", user()), r#"User { sub: "sub", status: Confirmed, .. }"#);
    }
}
