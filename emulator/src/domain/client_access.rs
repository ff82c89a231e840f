//! What an app client is allowed, and how long what it gets lasts.

use poolhouse_emulator_model::shapes::{FeatureType, OAuthFlowType, PreventUserExistenceErrorTypes};

use super::client::Client;

impl Client {
    /// Whether the client has a secret, and so must prove that it knows it.
    pub(crate) fn is_confidential(&self) -> bool {
        !self.secrets.is_empty()
    }

    /// The secrets that work.
    pub(crate) fn active_secrets(&self) -> impl Iterator<Item = &str> {
        self.secrets.iter().map(|secret| secret.value.expose())
    }

    /// Whether the client must not learn which users there are.
    pub(crate) fn hides_users(&self) -> bool {
        self.options.prevent_user_existence_errors == Some(PreventUserExistenceErrorTypes::Enabled)
    }

    /// Whether the client's tokens can be revoked one by one.
    pub(crate) fn revokes_tokens(&self) -> bool {
        self.options.enable_token_revocation != Some(false)
    }

    /// Where refresh tokens rotate: for how long the one before still works, in seconds.
    pub(crate) fn rotation_grace(&self) -> Option<i64> {
        let rotation = self.options.refresh_token_rotation.as_ref()?;
        let enabled = rotation.feature == FeatureType::Enabled;
        enabled.then(|| rotation.retry_grace_period_seconds.map_or(0, i64::from))
    }

    /// Whether the client gets tokens by a grant of OAuth.
    pub(crate) fn grants(&self, flow: OAuthFlowType) -> bool {
        let flows = self.options.allowed_oauth_flows.as_deref().unwrap_or_default();
        self.options.allowed_oauth_flows_user_pool_client == Some(true) && flows.contains(&flow)
    }

    /// How long a sign-in may take from one challenge to the answer, in seconds.
    pub(crate) fn session_seconds(&self) -> i64 {
        60 * self.options.auth_session_validity.map_or(DEFAULT_SESSION_MINUTES, i64::from)
    }
}

const DEFAULT_SESSION_MINUTES: i64 = 3;
