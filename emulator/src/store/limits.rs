//! The rates that an account has set for itself. They belong to no pool, so they stand beside them.

use std::collections::BTreeMap;
use std::sync::Arc;

use parking_lot::Mutex;

use crate::domain::RateCategory;
use crate::durable::{DataError, Durable, Record, RecordChange, RecordKey, Ticket};

/// Rates by region and category, where they are not the free ones.
#[derive(Default)]
pub(crate) struct Limits(Mutex<Kept>);

#[derive(Default)]
struct Kept {
    rates: Rates,
    /// The last change that was handed over to be kept.
    handed_over: Ticket,
}

/// The rates that are not the free ones.
#[derive(Clone, Default)]
pub(super) struct Rates(BTreeMap<(String, RateCategory), i32>);

impl Rates {
    /// Takes the account's own records out of all records.
    pub(super) fn load(records: &mut Vec<Record>) -> Result<Self, DataError> {
        let mut rates = Self::default();
        for record in records.extract_if(.., |record| record.key.pool == ACCOUNT) {
            let (region, category) = record.key.name.split_once(' ').unwrap_or_default();
            let rate = super::records::read(&record)?;
            if let Some(category) = RateCategory::named(category) {
                rates.0.insert((region.to_owned(), category), rate);
            }
        }
        Ok(rates)
    }

    /// A record for each.
    pub(super) fn records(&self) -> impl Iterator<Item = Record> {
        self.0.iter().map(|((region, category), rate)| Record {
            key: key(region, *category),
            value: super::records::write(rate),
        })
    }
}

impl Limits {
    /// Rates that were kept.
    pub(super) fn with(rates: Rates) -> Self {
        Self(Mutex::new(Kept { rates, handed_over: Ticket::default() }))
    }

    /// The rate of a category in a region, and the change that it comes from.
    pub(crate) fn rate(&self, region: &str, category: RateCategory) -> (i32, Ticket) {
        let kept = self.0.lock();
        let set = kept.rates.0.get(&(region.to_owned(), category)).copied();
        (set.unwrap_or_else(|| category.free_rate()), kept.handed_over)
    }

    /// Sets the rate of a category in a region, and hands that over to be kept.
    pub(crate) fn set_rate(
        &self,
        region: &str,
        category: RateCategory,
        rate: i32,
        data: Option<&Arc<dyn Durable>>,
    ) -> Ticket {
        let mut kept = self.0.lock();
        kept.rates.0.insert((region.to_owned(), category), rate);
        if let Some(data) = data {
            let record = Record { key: key(region, category), value: super::records::write(&rate) };
            kept.handed_over = data.append(vec![RecordChange::Put(record)]);
        }
        kept.handed_over
    }

    /// All rates.
    pub(super) fn rates(&self) -> Rates {
        self.0.lock().rates.clone()
    }

    /// Sets these rates and no others, and hands that over to be kept.
    pub(super) fn replace(&self, rates: &Rates, data: Option<&Arc<dyn Durable>>) {
        let mut kept = self.0.lock();
        if let Some(data) = data {
            let gone =
                kept.rates.0.keys().map(|(region, category)| RecordChange::Delete(key(region, *category)));
            let changes = gone.chain(rates.records().map(RecordChange::Put)).collect();
            kept.handed_over = data.append(changes);
        }
        kept.rates = rates.clone();
    }
}

fn key(region: &str, category: RateCategory) -> RecordKey {
    RecordKey { pool: ACCOUNT.into(), kind: "limit".into(), name: format!("{region} {category}") }
}

/// Where the id of a pool stands in other records.
const ACCOUNT: &str = "";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_set_can_be_read_again() {
        let limits = Limits::default();
        limits.set_rate("eu-west-1", RateCategory::UserRead, 200, None);
        let mut records: Vec<_> = limits.rates().records().collect();
        let limits = Limits::with(Rates::load(&mut records).expect("loads"));
        assert!(records.is_empty());
        assert_eq!(limits.rate("eu-west-1", RateCategory::UserRead).0, 200);
        assert_eq!(limits.rate("us-east-1", RateCategory::UserRead).0, 120);
    }
}
