//! Storage in memory, for tests and for fuzzing: what one emulator keeps, for the next one to begin with.

use std::collections::BTreeMap;

use async_trait::async_trait;
use parking_lot::Mutex;

use super::port::{DataError, Durable, Record, RecordChange, RecordKey, Ticket};

/// Storage that lasts as long as the process.
#[derive(Default)]
pub(crate) struct Memory(Mutex<BTreeMap<RecordKey, Vec<u8>>>);

#[async_trait]
impl Durable for Memory {
    fn load(&self) -> Result<Vec<Record>, DataError> {
        let kept = self.0.lock();
        Ok(kept.iter().map(|(key, value)| Record { key: key.clone(), value: value.clone() }).collect())
    }

    fn append(&self, changes: Vec<RecordChange>) -> Ticket {
        let mut kept = self.0.lock();
        for change in changes {
            match change {
                RecordChange::Put(Record { key, value }) => drop(kept.insert(key, value)),
                RecordChange::Delete(key) => drop(kept.remove(&key)),
                RecordChange::DeletePool(pool) => kept.retain(|key, _| key.pool != pool),
            }
        }
        Ticket::default()
    }

    async fn committed(&self, _: Ticket) -> Result<(), DataError> {
        Ok(())
    }
}
