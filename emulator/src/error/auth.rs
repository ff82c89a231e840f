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

    /// The password is wrong, or the caller must not learn what else is.
    pub fn incorrect_username_or_password() -> Self {
        Self::not_authorized("Incorrect username or password.")
    }

    /// Too many wrong passwords.
    pub fn password_attempts_exceeded() -> Self {
        Self::not_authorized("Password attempts exceeded")
    }

    /// The temporary password is too old.
    pub fn temporary_password_expired() -> Self {
        Self::not_authorized("Temporary password has expired and must be reset by an administrator.")
    }

    /// The user has signed up and not confirmed.
    pub fn user_not_confirmed() -> Self {
        Self::new(ErrorCode::UserNotConfirmedException, "User is not confirmed.")
    }

    /// The user must choose a new password first.
    pub fn password_reset_required() -> Self {
        Self::new(ErrorCode::PasswordResetRequiredException, "Password reset required for the user")
    }

    /// The session is none, or not one of this client and challenge.
    pub fn invalid_session() -> Self {
        Self::not_authorized("Invalid session for the user.")
    }

    /// The session is too old.
    pub fn session_expired() -> Self {
        Self::not_authorized("Invalid session for the user, session is expired.")
    }

    /// The session led on already.
    pub fn session_used() -> Self {
        Self::not_authorized("Invalid session for the user, session can only be used once.")
    }

    /// A code that is a factor of a sign-in is wrong.
    pub fn sign_in_code_mismatch() -> Self {
        Self::new(ErrorCode::CodeMismatchException, "Invalid code or auth state for the user.")
    }

    /// A parameter of a sign-in is missing.
    pub fn missing_parameter(name: &str) -> Self {
        Self::invalid_parameter(format!("Missing required parameter {name}"))
    }

    /// The flow is one of the other operation (that no full stop follows is unsure).
    pub fn auth_method_not_supported() -> Self {
        Self::invalid_parameter("Initiate Auth method not supported")
    }

    /// The client does not offer USER_PASSWORD_AUTH.
    pub fn password_flow_not_enabled() -> Self {
        Self::invalid_parameter("USER_PASSWORD_AUTH flow not enabled for this client")
    }

    /// The client does not offer ADMIN_USER_PASSWORD_AUTH.
    pub fn admin_flow_not_enabled() -> Self {
        Self::invalid_parameter("Auth flow not enabled for this client")
    }

    /// The client does not offer another flow (the wording is recorded for USER_SRP_AUTH alone, and
    /// unsure for all others).
    pub fn flow_not_enabled(flow: &'static str) -> Self {
        Self::invalid_parameter(format!("{flow} is not enabled for the client."))
    }

    /// SRP_A is no number, or one that gives the key away (wording unsure).
    pub fn invalid_srp_number() -> Self {
        Self::invalid_parameter("SRP_A is not a valid public number.")
    }

    /// The time of an SRP answer is not written as the service wants it (wording unsure).
    pub fn malformed_timestamp() -> Self {
        Self::not_authorized("TIMESTAMP format should be EEE MMM d HH:mm:ss z yyyy in english.")
    }

    /// PREFERRED_CHALLENGE or ANSWER names no challenge that may be chosen (wording unsure).
    pub fn invalid_challenge_choice(name: &str) -> Self {
        Self::invalid_parameter(format!("{name} is not a challenge that can be selected."))
    }

    /// MAX_AGE is no number of seconds (wording unsure).
    pub fn invalid_max_age() -> Self {
        Self::invalid_parameter("MAX_AGE must be a non-negative number of seconds.")
    }

    /// ACCESS_TOKEN came without a level to step up to (wording unsure).
    pub fn access_token_without_target() -> Self {
        Self::invalid_parameter("TARGET_ACR_VALUES is required with ACCESS_TOKEN.")
    }

    /// TARGET_ACR_VALUES names no level of the pool (wording unsure).
    pub fn unknown_target_acr_values() -> Self {
        Self::invalid_parameter("TARGET_ACR_VALUES has no valid value.")
    }

    /// ACCESS_TOKEN was issued for somebody else (class and wording unsure).
    pub fn access_token_of_another() -> Self {
        Self::not_authorized("The access token was not issued for this user.")
    }

    /// A required attribute has its value already.
    pub fn attribute_already_provided(name: &str) -> Self {
        Self::invalid_parameter(format!("Cannot modify an already provided {name}"))
    }

    /// Required attributes still have no value.
    pub fn attributes_missing(names: &[&str]) -> Self {
        Self::invalid_parameter(format!("Invalid attributes given, {} is missing", names.join(" and ")))
    }

    /// No refresh token of this client and pool.
    pub fn invalid_refresh_token() -> Self {
        Self::not_authorized("Invalid Refresh Token.")
    }

    /// The refresh token is too old.
    pub fn refresh_token_expired() -> Self {
        Self::not_authorized("Refresh Token has expired")
    }

    /// The session of the refresh token was ended.
    pub fn refresh_token_revoked() -> Self {
        Self::not_authorized("Refresh Token has been revoked")
    }

    /// A refresh token that was replaced is used once more (wording unsure).
    pub fn refresh_token_reused() -> Self {
        Self::new(ErrorCode::RefreshTokenReuseException, "Refresh token has already been used.")
    }

    /// The client's refresh tokens rotate, and this flow does not replace them (wording unsure, and
    /// that it is not NotAuthorizedException).
    pub fn refresh_flow_beside_rotation() -> Self {
        Self::new(
            ErrorCode::UnsupportedOperationException,
            "Refresh tokens of this client rotate, use GetTokensFromRefreshToken instead.",
        )
    }

    /// Only refresh tokens can be revoked.
    pub fn unsupported_token_type() -> Self {
        Self::new(ErrorCode::UnsupportedTokenTypeException, "Unsupported token type")
    }

    /// The client's tokens cannot be revoked one by one (wording unsure).
    pub fn revocation_not_enabled() -> Self {
        let message = "Revoking tokens is not supported for this client";
        Self::new(ErrorCode::UnsupportedOperationException, message)
    }

    /// A token of another client, or a wrong secret (class and wording unsure).
    pub fn unauthorized_revocation() -> Self {
        Self::new(ErrorCode::UnauthorizedException, "Unauthorized client")
    }

    /// A client's secret is wrong or missing (wording unsure).
    pub fn invalid_client_secret(client: &str) -> Self {
        Self::not_authorized(format!("Invalid client secret for client {client}"))
    }

    /// The client does not exchange tokens in this way, or gets none of its own (wording unsure).
    pub fn client_flow_not_enabled(flow: &'static str) -> Self {
        let message = format!("{flow} is not enabled for the client.");
        Self::new(ErrorCode::OperationNotEnabledException, message)
    }

    /// A token to be exchanged that is not one of the pool (wording unsure).
    pub fn invalid_subject_token() -> Self {
        Self::not_authorized("Invalid Subject Token")
    }

    /// Audiences beside resources, or an actor's token without its type (wording unsure).
    pub fn contradictory_exchange() -> Self {
        Self::invalid_parameter("Invalid combination of parameters for token exchange.")
    }

    /// A program asks for scopes that it may not have (wording unsure).
    pub fn scopes_not_allowed() -> Self {
        Self::invalid_parameter("Invalid scope requested.")
    }

    /// A client with a secret signs a user in without proof that it knows the secret.
    pub fn missing_secret_hash(client: &str) -> Self {
        Self::not_authorized(format!(
            "Client {client} is configured with secret but SECRET_HASH was not received"
        ))
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
