//! What is said about a pool's second factors.

use super::ApiError;

impl ApiError {
    /// MFA is turned off and a factor configured in one request.
    pub fn mfa_off_with_factors() -> Self {
        Self::invalid_parameter(
            "Invalid MFA configuration given, can't turn off MFA and configure an MFA together.",
        )
    }

    /// MFA is turned on without any factor.
    pub fn mfa_without_factors() -> Self {
        Self::invalid_parameter(
            "Invalid MFA configuration given, can't disable all MFAs with a required or optional configuration.",
        )
    }

    /// Codes by e-mail are not sent by the service's own sender (wording and class unsure).
    pub fn email_mfa_without_sender() -> Self {
        Self::invalid_parameter(
            "Email MFA requires an EmailConfiguration with EmailSendingAccount DEVELOPER.",
        )
    }

    /// E-mail would be the second factor and the only way to recover (wording and class unsure).
    pub fn email_mfa_and_recovery() -> Self {
        Self::invalid_parameter(
            "Email MFA cannot be used when verified_email is the only account recovery mechanism.",
        )
    }
}
