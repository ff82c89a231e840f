//! The filter of ListUsers.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use poolhouse_emulator_model::Timestamp;
use poolhouse_emulator_model::shapes::{CreateUserPoolRequest, UserStatusType};

use crate::domain::{Comparison, NewPool, PoolSettings, SearchKey, User, UserFilter};
use crate::store::Pool;

/// Reads a filter. One that can be read is the same when it is written and read again, finds the
/// users whom a look at each one finds, and cursors lead from each of them to the next.
///
/// # Panics
///
/// When that is not so.
pub fn filter(text: &[u8]) {
    let Ok(text) = std::str::from_utf8(text) else { return };
    let Ok(filter) = UserFilter::parse(text) else { return };
    assert_eq!(UserFilter::parse(&written(&filter)), Ok(filter.clone()), "{text}");
    let found: Vec<_> = POOL.search_users(Some(&filter), None).collect();
    let names: BTreeSet<_> = found.iter().map(|(_, user)| user.username.as_str()).collect();
    let expected: BTreeSet<_> =
        users().filter(|user| lets_through(&filter, user)).map(|user| user.username).collect();
    assert_eq!(names, expected.iter().map(String::as_str).collect(), "{text}");
    assert_eq!(names.len(), found.len(), "{text} finds somebody twice");
    for pair in found.windows(2) {
        let next = POOL.search_users(Some(&filter), Some(&pair[0].0)).next().map(|(cursor, _)| cursor);
        assert_eq!(next.as_ref(), Some(&pair[1].0), "{text}");
    }
}

fn written(filter: &UserFilter) -> String {
    let sign = if filter.comparison == Comparison::Is { "=" } else { "^=" };
    let value = filter.value.replace('\\', "\\\\").replace('"', "\\\"");
    format!("{} {sign} \"{value}\"", name(filter.on))
}

fn lets_through(filter: &UserFilter, user: &User) -> bool {
    let value = match filter.on {
        SearchKey::Username => Some(user.username.as_str()),
        SearchKey::UserStatus => Some(user.status.as_str()),
        SearchKey::Status => Some(if user.enabled { "Enabled" } else { "Disabled" }),
        attribute => user.attribute(name(attribute)),
    };
    value.is_some_and(|value| match filter.comparison {
        Comparison::Is => value == filter.value,
        Comparison::BeginsWith => value.starts_with(&filter.value),
    })
}

fn name(key: SearchKey) -> &'static str {
    match key {
        SearchKey::Username => "username",
        SearchKey::Sub => "sub",
        SearchKey::Email => "email",
        SearchKey::PhoneNumber => "phone_number",
        SearchKey::Name => "name",
        SearchKey::GivenName => "given_name",
        SearchKey::FamilyName => "family_name",
        SearchKey::PreferredUsername => "preferred_username",
        SearchKey::UserStatus => "cognito:user_status",
        SearchKey::Status => "status",
    }
}

static POOL: LazyLock<Pool> = LazyLock::new(|| {
    let now = Timestamp::from_millis(0);
    let new = NewPool { id: "us-east-1_people".into(), account: "123456789012", now };
    let request = CreateUserPoolRequest { pool_name: "people".into(), ..Default::default() };
    let mut pool = Pool::new(0, PoolSettings::create(new, request).expect("a pool"));
    users().for_each(|user| pool.put_user(user));
    pool
});

/// Users with values that are alike, begin alike, or are hard to quote.
fn users() -> impl Iterator<Item = User> {
    let statuses =
        [UserStatusType::Confirmed, UserStatusType::Unconfirmed, UserStatusType::ForceChangePassword];
    VALUES.iter().enumerate().map(move |(number, value)| {
        // What a username may be, which a value need not.
        let username =
            if value.is_empty() || *value == "\0" { format!("user{number}") } else { (*value).to_owned() };
        let mut user = User::new(username, format!("sub-{number}"), Timestamp::from_millis(0));
        let attributes = ["email", "phone_number", "name", "given_name", "family_name", "preferred_username"];
        for (at, attribute) in attributes.into_iter().enumerate() {
            user.attributes.insert(attribute.to_owned(), VALUES[(number + at) % VALUES.len()].to_owned());
        }
        user.status = statuses[number % statuses.len()];
        user.enabled = !number.is_multiple_of(3);
        user
    })
}

const VALUES: [&str; 14] = [
    "ann",
    "Ann",
    "anna",
    "an",
    "",
    "a\"b",
    "a\\",
    "a\\b",
    "ann@example.com",
    "+15550100",
    "ß",
    "Ünal",
    "\u{10ffff}",
    "\0",
];
