//! Whom the aliases lead to that declared users are to have.

use std::collections::{BTreeMap, BTreeSet};

use super::{ActualPool, Reader, all};
use crate::backend::{BackendError, UserFilter};
use crate::pool::{Alias, Pool};
use crate::user::User;

/// Aliases that declarations give: from the alias, its value in the form in which the pool compares it, to the value.
pub(super) type Claims = BTreeMap<(Alias, String), String>;

/// The aliases that lead to `user`.
pub(super) fn aliases_of<'a>(pool: &'a Pool, user: &'a User) -> impl Iterator<Item = (Alias, String)> + 'a {
    pool.claims(&user.attributes).map(|(alias, value)| (alias, pool.folded(value)))
}

impl ActualPool {
    /// The account that the alias leads to, unless it is `spared`, by the name that calls take.
    #[must_use]
    pub fn alias_holder(&self, alias: Alias, value: &str, spared: Option<&str>) -> Option<&str> {
        let holder = self.aliases.get(&(alias, self.pool.folded(value)))?;
        Some(holder.as_str()).filter(|holder| Some(*holder) != spared)
    }

    pub(super) fn note_aliases(&mut self, user: &User) {
        let aliases = aliases_of(&self.pool, user).map(|alias| (alias, user.username.clone()));
        self.aliases.extend(aliases.collect::<Vec<_>>());
    }
}

impl Reader<'_> {
    /// The aliases that declarations give to users of a pool.
    pub(super) fn claims(&self, pool: &Pool) -> Claims {
        if pool.aliases.is_empty() {
            return Claims::new();
        }
        let specs = self.desired.users.values().map(|user| &user.spec).filter(|spec| spec.pool == pool.id);
        let claims = specs.flat_map(|spec| pool.claims(&spec.attributes));
        claims.map(|(alias, value)| ((alias, pool.folded(value)), value.to_owned())).collect()
    }

    /// Asks for those aliases that are to become somebody's, as far as nobody was seen yet who has them.
    pub(super) async fn find_alias_holders(
        &self,
        read: &mut ActualPool,
        claims: &Claims,
    ) -> Result<(), BackendError> {
        let unseen = claims.iter().filter(|(claim, _)| !read.aliases.contains_key(*claim));
        // The filter minds case even where the pool does not.
        let filters = unseen.flat_map(|((alias, folded), value)| {
            let values = BTreeSet::from([folded, value]);
            let attribute = alias.attribute().to_owned();
            values
                .into_iter()
                .map(move |value| UserFilter { attribute: attribute.clone(), value: value.clone() })
        });
        let pool = &read.pool.id;
        let calls = filters.map(|filter| async move {
            let page = self.call(|| self.backend.list_users(pool, Some(&filter), None)).await?;
            Ok::<_, BackendError>(page.items)
        });
        let found = all(calls).await?;
        found.iter().flatten().for_each(|user| read.note_aliases(user));
        Ok(())
    }
}
