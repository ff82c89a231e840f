//! What is said about app clients.

use poolhouse_emulator_model::ErrorCode;

use super::ApiError;

impl ApiError {
    /// No app client of this id in the pool.
    pub fn client_not_found(id: &str) -> Self {
        Self::resource_not_found(format!("User pool client {id} does not exist."))
    }

    /// The pool has as many clients as a pool may have (wording unsure).
    pub fn too_many_clients(limit: usize) -> Self {
        Self::limit_exceeded(format!("Exceeded the limit of {limit} clients per user pool."))
    }

    /// A secret is given and another one asked for (wording unsure).
    pub fn two_client_secrets() -> Self {
        Self::invalid_parameter("GenerateSecret and ClientSecret cannot be used together.")
    }

    /// The client has no secret of this id (wording unsure).
    pub fn client_secret_not_found(id: &str) -> Self {
        Self::resource_not_found(format!("Client secret {id} does not exist."))
    }

    /// The client has as many secrets as it may have (wording unsure).
    pub fn too_many_client_secrets(limit: usize) -> Self {
        Self::limit_exceeded(format!("Client secrets cannot exceed limit of {limit} secrets."))
    }

    /// A client that was made without a secret cannot get one (wording unsure).
    pub fn secret_for_public_client() -> Self {
        Self::invalid_parameter("Client secrets can only be added to confidential app clients.")
    }

    /// A confidential client keeps one secret (wording unsure).
    pub fn last_client_secret() -> Self {
        Self::invalid_parameter("The last client secret of an app client cannot be deleted.")
    }

    /// `ReadAttributes` has one that does not exist. `during` is `creating` or, unsure, `updating`.
    pub fn invalid_read_attributes(during: &'static str) -> Self {
        Self::invalid_parameter(format!("Invalid read attributes specified while {during} a client"))
    }

    /// `WriteAttributes` has one that does not exist or that no client may write. `during` is
    /// `creating` or, unsure, `updating`.
    pub fn invalid_write_attributes(during: &'static str) -> Self {
        Self::invalid_parameter(format!("Invalid write attributes specified while {during} a client"))
    }

    /// Old and new names of authentication flows together (wording unsure).
    pub fn mixed_auth_flows() -> Self {
        Self::invalid_parameter(
            "ExplicitAuthFlows cannot mix ADMIN_NO_SRP_AUTH, CUSTOM_AUTH_FLOW_ONLY and USER_PASSWORD_AUTH \
             with values that begin with ALLOW_.",
        )
    }

    /// Refresh tokens rotate, and the flow that does not rotate them is on (wording unsure).
    pub fn rotation_beside_refresh_flow() -> Self {
        Self::invalid_parameter(
            "RefreshTokenRotation cannot be enabled when ExplicitAuthFlows allow ALLOW_REFRESH_TOKEN_AUTH.",
        )
    }

    /// A token would last too short or too long.
    pub fn invalid_token_validity() -> Self {
        Self::invalid_parameter("Invalid range for token validity.")
    }

    /// An access or ID token would last longer than the refresh token (wording unsure).
    pub fn token_outlives_refresh_token() -> Self {
        Self::invalid_parameter("Access and ID tokens cannot be valid for longer than the refresh token.")
    }

    /// Context data of users is taken from clients that can keep a secret alone (wording unsure).
    pub fn context_data_without_secret() -> Self {
        Self::invalid_parameter(
            "EnablePropagateAdditionalUserContextData requires an app client with a client secret.",
        )
    }

    /// An identity provider that the pool does not have.
    pub fn provider_not_found(name: &str, pool: &str) -> Self {
        Self::invalid_parameter(format!("The provider {name} does not exist for User Pool {pool}."))
    }

    /// A client is to use OAuth, but not told how.
    pub fn missing_oauth_flows_or_scopes() -> Self {
        Self::invalid_parameter(
            "AllowedOAuthFlows and AllowedOAuthScopes are required if user pool client is allowed to use OAuth flows.",
        )
    }

    /// A client is to use OAuth, but there is nowhere to lead its users back to (wording unsure).
    pub fn missing_callback_urls() -> Self {
        Self::invalid_parameter("CallbackURLs are required for the code flow and the implicit flow.")
    }

    /// The flow for programs beside one for people.
    pub fn client_credentials_beside_other_flow() -> Self {
        Self::new(
            ErrorCode::InvalidOAuthFlowException,
            "client_credentials flow can not be selected along with code flow or implicit flow.",
        )
    }

    /// The flow for programs, for a client that cannot prove who it is.
    pub fn client_credentials_without_secret() -> Self {
        Self::new(
            ErrorCode::InvalidOAuthFlowException,
            "client_credentials flow can not be selected if client does not have a client secret.",
        )
    }

    /// A scope that neither OpenID Connect nor a resource server of the pool has.
    pub fn scope_does_not_exist(scope: &str) -> Self {
        let message = format!("Invalid scope requested: {scope}");
        Self::new(ErrorCode::ScopeDoesNotExistException, message)
    }

    /// The default redirect URI is not one of the callback URLs (wording unsure).
    pub fn default_redirect_is_no_callback() -> Self {
        Self::invalid_parameter("DefaultRedirectURI must be in the list of CallbackURLs.")
    }

    /// A callback or logout URL without scheme or host (wording unsure).
    pub fn relative_url(url: &str) -> Self {
        Self::invalid_parameter(format!("{url} is not an absolute URI."))
    }

    /// A callback or logout URL with a fragment (wording unsure).
    pub fn url_with_fragment(url: &str) -> Self {
        Self::invalid_parameter(format!("{url} must not include a fragment."))
    }

    /// A callback or logout URL that is neither HTTPS nor on this machine (wording unsure).
    pub fn insecure_url(url: &str) -> Self {
        Self::invalid_parameter(format!(
            "{url} must use HTTPS, unless its host is localhost, 127.0.0.1 or [::1]."
        ))
    }
}
