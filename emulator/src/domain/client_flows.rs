//! Which ways of signing in an app client offers.

use poolhouse_emulator_model::shapes::ExplicitAuthFlowsType::{
    self, AdminNoSrpAuth, AllowRefreshTokenAuth, CustomAuthFlowOnly, UserPasswordAuth,
};
use poolhouse_emulator_model::shapes::{FeatureType, RefreshTokenRotationType};

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

fn is_legacy(flow: ExplicitAuthFlowsType) -> bool {
    matches!(flow, AdminNoSrpAuth | CustomAuthFlowOnly | UserPasswordAuth)
}
