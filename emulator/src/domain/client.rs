//! An app client.

use poolhouse_emulator_model::shapes::{
    ClientTypeType, CreateUserPoolClientRequest, UpdateUserPoolClientRequest, UserPoolClientDescription,
    UserPoolClientType,
};
use poolhouse_emulator_model::{Sensitive, Timestamp};
use serde::{Deserialize, Serialize};

use super::client_attributes::AttributeFault;
use super::client_options::{ClientOptions, client_options};
use super::client_secret::ClientSecret;
use super::offer::Offer;
use crate::error::ApiError;

/// An app client as its pool keeps it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Client {
    pub(crate) id: String,
    /// Need not be unique.
    pub(crate) name: String,
    /// None for a public client; the oldest first.
    #[serde(default)]
    pub(crate) secrets: Vec<ClientSecret>,
    pub(crate) created: Timestamp,
    pub(crate) modified: Timestamp,
    pub(crate) options: ClientOptions,
    /// For how long users are signed in silently; none where nobody has said.
    #[serde(default)]
    pub(crate) sso_minutes: Option<i32>,
}

/// What a new client is given: fresh, random texts, and the time.
pub(crate) struct NewClient {
    pub(crate) id: String,
    /// For the case that the request asks for a secret.
    pub(crate) secret: Sensitive,
    pub(crate) now: Timestamp,
}

impl Client {
    /// The client that CreateUserPoolClient describes.
    pub(crate) fn create(
        new: NewClient,
        input: CreateUserPoolClientRequest,
        pool: &dyn Offer,
    ) -> Result<Self, ApiError> {
        let secret = chosen_secret(input.generate_secret, input.client_secret, new.secret)?;
        let (id, name) = (new.id, input.client_name);
        let options = client_options!(ClientOptions from input);
        options.check_attributes(&pool.settings().schema).map_err(|fault| match fault {
            AttributeFault::Read => ApiError::invalid_read_attributes("creating"),
            AttributeFault::Write => ApiError::invalid_write_attributes("creating"),
        })?;
        let options = options.complete(pool, secret.is_some())?;
        let secrets = secret.map(|value| ClientSecret::new(&id, value, new.now)).into_iter().collect();
        Ok(Self { id, name, secrets, created: new.now, modified: new.now, options, sso_minutes: None })
    }

    /// The client after UpdateUserPoolClient: id, secrets, creation date and, unless a new one is
    /// given, name are kept, all else is replaced.
    pub(crate) fn updated(
        &self,
        input: UpdateUserPoolClientRequest,
        pool: &dyn Offer,
        now: Timestamp,
    ) -> Result<Self, ApiError> {
        let name = input.client_name.unwrap_or_else(|| self.name.clone());
        let options = client_options!(ClientOptions from input);
        options.check_attributes(&pool.settings().schema).map_err(|fault| match fault {
            AttributeFault::Read => ApiError::invalid_read_attributes("updating"),
            AttributeFault::Write => ApiError::invalid_write_attributes("updating"),
        })?;
        let options = options.complete(pool, self.is_confidential())?;
        Ok(Self { name, options, modified: now, ..self.clone() })
    }

    /// Who made the client: an administrator, as all so far.
    pub(crate) fn kind(&self) -> ClientTypeType {
        ClientTypeType::Regular
    }

    /// The client as CreateUserPoolClient answers it, secret included.
    pub(crate) fn describe(&self, pool: &str) -> UserPoolClientType {
        let options = self.options.clone();
        client_options!(UserPoolClientType from options,
            user_pool_id: Some(pool.to_owned()),
            client_name: Some(self.name.clone()),
            client_id: Some(self.id.as_str().into()),
            client_secret: self.secret().cloned(),
            last_modified_date: Some(self.modified),
            creation_date: Some(self.created),
            client_type: None,
        )
    }

    /// The client as an item of ListUserPoolClients.
    pub(crate) fn summarize(&self, pool: &str) -> UserPoolClientDescription {
        UserPoolClientDescription {
            client_id: Some(self.id.as_str().into()),
            user_pool_id: Some(pool.to_owned()),
            client_name: Some(self.name.clone()),
        }
    }
}

fn chosen_secret(
    generate: Option<bool>,
    given: Option<Sensitive>,
    fresh: Sensitive,
) -> Result<Option<Sensitive>, ApiError> {
    match (generate.unwrap_or(false), given) {
        (true, Some(_)) => Err(ApiError::two_client_secrets()),
        (true, None) => Ok(Some(fresh)),
        (false, given) => Ok(given),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_secret_does_not_show_in_debug() {
        let now = Timestamp::from_millis(0);
        let client = Client {
            id: "1h57kf5cpq17m0eml12example".into(),
            name: "app".into(),
            secrets: vec![ClientSecret::new("1h57kf5cpq17m0eml12example", "the-secret-itself".into(), now)],
            created: now,
            modified: now,
            options: ClientOptions::default(),
            sso_minutes: None,
        };
        assert!(!format!("{client:?}").contains("the-secret-itself"));
        let kept = serde_json::to_string(&client).expect("written");
        let read: Client = serde_json::from_str(&kept).expect("read");
        assert_eq!(read.secrets, client.secrets);
    }
}
