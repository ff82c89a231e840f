//! Who has which identity at another provider.

use std::sync::Arc;

use imbl::OrdMap;

use crate::domain::{IdentityId, User};

/// The owners of identities, as keys of users.
#[derive(Clone, Default, PartialEq)]
pub(super) struct IdentityIndex(OrdMap<IdentityId, Arc<str>>);

impl IdentityIndex {
    /// The key of the user who has an identity.
    pub(super) fn owner(&self, id: &IdentityId) -> Option<&Arc<str>> {
        self.0.get(id)
    }

    /// Follows a user from one state to the next; none stands for not being there.
    pub(super) fn follow(&mut self, key: &Arc<str>, before: Option<&User>, after: Option<&User>) {
        for identity in before.iter().flat_map(|user| &user.identities) {
            self.0.remove(&identity.id);
        }
        for identity in after.iter().flat_map(|user| &user.identities) {
            self.0.insert(identity.id.clone(), Arc::clone(key));
        }
    }
}
