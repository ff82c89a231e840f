//! How a sign-in may begin.

use poolhouse_emulator_model::shapes::AuthFactorType;

use crate::error::ApiError;

/// The factors of a pool whose creator said nothing.
pub(super) fn default_first_factors() -> Vec<AuthFactorType> {
    vec![AuthFactorType::Password]
}

/// The password must be among the first factors (unsure: a policy of one-time passwords alone is
/// reported as refused), and a software token cannot come first.
pub(super) fn check_first_factors(factors: &[AuthFactorType]) -> Result<(), ApiError> {
    let password = factors.contains(&AuthFactorType::Password);
    if password && !factors.contains(&AuthFactorType::SoftwareToken) {
        return Ok(());
    }
    Err(ApiError::invalid_first_factors())
}
