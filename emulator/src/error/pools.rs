//! What is said about user pools and their settings.

use poolhouse_emulator_model::ErrorCode;

use super::ApiError;

impl ApiError {
    /// No user pool of this id.
    pub fn user_pool_not_found(id: &str) -> Self {
        Self::resource_not_found(format!("User pool {id} does not exist."))
    }

    /// DeleteUserPool of a protected pool.
    pub fn deletion_protected() -> Self {
        Self::invalid_parameter(
            "The user pool cannot be deleted because deletion protection is activated. \
             Deletion protection must be inactivated first.",
        )
    }

    /// A pool signs its users in by aliases or by attributes instead of usernames, not both.
    pub fn alias_and_username_attributes() -> Self {
        Self::invalid_parameter(
            "Only one of the aliasAttributes or usernameAttributes can be set in a user pool.",
        )
    }

    /// `preferred_username` required and an alias at once (wording unsure).
    pub fn required_preferred_username_alias() -> Self {
        Self::invalid_parameter("Preferred username cannot be required and an alias at the same time.")
    }

    /// MFA asked for where no factor can be delivered.
    pub fn mfa_without_sms() -> Self {
        Self::invalid_parameter(
            "SMS configuration and Auto verification for phone_number are required when MFA is required/optional",
        )
    }

    /// Phone numbers are to be verified, but nothing sends SMS (wording unsure).
    pub fn phone_verification_without_sms() -> Self {
        Self::invalid_parameter("SMS configuration is required to auto verify phone_number.")
    }

    /// Both ways to send SMS at once (wording unsure).
    pub fn two_sms_senders() -> Self {
        Self::invalid_parameter("Only one of SnsCallerArn or EumsSms can be set in SmsConfiguration.")
    }

    /// SMS would be sent from another region than the pool's (wording unsure).
    pub fn sms_of_another_region() -> Self {
        Self::invalid_parameter("The Region of EumsSms must be the region of the user pool.")
    }

    /// Own e-mail sending without a sender (wording unsure).
    pub fn developer_email_without_source() -> Self {
        Self::invalid_parameter("Email source ARN is required when EmailSendingAccount is DEVELOPER.")
    }

    /// Two different periods for the same temporary password (wording unsure).
    pub fn conflicting_password_validity() -> Self {
        Self::invalid_parameter(
            "Please use TemporaryPasswordValidityDays in PasswordPolicy instead of UnusedAccountValidityDays",
        )
    }

    /// Two different texts for the same message (wording unsure).
    pub fn conflicting_message(member: &'static str) -> Self {
        Self::invalid_parameter(format!("{member} and VerificationMessageTemplate have different values."))
    }

    /// An invitation that does not tell what its reader needs (wording unsure).
    pub fn incomplete_invitation(member: &'static str) -> Self {
        Self::invalid_parameter(format!(
            "{member} should contain the placeholders {{username}} and {{####}}."
        ))
    }

    /// First factors without the password, or with one that cannot come first (wording unsure).
    pub fn invalid_first_factors() -> Self {
        Self::invalid_parameter(
            "AllowedFirstAuthFactors must contain PASSWORD and cannot contain SOFTWARE_TOKEN.",
        )
    }

    /// Recovery mechanisms of one rank, or `admin_only` beside another (wording unsure).
    pub fn invalid_recovery_mechanisms() -> Self {
        Self::invalid_parameter(
            "RecoveryMechanisms must have distinct priorities, and admin_only must be the only one.",
        )
    }

    /// Verification before update of an attribute that is not verified at all (wording unsure).
    pub fn verification_of_unverified_attribute() -> Self {
        Self::invalid_parameter(
            "AttributesRequireVerificationBeforeUpdate must be among AutoVerifiedAttributes.",
        )
    }

    /// Two functions for the one token trigger (wording unsure).
    pub fn conflicting_token_triggers() -> Self {
        Self::invalid_parameter(
            "PreTokenGeneration and PreTokenGenerationConfig must have the same Lambda ARN.",
        )
    }

    /// Custom senders get their codes encrypted, so they need a key (wording unsure).
    pub fn custom_sender_without_key() -> Self {
        Self::invalid_parameter("KMSKeyID is required for CustomSMSSender and CustomEmailSender.")
    }

    /// Two levels of authentication share a name (wording unsure).
    pub fn duplicate_acr_value() -> Self {
        Self::invalid_parameter("AcrConfiguration must have distinct values.")
    }

    /// The feature belongs to a higher tier. Recorded answers end with the feature's name; what
    /// stands before it is unsure.
    pub fn feature_unavailable_in_tier(feature: &str) -> Self {
        let message = format!("The following feature is not available in your user pool tier: {feature}");
        Self::new(ErrorCode::FeatureUnavailableInTierException, message)
    }
}
