//! What the pools hold now, of all that is wanted or remembered.

mod aliases;
mod wanted;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicU32, Ordering};

use futures::future::{BoxFuture, FutureExt};
use futures::stream::{self, StreamExt, TryStreamExt};

use crate::actual::aliases::{Claims, aliases_of};
use crate::actual::wanted::{Names, Wanted, filters, in_doubt, wanted};
use crate::backend::{Backend, BackendError, ErrorKind, Page, PageToken, UserFilter};
use crate::clock::Clock;
use crate::desired::Desired;
use crate::digest;
use crate::group::{Group, GroupName};
use crate::import_job::wait_for_ends;
use crate::pool::{Alias, Pool, PoolId};
use crate::retry::{Retry, idempotent};
use crate::state::State;
use crate::user::{User, Username};

/// What was read, by pool. A pool that is wanted or remembered and does not exist is `None`.
#[derive(Clone, Debug, Default)]
pub struct Actual {
    /// The pools.
    pub pools: BTreeMap<PoolId, Option<ActualPool>>,
}

/// What was read of one pool.
#[derive(Clone, Debug)]
pub struct ActualPool {
    /// Its schema and naming rules.
    pub pool: Pool,
    /// The users who are wanted or remembered and exist, by the name that calls take.
    pub users: BTreeMap<String, User>,
    /// All its groups, when any group is of interest.
    pub groups: BTreeMap<GroupName, Group>,
    /// The groups of the users whose groups are of interest, by the name that calls take.
    pub memberships: BTreeMap<String, BTreeSet<GroupName>>,
    /// From what a declaration may call a user, in the form the pool compares, to the name that calls take.
    names: BTreeMap<String, String>,
    /// From an alias, its value in the form the pool compares, to the name that calls take for whom it leads to.
    aliases: BTreeMap<(Alias, String), String>,
}

/// How much of the pools is read before a plan.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Refresh {
    /// Everything that a plan needs, from lists as far as they tell it: that bills nobody.
    #[default]
    Auto,
    /// Every user one by one besides, as lists may lag behind and do not tell of second factors. Where a pool's plan bills
    /// by active users, that makes them active.
    Deep,
    /// Only what is declared otherwise than when it was last applied; of everything else the state is believed.
    None,
}

/// How much is read at once.
const CALLS_AT_ONCE: usize = 10;
/// Users on a page of `ListUsers`.
pub(crate) const PAGE: usize = 60;

impl Actual {
    /// Reads what `desired` and `state` name.
    ///
    /// Users come from `ListUsers`, which bills nobody: page after page, or one filtered call each, whichever is fewer
    /// calls. Only a remembered user whom the list lacks is looked up by itself, since the list lags behind.
    ///
    /// # Errors
    /// The first call that fails for good.
    pub async fn read(
        backend: &dyn Backend,
        clock: &dyn Clock,
        desired: &Desired,
        state: &State,
        refresh: Refresh,
    ) -> Result<Self, BackendError> {
        let doubtful = (refresh == Refresh::None).then(|| in_doubt(desired, state));
        let (desired, state) =
            doubtful.as_ref().map_or((desired, state), |(desired, state)| (desired, state));
        wait_for_ends(backend, clock, state).await?;
        let reader = Reader { backend, clock, retry: Retry::default(), desired, state };
        let mut actual = Self::default();
        for (id, wanted) in wanted(desired, state, refresh) {
            let pool = reader.pool(&id, &wanted).await?;
            actual.pools.insert(id, pool);
        }
        Ok(actual)
    }

    /// The pool of that id, when it exists.
    #[must_use]
    pub fn pool(&self, id: &PoolId) -> Option<&ActualPool> {
        self.pools.get(id)?.as_ref()
    }
}

impl ActualPool {
    /// A pool that holds these users and groups.
    #[must_use]
    pub fn new(pool: Pool, users: Vec<User>, groups: BTreeMap<GroupName, Group>) -> Self {
        let names = users.iter().flat_map(|user| names_of(&pool, user)).collect();
        let mut here = Self {
            pool,
            users: BTreeMap::new(),
            groups,
            memberships: BTreeMap::new(),
            names,
            aliases: BTreeMap::new(),
        };
        users.iter().for_each(|user| here.note_aliases(user));
        here.users = users.into_iter().map(|user| (user.username.clone(), user)).collect();
        here
    }

    /// The user that calls know by `physical`.
    #[must_use]
    pub fn user(&self, physical: &str) -> Option<&User> {
        self.users.get(physical)
    }

    /// The user whom a declaration means by `username`: by the name itself or, where an attribute takes the name's
    /// place, by that attribute.
    #[must_use]
    pub fn named(&self, username: &Username) -> Option<&User> {
        self.users.get(self.names.get(&self.pool.folded(username.as_str()))?)
    }

    /// A digest of all that was read of a user: when anything about the account is another, so is this.
    #[must_use]
    pub fn fingerprint(&self, physical: &str) -> Option<String> {
        Some(digest::of_user(self.user(physical)?, &self.groups_of(physical)))
    }

    /// The groups of a user, as far as they were read.
    #[must_use]
    pub fn groups_of(&self, physical: &str) -> BTreeSet<GroupName> {
        self.memberships.get(physical).cloned().unwrap_or_default()
    }
}

/// All that a declaration may call `user`, each with the name that calls take.
fn names_of(pool: &Pool, user: &User) -> Vec<(String, String)> {
    let aliases = pool.username_attributes.iter().filter_map(|alias| user.attributes.get(alias.attribute()));
    let names = aliases.chain([&user.username]);
    names.map(|name| (pool.folded(name), user.username.clone())).collect()
}

/// Makes these calls, some at a time. In boxes they let whoever waits for them move between threads: of closures that
/// borrow the compiler would not believe it.
fn all<'a, T: Send + 'a>(
    calls: impl Iterator<Item: Future<Output = Result<T, BackendError>> + Send + 'a> + Send + 'a,
) -> BoxFuture<'a, Result<Vec<T>, BackendError>> {
    stream::iter(calls.map(FutureExt::boxed)).buffer_unordered(CALLS_AT_ONCE).try_collect().boxed()
}

/// The users of a pool whom declarations call so, as lists tell of them.
pub(crate) async fn named_users(
    backend: &dyn Backend,
    clock: &dyn Clock,
    pool: Pool,
    names: BTreeSet<Username>,
) -> Result<ActualPool, BackendError> {
    let (desired, state) = (Desired::default(), State::default());
    let reader = Reader { backend, clock, retry: Retry::default(), desired: &desired, state: &state };
    // Lists lag behind, so that whom they lack is looked up.
    let wanted = Wanted { intended: names.clone(), declared: names, ..Wanted::default() };
    let (users, _) = reader.users(&pool, &wanted, &Claims::default()).await?;
    Ok(ActualPool::new(pool, users, BTreeMap::new()))
}

/// How often it is tried to look where nobody answers. Nothing is done yet, and whoever waits for a plan should hear soon
/// that an endpoint is not there.
const UNANSWERED_TRIES: u32 = 5;

struct Reader<'a> {
    backend: &'a dyn Backend,
    clock: &'a dyn Clock,
    retry: Retry,
    desired: &'a Desired,
    state: &'a State,
}

impl Reader<'_> {
    async fn pool(&self, id: &PoolId, wanted: &Wanted) -> Result<Option<ActualPool>, BackendError> {
        let pool = match self.call(|| self.backend.pool(id)).await {
            Ok(pool) => pool,
            Err(error) if error.kind == ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(error),
        };
        let claims = self.claims(&pool);
        let (users, others) = self.users(&pool, wanted, &claims).await?;
        let mut read = ActualPool::new(pool, users, BTreeMap::new());
        others.iter().flatten().for_each(|user| read.note_aliases(user));
        self.look_up(&mut read, wanted).await?;
        if others.is_none() {
            self.find_alias_holders(&mut read, &claims).await?;
        }
        let outgoing = self.outgoing(&read);
        if wanted.groups || !outgoing.is_empty() {
            read.groups = self.groups(id).await?;
        }
        read.memberships = self.memberships(&read, wanted, outgoing).await?;
        Ok(Some(read))
    }

    /// Reads those users one by one of whom lists do not tell enough.
    async fn look_up(&self, read: &mut ActualPool, wanted: &Wanted) -> Result<(), BackendError> {
        let names = wanted.looked_up.iter().filter_map(|name| read.named(name));
        let names: BTreeSet<String> = names.map(|user| user.username.clone()).collect();
        let pool = &read.pool.id;
        let calls = names.iter().map(|name| self.call(move || self.backend.find_user(pool, name)));
        let users = all(calls).await?;
        read.users.extend(users.into_iter().flatten().map(|user| (user.username.clone(), user)));
        Ok(())
    }

    /// Those who are wanted and, where all of the pool was listed, others who have an alias that somebody is to have.
    async fn users(
        &self,
        pool: &Pool,
        wanted: &Wanted,
        claims: &Claims,
    ) -> Result<(Vec<User>, Option<Vec<User>>), BackendError> {
        let filters = filters(pool, wanted);
        let pages = pool.estimated_users.map_or(PAGE, |users| users.div_ceil(PAGE as u64) as usize);
        let (mut found, others) = if filters.len() < pages.max(2) {
            (self.each_user(&pool.id, filters).await?, None)
        } else {
            let (wanted, others) = self.every_user(pool, wanted, claims).await?;
            (wanted, Some(others))
        };
        let confirmed = self.confirm_missing(pool, wanted, &found).await?;
        found.extend(confirmed);
        Ok((found, others))
    }

    /// A filtered call for each user.
    async fn each_user(&self, pool: &PoolId, filters: Vec<UserFilter>) -> Result<Vec<User>, BackendError> {
        let calls = filters.into_iter().map(|filter| async move {
            self.pages(|page| {
                let filter = filter.clone();
                async move { self.backend.list_users(pool, Some(&filter), page.as_ref()).await }
            })
            .await
        });
        Ok(all(calls).await?.into_iter().flatten().collect())
    }

    /// The whole list, keeping those who are wanted, and those who have an alias that is.
    async fn every_user(
        &self,
        pool: &Pool,
        wanted: &Wanted,
        claims: &Claims,
    ) -> Result<(Vec<User>, Vec<User>), BackendError> {
        let names = Names::new(pool, wanted);
        let (mut kept, mut others) = (Vec::new(), Vec::new());
        let mut page = None;
        loop {
            let listed = self.call(|| self.backend.list_users(&pool.id, None, page.as_ref())).await?;
            for user in listed.items {
                if names.hold(pool, &user) {
                    kept.push(user);
                } else if aliases_of(pool, &user).any(|alias| claims.contains_key(&alias)) {
                    others.push(user);
                }
            }
            page = listed.next;
            if page.is_none() {
                return Ok((kept, others));
            }
        }
    }

    /// Looks users up whom the list lacks, of those who are remembered or were just about to be made.
    async fn confirm_missing(
        &self,
        pool: &Pool,
        wanted: &Wanted,
        found: &[User],
    ) -> Result<Vec<User>, BackendError> {
        let listed: BTreeSet<&str> = found.iter().map(|user| user.username.as_str()).collect();
        let called: BTreeSet<String> = match wanted.intended.is_empty() {
            true => BTreeSet::new(),
            false => found.iter().flat_map(|user| names_of(pool, user)).map(|(name, _)| name).collect(),
        };
        let remembered = wanted.remembered.iter().map(String::as_str).filter(|name| !listed.contains(name));
        let intended = wanted.intended.iter().map(Username::as_str);
        let intended = intended.filter(|name| !called.contains(&pool.folded(name)));
        let missing: BTreeSet<&str> = remembered.chain(intended).collect();
        let calls = missing.into_iter().map(|name| self.call(move || self.backend.find_user(&pool.id, name)));
        Ok(all(calls).await?.into_iter().flatten().collect())
    }

    async fn groups(&self, pool: &PoolId) -> Result<BTreeMap<GroupName, Group>, BackendError> {
        let groups =
            self.pages(|page| async move { self.backend.list_groups(pool, page.as_ref()).await }).await?;
        Ok(groups.into_iter().map(|group| (group.name.clone(), group)).collect())
    }

    /// Who is in which group: asked by user or by group, whichever is fewer calls.
    async fn memberships(
        &self,
        read: &ActualPool,
        wanted: &Wanted,
        outgoing: BTreeSet<String>,
    ) -> Result<BTreeMap<String, BTreeSet<GroupName>>, BackendError> {
        let declared =
            wanted.grouped.iter().filter_map(|name| read.named(name)).map(|user| user.username.clone());
        let remembered =
            wanted.grouped_physical.iter().filter(|name| read.users.contains_key(*name)).cloned();
        let users: BTreeSet<String> = declared.chain(remembered).chain(outgoing).collect();
        if users.is_empty() || read.groups.is_empty() {
            return Ok(BTreeMap::new());
        }
        if users.len() <= read.groups.len() {
            self.memberships_by_user(&read.pool.id, users).await
        } else {
            self.memberships_by_group(&read.pool.id, &read.groups, &users).await
        }
    }

    async fn memberships_by_user(
        &self,
        pool: &PoolId,
        users: BTreeSet<String>,
    ) -> Result<BTreeMap<String, BTreeSet<GroupName>>, BackendError> {
        let calls = users.into_iter().map(|user| async move {
            let name = user.as_str();
            let groups = self
                .pages(|page| async move { self.backend.groups_of(pool, name, page.as_ref()).await })
                .await?;
            Ok((user, groups.into_iter().collect()))
        });
        Ok(all(calls).await?.into_iter().collect())
    }

    async fn memberships_by_group(
        &self,
        pool: &PoolId,
        groups: &BTreeMap<GroupName, Group>,
        users: &BTreeSet<String>,
    ) -> Result<BTreeMap<String, BTreeSet<GroupName>>, BackendError> {
        let calls = groups.keys().map(|group| async move {
            let members = self
                .pages(|page| async move { self.backend.users_in_group(pool, group, page.as_ref()).await })
                .await?;
            Ok((group.clone(), members))
        });
        let listed = all(calls).await?;
        let mut memberships: BTreeMap<String, BTreeSet<GroupName>> = BTreeMap::new();
        for (group, members) in listed {
            for member in members.into_iter().filter(|member| users.contains(&member.username)) {
                memberships.entry(member.username).or_default().insert(group.clone());
            }
        }
        Ok(memberships)
    }

    /// Accounts that a plan may replace: what they leave behind depends on the groups they are in.
    fn outgoing(&self, read: &ActualPool) -> BTreeSet<String> {
        let pool = &read.pool;
        let is_renamed = |declared: &Username, name: &Username| {
            pool.username_attributes.is_empty()
                && pool.folded(declared.as_str()) != pool.folded(name.as_str())
        };
        let entries =
            self.desired.users.iter().filter_map(|(id, user)| Some((&user.spec, self.state.user(id)?)));
        let here = entries.filter(|(_, entry)| entry.pool == pool.id);
        let outgoing = here.filter_map(|(spec, entry)| {
            let user = read.user(&entry.physical)?;
            let leaves = spec.pool != entry.pool
                || is_renamed(&spec.username, &entry.username)
                || !pool.blocked(spec, user).is_empty();
            leaves.then(|| entry.physical.clone())
        });
        outgoing.collect()
    }

    /// All the items of a list.
    async fn pages<T, F>(&self, mut call: impl FnMut(Option<PageToken>) -> F) -> Result<Vec<T>, BackendError>
    where
        F: Future<Output = Result<Page<T>, BackendError>>,
    {
        let mut items = Vec::new();
        let mut page = None;
        loop {
            let listed = self.call(|| call(page.clone())).await?;
            items.extend(listed.items);
            page = listed.next;
            if page.is_none() {
                return Ok(items);
            }
        }
    }

    async fn call<T, F>(&self, call: impl FnMut() -> F) -> Result<T, BackendError>
    where
        F: Future<Output = Result<T, BackendError>>,
    {
        let unanswered = AtomicU32::new(1);
        let again = |kind| match kind {
            ErrorKind::Unavailable => unanswered.fetch_add(1, Ordering::Relaxed) < UNANSWERED_TRIES,
            kind => idempotent(kind),
        };
        self.retry.run(self.clock, again, |_| (), call).await
    }
}
