//! Configuration, credentials, and one client per region.

use std::collections::HashMap;
use std::sync::{PoisonError, RwLock};
use std::time::Duration;

use aws_config::environment::credentials::EnvironmentVariableCredentialsProvider;
use aws_config::environment::region::EnvironmentVariableRegionProvider;
use aws_config::imds::region::ImdsRegionProvider;
use aws_config::meta::credentials::CredentialsProviderChain;
use aws_config::meta::region::RegionProviderChain;
use aws_config::profile::{ProfileFileCredentialsProvider, ProfileFileRegionProvider};
use aws_config::provider_config::ProviderConfig;
use aws_config::timeout::TimeoutConfig;
use aws_config::{AppName, BehaviorVersion, ConfigLoader, Region, SdkConfig};
use aws_credential_types::Credentials;
use aws_credential_types::provider::error::CredentialsError;
use aws_credential_types::provider::{ProvideCredentials, SharedCredentialsProvider, future};
use aws_sdk_cognitoidentityprovider as cognito;
use aws_sdk_cognitoidentityprovider::config::SharedHttpClient;
use aws_sdk_cognitoidentityprovider::config::retry::RetryConfig;
use aws_smithy_http_client::tls::rustls_provider::CryptoMode;
use aws_smithy_http_client::tls::{Provider, TlsContext, TrustStore};
use poolhouse_core::pool::PoolId;
use tokio::sync::OnceCell;

use crate::endpoint::Endpoint;

/// How to reach Cognito. Everything left out comes from the AWS environment variables and profile files.
#[derive(Clone, Debug, Default)]
pub struct AwsOptions {
    /// The region of pools whose id does not begin with one.
    pub region: Option<String>,
    /// The profile to take credentials and region from; named here, it wins over credentials in the environment.
    pub profile: Option<String>,
    /// A server to call instead of AWS, `http://127.0.0.1:9229`.
    pub endpoint: Option<String>,
}

/// One client per region, made when first needed; all share configuration, credentials and connections.
pub(crate) struct Clients {
    config: SdkConfig,
    endpoint: Option<Endpoint>,
    machine_region: OnceCell<Option<Region>>,
    by_region: RwLock<HashMap<Region, cognito::Client>>,
}

impl Clients {
    /// Reads environment and profile files. Contacts nobody: credentials are fetched when first needed.
    pub(crate) async fn load(options: &AwsOptions) -> Result<Self, String> {
        let endpoint = options.endpoint.as_deref().map(Endpoint::parse).transpose()?;
        let config = load_config(options, endpoint.as_ref()).await;
        Ok(Self { config, endpoint, machine_region: OnceCell::new(), by_region: RwLock::default() })
    }

    /// Where calls go when they do not go to AWS, be it by option or by environment.
    pub(crate) fn endpoint(&self) -> Option<&str> {
        self.endpoint.as_ref().map(|endpoint| endpoint.url.as_str()).or(self.config.endpoint_url())
    }

    /// The client for the pool's region; none when nothing tells the region.
    pub(crate) async fn of(&self, pool: &PoolId) -> Option<cognito::Client> {
        let region = match pool.region() {
            Some(region) => Region::new(region.to_owned()),
            None => self.default_region().await?,
        };
        Some(self.in_region(region))
    }

    /// The client for what names no pool; none when nothing tells the region. A server on this machine takes any.
    pub(crate) async fn of_no_pool(&self) -> Option<cognito::Client> {
        let here = self.endpoint.as_ref().is_some_and(|endpoint| endpoint.loopback);
        let region = self.default_region().await.or(here.then_some(Region::from_static("us-east-1")))?;
        Some(self.in_region(region))
    }

    /// A client of the token service. It answers alike in every region of a partition, so `us-east-1` will do where
    /// nothing says a region.
    pub(crate) async fn token_service(&self) -> aws_sdk_sts::Client {
        let region = self.default_region().await.unwrap_or(Region::from_static("us-east-1"));
        let config =
            aws_sdk_sts::config::Builder::from(&self.config).region(region).timeout_config(timeouts());
        aws_sdk_sts::Client::from_conf(config.build())
    }

    fn in_region(&self, region: Region) -> cognito::Client {
        if let Some(client) = self.by_region.read().unwrap_or_else(PoisonError::into_inner).get(&region) {
            return client.clone();
        }
        let mut clients = self.by_region.write().unwrap_or_else(PoisonError::into_inner);
        clients.entry(region.clone()).or_insert_with(|| self.client(region)).clone()
    }

    fn client(&self, region: Region) -> cognito::Client {
        let mut config = cognito::config::Builder::from(&self.config)
            .region(region)
            .retry_config(RetryConfig::disabled())
            .timeout_config(timeouts());
        if let Some(endpoint) = &self.endpoint {
            config = config.endpoint_url(&endpoint.url);
            if endpoint.plain {
                config = config.http_client(http_client(TrustStore::empty()));
            }
        }
        cognito::Client::from_conf(config.build())
    }

    /// The region of whatever names none itself.
    pub(crate) async fn default_region(&self) -> Option<Region> {
        match self.config.region() {
            Some(region) => Some(region.clone()),
            None => self.region_of_machine().await,
        }
    }

    /// The region of the machine this runs on, where that is a machine of AWS. Asked last and only when it matters:
    /// elsewhere the question ends in a timeout. A server on this machine has no need of it.
    async fn region_of_machine(&self) -> Option<Region> {
        if self.endpoint.as_ref().is_some_and(|endpoint| endpoint.loopback) {
            return None;
        }
        let ask = || async {
            ImdsRegionProvider::builder().configure(&provider_config(None)).build().region().await
        };
        self.machine_region.get_or_init(ask).await.clone()
    }
}

async fn load_config(options: &AwsOptions, endpoint: Option<&Endpoint>) -> SdkConfig {
    let region = said_region(options).await;
    let mut loader = defaults(region.clone());
    if let Some(profile) = &options.profile {
        loader = loader.profile_name(profile);
    }
    if let Ok(name) = AppName::new("poolhouse") {
        loader = loader.app_name(name);
    }
    with_credentials(loader, options, endpoint, region).load().await
}

/// The SDK's own way to configuration, through our HTTP client.
pub(crate) fn defaults(region: Option<Region>) -> ConfigLoader {
    aws_config::defaults(behavior())
        .http_client(http_client(TrustStore::default()))
        .region(RegionProviderChain::first_try(region))
}

/// The region that option, environment or profile say, without asking the machine.
pub(crate) async fn said_region(options: &AwsOptions) -> Option<Region> {
    let mut profile = ProfileFileRegionProvider::builder();
    if let Some(name) = &options.profile {
        profile = profile.profile_name(name);
    }
    RegionProviderChain::first_try(options.region.clone().map(Region::new))
        .or_else(EnvironmentVariableRegionProvider::new())
        .or_else(profile.build())
        .region()
        .await
}

/// Chooses who provides credentials: the SDK's default chain, but a profile that was asked for by name comes before
/// the environment, and a server on this machine is satisfied with invented ones when there are none.
fn with_credentials(
    loader: ConfigLoader,
    options: &AwsOptions,
    endpoint: Option<&Endpoint>,
    region: Option<Region>,
) -> ConfigLoader {
    let mut profile = ProfileFileCredentialsProvider::builder().configure(&provider_config(region));
    if let Some(name) = &options.profile {
        profile = profile.profile_name(name);
    }
    match (&options.profile, endpoint) {
        (Some(_), _) => loader.credentials_provider(SharedCredentialsProvider::new(profile.build())),
        (None, Some(endpoint)) if endpoint.loopback => {
            loader.credentials_provider(local_chain(profile.build()))
        }
        (None, _) => loader,
    }
}

/// Credentials for a server on this machine: real ones if there are any, else invented ones, which are sent nowhere
/// else. Roles of machines and containers are not looked for.
fn local_chain(profile: ProfileFileCredentialsProvider) -> SharedCredentialsProvider {
    let invented = Credentials::new("poolhouse", "poolhouse", None, None, "loopback");
    SharedCredentialsProvider::new(
        CredentialsProviderChain::first_try("Environment", EnvironmentVariableCredentialsProvider::new())
            .or_else("Profile", IfAny(profile))
            .or_else("Loopback", SharedCredentialsProvider::new(invented)),
    )
}

/// Credentials if there are any: a login that has run out is no reason not to call one's own machine.
#[derive(Debug)]
struct IfAny(ProfileFileCredentialsProvider);

impl ProvideCredentials for IfAny {
    fn provide_credentials<'a>(&'a self) -> future::ProvideCredentials<'a>
    where
        Self: 'a,
    {
        future::ProvideCredentials::new(async {
            self.0.provide_credentials().await.map_err(CredentialsError::not_loaded)
        })
    }
}

fn provider_config(region: Option<Region>) -> ProviderConfig {
    ProviderConfig::without_region()
        .with_region(region)
        .with_behavior_version(Some(behavior()))
        .with_http_client(http_client(TrustStore::default()))
}

fn http_client(trust: TrustStore) -> SharedHttpClient {
    let context = TlsContext::builder().with_trust_store(trust).build().expect("certificates are read later");
    aws_smithy_http_client::Builder::new()
        .tls_provider(Provider::Rustls(CryptoMode::Ring))
        .tls_context(context)
        .build_https()
}

/// How long a call may take. Provisioning answers come within a second; a trigger may run for five.
fn timeouts() -> TimeoutConfig {
    TimeoutConfig::builder()
        .connect_timeout(Duration::from_secs(5))
        .read_timeout(Duration::from_secs(20))
        .operation_timeout(Duration::from_secs(30))
        .build()
}

fn behavior() -> BehaviorVersion {
    BehaviorVersion::v2026_01_12()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pool(id: &str) -> PoolId {
        PoolId::new(id).unwrap()
    }

    async fn clients(region: Option<&str>, endpoint: Option<&str>) -> Clients {
        let options = AwsOptions {
            region: region.map(str::to_owned),
            profile: None,
            endpoint: endpoint.map(str::to_owned),
        };
        Clients::load(&options).await.unwrap()
    }

    async fn region(clients: &Clients, id: &str) -> String {
        clients.of(&pool(id)).await.unwrap().config().region().unwrap().to_string()
    }

    #[tokio::test]
    async fn the_region_comes_from_the_pool_and_then_from_the_option() {
        let clients = clients(Some("eu-west-1"), Some("http://127.0.0.1:1")).await;
        assert_eq!(region(&clients, "ap-south-1_Ab12Cd34E").await, "ap-south-1");
        assert_eq!(region(&clients, "local_Ab12Cd34E").await, "eu-west-1");
    }

    #[tokio::test]
    async fn a_client_is_made_once_per_region() {
        let clients = clients(None, Some("http://127.0.0.1:1")).await;
        for id in ["us-east-1_a", "us-east-1_b", "us-west-2_c"] {
            clients.of(&pool(id)).await.unwrap();
        }
        assert_eq!(clients.by_region.read().unwrap().len(), 2);
    }

    #[tokio::test]
    async fn a_loopback_endpoint_needs_no_credentials_of_ones_own() {
        let nothing = ProviderConfig::empty().with_http_client(http_client(TrustStore::empty()));
        let profile = ProfileFileCredentialsProvider::builder().configure(&nothing).build();
        let credentials = local_chain(profile).provide_credentials().await;
        assert!(credentials.is_ok(), "{credentials:?}");
    }

    #[tokio::test]
    async fn invented_credentials_are_for_loopback_alone() {
        let elsewhere = Endpoint::parse("http://moto:5000").unwrap();
        let bare = || {
            aws_config::defaults(behavior()).http_client(http_client(TrustStore::empty())).no_credentials()
        };
        let provider = |loader: ConfigLoader| async move { loader.load().await.credentials_provider() };
        let options = AwsOptions::default();
        assert!(provider(with_credentials(bare(), &options, Some(&elsewhere), None)).await.is_none());
        let here = Endpoint::parse("http://127.0.0.1:5000").unwrap();
        assert!(provider(with_credentials(bare(), &options, Some(&here), None)).await.is_some());
    }

    #[tokio::test]
    async fn an_endpoint_that_is_no_url_is_refused_at_once() {
        let options = AwsOptions { endpoint: Some("localhost:9229".into()), ..AwsOptions::default() };
        assert!(Clients::load(&options).await.is_err());
    }
}
