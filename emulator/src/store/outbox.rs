//! What a pool would have sent: the newest messages, in order.

use std::sync::Arc;

use imbl::OrdMap;

use super::pool::{Change, Pool};
use crate::domain::Message;

/// Messages by their place in the order of all that the pool ever sent.
pub(super) type Outbox = OrdMap<u64, Arc<Message>>;

impl Pool {
    /// Adds a message; the oldest one goes when there are too many.
    pub(crate) fn post(&mut self, message: Message) {
        let place = self.outbox.get_max().map_or(0, |(last, _)| last + 1);
        self.put_message(place, message);
        while self.outbox.len() > MOST_MESSAGES {
            let Some((oldest, _)) = self.outbox.get_min().cloned() else { return };
            self.outbox.remove(&oldest);
            self.changes.push(Change::Message(oldest));
        }
    }

    /// The messages, newest last.
    pub(crate) fn messages(&self) -> impl Iterator<Item = &Arc<Message>> {
        self.outbox.values()
    }

    /// Puts a message into its place.
    pub(super) fn put_message(&mut self, place: u64, message: Message) {
        self.outbox.insert(place, Arc::new(message));
        self.changes.push(Change::Message(place));
    }
}

/// Messages that are kept of a pool.
const MOST_MESSAGES: usize = 10_000;
