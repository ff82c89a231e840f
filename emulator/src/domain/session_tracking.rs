//! Whether a pool tracks the sessions of its users, and how many it keeps of each.

use poolhouse_emulator_model::shapes::{
    ClientSSOSessionConfigType, SetUserPoolSessionConfigurationRequest, UserPoolTierType,
    UserPoolTokenSessionConfigType, UserSessionTrackingType,
};
use serde::{Deserialize, Serialize};

use super::client::Client;
use super::pool::PoolSettings;
use super::pool_options::PoolOptions;
use super::tier::DEFAULT_TIER;
use crate::error::ApiError;

/// What SetUserPoolSessionConfiguration sets.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct SessionTracking {
    pub(crate) tracking: UserSessionTrackingType,
    pub(crate) token_session: UserPoolTokenSessionConfigType,
}

impl Default for SessionTracking {
    fn default() -> Self {
        let token_session = UserPoolTokenSessionConfigType { max_per_user: DEFAULT_SESSIONS };
        Self { tracking: UserSessionTrackingType::Disabled, token_session }
    }
}

impl SessionTracking {
    /// Whether sessions are tracked.
    pub(crate) fn is_enabled(&self) -> bool {
        self.tracking == UserSessionTrackingType::Enabled
    }

    /// Refuses tracking where the pool's tier does not have it.
    pub(super) fn check_tier(&self, options: &PoolOptions) -> Result<(), ApiError> {
        if self.is_enabled() { check_has_sessions(options) } else { Ok(()) }
    }
}

impl PoolSettings {
    /// The pool with other tracking, which replaces all that was set before.
    pub(crate) fn with_session_tracking(
        &self,
        input: SetUserPoolSessionConfigurationRequest,
    ) -> Result<Self, ApiError> {
        check_has_sessions(&self.options)?;
        let (tracking, token_session) = (input.user_session_tracking, input.token_session);
        Ok(Self { sessions: SessionTracking { tracking, token_session }, ..self.clone() })
    }

    /// Refuses what needs tracked sessions.
    pub(crate) fn check_tracks_sessions(&self) -> Result<(), ApiError> {
        check_has_sessions(&self.options)?;
        if self.sessions.is_enabled() { Ok(()) } else { Err(ApiError::session_tracking_off()) }
    }
}

impl Client {
    /// For how long the client signs its users in silently.
    pub(crate) fn sso_session(&self) -> ClientSSOSessionConfigType {
        let max_validity_minutes = self.sso_minutes.unwrap_or(DEFAULT_SSO_MINUTES);
        ClientSSOSessionConfigType { max_validity_minutes }
    }
}

/// Sessions belong to Essentials and above.
fn check_has_sessions(options: &PoolOptions) -> Result<(), ApiError> {
    match options.user_pool_tier.unwrap_or(DEFAULT_TIER) {
        UserPoolTierType::Lite => Err(ApiError::feature_unavailable_in_tier("Session Management")),
        _ => Ok(()),
    }
}

const DEFAULT_SESSIONS: i32 = 20;
const DEFAULT_SSO_MINUTES: i32 = 60;
