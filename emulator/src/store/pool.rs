//! One pool and all that is in it. Every change goes through a method that keeps the indexes in
//! step and notes what changed, so that whoever lets go of the pool can have it written down.

use std::sync::Arc;

use imbl::{OrdMap, OrdSet};
use poolhouse_emulator_model::Timestamp;
use poolhouse_emulator_model::shapes::RiskConfigurationType;

use super::fading::Fading;
use super::identity_index::IdentityIndex;
use super::member_index::MemberIndex;
use super::outbox::Outbox;
use super::user_index::UserIndex;
use crate::domain::{
    AuthEvent, Branding, Client, Group, IdentityProvider, ImportJob, Lockout, PoolKeys, PoolSettings,
    ResourceServer, SigningCertificate, Terms, TokenSession, UiCustomization, User, UserPoolDomain,
};
use crate::durable::Ticket;

/// A user pool.
#[derive(Clone)]
pub(crate) struct Pool {
    sequence: u64,
    pub(super) settings: Arc<PoolSettings>,
    /// By folded username.
    pub(super) users: OrdMap<Arc<str>, Arc<User>>,
    pub(super) user_index: UserIndex,
    pub(super) groups: OrdMap<Arc<str>, Arc<Group>>,
    pub(super) members: MemberIndex,
    pub(super) clients: OrdMap<Arc<str>, Arc<Client>>,
    pub(super) keys: Option<Arc<PoolKeys>>,
    pub(super) token_sessions: OrdMap<Arc<str>, Arc<TokenSession>>,
    pub(super) outbox: Outbox,
    pub(super) identity_providers: OrdMap<Arc<str>, Arc<IdentityProvider>>,
    pub(super) identities: IdentityIndex,
    pub(super) resource_servers: OrdMap<Arc<str>, Arc<ResourceServer>>,
    pub(super) domains: OrdMap<Arc<str>, Arc<UserPoolDomain>>,
    /// The wrong passwords, by folded username.
    pub(super) lockouts: Fading<Lockout>,
    pub(super) used_sessions: OrdSet<(Timestamp, Arc<str>)>,
    /// The sessions in which devices were last asked to prove themselves, and their ends, by device.
    pub(super) asked_devices: Fading<(Arc<str>, Timestamp)>,
    /// By client and name.
    pub(super) terms: OrdMap<Arc<str>, Arc<Terms>>,
    /// Managed login styles, by client.
    pub(super) brandings: OrdMap<Arc<str>, Arc<Branding>>,
    /// Looks of the classic pages, by client.
    pub(super) ui_customizations: OrdMap<Arc<str>, Arc<UiCustomization>>,
    /// By client; the empty name is the pool's own.
    pub(super) risk_configurations: OrdMap<Arc<str>, Arc<RiskConfigurationType>>,
    /// By user and number.
    pub(super) auth_events: OrdMap<Arc<str>, Arc<AuthEvent>>,
    pub(super) import_jobs: OrdMap<Arc<str>, Arc<ImportJob>>,
    /// Files and logs of import jobs, by name.
    pub(super) import_texts: OrdMap<Arc<str>, Arc<str>>,
    pub(super) certificate: Option<Arc<SigningCertificate>>,
    pub(super) changes: Vec<Change>,
    deleted: bool,
    /// The last change of this pool that was handed over to be kept.
    pub(crate) handed_over: Ticket,
}

/// What was changed since the pool was last handed over.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Change {
    /// The pool's own settings.
    Settings,
    /// The user of this folded username, who may be gone now.
    User(Arc<str>),
    /// The group of this name, which may be gone now.
    Group(Arc<str>),
    /// The client of this id, which may be gone now.
    Client(Arc<str>),
    /// The keys were made.
    Keys,
    /// The token session of this key, which may be gone now.
    TokenSession(Arc<str>),
    /// The message at this place of the outbox, which may be gone now.
    Message(u64),
    /// The identity provider of this name, which may be gone now.
    IdentityProvider(Arc<str>),
    /// The resource server of this identifier, which may be gone now.
    ResourceServer(Arc<str>),
    /// The domain of this name, which may be gone now.
    Domain(Arc<str>),
    /// The terms at this place, which may be gone now.
    Terms(Arc<str>),
    /// The managed login style of this client, which may be gone now.
    Branding(Arc<str>),
    /// The look of the classic pages for this client, which may be gone now.
    UiCustomization(Arc<str>),
    /// The risk configuration of this client, which may be gone now.
    RiskConfiguration(Arc<str>),
    /// The authentication event at this place, which may be gone now.
    AuthEvent(Arc<str>),
    /// The import job of this id.
    ImportJob(Arc<str>),
    /// The file or log of an import job, which may be gone now.
    ImportText(Arc<str>),
    /// The certificate was made.
    Certificate,
    /// The whole pool is gone.
    Deleted,
}

impl Pool {
    /// An empty pool. `sequence` is its place in the order of all pools.
    pub(crate) fn new(sequence: u64, settings: PoolSettings) -> Self {
        Self {
            sequence,
            settings: Arc::new(settings),
            users: OrdMap::new(),
            user_index: UserIndex::default(),
            groups: OrdMap::new(),
            members: MemberIndex::default(),
            clients: OrdMap::new(),
            keys: None,
            token_sessions: OrdMap::new(),
            outbox: Outbox::new(),
            identity_providers: OrdMap::new(),
            identities: IdentityIndex::default(),
            resource_servers: OrdMap::new(),
            domains: OrdMap::new(),
            lockouts: Fading::default(),
            used_sessions: OrdSet::new(),
            asked_devices: Fading::default(),
            terms: OrdMap::new(),
            brandings: OrdMap::new(),
            ui_customizations: OrdMap::new(),
            risk_configurations: OrdMap::new(),
            auth_events: OrdMap::new(),
            import_jobs: OrdMap::new(),
            import_texts: OrdMap::new(),
            certificate: None,
            changes: vec![Change::Settings],
            deleted: false,
            handed_over: Ticket::default(),
        }
    }

    /// The pool's place in the order of all pools.
    pub(crate) fn sequence(&self) -> u64 {
        self.sequence
    }

    /// `<region>_<nine letters and digits>`.
    pub(crate) fn id(&self) -> &str {
        &self.settings.id
    }

    /// The part of the id behind the region, as SRP and password hashes want it.
    pub(crate) fn short_id(&self) -> &str {
        self.id().rsplit_once('_').map_or(self.id(), |(_, short)| short)
    }

    /// What the pool is and was told to do.
    pub(crate) fn settings(&self) -> &PoolSettings {
        &self.settings
    }

    /// The settings, to be looked at when the pool is let go.
    pub(crate) fn shared_settings(&self) -> Arc<PoolSettings> {
        Arc::clone(&self.settings)
    }

    /// The changes that would make the pool out of nothing. What only matters for minutes is not
    /// kept: lockouts, which steps of sign-ins were used, and which devices were asked.
    pub(super) fn everything(&self) -> Vec<Change> {
        // By every field, so that one that is new does not stay behind.
        let Self {
            sequence: _,
            settings: _,
            users,
            user_index: _,
            groups,
            members: _,
            clients,
            keys,
            token_sessions,
            outbox,
            identity_providers,
            identities: _,
            resource_servers,
            domains,
            lockouts: _,
            used_sessions: _,
            asked_devices: _,
            terms,
            brandings,
            ui_customizations,
            risk_configurations,
            auth_events,
            import_jobs,
            import_texts,
            certificate,
            changes: _,
            deleted: _,
            handed_over: _,
        } = self;
        let mut all = vec![Change::Settings];
        all.extend(keys.iter().map(|_| Change::Keys));
        all.extend(certificate.iter().map(|_| Change::Certificate));
        all.extend(outbox.keys().copied().map(Change::Message));
        named(&mut all, users, Change::User);
        named(&mut all, groups, Change::Group);
        named(&mut all, clients, Change::Client);
        named(&mut all, token_sessions, Change::TokenSession);
        named(&mut all, identity_providers, Change::IdentityProvider);
        named(&mut all, resource_servers, Change::ResourceServer);
        named(&mut all, domains, Change::Domain);
        named(&mut all, terms, Change::Terms);
        named(&mut all, brandings, Change::Branding);
        named(&mut all, ui_customizations, Change::UiCustomization);
        named(&mut all, risk_configurations, Change::RiskConfiguration);
        named(&mut all, auth_events, Change::AuthEvent);
        named(&mut all, import_jobs, Change::ImportJob);
        named(&mut all, import_texts, Change::ImportText);
        all
    }

    /// Replaces the settings. Id, name rules and creation date never change.
    pub(crate) fn put_settings(&mut self, settings: PoolSettings) {
        self.settings = Arc::new(settings);
        self.changes.push(Change::Settings);
    }

    /// Whether the pool was deleted while its lock was waited for.
    pub(crate) fn is_deleted(&self) -> bool {
        self.deleted
    }

    /// Marks the pool as deleted: who waits for its lock will not find it.
    pub(crate) fn delete(&mut self) {
        self.deleted = true;
        self.changes = vec![Change::Deleted];
    }
}

fn named<T>(all: &mut Vec<Change>, things: &OrdMap<Arc<str>, T>, change: fn(Arc<str>) -> Change) {
    all.extend(things.keys().cloned().map(change));
}
