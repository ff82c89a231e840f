//! The user who bears an access token, together with the pool.

use poolhouse_emulator_model::Sensitive;

use super::access::{Access, authorized};
use crate::context::{Context, PoolGuard};
use crate::domain::User;
use crate::error::ApiError;

/// A user as the token found it, in the pool, which is locked.
pub(crate) struct Signed<'a> {
    pub(crate) pool: PoolGuard<'a>,
    pub(crate) user: User,
    pub(crate) access: Access,
}

impl<'a> Signed<'a> {
    /// The bearer of a token.
    pub(crate) fn in_by(ctx: &'a Context, token: &Sensitive) -> Result<Self, ApiError> {
        let access = authorized(ctx, token.expose())?;
        let pool = ctx.pool(&access.pool_id)?;
        let user = User::clone(pool.resolve_user(&access.username)?);
        Ok(Self { pool, user, access })
    }

    /// Puts the user back, as changed now.
    pub(crate) fn keep(mut self, ctx: &Context) {
        self.user.modified = ctx.now();
        self.pool.put_user(self.user);
    }
}
