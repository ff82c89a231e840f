//! Lists that a request gives without anything in them.

/// An empty list is no list: neither is answered.
pub(super) fn drop_empty<T>(items: &mut Option<Vec<T>>) {
    if items.as_ref().is_some_and(Vec::is_empty) {
        *items = None;
    }
}
