//! The token sessions of a pool's users, in the order in which each user signed in.

use std::sync::Arc;

use poolhouse_emulator_model::Timestamp;

use super::pool::{Change, Pool};
use crate::domain::TokenSession;

impl Pool {
    /// The session of the tokens that name this user, time and event.
    pub(crate) fn token_session(
        &self,
        username: &str,
        auth_time: i64,
        event_id: &str,
    ) -> Option<&Arc<TokenSession>> {
        self.token_sessions.get(&*self.session_key(username, auth_time, event_id))
    }

    /// The sessions of a user of an exact username, the oldest first.
    pub(crate) fn token_sessions_of(&self, username: &str) -> impl Iterator<Item = &Arc<TokenSession>> {
        let prefix = format!("{}{SEPARATOR}", self.user_key(username));
        let from: Arc<str> = prefix.as_str().into();
        self.token_sessions
            .range(from..)
            .take_while(move |(key, _)| key.starts_with(&prefix))
            .map(|(_, session)| session)
    }

    /// Adds a session, or replaces the one of the same user, time and event. Sessions of the user
    /// that are over make room.
    pub(crate) fn put_token_session(&mut self, session: TokenSession, now: Timestamp) {
        let over = self.token_sessions_of(&session.username).take(SWEPT).filter(|old| old.is_over(now));
        for old in over.cloned().collect::<Vec<_>>() {
            self.end_token_session(&old);
        }
        let key = self.key_of(&session);
        if !self.token_sessions.contains_key(&key) {
            self.make_room(&session.username, now);
        }
        self.token_sessions.insert(Arc::clone(&key), Arc::new(session));
        self.changes.push(Change::TokenSession(key));
    }

    /// Where the pool tracks sessions: ends those of a user that were used least recently, until
    /// there is room for another one. A limit that was lowered ends none but as new ones come.
    fn make_room(&mut self, username: &str, now: Timestamp) {
        let tracking = &self.settings.sessions;
        let most = usize::try_from(tracking.token_session.max_per_user).unwrap_or(usize::MAX);
        if !tracking.is_enabled() {
            return;
        }
        let active = self.token_sessions_of(username).filter(|session| now < session.expires);
        let mut active: Vec<_> = active.cloned().collect();
        active.sort_by_key(|session| session.active);
        for session in active.iter().take((active.len() + 1).saturating_sub(most)) {
            self.end_token_session(session);
        }
    }

    /// Puts back a session that was kept under this key.
    pub(super) fn load_token_session(&mut self, key: &str, session: TokenSession) {
        self.token_sessions.insert(key.into(), Arc::new(session));
    }

    /// Ends a session: its tokens are revoked.
    pub(crate) fn end_token_session(&mut self, session: &TokenSession) {
        let key = self.key_of(session);
        if self.token_sessions.remove(&key).is_some() {
            self.changes.push(Change::TokenSession(key));
        }
    }

    /// Ends all sessions of a user of an exact username.
    pub(crate) fn end_token_sessions(&mut self, username: &str) {
        for session in self.token_sessions_of(username).cloned().collect::<Vec<_>>() {
            self.end_token_session(&session);
        }
    }

    fn key_of(&self, session: &TokenSession) -> Arc<str> {
        self.session_key(&session.username, session.auth_time(), &session.event_id)
    }

    /// Usernames have no control characters, so the separator ends them; times have one length.
    fn session_key(&self, username: &str, auth_time: i64, event_id: &str) -> Arc<str> {
        format!("{}{SEPARATOR}{auth_time:012}{SEPARATOR}{event_id}", self.user_key(username)).into()
    }
}

const SEPARATOR: char = '\0';

/// How many of the oldest sessions a new one looks at.
const SWEPT: usize = 2;

#[cfg(test)]
mod tests {
    use poolhouse_emulator_model::shapes::{CreateUserPoolRequest, UserSessionTrackingType};

    use super::*;
    use crate::domain::{NewPool, PoolSettings, RefreshToken};

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_millis(seconds * 1000)
    }

    fn pool(limit: Option<i32>) -> Pool {
        let new = NewPool { id: "us-east-1_people".into(), account: "123456789012", now: at(0) };
        let request = CreateUserPoolRequest { pool_name: "people".into(), ..Default::default() };
        let mut settings = PoolSettings::create(new, request).expect("a pool");
        if let Some(limit) = limit {
            settings.sessions.tracking = UserSessionTrackingType::Enabled;
            settings.sessions.token_session.max_per_user = limit;
        }
        Pool::new(0, settings)
    }

    fn session(username: &str, id: &str, created: i64) -> TokenSession {
        TokenSession {
            id: id.to_owned(),
            username: username.to_owned(),
            client: "app".to_owned(),
            event_id: id.to_owned(),
            origin_jti: None,
            created: at(created),
            active: at(created),
            expires: at(created + 3600),
            scopes: Vec::new(),
            device_key: None,
            oauth: false,
            refresh: RefreshToken(String::new()),
            rotated: None,
            assurance: None,
        }
    }

    fn ids(pool: &Pool, username: &str) -> Vec<String> {
        pool.token_sessions_of(username).map(|session| session.id.clone()).collect()
    }

    #[test]
    fn a_users_sessions_are_the_users_own_and_in_order() {
        let mut pool = pool(None);
        for (username, id, created) in
            [("ann", "b", 20), ("ann", "a", 100), ("anna", "c", 30), ("an", "d", 5)]
        {
            pool.put_token_session(session(username, id, created), at(created));
        }
        assert_eq!(ids(&pool, "ann"), ["b", "a"]);
        assert!(pool.token_session("ann", 20, "b").is_some());
        assert!(pool.token_session("anna", 20, "b").is_none());
        pool.end_token_sessions("ann");
        assert_eq!((ids(&pool, "ann").len(), ids(&pool, "anna").len()), (0, 1));
    }

    #[test]
    fn sessions_that_are_over_make_room() {
        let mut pool = pool(None);
        pool.put_token_session(session("ann", "old", 0), at(0));
        let later = 3600 + 24 * 60 * 60;
        pool.put_token_session(session("ann", "new", later), at(later));
        assert_eq!(ids(&pool, "ann"), ["old", "new"]);
        pool.put_token_session(session("ann", "newer", later + 1), at(later + 1));
        assert_eq!(ids(&pool, "ann"), ["new", "newer"]);
    }

    #[test]
    fn of_tracked_sessions_the_one_idle_for_longest_goes() {
        let mut pool = pool(Some(2));
        pool.put_token_session(session("ann", "one", 1), at(1));
        pool.put_token_session(session("ann", "two", 2), at(2));
        pool.put_token_session(TokenSession { active: at(3), ..session("ann", "one", 1) }, at(3));
        pool.put_token_session(session("ann", "three", 4), at(4));
        assert_eq!(ids(&pool, "ann"), ["one", "three"]);
    }
}
