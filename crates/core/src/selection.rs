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

    /// The one key that it matches, where no sign in it stands for others.
    fn exact(&self) -> Option<Key> {
        let text = self.as_str();
        if text.contains(['*', '?', '[']) { None } else { text.parse().ok() }
    }

    fn as_str(&self) -> &str {
        self.0.as_str()
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
        f.write_str(self.as_str())
    }
}

impl Selection {
    /// Whether it leaves nothing out.
    #[must_use]
    pub fn is_everything(&self) -> bool {
        *self == Self::default()
    }

    /// Targets that are neither declared nor remembered, and patterns that should take something in and do not.
    pub(crate) fn unknown(&self, desired: &Desired, state: &State) -> Vec<Fault> {
        if self.targets.is_empty() && self.include.is_empty() {
            return Vec::new();
        }
        let known = keys(desired, state);
        let names: Vec<String> = known.iter().map(ToString::to_string).collect();
        let fault = |subject: String, text: &str, message: &str| {
            let fault = Fault::new(None, message).of(subject);
            match nearest(text, names.iter().map(String::as_str)) {
                Some(name) => fault.hint(format!("did you mean {name}?")),
                None => fault,
            }
        };
        let unknown = self.targets.iter().filter(|target| !known.contains(target));
        let unknown = unknown
            .map(|target| fault(target.spoken(), &target.to_string(), "is neither declared nor remembered"));
        let unmatched = unmatched(&self.include, &known);
        let unmatched =
            unmatched.map(|pattern| fault(format!("include {pattern}"), pattern.as_str(), MATCHES_NOTHING));
        unknown.chain(unmatched).collect()
    }

    /// Patterns that should leave something out and do not: nothing is wrong with that where they have a `*`, and who
    /// misspelt a name should hear of it.
    pub(crate) fn idle_exclusions(&self, desired: &Desired, state: &State) -> Vec<Fault> {
        if self.exclude.is_empty() {
            return Vec::new();
        }
        let known = keys(desired, state);
        let idle = unmatched(&self.exclude, &known);
        idle.map(|pattern| Fault::new(None, MATCHES_NOTHING).of(format!("exclude {pattern}"))).collect()
    }

    /// The resources that stay, of all that are declared or remembered.
    pub(crate) fn of(&self, desired: &Desired, state: &State) -> BTreeSet<Key> {
        let mut chosen = match self.targets.is_empty() {
            true => keys(desired, state),
            false => with_needs(&self.targets, desired),
        };
        let (include, exclude) = (Patterns::of(&self.include), Patterns::of(&self.exclude));
        chosen.retain(|key| (self.include.is_empty() || include.match_key(key)) && !exclude.match_key(key));
        chosen
    }
}

/// What is said of a pattern without effect.
const MATCHES_NOTHING: &str = "matches nothing that is declared or remembered";

/// The patterns that match none of these.
fn unmatched<'a>(patterns: &'a [KeyPattern], known: &BTreeSet<Key>) -> impl Iterator<Item = &'a KeyPattern> {
    patterns.iter().filter(|pattern| match pattern.exact() {
        Some(key) => !known.contains(&key),
        None => !known.iter().any(|key| pattern.matches(key)),
    })
}

/// Patterns to hold many keys against: those that match one key only may be as many as the keys.
struct Patterns<'a> {
    exact: BTreeSet<Key>,
    others: Vec<&'a KeyPattern>,
}

impl<'a> Patterns<'a> {
    fn of(patterns: &'a [KeyPattern]) -> Self {
        let exact = patterns.iter().filter_map(KeyPattern::exact).collect();
        Self { exact, others: patterns.iter().filter(|pattern| pattern.exact().is_none()).collect() }
    }

    fn match_key(&self, key: &Key) -> bool {
        self.exact.contains(key) || self.others.iter().any(|pattern| pattern.matches(key))
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
