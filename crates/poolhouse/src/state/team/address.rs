//! Where a team keeps its states: `s3://bucket/prefix` and its likes.

use std::sync::Arc;
use std::time::Duration;

use object_store::aws::AmazonS3Builder;
use object_store::azure::MicrosoftAzureBuilder;
use object_store::gcp::GoogleCloudStorageBuilder;
use object_store::path::Path;
use object_store::{ObjectStore, RetryConfig};
use url::Url;

/// The address of a folder in an object store.
///
/// `s3://BUCKET/PREFIX`, `gs://BUCKET/PREFIX` or `az://CONTAINER/PREFIX`. It says nothing of credentials or servers:
/// those come from the environment alone, so that an address that somebody else wrote leads nowhere but into a bucket.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TeamAddress {
    scheme: Scheme,
    bucket: String,
    prefix: Path,
    text: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Scheme {
    S3,
    Google,
    Azure,
}

impl TeamAddress {
    /// Reads an address.
    ///
    /// # Errors
    /// What is wrong with it, and how it is written.
    pub fn parse(text: &str) -> Result<Self, String> {
        let refused = |why: &str| {
            format!("{text}: {why}; write s3://BUCKET/PREFIX, gs://BUCKET/PREFIX or az://CONTAINER/PREFIX")
        };
        let url = Url::parse(text).map_err(|error| refused(&error.to_string()))?;
        let scheme = match url.scheme() {
            "s3" => Scheme::S3,
            "gs" => Scheme::Google,
            "az" => Scheme::Azure,
            _ => return Err(refused("is no object store that poolhouse knows")),
        };
        let bucket =
            url.host_str().filter(|bucket| !bucket.is_empty()).ok_or_else(|| refused("names no bucket"))?;
        if !url.username().is_empty()
            || url.password().is_some()
            || url.port().is_some()
            || url.query().is_some()
        {
            return Err(refused("credentials and servers belong into the environment"));
        }
        let prefix = Path::from_url_path(url.path()).map_err(|error| refused(&error.to_string()))?;
        if prefix.is_root() {
            return Err(refused("names no prefix, which tells one project's states from another's"));
        }
        Ok(Self {
            scheme,
            bucket: bucket.to_owned(),
            prefix,
            text: format!("{}://{bucket}/{}", url.scheme(), url.path().trim_matches('/')),
        })
    }

    /// The folder below which the states lie.
    pub(crate) fn prefix(&self) -> &Path {
        &self.prefix
    }

    /// A client of the object store. Credentials, region and server come from the environment.
    pub(crate) async fn connect(&self) -> Result<Arc<dyn ObjectStore>, String> {
        match self.scheme {
            Scheme::S3 => self.s3().await,
            Scheme::Google => {
                let builder = GoogleCloudStorageBuilder::from_env().with_bucket_name(&self.bucket);
                builder.with_retry(retry()).build().map(arc).map_err(|error| error.to_string())
            }
            Scheme::Azure => {
                let builder = MicrosoftAzureBuilder::from_env().with_container_name(&self.bucket);
                builder.with_retry(retry()).build().map(arc).map_err(|error| error.to_string())
            }
        }
    }

    async fn s3(&self) -> Result<Arc<dyn ObjectStore>, String> {
        let mut builder = AmazonS3Builder::from_env().with_bucket_name(&self.bucket).with_retry(retry());
        if plain_endpoint() {
            builder = builder.with_allow_http(true);
        }
        #[cfg(feature = "aws")]
        {
            builder = chain::with_usual_keys(builder).await;
        }
        builder.build().map(arc).map_err(|error| error.to_string())
    }
}

impl std::fmt::Display for TeamAddress {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.text)
    }
}

fn arc(store: impl ObjectStore) -> Arc<dyn ObjectStore> {
    Arc::new(store)
}

/// Whether the environment names a server that speaks without TLS, as one on this machine does.
fn plain_endpoint() -> bool {
    let named = ["AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL", "AWS_ENDPOINT"]
        .into_iter()
        .find_map(|name| std::env::var(name).ok());
    named.is_some_and(|endpoint| endpoint.starts_with("http://"))
}

/// A store that does not answer ends a run within a minute rather than in three.
fn retry() -> RetryConfig {
    RetryConfig { max_retries: 6, retry_timeout: Duration::from_secs(20), ..RetryConfig::default() }
}

/// The keys that the AWS SDK finds: profiles, SSO and roles as well as the environment.
#[cfg(feature = "aws")]
mod chain {
    use std::sync::Arc;

    use async_trait::async_trait;
    use object_store::CredentialProvider;
    use object_store::aws::{AmazonS3Builder, AmazonS3ConfigKey, AwsCredential};
    use poolhouse_aws::AwsKeys;

    pub(super) async fn with_usual_keys(builder: AmazonS3Builder) -> AmazonS3Builder {
        let keys = AwsKeys::load().await;
        let builder = match (builder.get_config_value(&AmazonS3ConfigKey::Region), keys.region()) {
            (None, Some(region)) => builder.with_region(region),
            _ => builder,
        };
        builder.with_credentials(Arc::new(Usual(keys)))
    }

    #[derive(Debug)]
    struct Usual(AwsKeys);

    #[async_trait]
    impl CredentialProvider for Usual {
        type Credential = AwsCredential;

        async fn get_credential(&self) -> object_store::Result<Arc<AwsCredential>> {
            let keys = self
                .0
                .get()
                .await
                .map_err(|reason| object_store::Error::Generic { store: "S3", source: reason.into() })?;
            Ok(Arc::new(AwsCredential { key_id: keys.id, secret_key: keys.secret, token: keys.session }))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_names_a_bucket_and_a_prefix() {
        let address = TeamAddress::parse("s3://states/people/").unwrap();
        assert_eq!((address.bucket.as_str(), address.prefix().as_ref()), ("states", "people"));
        assert_eq!(address.to_string(), "s3://states/people");
        assert_eq!(TeamAddress::parse("az://states/a/b").unwrap().prefix().as_ref(), "a/b");
    }

    #[test]
    fn an_address_that_names_a_server_or_keys_or_no_prefix_is_refused() {
        let refused = |text: &str| TeamAddress::parse(text).unwrap_err();
        assert!(refused("https://evil.example/states/a").contains("is no object store that poolhouse knows"));
        assert!(refused("s3://key:secret@states/a").contains("belong into the environment"));
        assert!(
            refused("s3://states/a?endpoint=http://evil.example").contains("belong into the environment")
        );
        assert!(refused("s3://states").contains("names no prefix"));
        assert!(refused("people").contains("write s3://BUCKET/PREFIX"));
    }
}
