//! The one writer of the state during an apply.
//!
//! Many changes run at once and each waits until what it did would survive a loss of power. A commit for each would be
//! slow, so the writer takes everything that waits and commits it together.

use tokio::sync::{mpsc, oneshot};

use crate::state::{Edit, StateError, StateStore};

/// The changes' end: hands edits over and waits until they are kept.
pub(super) struct Journal {
    queue: mpsc::UnboundedSender<Entry>,
}

/// The writer's end.
pub(super) struct Writer {
    queue: mpsc::UnboundedReceiver<Entry>,
}

struct Entry {
    edits: Vec<Edit>,
    kept: oneshot::Sender<Result<(), StateError>>,
}

pub(super) fn journal() -> (Journal, Writer) {
    let (sender, receiver) = mpsc::unbounded_channel();
    (Journal { queue: sender }, Writer { queue: receiver })
}

impl Journal {
    /// Returns when the edits are kept.
    pub(super) async fn keep(&self, edits: Vec<Edit>) -> Result<(), StateError> {
        let (kept, answer) = oneshot::channel();
        let gone = || StateError { place: String::new(), reason: "its writer ended".into() };
        self.queue.send(Entry { edits, kept }).map_err(|_| gone())?;
        answer.await.unwrap_or_else(|_| Err(gone()))
    }
}

impl Writer {
    /// Writes until every journal is dropped.
    pub(super) async fn write(mut self, store: &dyn StateStore) {
        let mut waiting = Vec::new();
        while self.queue.recv_many(&mut waiting, 1024).await > 0 {
            let (edits, kept): (Vec<_>, Vec<_>) =
                waiting.drain(..).map(|entry| (entry.edits, entry.kept)).unzip();
            let outcome = store.commit(edits.into_iter().flatten().collect()).await;
            for waiting in kept {
                // A change that no longer waits was stopped; its edits are kept all the same.
                let _ = waiting.send(outcome.clone());
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;

    use super::*;
    use crate::schema::Kind;
    use crate::state::{Key, State};

    /// Counts the commits it is asked for.
    #[derive(Default)]
    struct Counting(Mutex<Vec<usize>>);

    #[async_trait::async_trait]
    impl StateStore for Counting {
        async fn read(&self) -> Result<State, StateError> {
            Ok(State::default())
        }

        async fn commit(&self, edits: Vec<Edit>) -> Result<(), StateError> {
            self.0.lock().unwrap().push(edits.len());
            Ok(())
        }
    }

    #[test]
    fn edits_that_wait_together_are_kept_in_one_commit() {
        let store = Counting::default();
        let (journal, writer) = journal();
        let work = async move {
            let edits =
                (0..50).map(|i| journal.keep(vec![Edit::Remove(Key::new(Kind::User, i.to_string()))]));
            futures::future::join_all(edits).await
        };
        let (kept, ()) = futures::executor::block_on(async { futures::join!(work, writer.write(&store)) });
        assert!(kept.iter().all(Result::is_ok));
        assert_eq!(*store.0.lock().unwrap(), [50]);
    }
}
