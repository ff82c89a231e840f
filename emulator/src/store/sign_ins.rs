//! What a pool remembers of sign-ins under way, in memory alone: who is locked out, which sign-in
//! sessions are used up, and which devices were asked to prove themselves.

use std::sync::Arc;

use poolhouse_emulator_model::Timestamp;

use super::pool::Pool;
use crate::domain::Lockout;

impl Pool {
    /// The wrong passwords of a user of an exact username.
    pub(crate) fn lockout(&self, username: &str) -> Lockout {
        self.lockouts.get(&self.user_key(username)).copied().unwrap_or_default()
    }

    /// Counts a wrong password.
    pub(crate) fn count_failure(&mut self, username: &str, now: Timestamp) {
        let lockout = self.lockout(username).after_failure(now);
        self.lockouts.insert(self.user_key(username), lockout, |lockout| lockout.is_forgotten(now));
    }

    /// Forgets the wrong passwords of a user.
    pub(crate) fn forgive(&mut self, username: &str) {
        let user = self.user_key(username);
        self.lockouts.remove(&user);
    }

    /// Uses a sign-in session up: true the first time. It is remembered until it expires.
    pub(crate) fn use_up_session(&mut self, id: &str, expires: Timestamp, now: Timestamp) -> bool {
        while let Some(old) = self.used_sessions.get_min().filter(|(expires, _)| *expires < now).cloned() {
            self.used_sessions.remove(&old);
        }
        self.used_sessions.insert((expires, Arc::from(id))).is_none()
    }

    /// Whether a sign-in session was used up.
    pub(crate) fn is_used_up(&self, id: &str, expires: Timestamp) -> bool {
        self.used_sessions.contains(&(expires, Arc::from(id)))
    }

    /// Keeps the session of a device that is asked to prove itself, the latest of each device, until it expires.
    pub(crate) fn ask_device(&mut self, key: &str, session: &str, expires: Timestamp, now: Timestamp) {
        self.asked_devices.insert(key.into(), (session.into(), expires), |(_, expires)| *expires <= now);
    }

    /// The session in which a device was last asked to prove itself.
    pub(crate) fn session_of_device(&self, key: &str) -> Option<Arc<str>> {
        self.asked_devices.get(key).map(|(session, _)| Arc::clone(session))
    }
}
