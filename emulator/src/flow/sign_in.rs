//! The beginning of a sign-in: which flow, whose, and whether the client may.

use std::collections::BTreeMap;
use std::sync::Arc;

use poolhouse_emulator_model::SensitiveMap;
use poolhouse_emulator_model::shapes::AuthFlowType;

use super::auth_session::{Progress, SignIn};
use super::migration::{Unknown, migrate};
use super::outcome::Outcome;
use super::secret_hash::{HashedCall, check_secret_hash};
use super::triggers::Migration;
use super::{choice, custom, password, refresh, srp};
use crate::context::Context;
use crate::domain::{Client, SignInFlow, User};
use crate::error::ApiError;

/// What InitiateAuth and AdminInitiateAuth have in common.
pub(crate) struct Start {
    pub(crate) pool_id: String,
    pub(crate) client: Arc<Client>,
    pub(crate) flow: AuthFlowType,
    pub(crate) parameters: SensitiveMap,
    pub(crate) metadata: Option<BTreeMap<String, String>>,
    pub(crate) session: Option<String>,
    pub(crate) admin: bool,
}

/// Begins a sign-in.
pub(crate) async fn start(ctx: &Context, start: Start) -> Result<Outcome, ApiError> {
    let flow = start.checked_flow()?;
    match flow {
        SignInFlow::Password | SignInFlow::AdminPassword => password::start(ctx, start).await,
        SignInFlow::Srp => srp::start(ctx, start).await,
        SignInFlow::Custom => custom::start(ctx, start).await,
        SignInFlow::Choice => choice::start(ctx, start).await,
        SignInFlow::Refresh => refresh::start(ctx, start).await.map(Outcome::Tokens),
        // These begin with a token, not with a user.
        SignInFlow::Impersonation | SignInFlow::Delegation => Err(ApiError::auth_method_not_supported()),
    }
}

impl Start {
    /// The flow, if it is one of the operation and the client offers it.
    fn checked_flow(&self) -> Result<SignInFlow, ApiError> {
        let flow = match (self.flow, self.admin) {
            (AuthFlowType::UserSrpAuth, _) => SignInFlow::Srp,
            (AuthFlowType::CustomAuth, _) => SignInFlow::Custom,
            (AuthFlowType::UserAuth, _) => SignInFlow::Choice,
            (AuthFlowType::RefreshTokenAuth | AuthFlowType::RefreshToken, _) => SignInFlow::Refresh,
            (AuthFlowType::UserPasswordAuth, false) => SignInFlow::Password,
            (AuthFlowType::AdminNoSrpAuth | AuthFlowType::AdminUserPasswordAuth, true) => {
                SignInFlow::AdminPassword
            }
            _ => return Err(ApiError::auth_method_not_supported()),
        };
        if flow == SignInFlow::Refresh && self.client.rotation_grace().is_some() {
            return Err(ApiError::refresh_flow_beside_rotation());
        }
        self.client.check_offers(flow)?;
        Ok(flow)
    }

    /// A parameter, if it is there and not empty.
    pub(super) fn parameter(&self, name: &str) -> Option<&str> {
        self.parameters.get(name).map(String::as_str).filter(|value| !value.is_empty())
    }

    /// A parameter that must be there.
    pub(super) fn required(&self, name: &str) -> Result<&str, ApiError> {
        self.parameter(name).ok_or_else(|| ApiError::missing_parameter(name))
    }

    /// Refuses a request whose client does not prove itself.
    pub(super) fn check_secret_hash(&self, username: &str) -> Result<(), ApiError> {
        let given = self.parameters.get("SECRET_HASH").map(String::as_str);
        check_secret_hash(&self.client, username, given, HashedCall::Auth)
    }

    /// The sign-in of the user whom the request names. Where there is no such user it is one that
    /// leads nowhere, or an error if the client may know.
    pub(super) fn sign_in(&self, ctx: &Context, username: &str) -> Result<SignIn, ApiError> {
        let user = ctx.pool(&self.pool_id)?.resolve_user(username).cloned();
        match user {
            Ok(user) => Ok(self.sign_in_of(&user)),
            Err(_) if self.client.hides_users() => Ok(self.with(Progress::pretended(username, self.admin))),
            Err(unknown) => Err(unknown),
        }
    }

    /// The same where the password is at hand, so that a function of the pool may know the user.
    pub(super) async fn sign_in_or_migrate(
        &self,
        ctx: &Context,
        username: &str,
        password: &str,
    ) -> Result<SignIn, ApiError> {
        if ctx.pool(&self.pool_id)?.resolve_user(username).is_err() {
            let unknown = Unknown {
                pool: &self.pool_id,
                client: &self.client.id,
                username,
                client_metadata: None,
                validation_data: self.metadata.clone().unwrap_or_default(),
            };
            migrate(ctx, unknown, Migration::Authentication { password }).await?;
        }
        self.sign_in(ctx, username)
    }

    fn sign_in_of(&self, user: &User) -> SignIn {
        self.with(Progress::of(user, self.admin))
    }

    fn with(&self, progress: Progress) -> SignIn {
        let progress = Progress {
            device_key: self.parameter("DEVICE_KEY").map(str::to_owned),
            validation: self.metadata.clone().unwrap_or_default(),
            ..progress
        };
        let (pool_id, client) = (self.pool_id.clone(), Arc::clone(&self.client));
        SignIn { pool_id, client, metadata: None, progress }
    }
}
