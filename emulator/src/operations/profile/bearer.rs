//! The user who bears an access token, and the client that it was issued to.

use std::collections::BTreeMap;
use std::sync::Arc;

use poolhouse_emulator_model::Sensitive;

use crate::context::{Context, PoolGuard};
use crate::domain::{Client, User};
use crate::error::ApiError;
use crate::flow::Signed;
use crate::flow::triggers::Moment;

/// A user as the token found it, in the pool, which is locked.
pub(super) struct Bearer<'a> {
    pub(super) pool: PoolGuard<'a>,
    pub(super) user: User,
    pub(super) client: Arc<Client>,
}

impl<'a> Bearer<'a> {
    /// The bearer of a token.
    pub(super) fn of(ctx: &'a Context, token: &Sensitive) -> Result<Self, ApiError> {
        let Signed { pool, user, access } = Signed::in_by(ctx, token)?;
        let client = Arc::clone(pool.client(&access.client_id)?);
        Ok(Self { pool, user, client })
    }

    /// Puts the user back, as changed now, lets the pool go and gives the moment for triggers.
    pub(super) fn keep(mut self, ctx: &Context, client_metadata: Option<BTreeMap<String, String>>) -> Moment {
        self.user.modified = ctx.now();
        self.pool.put_user(self.user.clone());
        Moment::new(&self.pool, Arc::new(self.user), Some(&self.client.id), client_metadata)
    }
}
