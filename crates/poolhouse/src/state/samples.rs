//! What tests of states put into them.

use poolhouse_core::group::GroupName;
use poolhouse_core::lifecycle::Lifecycle;
use poolhouse_core::pool::PoolId;
use poolhouse_core::schema::Kind;
use poolhouse_core::state::{Entry, GroupEntry, Key};

/// A group that is remembered.
pub(crate) fn group(name: &str) -> (Key, Entry) {
    let entry = GroupEntry {
        pool: PoolId::new("us-east-1_examplepool").unwrap(),
        name: GroupName::new(name).unwrap(),
        declared: String::new(),
        adopted: false,
        lifecycle: Lifecycle::default(),
        replaced: None,
        origin: None,
    };
    (Key::new(Kind::Group, name), Entry::Group(entry))
}
