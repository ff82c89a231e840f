//! The secrets of an app client: one, or two while one takes the other's place.

use poolhouse_emulator_model::shapes::ClientSecretDescriptorType;
use poolhouse_emulator_model::{Sensitive, Timestamp};
use serde::{Deserialize, Serialize};

use super::client::Client;
use crate::error::ApiError;

/// A secret that proves who a client is. It is kept in the clear because DescribeUserPoolClient
/// answers it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct ClientSecret {
    /// `<client>--<time>`.
    pub(crate) id: String,
    pub(crate) value: Sensitive,
    pub(crate) created: Timestamp,
}

impl ClientSecret {
    /// The first secret of a client.
    pub(super) fn new(client: &str, value: Sensitive, now: Timestamp) -> Self {
        Self { id: id(client, now.millis()), value, created: now }
    }

    /// The secret as lists describe it, which never tell its value.
    pub(crate) fn describe(&self) -> ClientSecretDescriptorType {
        ClientSecretDescriptorType {
            client_secret_id: Some(self.id.clone()),
            client_secret_create_date: Some(self.created),
            client_secret_value: None,
        }
    }
}

impl Client {
    /// The secret that describes the client: the oldest that works (that it is not the first one
    /// even when that is gone is unsure).
    pub(crate) fn secret(&self) -> Option<&Sensitive> {
        self.secrets.first().map(|secret| &secret.value)
    }

    /// Adds a second secret. Only a client that was made with one can have more (unsure).
    pub(crate) fn add_secret(&mut self, value: Sensitive, now: Timestamp) -> Result<&ClientSecret, ApiError> {
        if self.secrets.is_empty() {
            return Err(ApiError::secret_for_public_client());
        }
        if self.secrets.len() >= MOST_SECRETS {
            return Err(ApiError::too_many_client_secrets(MOST_SECRETS));
        }
        let is_free = |id: &String| self.secrets.iter().all(|secret| secret.id != *id);
        let mut ids = (now.millis()..).map(|millis| id(&self.id, millis));
        let id = ids.find(is_free).ok_or_else(ApiError::internal)?;
        Ok(self.secrets.push_mut(ClientSecret { id, value, created: now }))
    }

    /// Removes a secret that is not the last one.
    pub(crate) fn remove_secret(&mut self, id: &str) -> Result<(), ApiError> {
        let position = self.secrets.iter().position(|secret| secret.id == id);
        let position = position.ok_or_else(|| ApiError::client_secret_not_found(id))?;
        if self.secrets.len() == 1 {
            return Err(ApiError::last_client_secret());
        }
        self.secrets.remove(position);
        Ok(())
    }
}

/// Whether the time counts seconds or milliseconds is unsure; milliseconds make it unique.
fn id(client: &str, millis: i64) -> String {
    format!("{client}--{millis}")
}

const MOST_SECRETS: usize = 2;
