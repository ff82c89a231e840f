//! Which Cognito a run is about.

/// Which Cognito a run is about. A state belongs to one: no run sees what another target holds.
#[derive(Clone, Default)]
pub enum Target {
    /// The emulator in this process, its data kept in the project's own folder.
    #[default]
    Embedded,
    /// An emulator that the caller holds. Its state is kept in memory unless another is given.
    #[cfg(feature = "emulator")]
    Emulator(poolhouse_emulator::Emulator),
    /// Amazon Cognito, or another server that speaks its API.
    #[cfg(feature = "aws")]
    Aws(AwsTarget),
}

/// How to reach Amazon Cognito.
#[cfg(feature = "aws")]
#[derive(Clone, Debug, Default)]
pub struct AwsTarget {
    /// The region where a pool's id does not tell.
    pub region: Option<String>,
    /// The profile of the credentials.
    pub profile: Option<String>,
    /// Another server in Amazon's place: `http://127.0.0.1:9229`.
    pub endpoint: Option<String>,
}

#[cfg(feature = "aws")]
impl AwsTarget {
    /// The backend; nobody is contacted yet.
    pub(crate) async fn connect(
        &self,
    ) -> Result<poolhouse_aws::AwsBackend, poolhouse_core::backend::BackendError> {
        poolhouse_aws::AwsBackend::connect(poolhouse_aws::AwsOptions {
            region: self.region.clone(),
            profile: self.profile.clone(),
            endpoint: self.endpoint.clone(),
        })
        .await
    }
}

impl Target {
    /// Whether functions of this process answer the triggers of its pools.
    pub(crate) fn is_emulator(&self) -> bool {
        match self {
            Self::Embedded => true,
            #[cfg(feature = "emulator")]
            Self::Emulator(_) => true,
            #[cfg(feature = "aws")]
            Self::Aws(_) => false,
        }
    }

    /// Changes under way at once, unless someone says otherwise. In this process nothing but the disk sets a pace.
    pub(crate) fn at_once(&self) -> usize {
        match self {
            Self::Embedded => 64,
            #[cfg(feature = "emulator")]
            Self::Emulator(_) => 64,
            #[cfg(feature = "aws")]
            Self::Aws(_) => 10,
        }
    }
}
