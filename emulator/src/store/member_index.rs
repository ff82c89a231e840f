//! Who is in which group. The users' own records say so too; this index answers for a group.

use std::ops::Bound;
use std::sync::Arc;

use imbl::OrdSet;

use crate::domain::User;

/// Pairs of group and folded username.
#[derive(Clone, Default, PartialEq)]
pub(super) struct MemberIndex(OrdSet<(Arc<str>, Arc<str>)>);

impl MemberIndex {
    /// Follows a user from one version to the next.
    pub(super) fn follow(&mut self, key: &Arc<str>, before: Option<&User>, after: Option<&User>) {
        let groups = |user: Option<&User>| user.map(|user| user.groups.clone()).unwrap_or_default();
        let (before, after) = (groups(before), groups(after));
        for left in before.difference(&after) {
            self.0.remove(&(left.as_str().into(), Arc::clone(key)));
        }
        for joined in after.difference(&before) {
            self.0.insert((joined.as_str().into(), Arc::clone(key)));
        }
    }

    /// Whether the user is in the group.
    pub(super) fn contains(&self, group: &str, key: &str) -> bool {
        self.0.contains(&(Arc::from(group), Arc::from(key)))
    }

    /// The members of a group, behind one.
    pub(super) fn of(&self, group: &str, after: Option<&str>) -> impl Iterator<Item = Arc<str>> {
        let group: Arc<str> = group.into();
        let from = match after {
            Some(key) => Bound::Excluded((Arc::clone(&group), Arc::from(key))),
            None => Bound::Included((Arc::clone(&group), Arc::from(""))),
        };
        let members = self.0.range((from, Bound::Unbounded));
        members.take_while(move |(other, _)| *other == group).map(|(_, key)| Arc::clone(key))
    }
}
