//! How a forgotten password is recovered.

use poolhouse_emulator_model::shapes::{RecoveryOptionNameType, RecoveryOptionType};

use crate::error::ApiError;

/// The mechanisms of a pool whose creator said nothing (that they show, and in this order, is
/// unsure).
pub(super) fn default_mechanisms() -> Vec<RecoveryOptionType> {
    let mechanism = |priority, name| RecoveryOptionType { priority, name };
    vec![
        mechanism(1, RecoveryOptionNameType::VerifiedEmail),
        mechanism(2, RecoveryOptionNameType::VerifiedPhoneNumber),
    ]
}

/// Priorities are distinct, and `admin_only` stands alone.
pub(super) fn check_recovery(mechanisms: &[RecoveryOptionType]) -> Result<(), ApiError> {
    match mechanisms {
        [one, two] if one.priority == two.priority || is_admin(one) || is_admin(two) => {
            Err(ApiError::invalid_recovery_mechanisms())
        }
        _ => Ok(()),
    }
}

fn is_admin(mechanism: &RecoveryOptionType) -> bool {
    mechanism.name == RecoveryOptionNameType::AdminOnly
}
