//! The active sessions of a user, as lists of them answer.

use poolhouse_emulator_model::Timestamp;
use poolhouse_emulator_model::shapes::{SessionDescriptionType, SessionTypeType};

use crate::domain::{PoolSettings, TokenSession};
use crate::error::ApiError;
use crate::page::Page;
use crate::store::Pool;

/// One page: the sessions that can still be refreshed, the oldest first. `list` names the list;
/// `current` is the session of the token that asks.
pub(super) fn page(
    pool: &Pool,
    username: &str,
    list: &str,
    current: Option<&str>,
    (token, now): (Option<&str>, Timestamp),
) -> Result<(Vec<SessionDescriptionType>, Option<String>), ApiError> {
    check_tracked(pool.settings())?;
    let page = Page::new(&[list, pool.id(), username], None, MOST, token)?;
    let active = pool.token_sessions_of(username).filter(|session| session.expires > now);
    let unseen: Box<dyn Iterator<Item = _>> = match page.after() {
        Some(after) => Box::new(active.skip_while(move |session| session.id != after).skip(1)),
        None => Box::new(active),
    };
    Ok(page.take(unseen.map(|session| (session.id.clone(), describe(session, current)))))
}

/// Refuses to tell of sessions that the pool does not track (unsure: the list could be empty).
pub(super) fn check_tracked(pool: &PoolSettings) -> Result<(), ApiError> {
    if pool.sessions.is_enabled() { Ok(()) } else { Err(ApiError::session_tracking_off()) }
}

/// Nothing is known here of devices and places, so members that tell of them are left out (unsure).
fn describe(session: &TokenSession, current: Option<&str>) -> SessionDescriptionType {
    SessionDescriptionType {
        session_id: Some(session.id.clone()),
        session_type: Some(SessionTypeType::Token),
        client_id: Some(session.client.as_str().into()),
        create_date: Some(session.created),
        last_active_date: Some(session.active),
        is_current_session: Some(current == Some(session.id.as_str())),
        ..SessionDescriptionType::default()
    }
}

/// The most that one page has.
const MOST: usize = 125;
