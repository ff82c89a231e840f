//! The keys of the usual chain, for another service of AWS.

use std::fmt;
use std::time::{Duration, SystemTime};

use aws_credential_types::Credentials;
use aws_credential_types::provider::{ProvideCredentials, SharedCredentialsProvider};
use tokio::sync::Mutex;

use crate::clients::{self, AwsOptions};
use crate::error::without_credentials;

/// Keys that run out sooner than this are fetched anew.
const SOON: Duration = Duration::from_secs(5 * 60);

/// What the SDK's default chain finds: environment, profile files (SSO and assumed roles included), web identity,
/// container, machine.
pub struct AwsKeys {
    provider: Option<SharedCredentialsProvider>,
    region: Option<String>,
    fetched: Mutex<Option<Credentials>>,
}

/// A pair of keys. It is never printed.
pub struct Keys {
    /// The access key's id.
    pub id: String,
    /// The secret access key.
    pub secret: String,
    /// The session token, where the keys are temporary.
    pub session: Option<String>,
}

impl AwsKeys {
    /// Reads environment and profile files. Contacts nobody: keys are fetched when first needed.
    pub async fn load() -> Self {
        let region = clients::said_region(&AwsOptions::default()).await;
        let config = clients::defaults(region).load().await;
        Self {
            provider: config.credentials_provider(),
            region: config.region().map(ToString::to_string),
            fetched: Mutex::default(),
        }
    }

    /// The region that environment or profile say.
    #[must_use]
    pub fn region(&self) -> Option<&str> {
        self.region.as_deref()
    }

    /// The keys, fetched anew when they are about to run out.
    ///
    /// # Errors
    /// When there are none, and why.
    pub async fn get(&self) -> Result<Keys, String> {
        let mut fetched = self.fetched.lock().await;
        if let Some(keys) = fetched.as_ref().filter(|keys| lasts(keys)) {
            return Ok(Keys::from(keys));
        }
        let provider = self.provider.as_ref().ok_or("there are no credentials of AWS")?;
        let keys = provider.provide_credentials().await.map_err(|error| without_credentials(&error))?;
        Ok(Keys::from(&*fetched.insert(keys)))
    }
}

impl fmt::Debug for AwsKeys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AwsKeys").field("region", &self.region).finish_non_exhaustive()
    }
}

impl From<&Credentials> for Keys {
    fn from(keys: &Credentials) -> Self {
        Self {
            id: keys.access_key_id().to_owned(),
            secret: keys.secret_access_key().to_owned(),
            session: keys.session_token().map(str::to_owned),
        }
    }
}

fn lasts(keys: &Credentials) -> bool {
    keys.expiry().is_none_or(|expiry| expiry > SystemTime::now() + SOON)
}
