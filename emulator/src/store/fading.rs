//! What matters for minutes, in memory alone.

use std::sync::Arc;

use imbl::OrdMap;

/// Values by key, of which those that are over are let go in time.
#[derive(Clone)]
pub(super) struct Fading<V: Clone> {
    by_key: OrdMap<Arc<str>, V>,
    /// How many there may be before those are looked for that are over.
    room: usize,
}

impl<V: Clone> Default for Fading<V> {
    fn default() -> Self {
        Self { by_key: OrdMap::new(), room: LEAST_ROOM }
    }
}

impl<V: Clone> Fading<V> {
    pub(super) fn get(&self, key: &str) -> Option<&V> {
        self.by_key.get(key)
    }

    /// Keeps a value in the place of the key's last one. Where room is wanted, what `is_over` makes it.
    pub(super) fn insert(&mut self, key: Arc<str>, value: V, is_over: impl Fn(&V) -> bool) {
        if self.by_key.len() >= self.room {
            let kept = self.by_key.iter().filter(|(_, value)| !is_over(value));
            self.by_key = kept.map(|(key, value)| (Arc::clone(key), value.clone())).collect();
            self.room = LEAST_ROOM.max(2 * self.by_key.len());
        }
        self.by_key.insert(key, value);
    }

    pub(super) fn remove(&mut self, key: &str) {
        self.by_key.remove(key);
    }
}

const LEAST_ROOM: usize = 1000;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_over_makes_room_for_the_rest() {
        let mut fading = Fading::default();
        for number in 0..LEAST_ROOM {
            fading.insert(format!("early-{number}").into(), 0, |_| false);
        }
        for _ in 0..5 {
            fading.insert("late".into(), 900, |made| *made < 900);
        }
        assert_eq!(fading.by_key.len(), 1);
        assert_eq!(fading.get("late"), Some(&900));
    }

    #[test]
    fn what_is_not_over_stays_however_much_there_is() {
        let mut fading = Fading::default();
        for number in 0..3 * LEAST_ROOM {
            fading.insert(number.to_string().into(), number, |_| false);
        }
        assert_eq!(fading.by_key.len(), 3 * LEAST_ROOM);
        fading.remove("7");
        assert_eq!(fading.get("7"), None);
    }
}
