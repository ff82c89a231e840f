//! Tags of user pools.

use std::collections::BTreeMap;

/// What is wrong with a set of tags.
pub(crate) enum TagFault {
    /// A key begins with what AWS keeps for itself.
    Reserved,
    /// There are more than a pool may carry.
    TooMany,
}

/// Holds a pool's tags, all of them together, to the rules.
pub(crate) fn check_tags(tags: &BTreeMap<String, String>) -> Result<(), TagFault> {
    if tags.keys().any(|key| key.to_ascii_lowercase().starts_with("aws:")) {
        return Err(TagFault::Reserved);
    }
    if tags.len() > MOST_TAGS {
        return Err(TagFault::TooMany);
    }
    Ok(())
}

/// Tags that a pool may carry.
pub(crate) const MOST_TAGS: usize = 50;
