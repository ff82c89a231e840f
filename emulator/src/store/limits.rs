//! The rates that an account has set for itself. They belong to no pool, so they stand beside them.

use std::collections::BTreeMap;
use std::sync::Arc;

use parking_lot::Mutex;

use crate::domain::RateCategory;
use crate::durable::{DataError, Durable, Record, RecordChange, RecordKey, Ticket};

/// Rates by region and category, where they are not the free ones.
#[derive(Default)]
pub(crate) struct Limits(Mutex<Rates>);

#[derive(Clone, Default)]
struct Rates {
    set: BTreeMap<(String, RateCategory), i32>,
    /// The last change that was handed over to be kept.
    handed_over: Ticket,
}

impl Limits {
    /// Takes the account's own records out of all records.
    pub(crate) fn load(records: &mut Vec<Record>) -> Result<Self, DataError> {
        let mut rates = Rates::default();
        for record in records.extract_if(.., |record| record.key.pool == ACCOUNT) {
            let (region, category) = record.key.name.split_once(' ').unwrap_or_default();
            let rate = super::records::read(&record)?;
            if let Some(category) = RateCategory::named(category) {
                rates.set.insert((region.to_owned(), category), rate);
            }
        }
        Ok(Self(Mutex::new(rates)))
    }

    /// The rate of a category in a region, and the change that it comes from.
    pub(crate) fn rate(&self, region: &str, category: RateCategory) -> (i32, Ticket) {
        let rates = self.0.lock();
        let set = rates.set.get(&(region.to_owned(), category)).copied();
        (set.unwrap_or_else(|| category.free_rate()), rates.handed_over)
    }

    /// Sets the rate of a category in a region, and hands that over to be kept.
    pub(crate) fn set_rate(
        &self,
        region: &str,
        category: RateCategory,
        rate: i32,
        data: Option<&Arc<dyn Durable>>,
    ) -> Ticket {
        let mut rates = self.0.lock();
        rates.set.insert((region.to_owned(), category), rate);
        if let Some(data) = data {
            rates.handed_over = data.append(vec![record(region, category, rate)]);
        }
        rates.handed_over
    }

    /// The same rates apart from these.
    pub(crate) fn fork(&self) -> Self {
        Self(Mutex::new(self.0.lock().clone()))
    }
}

fn record(region: &str, category: RateCategory, rate: i32) -> RecordChange {
    let name = format!("{region} {category}");
    let key = RecordKey { pool: ACCOUNT.into(), kind: "limit".into(), name };
    RecordChange::Put(Record { key, value: super::records::write(&rate) })
}

/// Where the id of a pool stands in other records.
const ACCOUNT: &str = "";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_set_can_be_read_again() {
        let RecordChange::Put(record) = record("eu-west-1", RateCategory::UserRead, 200) else {
            panic!("nothing is put")
        };
        let mut records = vec![record];
        let limits = Limits::load(&mut records).expect("loads");
        assert!(records.is_empty());
        assert_eq!(limits.rate("eu-west-1", RateCategory::UserRead).0, 200);
        assert_eq!(limits.rate("us-east-1", RateCategory::UserRead).0, 120);
    }
}
