//! What a pool demands of passwords.

use poolhouse_emulator_model::shapes::PasswordPolicyType;

/// The rules for passwords, complete.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct PasswordPolicy {
    pub(crate) minimum_length: i32,
    pub(crate) uppercase: bool,
    pub(crate) lowercase: bool,
    pub(crate) numbers: bool,
    pub(crate) symbols: bool,
    /// How many earlier passwords cannot be used again.
    pub(crate) history_size: Option<i32>,
    pub(crate) temporary_validity_days: i32,
}

impl PasswordPolicy {
    /// The policy of a pool whose creator said nothing.
    pub(crate) const DEFAULT: Self = Self {
        minimum_length: DEFAULT_MINIMUM_LENGTH,
        uppercase: true,
        lowercase: true,
        numbers: true,
        symbols: true,
        history_size: None,
        temporary_validity_days: DEFAULT_VALIDITY_DAYS,
    };

    /// The policy that a request or a stored pool gives. Within a policy that is given, an omitted
    /// demand is not made (unsure), and an omitted length or period is the default.
    pub(crate) fn from_shape(given: &PasswordPolicyType) -> Self {
        Self {
            minimum_length: given.minimum_length.unwrap_or(DEFAULT_MINIMUM_LENGTH),
            uppercase: given.require_uppercase.unwrap_or(false),
            lowercase: given.require_lowercase.unwrap_or(false),
            numbers: given.require_numbers.unwrap_or(false),
            symbols: given.require_symbols.unwrap_or(false),
            history_size: given.password_history_size.filter(|&size| size > 0),
            temporary_validity_days: validity_days(given.temporary_password_validity_days)
                .unwrap_or(DEFAULT_VALIDITY_DAYS),
        }
    }

    /// The policy as operations answer it.
    pub(crate) fn describe(&self) -> PasswordPolicyType {
        PasswordPolicyType {
            minimum_length: Some(self.minimum_length),
            require_uppercase: Some(self.uppercase),
            require_lowercase: Some(self.lowercase),
            require_numbers: Some(self.numbers),
            require_symbols: Some(self.symbols),
            password_history_size: self.history_size,
            temporary_password_validity_days: Some(self.temporary_validity_days),
        }
    }
}

/// A given period; zero days stand for the default.
pub(super) fn validity_days(given: Option<i32>) -> Option<i32> {
    given.map(|days| if days == 0 { DEFAULT_VALIDITY_DAYS } else { days })
}

const DEFAULT_MINIMUM_LENGTH: i32 = 8;
const DEFAULT_VALIDITY_DAYS: i32 = 7;
