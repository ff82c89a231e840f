//! What a pool has to offer to its clients.

use super::pool::PoolSettings;

/// A pool as the rules of clients see it: clients are held to what it has.
pub(crate) trait Offer {
    /// The pool's settings.
    fn settings(&self) -> &PoolSettings;

    /// Whether the pool trusts an identity provider of this name.
    fn has_identity_provider(&self, name: &str) -> bool;

    /// Whether a resource server of the pool has the scope `<identifier>/<scope>`.
    fn has_custom_scope(&self, scope: &str) -> bool;
}
