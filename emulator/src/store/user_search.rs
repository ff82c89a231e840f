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
        cursor: Option<&str>,
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
    fn users_after<'a>(
        &'a self,
        key: Option<&str>,
    ) -> impl Iterator<Item = (&'a Arc<str>, &'a Arc<User>)> + use<'a> {
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

#[cfg(test)]
mod tests {
    use poolhouse_emulator_model::Timestamp;
    use poolhouse_emulator_model::shapes::CreateUserPoolRequest;

    use super::*;
    use crate::domain::{NewPool, PoolSettings};

    fn pool() -> Pool {
        let new = NewPool {
            id: "us-east-1_people".into(),
            account: "123456789012",
            now: Timestamp::from_millis(0),
        };
        let request = CreateUserPoolRequest { pool_name: "people".into(), ..Default::default() };
        Pool::new(0, PoolSettings::create(new, request).expect("a pool"))
    }

    fn put(pool: &mut Pool, name: &str, email: &str) {
        let mut user = User::new(name.to_owned(), format!("sub-{name}"), Timestamp::from_millis(0));
        user.attributes.insert("email".into(), email.into());
        pool.put_user(user);
    }

    fn found(pool: &Pool, filter: &str) -> Vec<String> {
        let filter = UserFilter::parse(filter).expect("a filter");
        pool.search_users(Some(&filter), None).map(|(_, user)| user.username.clone()).collect()
    }

    #[test]
    fn a_search_follows_users_as_they_change_and_go() {
        let mut pool = pool();
        put(&mut pool, "ann", "old@example.com");
        put(&mut pool, "bob", "old@example.com");
        assert_eq!(found(&pool, r#"email = "old@example.com""#), ["ann", "bob"]);
        put(&mut pool, "ann", "new@example.com");
        assert_eq!(found(&pool, r#"email = "old@example.com""#), ["bob"]);
        assert_eq!(found(&pool, r#"email ^= "n""#), ["ann"]);
        pool.remove_user("bob");
        assert_eq!(found(&pool, r#"email ^= """#), ["ann"]);
        assert_eq!(found(&pool, r#"sub ^= "sub-""#), ["ann"]);
    }

    #[test]
    fn what_begins_alike_stops_where_another_value_or_attribute_begins() {
        let mut pool = pool();
        for (name, email) in [("a", "an"), ("b", "ann"), ("c", "ann@x"), ("d", "ano"), ("ann", "z")] {
            put(&mut pool, name, email);
        }
        assert_eq!(found(&pool, r#"email ^= "ann""#), ["b", "c"]);
        assert_eq!(found(&pool, r#"email = "ann""#), ["b"]);
        assert_eq!(found(&pool, r#"email ^= "z""#), ["ann"]);
        assert_eq!(found(&pool, r#"username ^= "ann""#), ["ann"]);
    }

    #[test]
    fn cursors_lead_through_equal_and_odd_values_without_loss() {
        let mut pool = pool();
        for number in 0..500 {
            put(&mut pool, &format!("user{number:03}"), ["same", "same\0", "same\0u"][number % 3]);
        }
        for filter in [None, Some(r#"email ^= "same""#), Some(r#"email = "same""#)] {
            let filter = filter.map(|text| UserFilter::parse(text).expect("a filter"));
            let all: Vec<_> = pool.search_users(filter.as_ref(), None).map(|(cursor, _)| cursor).collect();
            let (mut walked, mut cursor) = (Vec::new(), None);
            while let Some((next, _)) = pool.search_users(filter.as_ref(), cursor.as_deref()).next() {
                walked.push(next.clone());
                cursor = Some(next);
            }
            assert_eq!(walked, all);
            assert!(all.len() == 500 || all.len() == 167, "{}", all.len());
        }
    }
}
