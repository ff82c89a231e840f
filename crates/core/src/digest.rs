//! Digests by which a state recognises what it does not hold.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use sha2::{Digest, Sha256};

use crate::attribute::Attributes;
use crate::group::{GroupName, GroupSettings};
use crate::user::{GroupsMode, MessageAction, User, UserSpec};

/// A digest of names and values, whatever order they were said in.
pub(crate) fn of_attributes<'a>(attributes: impl IntoIterator<Item = (&'a str, &'a str)>) -> String {
    let mut parts: Vec<(&str, &str)> = attributes.into_iter().collect();
    parts.sort_unstable();
    of_parts(parts.into_iter().flat_map(|(name, value)| [name, value]))
}

/// A digest of one value.
pub(crate) fn of_value(value: &str) -> String {
    of_parts([value])
}

/// The names and values of attributes, as [`of_attributes`] takes them.
pub(crate) fn pairs(attributes: &Attributes) -> impl Iterator<Item = (&str, &str)> {
    attributes.iter().map(|(name, value)| (name.as_str(), value.as_str()))
}

/// Digests of what matters only when the user is made, one for each of [`HINTS`] with spaces between.
pub(crate) fn of_hints(spec: &UserSpec) -> String {
    let texts = |map: &BTreeMap<String, String>| {
        of_parts(map.iter().flat_map(|(name, value)| [name.as_str(), value.as_str()]))
    };
    let suppresses = spec.message_action == Some(MessageAction::Suppress);
    let hints = [
        texts(&spec.validation_data),
        texts(&spec.client_metadata),
        of_flag(suppresses, &SUPPRESS),
        of_flag(spec.force_alias_creation, &FORCE),
        of_parts(spec.mediums.iter().map(|medium| medium.word())),
    ];
    hints.join(" ")
}

/// What is said of most users is hashed once.
static NOTHING: LazyLock<String> = LazyLock::new(|| hashed([]));
static NO: LazyLock<String> = LazyLock::new(|| hashed([""]));
static SUPPRESS: LazyLock<String> = LazyLock::new(|| hashed(["SUPPRESS"]));
static FORCE: LazyLock<String> = LazyLock::new(|| hashed(["force"]));

fn of_flag(is_on: bool, on: &str) -> String {
    if is_on { on.to_owned() } else { NO.clone() }
}

/// The properties that matter only when the user is made, in the order of [`of_hints`].
const HINTS: [&str; 5] = [
    "validation_data",
    "client_metadata",
    "message_action",
    "force_alias_creation",
    "desired_delivery_mediums",
];

/// Which of them are declared otherwise than when `digests` were made.
pub(crate) fn edited_hints(digests: &str, spec: &UserSpec) -> Vec<&'static str> {
    let now = of_hints(spec);
    let mut before = digests.split(' ');
    let edited = now.split(' ').zip(HINTS).filter(|(digest, _)| before.next() != Some(digest));
    edited.map(|(_, property)| property).collect()
}

/// A digest of what a declaration says that a user should be; of passwords, only their version.
pub(crate) fn of_user_spec(spec: &UserSpec) -> String {
    let enabled = match spec.enabled {
        None => "",
        Some(true) => "enabled",
        Some(false) => "disabled",
    };
    let groups = spec.groups.as_ref().map(|groups| of_parts(groups.iter().map(GroupName::as_str)));
    let mode = match spec.groups_mode {
        None => "",
        Some(GroupsMode::Exact) => "exact",
        Some(GroupsMode::Additive) => "additive",
    };
    let mfa = spec.mfa.as_ref().map(ToString::to_string).unwrap_or_default();
    let versions = format!("{} {}", spec.password_version, spec.invitation_version);
    let attributes = of_attributes(pairs(&spec.attributes));
    let groups = groups.unwrap_or_default();
    of_parts([spec.username.as_str(), &attributes, enabled, &groups, mode, &mfa, &versions])
}

/// A digest of what a declaration says that a group should be.
pub(crate) fn of_group_settings(settings: &GroupSettings) -> String {
    let precedence = settings.precedence.map(|number| number.to_string()).unwrap_or_default();
    let [description, role] =
        [&settings.description, &settings.role_arn].map(|text| text.as_deref().unwrap_or_default());
    of_parts([description, &precedence, role])
}

/// A digest of everything that is known of an account.
pub(crate) fn of_user(user: &User, groups: &BTreeSet<GroupName>) -> String {
    let attributes = of_attributes(pairs(&user.attributes));
    let groups = of_parts(groups.iter().map(GroupName::as_str));
    let created = user.created.map(|time| time.to_string()).unwrap_or_default();
    let mfa = user.mfa.as_ref().map(ToString::to_string).unwrap_or_default();
    let enabled = if user.enabled { "enabled" } else { "disabled" };
    let sub = user.sub.as_deref().unwrap_or_default();
    of_parts([&user.username, sub, &attributes, &groups, &created, &mfa, enabled, user.status.as_str()])
}

fn of_parts<'a>(parts: impl IntoIterator<Item = &'a str>) -> String {
    let mut parts = parts.into_iter().peekable();
    if parts.peek().is_none() { NOTHING.clone() } else { hashed(parts) }
}

fn hashed<'a>(parts: impl IntoIterator<Item = &'a str>) -> String {
    let mut digest = Sha256::new();
    for part in parts {
        // The length goes first, so that ("ab", "c") and ("a", "bc") differ.
        digest.update((part.len() as u64).to_be_bytes());
        digest.update(part.as_bytes());
    }
    let first_half =
        digest.finalize().iter().take(16).fold(0, |number, byte| number << 8 | u128::from(*byte));
    format!("{first_half:032x}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn order_does_not_matter_and_borders_do() {
        assert_eq!(of_attributes([("a", "1"), ("b", "2")]), of_attributes([("b", "2"), ("a", "1")]));
        assert_ne!(of_attributes([("ab", "c")]), of_attributes([("a", "bc")]));
    }
}
