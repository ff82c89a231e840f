//! The wrong passwords of a pool's users, in memory alone.

use std::sync::Arc;

use imbl::OrdMap;
use poolhouse_emulator_model::Timestamp;

use crate::domain::Lockout;

/// Who gave wrong passwords, by folded username, as long as it matters.
#[derive(Clone)]
pub(super) struct Lockouts {
    by_user: OrdMap<Arc<str>, Lockout>,
    /// How many there may be before those are looked for whom time has forgiven.
    room: usize,
}

impl Default for Lockouts {
    fn default() -> Self {
        Self { by_user: OrdMap::new(), room: LEAST_ROOM }
    }
}

impl Lockouts {
    /// The wrong passwords of a user.
    pub(super) fn of(&self, user: &str) -> Lockout {
        self.by_user.get(user).copied().unwrap_or_default()
    }

    /// Counts a wrong password.
    pub(super) fn count(&mut self, user: Arc<str>, now: Timestamp) {
        if self.by_user.len() >= self.room {
            let kept = self.by_user.iter().filter(|(_, lockout)| !lockout.is_forgotten(now));
            self.by_user = kept.map(|(user, lockout)| (Arc::clone(user), *lockout)).collect();
            self.room = LEAST_ROOM.max(2 * self.by_user.len());
        }
        let lockout = self.of(&user).after_failure(now);
        self.by_user.insert(user, lockout);
    }

    /// Forgets the wrong passwords of a user.
    pub(super) fn forgive(&mut self, user: &str) {
        self.by_user.remove(user);
    }
}

const LEAST_ROOM: usize = 1000;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whom_time_has_forgiven_is_remembered_no_more() {
        let at = |seconds: i64| Timestamp::from_millis(1000 * seconds);
        let mut lockouts = Lockouts::default();
        for user in 0..LEAST_ROOM {
            lockouts.count(format!("early-{user}").into(), at(0));
        }
        for _ in 0..5 {
            lockouts.count("late".into(), at(900));
        }
        assert_eq!(lockouts.by_user.len(), 1);
        assert!(lockouts.of("late").check(at(900)).is_err());
    }
}
