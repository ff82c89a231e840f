//! Which resources a run is about, where it is not about all of them.

use std::collections::BTreeSet;
use std::fmt;
use std::str::FromStr;

use crate::desired::Desired;
use crate::fault::{Fault, nearest};
use crate::schema::Kind;
use crate::state::{Key, State};

/// What a run is narrowed to; nothing unless told otherwise. What is left out is neither planned nor touched.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Selection {
    /// These resources, and the groups and users that they need; all resources when empty.
    pub targets: BTreeSet<Key>,
    /// Only resources that one of these matches; all when empty.
    pub include: Vec<KeyPattern>,
    /// No resource that one of these matches.
    pub exclude: Vec<KeyPattern>,
}

/// A pattern for keys in the manner of shells: `user/staff-*`, where `*` stands for any text, `?` for a character and
/// `[ab]` for one of several.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyPattern(glob::Pattern);

/// A text that is no pattern.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{text}` is no pattern for resources such as user/ann or user/staff-*: {why}")]
pub struct KeyPatternError {
    text: String,
    why: String,
}

impl KeyPattern {
    /// The pattern that matches that resource and no other.
    #[must_use]
    pub fn exactly(key: &Key) -> Self {
        let escaped = glob::Pattern::escape(&key.to_string());
        Self(glob::Pattern::new(&escaped).expect("an escaped text is a pattern"))
    }

    /// Whether it matches that resource.
    #[must_use]
    pub fn matches(&self, key: &Key) -> bool {
        self.0.matches(&key.to_string())
    }
}

impl FromStr for KeyPattern {
    type Err = KeyPatternError;

    fn from_str(text: &str) -> Result<Self, KeyPatternError> {
        let refused = |why: String| KeyPatternError { text: text.to_owned(), why };
        match text.split_once('/') {
            None => Err(refused("it names no kind in front of a slash".to_owned())),
            Some(_) => glob::Pattern::new(text).map(Self).map_err(|error| refused(error.msg.to_owned())),
        }
    }
}

impl fmt::Display for KeyPattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.as_str())
    }
}

impl Selection {
    /// Whether it leaves nothing out.
    #[must_use]
    pub fn is_everything(&self) -> bool {
        *self == Self::default()
    }

    /// Targets that are neither declared nor remembered.
    pub(crate) fn unknown_targets(&self, desired: &Desired, state: &State) -> Vec<Fault> {
        let known = keys(desired, state);
        let unknown = self.targets.iter().filter(|target| !known.contains(target));
        unknown
            .map(|target| {
                let fault = Fault::new(None, "is neither declared nor remembered").of(target.spoken());
                let names: Vec<String> = known.iter().map(ToString::to_string).collect();
                match nearest(&target.to_string(), names.iter().map(String::as_str)) {
                    Some(name) => fault.hint(format!("did you mean {name}?")),
                    None => fault,
                }
            })
            .collect()
    }

    /// The resources that stay, of all that are declared or remembered.
    pub(crate) fn of(&self, desired: &Desired, state: &State) -> BTreeSet<Key> {
        let mut chosen = match self.targets.is_empty() {
            true => keys(desired, state),
            false => with_needs(&self.targets, desired),
        };
        chosen
            .retain(|key| self.include.is_empty() || self.include.iter().any(|pattern| pattern.matches(key)));
        chosen.retain(|key| !self.exclude.iter().any(|pattern| pattern.matches(key)));
        chosen
    }
}

/// All that is declared or remembered.
fn keys(desired: &Desired, state: &State) -> BTreeSet<Key> {
    let groups = desired.groups.keys().map(|id| Key::new(Kind::Group, id));
    let users = desired.users.keys().map(|id| Key::new(Kind::User, id));
    let memberships = desired.memberships.keys().map(|id| Key::new(Kind::Membership, id));
    let remembered = state.entries.keys().chain(state.intents.keys()).cloned();
    groups.chain(users).chain(memberships).chain(remembered).collect()
}

/// These, the users of memberships among them, and the declared groups of all of those.
fn with_needs(targets: &BTreeSet<Key>, desired: &Desired) -> BTreeSet<Key> {
    let mut chosen = targets.clone();
    let memberships = |key: &Key| desired.memberships.get(&key.id).filter(|_| key.kind == Kind::Membership);
    for membership in targets.iter().filter_map(memberships).map(|membership| &membership.spec) {
        let is_member = |user: &crate::user::UserSpec| {
            user.pool == membership.pool && user.username == membership.username
        };
        let members = desired.users.iter().filter(|(_, user)| is_member(&user.spec));
        chosen.extend(members.map(|(id, _)| Key::new(Kind::User, id)));
        chosen.extend(group_of(desired, &membership.pool, &membership.group));
    }
    let users: Vec<Key> = chosen.iter().filter(|key| key.kind == Kind::User).cloned().collect();
    for user in users.iter().filter_map(|key| desired.users.get(&key.id)).map(|user| &user.spec) {
        let groups = user.groups.iter().flatten();
        chosen.extend(groups.filter_map(|group| group_of(desired, &user.pool, group)));
    }
    chosen
}

fn group_of(desired: &Desired, pool: &crate::pool::PoolId, name: &crate::group::GroupName) -> Option<Key> {
    let is_it = |group: &crate::group::GroupSpec| group.pool == *pool && group.name == *name;
    let found = desired.groups.iter().find(|(_, group)| is_it(&group.spec));
    found.map(|(id, _)| Key::new(Kind::Group, id))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_match_keys_like_a_shell() {
        let pattern: KeyPattern = "user/staff*".parse().expect("a pattern");
        assert!(pattern.matches(&Key::new(Kind::User, "staff/1001")));
        assert!(!pattern.matches(&Key::new(Kind::Group, "staff")));
    }

    #[test]
    fn what_is_no_pattern_is_told_why() {
        let fault = |text: &str| text.parse::<KeyPattern>().expect_err("refused").to_string();
        assert!(fault("staff").ends_with("it names no kind in front of a slash"));
        assert!(fault("user/[a").contains("`user/[a` is no pattern"), "{}", fault("user/[a"));
    }
}
