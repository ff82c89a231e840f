//! What is said about passkeys. The API's model names the kinds of errors; all wordings are unsure.

use poolhouse_emulator_model::ErrorCode;

use super::ApiError;

impl ApiError {
    /// The pool's policy has no passkeys among the first factors.
    pub fn passkeys_not_enabled() -> Self {
        Self::new(ErrorCode::WebAuthnNotEnabledException, "Passkeys are not enabled for this user pool.")
    }

    /// The pool has neither a relying party nor a domain.
    pub fn relying_party_missing() -> Self {
        let message = "The user pool has no relying party ID and no domain.";
        Self::new(ErrorCode::WebAuthnConfigurationMissingException, message)
    }

    /// No registration is under way, or its challenge is another one or too old.
    pub fn passkey_challenge_not_found() -> Self {
        Self::new(ErrorCode::WebAuthnChallengeNotFoundException, "Challenge not found.")
    }

    /// The registration was begun by the token of another app client.
    pub fn passkey_client_mismatch() -> Self {
        let message =
            "The access token is for a different client than the one that started the registration.";
        Self::new(ErrorCode::WebAuthnClientMismatchException, message)
    }

    /// The page is not one of the relying party's.
    pub fn passkey_origin_not_allowed() -> Self {
        Self::new(ErrorCode::WebAuthnOriginNotAllowedException, "The origin is not allowed.")
    }

    /// The passkey is for another domain.
    pub fn passkey_relying_party_mismatch() -> Self {
        let message = "The credential's relying party does not match the user pool's.";
        Self::new(ErrorCode::WebAuthnRelyingPartyMismatchException, message)
    }

    /// The authenticator's answer cannot be read or checked.
    pub fn passkey_not_supported() -> Self {
        let message = "The credential is not supported.";
        Self::new(ErrorCode::WebAuthnCredentialNotSupportedException, message)
    }

    /// The user has as many passkeys as there can be.
    pub fn too_many_passkeys() -> Self {
        Self::limit_exceeded("Maximum number of passkeys reached.")
    }

    /// The user has no such passkey.
    pub fn passkey_not_found() -> Self {
        Self::resource_not_found("Credential not found.")
    }

    /// The passkey does not prove who signs in.
    pub fn passkey_refused() -> Self {
        Self::new(ErrorCode::NotAuthorizedException, "Invalid credential.")
    }
}
