//! How a forgotten password is recovered.

use poolhouse_emulator_model::shapes::{
    AccountRecoverySettingType, RecoveryOptionNameType, RecoveryOptionType,
};

use crate::error::ApiError;

/// The setting of a pool whose creator said nothing (that it shows, and in this order, is unsure).
pub(super) fn default_recovery() -> AccountRecoverySettingType {
    let mechanism = |priority, name| RecoveryOptionType { priority, name };
    AccountRecoverySettingType {
        recovery_mechanisms: Some(vec![
            mechanism(1, RecoveryOptionNameType::VerifiedEmail),
            mechanism(2, RecoveryOptionNameType::VerifiedPhoneNumber),
        ]),
    }
}

/// Priorities are distinct, and `admin_only` stands alone.
pub(super) fn check_recovery(setting: &AccountRecoverySettingType) -> Result<(), ApiError> {
    match setting.recovery_mechanisms.as_deref() {
        Some([one, two]) if one.priority == two.priority || is_admin(one) || is_admin(two) => {
            Err(ApiError::invalid_recovery_mechanisms())
        }
        _ => Ok(()),
    }
}

fn is_admin(mechanism: &RecoveryOptionType) -> bool {
    mechanism.name == RecoveryOptionNameType::AdminOnly
}
