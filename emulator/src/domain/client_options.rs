//! The settings of an app client that can be changed, with their rules and defaults.
//!
//! The order in which a request with several faults is refused is unsure; each rule's own file
//! says what is unsure of it.

use poolhouse_emulator_model::shapes::{
    AnalyticsConfigurationType, ExplicitAuthFlowsType, OAuthFlowType, PreventUserExistenceErrorTypes,
    RefreshTokenRotationType, TokenValidityUnitsType,
};
use serde::{Deserialize, Serialize};

use super::client_attributes::{AttributeFault, check_read_attributes, check_write_attributes};
use super::client_flows::{check_auth_flows, check_rotation};
use super::client_oauth::{check_oauth, check_providers};
use super::client_validity::complete_validity;
use super::empty_list::drop_empty;
use super::offer::Offer;
use super::schema::Schema;
use super::tier::check_choice;
use crate::error::ApiError;

/// Writes a struct of a client's settings out of another that has members of the same names:
/// `client_options!(ClientOptions from request)`, or with more members behind.
macro_rules! client_options {
    ($target:ident from $source:ident $(, $member:ident : $value:expr)* $(,)?) => {
        $target {
            access_token_validity: $source.access_token_validity,
            allowed_oauth_flows: $source.allowed_oauth_flows,
            allowed_oauth_flows_user_pool_client: $source.allowed_oauth_flows_user_pool_client,
            allowed_oauth_scopes: $source.allowed_oauth_scopes,
            analytics_configuration: $source.analytics_configuration,
            auth_session_validity: $source.auth_session_validity,
            callback_urls: $source.callback_urls,
            default_redirect_uri: $source.default_redirect_uri,
            enable_propagate_additional_user_context_data:
                $source.enable_propagate_additional_user_context_data,
            enable_token_revocation: $source.enable_token_revocation,
            explicit_auth_flows: $source.explicit_auth_flows,
            id_token_validity: $source.id_token_validity,
            logout_urls: $source.logout_urls,
            prevent_user_existence_errors: $source.prevent_user_existence_errors,
            read_attributes: $source.read_attributes,
            refresh_token_rotation: $source.refresh_token_rotation,
            refresh_token_validity: $source.refresh_token_validity,
            supported_identity_providers: $source.supported_identity_providers,
            token_validity_units: $source.token_validity_units,
            write_attributes: $source.write_attributes,
            $($member: $value,)*
        }
    };
}
pub(super) use client_options;

/// The settings as a request gives them; after [`ClientOptions::complete`], as the client has them.
/// Those that stay absent have a meaning too, which is told where they are used.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct ClientOptions {
    pub(crate) access_token_validity: Option<i32>,
    pub(crate) allowed_oauth_flows: Option<Vec<OAuthFlowType>>,
    pub(crate) allowed_oauth_flows_user_pool_client: Option<bool>,
    pub(crate) allowed_oauth_scopes: Option<Vec<String>>,
    pub(crate) analytics_configuration: Option<AnalyticsConfigurationType>,
    pub(crate) auth_session_validity: Option<i32>,
    pub(crate) callback_urls: Option<Vec<String>>,
    pub(crate) default_redirect_uri: Option<String>,
    pub(crate) enable_propagate_additional_user_context_data: Option<bool>,
    pub(crate) enable_token_revocation: Option<bool>,
    pub(crate) explicit_auth_flows: Option<Vec<ExplicitAuthFlowsType>>,
    pub(crate) id_token_validity: Option<i32>,
    pub(crate) logout_urls: Option<Vec<String>>,
    pub(crate) prevent_user_existence_errors: Option<PreventUserExistenceErrorTypes>,
    pub(crate) read_attributes: Option<Vec<String>>,
    pub(crate) refresh_token_rotation: Option<RefreshTokenRotationType>,
    pub(crate) refresh_token_validity: Option<i32>,
    pub(crate) supported_identity_providers: Option<Vec<String>>,
    pub(crate) token_validity_units: Option<TokenValidityUnitsType>,
    pub(crate) write_attributes: Option<Vec<String>>,
}

impl ClientOptions {
    /// Whether all attributes that the client may read and write exist. Apart from the other rules
    /// because the service words this refusal by operation.
    pub(super) fn check_attributes(&self, schema: &Schema) -> Result<(), AttributeFault> {
        check_read_attributes(list(&self.read_attributes), schema)?;
        check_write_attributes(list(&self.write_attributes), schema)
    }

    /// Holds the settings to the rules and fills in the defaults.
    pub(super) fn complete(mut self, pool: &dyn Offer, has_secret: bool) -> Result<Self, ApiError> {
        self.drop_empty_lists();
        check_auth_flows(list(&self.explicit_auth_flows))?;
        if list(&self.explicit_auth_flows).contains(&ExplicitAuthFlowsType::AllowUserAuth) {
            check_choice(&pool.settings().options)?;
        }
        check_rotation(self.refresh_token_rotation.as_ref(), list(&self.explicit_auth_flows))?;
        check_providers(list(&self.supported_identity_providers), pool)?;
        check_oauth(&self, pool, has_secret)?;
        if self.enable_propagate_additional_user_context_data == Some(true) && !has_secret {
            return Err(ApiError::context_data_without_secret());
        }
        complete_validity(&mut self)?;
        self.complete_simple_defaults();
        Ok(self)
    }

    fn complete_simple_defaults(&mut self) {
        self.allowed_oauth_flows_user_pool_client.get_or_insert(false);
        self.enable_token_revocation.get_or_insert(true);
        self.enable_propagate_additional_user_context_data.get_or_insert(false);
        self.auth_session_validity.get_or_insert(DEFAULT_SESSION_MINUTES);
    }

    fn drop_empty_lists(&mut self) {
        drop_empty(&mut self.allowed_oauth_flows);
        drop_empty(&mut self.allowed_oauth_scopes);
        drop_empty(&mut self.callback_urls);
        drop_empty(&mut self.explicit_auth_flows);
        drop_empty(&mut self.logout_urls);
        drop_empty(&mut self.read_attributes);
        drop_empty(&mut self.supported_identity_providers);
        drop_empty(&mut self.write_attributes);
    }
}

/// The items of a list that may be absent.
pub(super) fn list<T>(items: &Option<Vec<T>>) -> &[T] {
    items.as_deref().unwrap_or_default()
}

const DEFAULT_SESSION_MINUTES: i32 = 3;
