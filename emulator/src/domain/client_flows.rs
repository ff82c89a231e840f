//! Which ways of signing in an app client offers.

use poolhouse_emulator_model::shapes::ExplicitAuthFlowsType::{
    self, AdminNoSrpAuth, AllowAdminUserPasswordAuth, AllowCustomAuth, AllowRefreshTokenAuth,
    AllowTokenExchangeDelegation, AllowTokenExchangeImpersonation, AllowUserAuth, AllowUserPasswordAuth,
    AllowUserSrpAuth, CustomAuthFlowOnly, UserPasswordAuth,
};
use poolhouse_emulator_model::shapes::{FeatureType, RefreshTokenRotationType};

use super::client::Client;
use crate::error::ApiError;

/// The old values and those that begin with `ALLOW_` are two languages that cannot be mixed.
///
/// A list of the newer kind without ALLOW_REFRESH_TOKEN_AUTH is accepted; that it once was refused
/// where tokens are not rotated is unsure.
pub(super) fn check_auth_flows(flows: &[ExplicitAuthFlowsType]) -> Result<(), ApiError> {
    let legacy = flows.iter().filter(|flow| is_legacy(**flow)).count();
    if legacy > 0 && legacy < flows.len() { Err(ApiError::mixed_auth_flows()) } else { Ok(()) }
}

/// Tokens that rotate are refreshed by GetTokensFromRefreshToken, so the flow that refreshes them
/// must be off: named nowhere, and not on by default either.
pub(super) fn check_rotation(
    rotation: Option<&RefreshTokenRotationType>,
    flows: &[ExplicitAuthFlowsType],
) -> Result<(), ApiError> {
    let rotates = rotation.is_some_and(|rotation| rotation.feature == FeatureType::Enabled);
    if rotates && allows_refresh(flows) { Err(ApiError::rotation_beside_refresh_flow()) } else { Ok(()) }
}

/// Nothing said allows it, and so does every old value.
fn allows_refresh(flows: &[ExplicitAuthFlowsType]) -> bool {
    flows.is_empty() || flows.iter().any(|&flow| is_legacy(flow) || flow == AllowRefreshTokenAuth)
}

/// A way of signing in, as app clients offer it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum SignInFlow {
    Srp,
    Password,
    AdminPassword,
    Custom,
    Choice,
    Refresh,
    Impersonation,
    Delegation,
}

impl SignInFlow {
    /// What a client that does not offer the flow is told.
    fn refusal(self) -> ApiError {
        match self {
            Self::Password => ApiError::password_flow_not_enabled(),
            Self::AdminPassword => ApiError::admin_flow_not_enabled(),
            Self::Srp => ApiError::flow_not_enabled("USER_SRP_AUTH"),
            Self::Custom => ApiError::flow_not_enabled("CUSTOM_AUTH"),
            Self::Choice => ApiError::flow_not_enabled("USER_AUTH"),
            Self::Refresh => ApiError::flow_not_enabled("REFRESH_TOKEN_AUTH"),
            Self::Impersonation => ApiError::client_flow_not_enabled("ALLOW_TOKEN_EXCHANGE_IMPERSONATION"),
            Self::Delegation => ApiError::client_flow_not_enabled("ALLOW_TOKEN_EXCHANGE_DELEGATION"),
        }
    }
}

impl Client {
    /// Refuses a flow that the client does not offer.
    pub(crate) fn check_offers(&self, flow: SignInFlow) -> Result<(), ApiError> {
        if self.offers(flow) { Ok(()) } else { Err(flow.refusal()) }
    }

    /// Whether the client offers this way. Nothing said means by SRP, by challenges of the pool's
    /// own, and by refresh token.
    fn offers(&self, flow: SignInFlow) -> bool {
        let said = self.options.explicit_auth_flows.as_deref().unwrap_or_default();
        if said.is_empty() {
            return matches!(flow, SignInFlow::Srp | SignInFlow::Custom | SignInFlow::Refresh);
        }
        let old = said.iter().any(|flow| is_legacy(*flow));
        match flow {
            SignInFlow::Refresh => old || said.contains(&AllowRefreshTokenAuth),
            SignInFlow::Srp => {
                (old && !said.contains(&CustomAuthFlowOnly)) || said.contains(&AllowUserSrpAuth)
            }
            // That every client of the old kind offers this is unsure.
            SignInFlow::Custom => old || said.contains(&AllowCustomAuth),
            SignInFlow::Password => said.contains(&UserPasswordAuth) || said.contains(&AllowUserPasswordAuth),
            SignInFlow::AdminPassword => {
                said.contains(&AdminNoSrpAuth) || said.contains(&AllowAdminUserPasswordAuth)
            }
            SignInFlow::Choice => said.contains(&AllowUserAuth),
            SignInFlow::Impersonation => said.contains(&AllowTokenExchangeImpersonation),
            SignInFlow::Delegation => said.contains(&AllowTokenExchangeDelegation),
        }
    }
}

fn is_legacy(flow: ExplicitAuthFlowsType) -> bool {
    matches!(flow, AdminNoSrpAuth | CustomAuthFlowOnly | UserPasswordAuth)
}
