//! What is said about codes, and to people who sign up or recover their passwords.

use poolhouse_emulator_model::ErrorCode;
use poolhouse_emulator_model::shapes::VerifiedAttributeType;

use super::{ApiError, PasswordFault};

impl ApiError {
    /// No user of this name, where the caller is an app client that proves nothing.
    pub fn username_client_combination_not_found() -> Self {
        Self::new(ErrorCode::UserNotFoundException, "Username/client id combination not found.")
    }

    /// The code is not the one that was sent last.
    pub fn code_mismatch() -> Self {
        Self::new(ErrorCode::CodeMismatchException, "Invalid verification code provided, please try again.")
    }

    /// The code is too old, or none was sent.
    pub fn code_expired() -> Self {
        Self::new(ErrorCode::ExpiredCodeException, "Invalid code provided, please request a code again.")
    }

    /// The user tried this too often within an hour.
    pub fn attempt_limit_exceeded() -> Self {
        Self::limit_exceeded("Attempt limit exceeded, please try after some time.")
    }

    /// Only administrators make users here.
    pub fn sign_up_not_permitted() -> Self {
        Self::new(ErrorCode::NotAuthorizedException, "SignUp is not permitted for this user pool")
    }

    /// SignUp: the username is taken.
    pub fn user_exists() -> Self {
        Self::new(ErrorCode::UsernameExistsException, "User already exists")
    }

    /// SignUp: no password, though the user could not sign in without one (wording unsure).
    pub fn sign_up_without_password() -> Self {
        Self::invalid_parameter(
            "1 validation error detected: Value at 'password' failed to satisfy constraint: Member must not be null",
        )
    }

    /// SignUp: a preferred username that would be an alias can be set only later.
    pub fn preferred_username_before_confirmation() -> Self {
        Self::invalid_parameter(
            "Preferred username cannot be provided for unconfirmed account, since user pool is configured for preferred username alias.",
        )
    }

    /// An app client wrote an attribute that is not among those it may write.
    pub fn unauthorized_attribute() -> Self {
        Self::new(ErrorCode::NotAuthorizedException, "A client attempted to write unauthorized attribute")
    }

    /// ResendConfirmationCode: there is nothing left to confirm.
    pub fn user_already_confirmed() -> Self {
        Self::invalid_parameter("User is already confirmed.")
    }

    /// ResendConfirmationCode: the pool verifies no address that the user has (wording unsure).
    pub fn auto_verification_off() -> Self {
        Self::invalid_parameter("Auto verification not turned on.")
    }

    /// ForgotPassword: the pool leaves it to administrators.
    pub fn recovery_by_administrators() -> Self {
        Self::new(ErrorCode::NotAuthorizedException, "Contact administrator to reset password.")
    }

    /// Recovery of a password by a user who is disabled.
    pub fn disabled_user_cannot_recover() -> Self {
        Self::new(ErrorCode::NotAuthorizedException, "User is disabled")
    }

    /// A code for an address that the user does not have (wording unsure).
    pub fn no_registered_address(address: VerifiedAttributeType) -> Self {
        Self::invalid_parameter(match address {
            VerifiedAttributeType::Email => "User does not have a valid registered email address",
            VerifiedAttributeType::PhoneNumber => "User does not have a valid registered phone number",
        })
    }

    /// A code for an attribute that is no address (wording unsure).
    pub fn not_verifiable(attribute: &str) -> Self {
        Self::invalid_parameter(format!("Invalid attribute name: {attribute} cannot be verified."))
    }

    /// SignUp: a password that the policy refuses.
    pub fn sign_up_password_refused(fault: PasswordFault) -> Self {
        let message = format!("Password did not conform with policy: {}", fault.reason());
        Self::new(ErrorCode::InvalidPasswordException, message)
    }
}
