//! The users of a pool in an order that pages can follow, all of them or those of a filter. What a
//! page costs does not depend on the number of users.

use std::ops::Bound;
use std::sync::Arc;

use super::pool::Pool;
use super::user_index::Place;
use crate::domain::{User, UserFilter};

impl Pool {
    /// The users whom a filter lets through, behind a cursor; each with the cursor that leads
    /// behind it.
    pub(crate) fn search_users<'a>(
        &'a self,
        filter: Option<&'a UserFilter>,
        cursor: Option<&'a str>,
    ) -> Box<dyn Iterator<Item = (String, &'a Arc<User>)> + 'a> {
        match filter {
            None => Box::new(self.users_after(cursor).map(|(key, user)| (key.to_string(), user))),
            Some(filter) => {
                let places = self.user_index.search(filter, cursor.and_then(read_cursor));
                Box::new(places.filter_map(|place| Some((write_cursor(place), self.users.get(place.user)?))))
            }
        }
    }

    /// All users by folded username, behind one.
    fn users_after(&self, key: Option<&str>) -> impl Iterator<Item = (&Arc<str>, &Arc<User>)> {
        let from = key.map_or(Bound::Unbounded, Bound::Excluded);
        self.users.range::<_, str>((from, Bound::Unbounded))
    }
}

/// A place in the index as text. Usernames have no control characters, so the last one parts them
/// from the value.
fn write_cursor(place: Place<'_>) -> String {
    format!("{}{SEPARATOR}{}", place.value, place.user)
}

fn read_cursor(cursor: &str) -> Option<Place<'_>> {
    cursor.rsplit_once(SEPARATOR).map(|(value, user)| Place { value, user })
}

const SEPARATOR: char = '\0';
