//! What is said about second factors and the operations that set them.

use poolhouse_emulator_model::ErrorCode;

use super::ApiError;

impl ApiError {
    /// A factor is turned on for a user who lacks what it needs.
    pub fn factor_not_set_up(factor: &str) -> Self {
        Self::invalid_parameter(format!("User does not have delivery config set to turn on {factor}"))
    }

    /// Passkeys are turned on as a second factor in a pool where they are none (wording unsure).
    pub fn passkey_is_no_second_factor() -> Self {
        Self::invalid_parameter(
            "Passkey MFA is not enabled for the user pool: its WebAuthnConfiguration needs the \
             FactorConfiguration MULTI_FACTOR_WITH_USER_VERIFICATION",
        )
    }

    /// Passkeys would be the only second factor of a user (wording unsure).
    pub fn passkey_as_only_factor() -> Self {
        Self::invalid_parameter(
            "Passkey MFA needs at least one other MFA method that is enabled for the user",
        )
    }

    /// More than one factor is preferred (wording unsure).
    pub fn several_preferred_factors() -> Self {
        Self::invalid_parameter("User cannot have multiple preferred MFAs")
    }

    /// A factor is preferred and not turned on (wording unsure).
    pub fn preferred_factor_not_enabled(factor: &str) -> Self {
        Self::invalid_parameter(format!("{factor} must be enabled to be the preferred MFA"))
    }

    /// The legacy operations know SMS alone (wording unsure).
    pub fn unknown_mfa_option() -> Self {
        Self::invalid_parameter("Invalid MFA options given, only SMS to phone_number is supported.")
    }

    /// The pool has no authenticators.
    pub fn software_token_not_enabled() -> Self {
        let message = "Software Token MFA has not been enabled by the userPool";
        Self::new(ErrorCode::SoftwareTokenMFANotFoundException, message)
    }

    /// The code that shall prove an authenticator is wrong.
    pub fn software_token_code_mismatch(device: Option<&str>) -> Self {
        let message = match device {
            Some(device) => format!("Code mismatch ({device})"),
            None => "Code mismatch".to_owned(),
        };
        Self::new(ErrorCode::EnableSoftwareTokenMFAException, message)
    }

    /// A code of an authenticator comes for the second time.
    pub fn software_token_code_used() -> Self {
        Self::new(ErrorCode::ExpiredCodeException, "Your software token has already been used once.")
    }

    /// The code of an authenticator is wrong at sign-in.
    pub fn invalid_software_token_code() -> Self {
        Self::new(ErrorCode::CodeMismatchException, "Invalid code received for user")
    }

    /// There is no authenticator whose secret the user was given (class and wording unsure).
    pub fn software_token_not_associated() -> Self {
        Self::invalid_parameter("User has not set up software token mfa")
    }

    /// Neither a token nor a session says who the user is, or both do (wording unsure).
    pub fn token_or_session_required() -> Self {
        Self::invalid_parameter("Exactly one of AccessToken and Session must be given")
    }

    /// MFA_SETUP is answered before a factor was set up (class and wording unsure).
    pub fn factor_not_yet_set_up() -> Self {
        Self::invalid_parameter("Software Token MFA has not been verified")
    }
}
