//! Threat protection: what a pool or a client was told to do about risky sign-ins. Nothing here is
//! ever found risky.

use std::net::IpAddr;

use poolhouse_emulator_model::Timestamp;
use poolhouse_emulator_model::shapes::{
    AdvancedSecurityModeType, RiskConfigurationType, SetRiskConfigurationRequest,
};

use super::pool_options::PoolOptions;
use crate::error::ApiError;

/// Whether the pool watches sign-ins. A pool below the tier Plus cannot.
pub(crate) fn watches_risk(options: &PoolOptions) -> bool {
    let mode = options.user_pool_add_ons.as_ref().map(|add_ons| add_ons.advanced_security_mode);
    matches!(mode, Some(AdvancedSecurityModeType::Audit | AdvancedSecurityModeType::Enforced))
}

/// Refuses what needs a pool that watches sign-ins.
pub(crate) fn check_watches_risk(options: &PoolOptions) -> Result<(), ApiError> {
    if watches_risk(options) { Ok(()) } else { Err(ApiError::threat_protection_off()) }
}

/// The configuration that a request describes.
pub(crate) fn risk_configuration(
    input: SetRiskConfigurationRequest,
    now: Timestamp,
) -> Result<RiskConfigurationType, ApiError> {
    if let Some(exceptions) = &input.risk_exception_configuration {
        let lists = [&exceptions.blocked_ip_range_list, &exceptions.skipped_ip_range_list];
        let mut ranges = lists.into_iter().flatten().flatten();
        if let Some(range) = ranges.find(|range| !is_address_range(range)) {
            return Err(ApiError::invalid_address_range(range));
        }
    }
    Ok(RiskConfigurationType {
        user_pool_id: Some(input.user_pool_id),
        client_id: input.client_id,
        compromised_credentials_risk_configuration: input.compromised_credentials_risk_configuration,
        account_takeover_risk_configuration: input.account_takeover_risk_configuration,
        risk_exception_configuration: input.risk_exception_configuration,
        last_modified_date: Some(now),
    })
}

/// Whether a configuration says anything. One that does not is a reset.
pub(crate) fn is_reset(configuration: &RiskConfigurationType) -> bool {
    configuration.compromised_credentials_risk_configuration.is_none()
        && configuration.account_takeover_risk_configuration.is_none()
        && configuration.risk_exception_configuration.is_none()
}

/// CIDR notation, of either version of the protocol.
fn is_address_range(range: &str) -> bool {
    let Some((address, bits)) = range.split_once('/') else { return false };
    let most = match address.parse() {
        Ok(IpAddr::V4(_)) => 32,
        Ok(IpAddr::V6(_)) => 128,
        Err(_) => return false,
    };
    bits.parse::<u8>().is_ok_and(|bits| bits <= most)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_are_in_cidr_notation() {
        for range in ["10.0.0.0/8", "192.0.2.1/32", "2001:db8::/128"] {
            assert!(is_address_range(range), "{range}");
        }
        for range in ["10.0.0.0", "10.0.0.0/33", "10.0.0/8", "2001:db8::/129", "10.0.0.0/", "example.com/8"] {
            assert!(!is_address_range(range), "{range}");
        }
    }
}
