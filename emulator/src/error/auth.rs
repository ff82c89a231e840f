//! What is said at sign-in and about tokens.

use poolhouse_emulator_model::ErrorCode;

use super::ApiError;

impl ApiError {
    /// No access token of a pool here.
    pub fn invalid_access_token() -> Self {
        Self::not_authorized("Invalid Access Token")
    }

    /// The access token is too old.
    pub fn access_token_expired() -> Self {
        Self::not_authorized("Access Token has expired")
    }

    /// The session of the access token was ended.
    pub fn access_token_revoked() -> Self {
        Self::not_authorized("Access Token has been revoked")
    }

    /// The access token does not let its bearer manage the own profile.
    pub fn access_token_lacks_scopes() -> Self {
        Self::not_authorized("Access Token does not have required scopes")
    }

    /// The user is disabled.
    pub fn user_is_disabled() -> Self {
        Self::not_authorized("User is disabled.")
    }

    /// A client with a secret signs a user in without proof that it knows the secret.
    pub fn missing_secret_hash(client: &str) -> Self {
        Self::not_authorized(format!("Client {client} is configured with secret but SECRET_HASH was not received"))
    }

    /// The proof that a client knows its secret is wrong.
    pub fn unverified_secret_hash(client: &str) -> Self {
        Self::not_authorized(format!("Unable to verify secret hash for client {client}"))
    }

    /// The same where a user is signed in by refresh token.
    pub fn secret_hash_does_not_match(client: &str) -> Self {
        Self::not_authorized(format!("SecretHash does not match for the client: {client}"))
    }

    /// NotAuthorizedException.
    pub(super) fn not_authorized(message: impl Into<std::borrow::Cow<'static, str>>) -> Self {
        Self::new(ErrorCode::NotAuthorizedException, message)
    }
}
