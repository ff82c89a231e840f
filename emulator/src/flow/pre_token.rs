//! The PreTokenGeneration function: what a pool's own code makes of the claims.

use super::claims::TokenClaims;
use super::issue::Grant;
use crate::context::Context;
use crate::domain::User;
use crate::error::ApiError;

/// The claims after the pool's function has seen them; as they are where there is none.
pub(super) async fn customize(
    _ctx: &Context,
    _grant: &Grant<'_>,
    _user: &User,
    claims: TokenClaims,
) -> Result<TokenClaims, ApiError> {
    Ok(claims)
}
