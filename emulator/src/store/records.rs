//! Pools as records and back: one record for the pool itself, one for each user, group and client.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::pool::{Change, Pool};
use crate::domain::PoolSettings;
use crate::durable::{DataError, Record, RecordChange, RecordKey};

impl Pool {
    /// What changed since the last time, as records. The caller holds the pool's lock, so the
    /// records of two changes never come in the wrong order.
    pub(crate) fn take_changes(&mut self) -> Vec<RecordChange> {
        let mut changes = std::mem::take(&mut self.changes);
        changes.sort();
        changes.dedup();
        changes.iter().map(|change| self.record(change)).collect()
    }

    /// The pool and everything in it, as records.
    pub(crate) fn records(&self) -> impl Iterator<Item = Record> {
        let records = self.everything().into_iter().map(|change| self.record(&change));
        records.filter_map(|change| match change {
            RecordChange::Put(record) => Some(record),
            RecordChange::Delete(_) | RecordChange::DeletePool(_) => None,
        })
    }

    /// Forgets what changed, for an emulator that keeps nothing.
    pub(crate) fn forget_changes(&mut self) {
        self.changes.clear();
    }

    /// The pools that records describe.
    pub(crate) fn load(records: Vec<Record>) -> Result<Vec<Self>, DataError> {
        let mut by_pool: BTreeMap<String, Vec<Record>> = BTreeMap::new();
        for record in records {
            by_pool.entry(record.key.pool.clone()).or_default().push(record);
        }
        by_pool.into_iter().map(|(id, records)| Self::load_one(id, records)).collect()
    }

    fn load_one(id: String, records: Vec<Record>) -> Result<Self, DataError> {
        let (own, rest): (Vec<_>, Vec<_>) = records.into_iter().partition(|record| record.key.kind == POOL);
        let own = own.first().ok_or(DataError::OrphanRecord(id))?;
        let PoolRecord { sequence, settings } = read(own)?;
        let mut pool = Self::new(sequence, settings);
        for record in &rest {
            match record.key.kind.as_str() {
                USER => pool.put_user(read(record)?),
                GROUP => pool.put_group(read(record)?),
                MESSAGE => pool.put_message(place(record)?, read(record)?),
                KEYS => drop(pool.adopt_keys(read(record)?)),
                TOKEN_SESSION => pool.load_token_session(&record.key.name, read(record)?),
                IDENTITY_PROVIDER => pool.put_identity_provider(read(record)?),
                RESOURCE_SERVER => pool.put_resource_server(read(record)?),
                DOMAIN => pool.put_domain(read(record)?),
                TERMS => pool.put_terms(read(record)?),
                BRANDING => pool.put_branding(read(record)?),
                UI_CUSTOMIZATION => pool.put_ui_customization(read(record)?),
                RISK => pool.set_risk_configuration(&record.key.name, Some(read(record)?)),
                AUTH_EVENT => pool.put_auth_event(&record.key.name, read(record)?),
                IMPORT_JOB => pool.put_import_job(read(record)?),
                IMPORT_TEXT => pool.put_import_text(&record.key.name, read(record)?),
                CERTIFICATE => drop(pool.adopt_certificate(read(record)?)),
                _ => pool.put_client(read(record)?),
            }
        }
        pool.forget_changes();
        Ok(pool)
    }

    fn record(&self, change: &Change) -> RecordChange {
        match change {
            Change::Settings => self.own_record(),
            Change::User(key) => self.entry(USER, key, self.users.get(key)),
            Change::Group(name) => self.entry(GROUP, name, self.groups.get(name)),
            Change::Client(id) => self.entry(CLIENT, id, self.clients.get(id)),
            Change::Keys => self.entry(KEYS, "", self.keys.as_ref()),
            Change::TokenSession(key) => self.entry(TOKEN_SESSION, key, self.token_sessions.get(key)),
            Change::Message(at) => self.entry(MESSAGE, &at.to_string(), self.outbox.get(at)),
            Change::IdentityProvider(name) => {
                self.entry(IDENTITY_PROVIDER, name, self.identity_providers.get(name))
            }
            Change::ResourceServer(identifier) => {
                self.entry(RESOURCE_SERVER, identifier, self.resource_servers.get(identifier))
            }
            Change::Domain(name) => self.entry(DOMAIN, name, self.domains.get(name)),
            Change::Terms(key) => self.entry(TERMS, key, self.terms.get(key)),
            Change::Branding(key) => self.entry(BRANDING, key, self.brandings.get(key)),
            Change::UiCustomization(key) => {
                self.entry(UI_CUSTOMIZATION, key, self.ui_customizations.get(key))
            }
            Change::RiskConfiguration(key) => self.entry(RISK, key, self.risk_configurations.get(key)),
            Change::AuthEvent(key) => self.entry(AUTH_EVENT, key, self.auth_events.get(key)),
            Change::ImportJob(id) => self.entry(IMPORT_JOB, id, self.import_jobs.get(id)),
            Change::ImportText(name) => self.entry(IMPORT_TEXT, name, self.import_texts.get(name)),
            Change::Certificate => self.entry(CERTIFICATE, "", self.certificate.as_ref()),
            Change::Deleted => RecordChange::DeletePool(self.id().to_owned()),
        }
    }

    fn own_record(&self) -> RecordChange {
        let own = PoolRecord { sequence: self.sequence(), settings: Arc::clone(&self.settings) };
        self.entry(POOL, "", Some(&own))
    }

    fn entry(&self, kind: &str, name: &str, value: Option<&impl Serialize>) -> RecordChange {
        let key = RecordKey { pool: self.id().into(), kind: kind.into(), name: name.into() };
        match value {
            Some(value) => RecordChange::Put(Record { key, value: write(value) }),
            None => RecordChange::Delete(key),
        }
    }
}

#[derive(Serialize, Deserialize)]
struct PoolRecord<S = Arc<PoolSettings>> {
    sequence: u64,
    settings: S,
}

pub(super) fn write(value: &impl Serialize) -> Vec<u8> {
    serde_json::to_vec(value).expect("domain types have string keys and no failing serializers")
}

/// The place of a message, which is its name.
fn place(record: &Record) -> Result<u64, DataError> {
    record.key.name.parse().map_err(|_| DataError::OrphanRecord(record.key.pool.clone()))
}

pub(super) fn read<T: DeserializeOwned>(record: &Record) -> Result<T, DataError> {
    serde_json::from_slice(&record.value).map_err(|source| DataError::Record {
        pool: record.key.pool.clone(),
        kind: record.key.kind.clone(),
        name: record.key.name.clone(),
        source,
    })
}

const POOL: &str = "pool";
const USER: &str = "user";
const GROUP: &str = "group";
const CLIENT: &str = "client";
const IMPORT_JOB: &str = "import job";
const IMPORT_TEXT: &str = "import text";
const IDENTITY_PROVIDER: &str = "identity provider";
const RESOURCE_SERVER: &str = "resource server";
const DOMAIN: &str = "domain";
const MESSAGE: &str = "message";
const KEYS: &str = "keys";
const TOKEN_SESSION: &str = "token session";
const TERMS: &str = "terms";
const BRANDING: &str = "branding";
const UI_CUSTOMIZATION: &str = "ui customization";
const RISK: &str = "risk configuration";
const AUTH_EVENT: &str = "auth event";
const CERTIFICATE: &str = "certificate";
