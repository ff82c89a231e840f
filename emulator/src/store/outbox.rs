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

#[cfg(test)]
mod tests {
    use poolhouse_emulator_model::Timestamp;
    use poolhouse_emulator_model::shapes::DeliveryMediumType;
    use serde_json::json;

    use super::*;
    use crate::domain::MessageKind;
    use crate::emulator::Emulator;

    fn message(number: usize) -> Message {
        Message {
            kind: MessageKind::SignUp,
            medium: DeliveryMediumType::Email,
            destination: "ann@example.com".into(),
            username: "ann".into(),
            code: None,
            subject: None,
            body: number.to_string(),
            sent_at: Timestamp::from_millis(0),
        }
    }

    #[test]
    fn the_newest_messages_are_kept_and_the_oldest_go() {
        let emulator = Emulator::new();
        emulator.add_pool(json!({"Id": "us-east-1_a"})).expect("added");
        let ctx = emulator.context(emulator.caller());
        let mut pool = ctx.pool("us-east-1_a").expect("there");
        (0..MOST_MESSAGES + 2).for_each(|number| pool.post(message(number)));
        assert_eq!(pool.messages().count(), MOST_MESSAGES);
        assert_eq!(pool.messages().next().map(|oldest| oldest.body.as_str()), Some("2"));
        assert!(pool.changes.contains(&Change::Message(0)) && pool.changes.contains(&Change::Message(1)));
    }
}
