//! The app client that an unsigned request comes from.

use std::collections::BTreeMap;
use std::sync::Arc;

use poolhouse_emulator_model::Sensitive;
use poolhouse_emulator_model::shapes::UserPoolTierType;

use crate::context::Context;
use crate::domain::{Client, SignInFlow, User};
use crate::error::ApiError;
use crate::flow::triggers::Moment;
use crate::flow::{HashedCall, check_secret_hash, session_after_sign_up};
use crate::store::Pool;

/// A client that is known to send the request, and its pool.
pub(super) struct AppClient {
    pub(super) pool_id: String,
    pub(super) client: Arc<Client>,
}

impl AppClient {
    /// The client of an id, if the secret hash is right for the name in the request.
    pub(super) fn of(
        ctx: &Context,
        id: &Sensitive,
        username: &Sensitive,
        secret_hash: Option<&Sensitive>,
    ) -> Result<Self, ApiError> {
        let (pool, client) = ctx.client(id.expose())?;
        let pool_id = pool.id().to_owned();
        drop(pool);
        let secret_hash = secret_hash.map(Sensitive::expose);
        check_secret_hash(&client, username.expose(), secret_hash, HashedCall::SelfService)?;
        Ok(Self { pool_id, client })
    }

    /// Whether nobody shall learn from this client who exists.
    pub(super) fn hides_users(&self) -> bool {
        self.client.hides_users()
    }

    /// A session in which a user who was just seen goes on to sign in, where the client offers to
    /// choose how and the pool's tier has that. A client that says nothing offers it not.
    pub(super) fn session(&self, ctx: &Context, moment: &Moment) -> Result<Option<Sensitive>, ApiError> {
        let lite = moment.settings.options.user_pool_tier == Some(UserPoolTierType::Lite);
        if lite || self.client.check_offers(SignInFlow::Choice).is_err() {
            return Ok(None);
        }
        let session = session_after_sign_up(ctx, &self.pool_id, &self.client, &moment.user)?;
        Ok(Some(session.into()))
    }

    /// The user of a name, in the words of this family.
    pub(super) fn user(&self, pool: &Pool, name: &Sensitive) -> Result<User, ApiError> {
        let user = pool.resolve_user(name.expose());
        user.map(|user| User::clone(user)).map_err(|_| ApiError::username_client_combination_not_found())
    }

    /// The same where a code is answered: who shall not learn that there is no user is told that
    /// the code is wrong.
    pub(super) fn user_of_code(&self, pool: &Pool, name: &Sensitive) -> Result<User, ApiError> {
        let hidden = |error| if self.hides_users() { ApiError::code_mismatch() } else { error };
        self.user(pool, name).map_err(hidden)
    }

    /// The present moment of a user, for triggers.
    pub(super) fn moment(
        &self,
        pool: &Pool,
        user: User,
        client_metadata: Option<BTreeMap<String, String>>,
    ) -> Moment {
        Moment::new(pool, Arc::new(user), Some(&self.client.id), client_metadata)
    }
}
