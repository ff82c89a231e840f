//! What is said about passwords.

use poolhouse_emulator_model::ErrorCode;

use super::ApiError;

/// What a password lacks. Only the first fault of a password is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PasswordFault {
    /// Fewer characters than the policy demands.
    TooShort,
    /// No letter from A to Z.
    NoUppercase,
    /// No letter from a to z.
    NoLowercase,
    /// No digit.
    NoNumber,
    /// None of the symbols that count as such.
    NoSymbol,
}

impl PasswordFault {
    pub(super) fn reason(self) -> &'static str {
        match self {
            Self::TooShort => "Password not long enough",
            Self::NoUppercase => "Password must have uppercase characters",
            Self::NoLowercase => "Password must have lowercase characters",
            Self::NoNumber => "Password must have numeric characters",
            Self::NoSymbol => "Password must have symbol characters",
        }
    }
}

impl ApiError {
    /// AdminCreateUser says this in words of its own.
    pub fn temporary_password_refused(fault: PasswordFault) -> Self {
        let message = format!("Password did not conform with password policy: {}", fault.reason());
        Self::new(ErrorCode::InvalidPasswordException, message)
    }

    /// A password that replaces another.
    pub fn password_refused(fault: PasswordFault) -> Self {
        let message = format!("Password does not conform to policy: {}", fault.reason());
        Self::new(ErrorCode::InvalidPasswordException, message)
    }

    /// The pool remembers that the user had this password (wording unsure).
    pub fn password_used_before() -> Self {
        Self::new(ErrorCode::PasswordHistoryPolicyViolationException, "Password has previously been used")
    }

    /// The user's status allows no reset.
    pub fn password_reset_not_possible() -> Self {
        Self::new(ErrorCode::NotAuthorizedException, "User password cannot be reset in the current state.")
    }

    /// No code can reach the user.
    pub fn no_verified_address() -> Self {
        Self::invalid_parameter(
            "Cannot reset password for the user as there is no registered/verified email or phone_number",
        )
    }
}
