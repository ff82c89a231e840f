//! What is said about users.

use poolhouse_emulator_model::ErrorCode;
use poolhouse_emulator_model::shapes::{AliasAttributeType, UserStatusType};

use super::ApiError;

impl ApiError {
    /// No user of this name, in operations of administrators and at sign-in.
    pub fn user_not_found() -> Self {
        Self::new(ErrorCode::UserNotFoundException, NO_USER)
    }

    /// No user of this name, in operations that have no error of their own for that.
    pub fn user_not_found_either() -> Self {
        Self::resource_not_found(NO_USER)
    }

    /// AdminCreateUser: the username is taken.
    pub fn user_account_exists() -> Self {
        Self::new(ErrorCode::UsernameExistsException, "User account already exists")
    }

    /// Another user has the address that a new one would be named by.
    pub fn account_with_given_exists(attribute: AliasAttributeType) -> Self {
        let message = format!("An account with the given {attribute} already exists.");
        Self::new(ErrorCode::UsernameExistsException, message)
    }

    /// Another user is found by this alias. For attributes other than `email` the wording is
    /// unsure, and so is this wording, rather than that of [`ApiError::account_with_given_exists`],
    /// where addresses serve as usernames.
    pub fn alias_exists(attribute: AliasAttributeType) -> Self {
        let message = format!("An account with the {attribute} already exists.");
        Self::new(ErrorCode::AliasExistsException, message)
    }

    /// The pool names its users by e-mail address.
    pub fn username_should_be_email() -> Self {
        Self::invalid_parameter("Username should be an email.")
    }

    /// The pool names its users by phone number (wording unsure).
    pub fn username_should_be_phone_number() -> Self {
        Self::invalid_parameter("Username should be a phone number.")
    }

    /// The pool names its users by either.
    pub fn username_should_be_email_or_phone_number() -> Self {
        Self::invalid_parameter("Username should be either an email or a phone number.")
    }

    /// A username that could shadow an e-mail alias.
    pub fn username_of_email_format() -> Self {
        Self::invalid_parameter(
            "Username cannot be of email format, since user pool is configured for email alias.",
        )
    }

    /// A username that could shadow a phone number alias.
    pub fn username_of_phone_number_format() -> Self {
        Self::invalid_parameter(
            "Username cannot be of phone number format, since user pool is configured for phone number alias.",
        )
    }

    /// The address given as username and the one given as attribute differ (wording unsure).
    pub fn username_and_attribute_differ(attribute: &'static str) -> Self {
        Self::invalid_parameter(format!("User attribute {attribute} must be the same as the username."))
    }

    /// The invitation is to go by e-mail, but the user has no address (wording unsure).
    pub fn invitation_without_email() -> Self {
        Self::invalid_parameter("User does not have an email address for the delivery medium EMAIL.")
    }

    /// RESEND for a user who no longer waits for an invitation. That the user's own name stands
    /// here, and not the one of the request, is unsure.
    pub fn resend_not_possible(username: &str) -> Self {
        let message = format!("Resend not possible. {username} status is not FORCE_CHANGE_PASSWORD");
        Self::new(ErrorCode::UnsupportedUserStateException, message)
    }

    /// Only who signed up and did not confirm can be confirmed.
    pub fn user_cannot_be_confirmed(status: UserStatusType) -> Self {
        let message = format!("User cannot be confirmed. Current status is {status}");
        Self::new(ErrorCode::NotAuthorizedException, message)
    }
}

const NO_USER: &str = "User does not exist.";
