//! What is said about the rates that an account sets for itself. Classes and wordings are unsure.

use poolhouse_emulator_model::ErrorCode;

use super::ApiError;

impl ApiError {
    /// More calls than the quotas allow.
    pub(crate) fn rate_exceeded() -> Self {
        Self::new(ErrorCode::TooManyRequestsException, "Rate exceeded")
    }

    /// More e-mails than the default sender sends in a day.
    pub(crate) fn daily_mails_exceeded() -> Self {
        Self::new(
            ErrorCode::LimitExceededException,
            "Exceeded daily email limit for the operation or the account. If a higher limit is required, please \
             configure your user pool to use your own Amazon SES configuration for sending email.",
        )
    }

    /// The definition of a limit lacks its attribute.
    pub fn limit_without_category() -> Self {
        Self::invalid_parameter("LimitDefinition requires the attribute Category.")
    }

    /// No category has this name.
    pub fn rate_category_not_found(name: &str) -> Self {
        Self::resource_not_found(format!("Limit for category {name} does not exist."))
    }

    /// Nobody gets less than what is free.
    pub fn rate_below_default(rate: i32) -> Self {
        Self::invalid_parameter(format!("Requested limit value must not be below the default of {rate}."))
    }

    /// Nobody gets more than the account has bought.
    pub fn rate_above_maximum(rate: i32) -> Self {
        let message = format!("Requested limit value exceeds the account maximum of {rate}.");
        Self::new(ErrorCode::ServiceQuotaExceededException, message)
    }

    /// Sign-in through managed login is not adjusted this way.
    pub fn rate_of_managed_login() -> Self {
        Self::invalid_parameter(
            "UserAuthentication and UserFederation cannot be adjusted for accounts with managed login user pools.",
        )
    }
}
