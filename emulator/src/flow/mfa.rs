//! The second factor of a sign-in.

use super::auth_session::SignIn;
use super::outcome::Challenge;
use crate::context::Context;
use crate::error::ApiError;

/// The challenge that the user's second factor is; none where none is due.
pub(super) async fn challenge(_ctx: &Context, _sign_in: &SignIn) -> Result<Option<Challenge>, ApiError> {
    Ok(None)
}
