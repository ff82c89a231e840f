//! Of what and of whom something is to be read.

use std::collections::{BTreeMap, BTreeSet};

use super::Refresh;
use crate::attribute::AttributeName;
use crate::backend::UserFilter;
use crate::belief::is_believed;
use crate::desired::Desired;
use crate::pool::{Pool, PoolId};
use crate::schema::Kind;
use crate::state::{Entry, Key, State};
use crate::user::{User, Username};

/// What is of interest in one pool.
#[derive(Default)]
pub(super) struct Wanted {
    /// Names as declared.
    pub(super) declared: BTreeSet<Username>,
    /// Names that calls take, of users whom the state remembers.
    pub(super) remembered: BTreeSet<String>,
    /// Declared names of users who were about to be made when a run ended.
    pub(super) intended: BTreeSet<Username>,
    /// Declared names of users of whom lists do not tell enough.
    pub(super) looked_up: BTreeSet<Username>,
    /// Whether any group is of interest.
    pub(super) groups: bool,
    /// Declared names of users whose groups are of interest.
    pub(super) grouped: BTreeSet<Username>,
    /// Names that calls take, of users whose groups are of interest.
    pub(super) grouped_physical: BTreeSet<String>,
}

pub(super) fn wanted(desired: &Desired, state: &State, refresh: Refresh) -> BTreeMap<PoolId, Wanted> {
    let mut all: BTreeMap<PoolId, Wanted> = BTreeMap::new();
    want_declared(desired, &mut all);
    want_remembered(state, &mut all);
    if refresh == Refresh::Deep {
        for wanted in all.values_mut() {
            wanted.looked_up.extend(wanted.declared.iter().cloned());
        }
    }
    all
}

/// What is left to be compared when the state is believed.
pub(super) fn in_doubt(desired: &Desired, state: &State) -> (Desired, State) {
    let (mut doubtful, mut rest) = (desired.clone(), state.clone());
    let believed = |key: &Key| is_believed(desired, state, key);
    doubtful.groups.retain(|id, _| !believed(&Key::new(Kind::Group, id)));
    doubtful.users.retain(|id, _| !believed(&Key::new(Kind::User, id)));
    doubtful.memberships.retain(|id, _| !believed(&Key::new(Kind::Membership, id)));
    rest.entries.retain(|key, _| !believed(key));
    (doubtful, rest)
}

fn want_declared(desired: &Desired, all: &mut BTreeMap<PoolId, Wanted>) {
    for user in desired.users.values().map(|user| &user.spec) {
        let wanted = all.entry(user.pool.clone()).or_default();
        wanted.declared.insert(user.username.clone());
        if user.mfa.is_some() && !user.ignore.mfa() {
            wanted.looked_up.insert(user.username.clone());
        }
        if user.groups.is_some() {
            wanted.groups = true;
            wanted.grouped.insert(user.username.clone());
        }
    }
    for membership in desired.memberships.values().map(|membership| &membership.spec) {
        let wanted = all.entry(membership.pool.clone()).or_default();
        wanted.declared.insert(membership.username.clone());
        wanted.grouped.insert(membership.username.clone());
        wanted.groups = true;
    }
    for group in desired.groups.values() {
        all.entry(group.spec.pool.clone()).or_default().groups = true;
    }
}

fn want_remembered(state: &State, all: &mut BTreeMap<PoolId, Wanted>) {
    let mut replaced = Vec::new();
    for entry in state.entries.values() {
        let wanted = all.entry(entry.pool().clone()).or_default();
        match entry {
            Entry::User(user) => {
                wanted.remembered.insert(user.physical.clone());
                if let Some(old) = &user.replaced {
                    replaced.push(old);
                }
                if !user.groups.is_empty() || !user.groups_pending.is_empty() {
                    wanted.groups = true;
                    wanted.grouped_physical.insert(user.physical.clone());
                }
            }
            Entry::Group(_) => wanted.groups = true,
            Entry::Membership(membership) => {
                wanted.groups = true;
                wanted.remembered.insert(membership.physical.clone());
                wanted.grouped_physical.insert(membership.physical.clone());
            }
        }
    }
    for entry in state.intents.values().map(|intent| &intent.entry) {
        let wanted = all.entry(entry.pool.clone()).or_default();
        wanted.declared.insert(entry.username.clone());
        wanted.intended.insert(entry.username.clone());
        wanted.groups |= !entry.groups.is_empty();
        wanted.grouped.extend((!entry.groups.is_empty()).then(|| entry.username.clone()));
        replaced.extend(&entry.replaced);
    }
    for old in replaced {
        all.entry(old.pool.clone()).or_default().remembered.insert(old.physical.clone());
    }
}

/// The filters that find every wanted user, one call each.
pub(super) fn filters(pool: &Pool, wanted: &Wanted) -> Vec<UserFilter> {
    let by = |attribute: &str, value: &str| UserFilter {
        attribute: attribute.to_owned(),
        value: value.to_owned(),
    };
    let mut filters: Vec<UserFilter> = wanted.remembered.iter().map(|name| by("username", name)).collect();
    for name in wanted.declared.iter().map(Username::as_str).filter(|name| !wanted.remembered.contains(*name))
    {
        if pool.username_attributes.is_empty() {
            filters.push(by("username", name));
            // The filter minds case even where the pool does not, and such pools may keep names in lower case.
            let folded = pool.folded(name);
            filters.extend((folded != name).then(|| by("username", &folded)));
        }
        for alias in &pool.username_attributes {
            let is_mail = name.contains('@');
            let fits = (alias.attribute() == "email") == is_mail;
            filters.extend(fits.then(|| by(alias.attribute(), name)));
        }
    }
    filters
}

/// The names of all wanted users, in the form in which the pool compares them.
pub(super) struct Names<'a> {
    remembered: &'a BTreeSet<String>,
    declared: BTreeSet<String>,
}

impl<'a> Names<'a> {
    pub(super) fn new(pool: &Pool, wanted: &'a Wanted) -> Self {
        let declared = wanted.declared.iter().map(|name| pool.folded(name.as_str())).collect();
        Self { remembered: &wanted.remembered, declared }
    }

    pub(super) fn hold(&self, pool: &Pool, user: &User) -> bool {
        let named = |name: &AttributeName| {
            pool.username_attributes.iter().any(|alias| alias.attribute() == name.as_str())
        };
        self.remembered.contains(&user.username)
            || self.declared.contains(&pool.folded(&user.username))
            || user
                .attributes
                .iter()
                .any(|(name, value)| named(name) && self.declared.contains(&pool.folded(value)))
    }
}
