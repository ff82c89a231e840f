//! Where a code to choose a new password is sent.

use poolhouse_emulator_model::shapes::{
    RecoveryOptionNameType, RecoveryOptionType, UserPoolMfaType, VerifiedAttributeType,
};

use super::address::verified_flag;
use super::pool_options::PoolOptions;
use super::second_factor::SecondFactor;
use super::user::User;

/// The address to which the pool sends a user the code: the first of the pool's mechanisms for
/// which the user has a verified one that is no second factor: one address cannot be both. Pools that leave recovery to administrators use either when
/// one of those asks for it (unsure).
pub(crate) fn recovery_address(options: &PoolOptions, user: &User) -> Option<VerifiedAttributeType> {
    let is_usable = |address: &VerifiedAttributeType| {
        user.has_verified(verified_flag(*address)) && !is_second_factor(options, user, *address)
    };
    let mechanisms = mechanisms(options);
    let mut addresses: Vec<_> = mechanisms.iter().filter_map(|mechanism| address(mechanism.name)).collect();
    if addresses.is_empty() {
        addresses = vec![VerifiedAttributeType::PhoneNumber, VerifiedAttributeType::Email];
    }
    addresses.into_iter().find(is_usable)
}

/// Whether codes of a second factor go to the address.
fn is_second_factor(options: &PoolOptions, user: &User, address: VerifiedAttributeType) -> bool {
    let off = options.mfa_configuration.is_none_or(|mfa| mfa == UserPoolMfaType::Off);
    let goes_there = |factor: &SecondFactor| factor.address() == Some(address);
    let mut factors = SecondFactor::ALL.into_iter().filter(goes_there);
    !off && factors.any(|factor| user.second_factors.is_on(factor, false))
}

/// Whether users cannot recover by themselves.
pub(crate) fn is_recovery_by_administrators(options: &PoolOptions) -> bool {
    mechanisms(options).iter().any(|mechanism| mechanism.name == RecoveryOptionNameType::AdminOnly)
}

/// The kind of address that most codes to recover go to.
pub(crate) fn usual_recovery(options: &PoolOptions) -> VerifiedAttributeType {
    let first = mechanisms(options).iter().find_map(|mechanism| address(mechanism.name));
    first.unwrap_or(VerifiedAttributeType::PhoneNumber)
}

/// The mechanisms, the one to be tried first in front.
fn mechanisms(options: &PoolOptions) -> Vec<RecoveryOptionType> {
    let setting = options.account_recovery_setting.as_ref();
    let mut mechanisms = setting.and_then(|setting| setting.recovery_mechanisms.clone()).unwrap_or_default();
    mechanisms.sort_by_key(|mechanism| mechanism.priority);
    mechanisms
}

fn address(mechanism: RecoveryOptionNameType) -> Option<VerifiedAttributeType> {
    match mechanism {
        RecoveryOptionNameType::VerifiedEmail => Some(VerifiedAttributeType::Email),
        RecoveryOptionNameType::VerifiedPhoneNumber => Some(VerifiedAttributeType::PhoneNumber),
        RecoveryOptionNameType::AdminOnly => None,
    }
}

#[cfg(test)]
mod tests {
    use poolhouse_emulator_model::Timestamp;
    use poolhouse_emulator_model::shapes::AccountRecoverySettingType;

    use super::*;

    fn options(names: &[RecoveryOptionNameType]) -> PoolOptions {
        let mechanism = |(at, &name): (usize, &RecoveryOptionNameType)| RecoveryOptionType {
            priority: i32::try_from(names.len() - at).expect("few"),
            name,
        };
        let recovery_mechanisms = Some(names.iter().enumerate().map(mechanism).collect());
        let account_recovery_setting = Some(AccountRecoverySettingType { recovery_mechanisms });
        PoolOptions { account_recovery_setting, ..PoolOptions::default() }
    }

    fn user(verified: &[&str]) -> User {
        let mut user = User::new("ann".into(), "sub".into(), Timestamp::from_millis(0));
        user.attributes = verified.iter().map(|flag| (String::from(*flag), "true".to_owned())).collect();
        user
    }

    use RecoveryOptionNameType::{AdminOnly, VerifiedEmail, VerifiedPhoneNumber};

    #[test]
    fn the_mechanism_of_the_lowest_number_goes_first() {
        let both = user(&["email_verified", "phone_number_verified"]);
        let options = options(&[VerifiedEmail, VerifiedPhoneNumber]);
        assert_eq!(recovery_address(&options, &both), Some(VerifiedAttributeType::PhoneNumber));
    }

    #[test]
    fn an_address_that_is_not_verified_is_no_use() {
        let options = options(&[VerifiedEmail, VerifiedPhoneNumber]);
        let email = user(&["email_verified"]);
        assert_eq!(recovery_address(&options, &email), Some(VerifiedAttributeType::Email));
        assert_eq!(recovery_address(&options, &user(&[])), None);
    }

    #[test]
    fn an_address_that_is_a_second_factor_is_no_use() {
        let mut both = user(&["email_verified", "phone_number_verified"]);
        both.second_factors.prefer(SecondFactor::Sms);
        let mut options = options(&[VerifiedEmail, VerifiedPhoneNumber]);
        let phone = Some(VerifiedAttributeType::PhoneNumber);
        assert_eq!(recovery_address(&options, &both), phone, "the pool wants no second factor");
        options.mfa_configuration = Some(UserPoolMfaType::Optional);
        assert_eq!(recovery_address(&options, &both), Some(VerifiedAttributeType::Email));
    }

    #[test]
    fn what_is_no_mechanism_is_not_used() {
        assert_eq!(recovery_address(&options(&[VerifiedPhoneNumber]), &user(&["email_verified"])), None);
    }

    #[test]
    fn without_mechanisms_of_its_own_a_pool_prefers_the_phone() {
        let both = user(&["email_verified", "phone_number_verified"]);
        let phone = Some(VerifiedAttributeType::PhoneNumber);
        assert_eq!(recovery_address(&options(&[AdminOnly]), &both), phone);
        assert_eq!(recovery_address(&options(&[]), &both), phone);
    }
}
