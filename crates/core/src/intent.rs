//! A user who is about to be made, written down before the call: what settles an answer that got lost.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::attribute::{AttributeName, Attributes};
use crate::clock::Timestamp;
use crate::digest;
use crate::state::{ReplacedUser, UserEntry};
use crate::user::{User, UserSpec, UserStatus};

/// A user who was about to be made.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Intent {
    /// When, by our clock; of several tries, the first.
    pub at: Timestamp,
    /// What will be remembered of the user. The names that the service gives are not known yet.
    pub entry: UserEntry,
    /// A digest of the attributes that were sent.
    pub digest: String,
    /// The attribute that proves whose the account is, in pools that have one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub marker: Option<Marker>,
    /// The import job that was to make the user.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub job: Option<String>,
}

/// A value that no other account has, in an attribute that nobody can change.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Marker {
    /// The attribute.
    pub name: AttributeName,
    /// Its value.
    pub value: String,
}

/// How far our clock and the service's may be apart, in milliseconds.
const CLOCK_SKEW: i64 = 5 * 60 * 1000;

impl Intent {
    /// The intent to make a user as `spec` says, in the place of an account that goes afterwards.
    #[must_use]
    pub fn new(
        at: Timestamp,
        spec: &UserSpec,
        replaced: Option<ReplacedUser>,
        marker: Option<AttributeName>,
    ) -> Self {
        let entry = UserEntry {
            attributes: spec.attributes.keys().cloned().collect(),
            groups: spec.groups.clone().unwrap_or_default(),
            password_pending: spec.password.is_some(),
            replaced,
            ..UserEntry::of(spec, String::new(), None)
        };
        let unique = || format!("{:032x}", fastrand::u128(..));
        let digest = fold(spec.attributes.iter());
        let marker = marker.map(|name| Marker { name, value: unique() });
        Self { at, entry, digest, marker, job: None }
    }

    /// The same, where `earlier` was about the same user: what an earlier run was about to make may still arrive, so its
    /// mark and its time stay good.
    #[must_use]
    pub fn continuing(self, earlier: Option<&Self>) -> Self {
        let Some(earlier) = earlier else { return self };
        let name = self.marker.as_ref().map(|marker| &marker.name);
        let marker = earlier.marker.clone().filter(|marker| Some(&marker.name) == name);
        Self { at: earlier.at.min(self.at), marker: marker.or(self.marker.clone()), ..self }
    }

    /// Whether both are about the same name in the same pool.
    #[must_use]
    pub fn means(&self, spec: &UserSpec) -> bool {
        self.entry.pool == spec.pool && self.entry.username == spec.username
    }

    /// What is sent: what was declared, and the marker.
    #[must_use]
    pub fn sent(&self, declared: &Attributes) -> Attributes {
        let marker = self.marker.clone().map(|marker| (marker.name, marker.value));
        declared.clone().into_iter().chain(marker).collect()
    }

    /// Whether `user` is the one that was being made. The marker proves it. Without one it must have been made after the
    /// intent, by an administrator, and hold what was sent and nothing else.
    #[must_use]
    pub fn is_of(&self, user: &User) -> bool {
        match &self.marker {
            Some(marker) => user.attributes.get(&marker.name) == Some(&marker.value),
            None => self.resembles(user),
        }
    }

    fn resembles(&self, user: &User) -> bool {
        // Whoever used the invitation meanwhile is confirmed, and so is who needs no password.
        let made_by_us = match user.status {
            UserStatus::ForceChangePassword | UserStatus::Confirmed => true,
            UserStatus::ResetRequired => self.job.is_some(),
            _ => false,
        };
        let after = user.created.is_none_or(|created| created.millis() + CLOCK_SKEW >= self.at.millis());
        let held = user.attributes.iter().filter(|(name, value)| !self.is_of_the_service(name, value));
        made_by_us && after && fold(held) == self.digest
    }

    /// Whether the service sets such an attribute by itself: a flag, or the address that stands for the name.
    fn is_of_the_service(&self, name: &AttributeName, value: &str) -> bool {
        let is_name = || {
            matches!(name.as_str(), "email" | "phone_number")
                && value.eq_ignore_ascii_case(self.entry.username.as_str())
        };
        !self.entry.attributes.contains(name) && (name.is_verified_flag() || is_name())
    }

    /// What is to be remembered, now that the account is known.
    #[must_use]
    pub fn remembered(&self, user: &User) -> UserEntry {
        let is_itself = |old: &ReplacedUser| old.pool == self.entry.pool && old.physical == user.username;
        UserEntry {
            physical: user.username.clone(),
            sub: user.sub.clone(),
            imported: self.job.is_some(),
            replaced: self.entry.replaced.clone().filter(|old| !is_itself(old)),
            ..self.entry.clone()
        }
    }
}

/// A digest that minds neither case, which pools may fold, nor attributes without a value.
fn fold<'a>(attributes: impl Iterator<Item = (&'a AttributeName, &'a String)>) -> String {
    let held = attributes.filter(|(_, value)| !value.is_empty());
    let folded: BTreeSet<(String, String)> =
        held.map(|(name, value)| (name.to_string(), value.to_lowercase())).collect();
    digest::of_attributes(folded.iter().map(|(name, value)| (name.as_str(), value.as_str())))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pool::PoolId;
    use crate::user::Username;

    fn spec(attributes: &[(&str, &str)]) -> UserSpec {
        let spec = UserSpec::new(
            PoolId::new("us-east-1_examplepool").unwrap(),
            Username::new("ann@example.com").unwrap(),
        );
        UserSpec { attributes: named(attributes), ..spec }
    }

    fn named(pairs: &[(&str, &str)]) -> Attributes {
        pairs.iter().map(|(name, value)| (AttributeName::new(*name).unwrap(), (*value).to_owned())).collect()
    }

    fn account(attributes: &[(&str, &str)]) -> User {
        User {
            username: "ann@example.com".to_owned(),
            sub: Some("1".to_owned()),
            attributes: named(attributes),
            enabled: true,
            status: UserStatus::ForceChangePassword,
            created: Some(Timestamp(10_000_000)),
            mfa: None,
        }
    }

    fn intent(attributes: &[(&str, &str)]) -> Intent {
        Intent::new(Timestamp(10_000_000), &spec(attributes), None, None)
    }

    #[test]
    fn what_the_service_adds_by_itself_does_not_hide_an_account() {
        let by_address = account(&[("email", "Ann@example.com"), ("email_verified", "false")]);
        assert!(intent(&[]).is_of(&by_address));
        assert!(intent(&[("name", "Ann")]).is_of(&account(&[("name", "ann")])));
    }

    #[test]
    fn an_account_that_holds_more_or_other_than_was_sent_is_somebody_elses() {
        assert!(!intent(&[]).is_of(&account(&[("name", "Ann")])));
        assert!(!intent(&[("name", "Ann")]).is_of(&account(&[("name", "Bob")])));
        assert!(!intent(&[("name", "Ann")]).is_of(&account(&[("name", "Ann"), ("email", "a@b.example")])));
    }

    #[test]
    fn an_account_that_is_older_or_signed_itself_up_is_somebody_elses() {
        let older = User { created: Some(Timestamp(10_000_000 - CLOCK_SKEW - 1)), ..account(&[]) };
        let by_itself = User { status: UserStatus::Unconfirmed, ..account(&[]) };
        assert!(!intent(&[]).is_of(&older) && !intent(&[]).is_of(&by_itself));
    }

    #[test]
    fn a_marker_proves_what_attributes_and_times_cannot() {
        let marker = AttributeName::new("custom:poolhouse").unwrap();
        let intent = Intent::new(Timestamp(10_000_000), &spec(&[]), None, Some(marker));
        let sent = intent.sent(&Attributes::new());
        let altered = User { attributes: sent, created: None, ..account(&[]) };
        let altered = User {
            attributes: altered.attributes.into_iter().chain(named(&[("name", "A")])).collect(),
            ..altered
        };
        assert!(intent.is_of(&altered));
        assert!(!intent.is_of(&account(&[])));
        let again =
            Intent::new(Timestamp(10_000_000), &spec(&[]), None, intent.marker.clone().map(|one| one.name));
        assert!(!again.is_of(&altered), "no two have the same");
    }
}
