//! Ending a session by its id.

use super::session_list::check_tracked;
use crate::error::ApiError;
use crate::store::Pool;

/// Ends a session of a user: all its tokens are revoked. No session here is linked to another, so
/// those that are linked go with it by themselves.
pub(super) fn revoke(pool: &mut Pool, username: &str, session: &str) -> Result<(), ApiError> {
    check_tracked(pool.settings())?;
    let found = pool.token_sessions_of(username).find(|found| found.id == session).cloned();
    pool.end_token_session(&*found.ok_or_else(ApiError::user_session_not_found)?);
    Ok(())
}
