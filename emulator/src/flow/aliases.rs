//! Sign-in names that pass from one user to another.

use poolhouse_emulator_model::shapes::VerifiedAttributeType;

use crate::context::Context;
use crate::domain::{User, verified_flag};
use crate::store::Pool;

/// Takes the sign-in names that `user` is about to have from those who have them now. They keep
/// the addresses, but verified, and aliases, those are no more.
pub(crate) fn take_aliases(ctx: &Context, pool: &mut Pool, user: &User) {
    for alias in pool.names_of_others(user) {
        let Some(owner) = pool.owner(&alias) else { continue };
        let mut owner = User::clone(owner);
        let addresses = VerifiedAttributeType::ALL.iter();
        for &address in addresses.filter(|address| address.as_str() == alias.attribute.as_str()) {
            owner.attributes.insert(verified_flag(address).to_owned(), "false".to_owned());
        }
        owner.modified = ctx.now();
        pool.put_user(owner);
    }
}

#[cfg(test)]
mod tests;
