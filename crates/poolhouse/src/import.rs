//! Taking over what a pool holds already.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use poolhouse_core::backend::{Backend, BackendError, Page, PageToken};
use poolhouse_core::clock::Clock;
use poolhouse_core::desired::Desired;
use poolhouse_core::group::{Group, GroupName};
use poolhouse_core::import::{Imported, group_entry, user_entry};
use poolhouse_core::pool::{Pool, PoolId};
use poolhouse_core::retry::{Retry, idempotent};
use poolhouse_core::schema::Kind;
use poolhouse_core::state::{Edit, Entry, Key, State, StateStore};
use poolhouse_core::user::User;

use crate::error::Error;
use crate::ownership;
use crate::poolhouse::Poolhouse;
use crate::session::Session;

impl Poolhouse {
    /// Has the state remember a user or group that exists, as the account of the declaration of that key. From then on
    /// it is managed like one that poolhouse made, its end included. Nothing in the pool is changed.
    ///
    /// `name` is the username or an alias, or the group's name.
    ///
    /// # Errors
    /// When the key is not declared in that pool, is remembered already, by this state or another one of the project, or
    /// nobody of that name exists.
    pub async fn import(&self, key: &Key, pool: &PoolId, name: &str) -> Result<Entry, Error> {
        let session = Box::pin(Session::writing(self)).await?;
        let said = self.sources.desired(self.sources.hear().await, session.backend()).await;
        said.faults.into_result()?;
        let others = session.other_states(self).await?;
        let (backend, store) = session.into_ports()?;
        let state = store.read().await?;
        if state.entries.contains_key(key) {
            let message = format!("{key} is in the state already; `poolhouse state rm {key}` forgets it");
            return Err(Error::Usage(message));
        }
        let reader = Reader { backend: backend.as_ref(), clock: self.clock.as_ref() };
        let entry = match key.kind {
            Kind::User => reader.user(&said.desired, key, pool, name).await?,
            Kind::Group => reader.group(&said.desired, key, pool, name).await?,
            Kind::Membership => {
                return Err(Error::Usage(
                    "a membership needs no import: `adopt = true` takes it over".into(),
                ));
            }
        };
        refuse_held(&state, &entry)?;
        ownership::check_imported([(key, &entry)].into_iter(), &others)?;
        store.commit(vec![Edit::Put(key.clone(), entry.clone())]).await?;
        Ok(entry)
    }

    /// Reads all of a pool as declarations and entries of the state, which [`PoolImport::commit`] writes down. The state
    /// is locked until then, and must be empty.
    ///
    /// # Errors
    /// When the state remembers anything, another one of the project remembers any of it, or the pool cannot be read.
    pub async fn prepare_import(&self, pool: &PoolId) -> Result<PoolImport, Error> {
        let session = Box::pin(Session::writing(self)).await?;
        let others = session.other_states(self).await?;
        let (backend, store) = session.into_ports()?;
        let state = store.read().await?;
        if !state.entries.is_empty() || !state.intents.is_empty() {
            let remembered = state.entries.len() + state.intents.len();
            let remembered = poolhouse_core::counted(remembered as u64, "resource");
            let message = format!("the state remembers {remembered} already; import a pool into a new one");
            return Err(Error::Usage(message));
        }
        let reader = Reader { backend: backend.as_ref(), clock: self.clock.as_ref() };
        let Everything { pool, groups, users, memberships } = Box::pin(reader.everything(pool)).await?;
        let imported = Imported::of_pool(&pool, groups, users, &memberships);
        ownership::check_imported(imported.entries.iter(), &others)?;
        Ok(PoolImport { imported, store })
    }
}

/// A pool that was read and is not remembered yet.
pub struct PoolImport {
    imported: Imported,
    store: Arc<dyn StateStore>,
}

impl PoolImport {
    /// What was read.
    #[must_use]
    pub fn imported(&self) -> &Imported {
        &self.imported
    }

    /// Has the state remember it.
    ///
    /// # Errors
    /// When the state cannot be written.
    pub async fn commit(self) -> Result<(), Error> {
        let edits = self.imported.entries.into_iter().map(|(key, entry)| Edit::Put(key, entry));
        Ok(self.store.commit(edits.collect()).await?)
    }
}

/// Nobody is managed twice.
fn refuse_held(state: &State, entry: &Entry) -> Result<(), Error> {
    match state.entries.iter().find(|(_, other)| other.is_of_same(entry)) {
        Some((key, _)) => {
            Err(Error::Usage(format!("is managed already, as {key}; `poolhouse state mv` renames it")))
        }
        None => Ok(()),
    }
}

/// All that a pool holds.
pub(crate) struct Everything {
    pub(crate) pool: Pool,
    pub(crate) groups: Vec<Group>,
    pub(crate) users: Vec<User>,
    /// The groups of users, by the names that calls take.
    pub(crate) memberships: BTreeMap<String, BTreeSet<GroupName>>,
}

/// Reads what is no part of a plan.
pub(crate) struct Reader<'a> {
    pub(crate) backend: &'a dyn Backend,
    pub(crate) clock: &'a dyn Clock,
}

impl Reader<'_> {
    async fn user(&self, desired: &Desired, key: &Key, pool: &PoolId, name: &str) -> Result<Entry, Error> {
        let declared = desired.users.get(&key.id).filter(|user| user.spec.pool == *pool);
        let spec = &declared.ok_or_else(|| undeclared(key, pool))?.spec;
        let found = self.call(|| self.backend.find_user(pool, name)).await?;
        let user = found.ok_or_else(|| Error::Usage(format!("there is no user {name} in pool {pool}")))?;
        Ok(Entry::User(user_entry(spec, &user)))
    }

    async fn group(&self, desired: &Desired, key: &Key, pool: &PoolId, name: &str) -> Result<Entry, Error> {
        let declared = desired.groups.get(&key.id).filter(|group| group.spec.pool == *pool);
        let spec = &declared.ok_or_else(|| undeclared(key, pool))?.spec;
        let missing = || Error::Usage(format!("there is no group {name} in pool {pool}"));
        let name = GroupName::new(name).map_err(|_| missing())?;
        if self.call(|| self.backend.find_group(pool, &name)).await?.is_none() {
            return Err(missing());
        }
        if spec.name != name {
            return Err(Error::Usage(format!(
                "{key} is declared as group {}, and names do not change",
                spec.name
            )));
        }
        Ok(Entry::Group(group_entry(spec)))
    }

    /// All of a pool.
    pub(crate) async fn everything(&self, id: &PoolId) -> Result<Everything, Error> {
        let pool = self.call(|| self.backend.pool(id)).await?;
        let groups =
            self.pages(|page| async move { self.backend.list_groups(id, page.as_ref()).await }).await?;
        let users =
            self.pages(|page| async move { self.backend.list_users(id, None, page.as_ref()).await }).await?;
        let mut memberships: BTreeMap<String, BTreeSet<GroupName>> = BTreeMap::new();
        for group in &groups {
            let name = &group.name;
            let members = self
                .pages(|page| async move { self.backend.users_in_group(id, name, page.as_ref()).await })
                .await?;
            for member in members {
                memberships.entry(member.username).or_default().insert(name.clone());
            }
        }
        Ok(Everything { pool, groups, users, memberships })
    }

    async fn pages<T, F>(&self, mut call: impl FnMut(Option<PageToken>) -> F) -> Result<Vec<T>, BackendError>
    where
        F: Future<Output = Result<Page<T>, BackendError>>,
    {
        let (mut items, mut page) = (Vec::new(), None);
        loop {
            let listed = self.call(|| call(page.clone())).await?;
            items.extend(listed.items);
            page = listed.next;
            if page.is_none() {
                return Ok(items);
            }
        }
    }

    pub(crate) async fn call<T, F>(&self, call: impl FnMut() -> F) -> Result<T, BackendError>
    where
        F: Future<Output = Result<T, BackendError>>,
    {
        Retry::default().run(self.clock, idempotent, |_| (), call).await
    }
}

fn undeclared(key: &Key, pool: &PoolId) -> Error {
    let message = format!(
        "{} is not declared in pool {pool}; declare it first, or the next apply deletes it",
        key.spoken()
    );
    Error::Usage(message)
}
