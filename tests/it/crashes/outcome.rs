//! Everything that a run can leave behind, in a form in which two runs can be compared.

use std::collections::{BTreeMap, BTreeSet};

use poolhouse::PoolId;
use poolhouse::core::backend::{Backend, PageToken};
use poolhouse::core::state::{Entry, State};
use poolhouse::core::user::User;
use poolhouse::emulator::Emulator;
use poolhouse_local::LocalBackend;

/// Users, groups, messages and state; ids and times that no two runs share are left out.
#[derive(Debug, PartialEq)]
pub(crate) struct Outcome {
    users: BTreeMap<String, String>,
    groups: BTreeMap<String, BTreeSet<String>>,
    /// To whom, and how many.
    messages: BTreeMap<String, usize>,
    state: BTreeMap<String, String>,
}

impl Outcome {
    pub(crate) async fn of(emulator: &Emulator, pool: &str, state: &State) -> Self {
        let backend = LocalBackend::new(emulator.clone());
        let id = PoolId::new(pool).unwrap();
        let users = all(async |page| {
            let page = backend.list_users(&id, None, page.as_ref()).await.unwrap();
            (page.items, page.next)
        })
        .await;
        let mut groups = BTreeMap::new();
        for group in backend.list_groups(&id, None).await.unwrap().items {
            let members = all(async |page| {
                let page = backend.users_in_group(&id, &group.name, page.as_ref()).await.unwrap();
                (page.items, page.next)
            });
            let names = members.await.iter().map(name).collect();
            groups.insert(group.name.to_string(), names);
        }
        let mut messages = BTreeMap::new();
        for message in emulator.messages(pool, None).unwrap() {
            *messages.entry(message.destination).or_default() += 1;
        }
        let accounts: BTreeMap<&str, &User> =
            users.iter().map(|user| (user.username.as_str(), user)).collect();
        let entries = state.entries.iter().map(|(key, entry)| (key.to_string(), told(entry, &accounts)));
        let intents = state.intents.keys().map(|key| (format!("intent of {key}"), String::new()));
        let state = entries.chain(intents).collect();
        Self {
            users: users.iter().map(|user| (name(user), described(user))).collect(),
            groups,
            messages,
            state,
        }
    }

    /// Says what is not the same, and not all the rest.
    #[track_caller]
    pub(crate) fn assert_same(&self, unbroken: &Self) {
        assert_maps_same("users", &self.users, &unbroken.users);
        assert_maps_same("groups", &self.groups, &unbroken.groups);
        assert_maps_same("messages", &self.messages, &unbroken.messages);
        assert_maps_same("state", &self.state, &unbroken.state);
    }

    pub(crate) fn messages(&self) -> impl Iterator<Item = (&str, usize)> {
        self.messages.iter().map(|(whom, count)| (whom.as_str(), *count))
    }

    pub(crate) fn users(&self) -> usize {
        self.users.len()
    }
}

#[track_caller]
fn assert_maps_same<T: PartialEq + std::fmt::Debug>(
    what: &str,
    is: &BTreeMap<String, T>,
    unbroken: &BTreeMap<String, T>,
) {
    let names: BTreeSet<&String> = is.keys().chain(unbroken.keys()).collect();
    let other = names.into_iter().find(|name| is.get(*name) != unbroken.get(*name));
    if let Some(name) = other {
        panic!("{what}: {name} is {:?}, in an unbroken run {:?}", is.get(name), unbroken.get(name));
    }
}

async fn all<T>(mut page: impl AsyncFnMut(Option<PageToken>) -> (Vec<T>, Option<PageToken>)) -> Vec<T> {
    let (mut items, mut next) = page(None).await;
    while next.is_some() {
        let (more, after) = page(next).await;
        items.extend(more);
        next = after;
    }
    items
}

/// What people call an account; where an address stands for the name, the name is a new one each time.
fn name(user: &User) -> String {
    let address = user.attributes.get("email").filter(|_| user.sub.as_ref() == Some(&user.username));
    address.unwrap_or(&user.username).clone()
}

fn described(user: &User) -> String {
    let attributes = user.attributes.iter().filter(|(name, _)| name.as_str() != "custom:poolhouse");
    format!("{} enabled={} {:?}", user.status, user.enabled, attributes.collect::<Vec<_>>())
}

fn told(entry: &Entry, accounts: &BTreeMap<&str, &User>) -> String {
    let mut entry = entry.clone();
    if let Entry::User(user) = &mut entry {
        let account = accounts.get(user.physical.as_str());
        let is_it = account.is_some_and(|account| account.sub == user.sub);
        user.sub = Some(if is_it { "that of the account" } else { "another one" }.to_owned());
        user.physical = account.map(|account| name(account)).unwrap_or_default();
    }
    if let Entry::Membership(membership) = &mut entry {
        membership.physical =
            accounts.get(membership.physical.as_str()).map(|account| name(account)).unwrap_or_default();
    }
    serde_json::to_string(&entry).unwrap()
}
