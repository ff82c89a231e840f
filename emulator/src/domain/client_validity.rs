//! How long an app client's tokens last.

use std::ops::RangeInclusive;

use poolhouse_emulator_model::shapes::{TimeUnitsType, TokenValidityUnitsType};

use super::client_options::ClientOptions;
use crate::error::ApiError;

/// Fills in units and the period of refresh tokens, and refuses periods out of range.
///
/// Of units that are given in part, the service answers all; of none given, none. An access or ID
/// token without a period of its own lasts an hour, and is answered without one.
pub(super) fn complete_validity(options: &mut ClientOptions) -> Result<(), ApiError> {
    let units = options.token_validity_units.get_or_insert_default();
    if *units != TokenValidityUnitsType::default() {
        units.access_token.get_or_insert(SHORT_UNIT);
        units.id_token.get_or_insert(SHORT_UNIT);
        units.refresh_token.get_or_insert(LONG_UNIT);
    }
    let unit = units.refresh_token.unwrap_or(LONG_UNIT);
    let refresh = options.refresh_token_validity.filter(|&given| given != 0);
    options.refresh_token_validity = Some(refresh.unwrap_or_else(|| default_refresh(unit)));
    check_ranges(options)
}

impl ClientOptions {
    /// How long access tokens last, in seconds.
    pub(crate) fn access_token_seconds(&self) -> i64 {
        let unit = self.token_validity_units.as_ref().and_then(|units| units.access_token);
        seconds(self.access_token_validity, unit.unwrap_or(SHORT_UNIT)).unwrap_or(HOUR.into())
    }

    /// How long ID tokens last, in seconds.
    pub(crate) fn id_token_seconds(&self) -> i64 {
        let unit = self.token_validity_units.as_ref().and_then(|units| units.id_token);
        seconds(self.id_token_validity, unit.unwrap_or(SHORT_UNIT)).unwrap_or(HOUR.into())
    }

    /// How long refresh tokens last, in seconds.
    pub(crate) fn refresh_token_seconds(&self) -> i64 {
        let unit = self.token_validity_units.as_ref().and_then(|units| units.refresh_token);
        let unit = unit.unwrap_or(LONG_UNIT);
        let period = self.refresh_token_validity.unwrap_or_else(|| default_refresh(unit));
        i64::from(period) * i64::from(seconds_of(unit))
    }
}

fn check_ranges(options: &ClientOptions) -> Result<(), ApiError> {
    let units = options.token_validity_units.clone().unwrap_or_default();
    let refresh = seconds(options.refresh_token_validity, units.refresh_token.unwrap_or(LONG_UNIT));
    let short = [
        seconds(options.access_token_validity, units.access_token.unwrap_or(SHORT_UNIT)),
        seconds(options.id_token_validity, units.id_token.unwrap_or(SHORT_UNIT)),
    ];
    let in_range =
        |given: Option<i64>, range: &RangeInclusive<i64>| given.is_none_or(|given| range.contains(&given));
    if !in_range(refresh, &REFRESH_SECONDS) || short.iter().any(|given| !in_range(*given, &SHORT_SECONDS)) {
        return Err(ApiError::invalid_token_validity());
    }
    if short.iter().flatten().any(|&given| refresh.is_some_and(|refresh| given > refresh)) {
        return Err(ApiError::token_outlives_refresh_token());
    }
    Ok(())
}

fn seconds(given: Option<i32>, unit: TimeUnitsType) -> Option<i64> {
    given.map(|given| i64::from(given) * i64::from(seconds_of(unit)))
}

/// Thirty days in whichever unit is used (unsure for units other than days).
fn default_refresh(unit: TimeUnitsType) -> i32 {
    DEFAULT_REFRESH_DAYS * (DAY / seconds_of(unit))
}

fn seconds_of(unit: TimeUnitsType) -> i32 {
    match unit {
        TimeUnitsType::Seconds => 1,
        TimeUnitsType::Minutes => MINUTE,
        TimeUnitsType::Hours => HOUR,
        TimeUnitsType::Days => DAY,
    }
}

const MINUTE: i32 = 60;
const HOUR: i32 = 60 * MINUTE;
const DAY: i32 = 24 * HOUR;
const SHORT_UNIT: TimeUnitsType = TimeUnitsType::Hours;
const LONG_UNIT: TimeUnitsType = TimeUnitsType::Days;
const DEFAULT_REFRESH_DAYS: i32 = 30;
/// Of access and ID tokens.
const SHORT_SECONDS: RangeInclusive<i64> = 5 * MINUTE as i64..=DAY as i64;
const REFRESH_SECONDS: RangeInclusive<i64> = HOUR as i64..=3650 * DAY as i64;

#[cfg(test)]
mod tests {
    use super::*;

    fn completed(refresh: Option<i32>, unit: Option<TimeUnitsType>) -> Result<Option<i32>, ApiError> {
        let units = TokenValidityUnitsType { refresh_token: unit, ..Default::default() };
        let mut options = ClientOptions {
            refresh_token_validity: refresh,
            token_validity_units: Some(units),
            ..Default::default()
        };
        complete_validity(&mut options)?;
        Ok(options.refresh_token_validity)
    }

    #[test]
    fn zero_stands_for_thirty_days_in_every_unit() {
        assert_eq!(completed(Some(0), None), Ok(Some(30)));
        assert_eq!(completed(None, Some(TimeUnitsType::Hours)), Ok(Some(720)));
        assert_eq!(completed(None, Some(TimeUnitsType::Seconds)), Ok(Some(2_592_000)));
    }

    #[test]
    fn refresh_tokens_last_an_hour_to_ten_years() {
        let minutes = Some(TimeUnitsType::Minutes);
        assert_eq!(completed(Some(59), minutes), Err(ApiError::invalid_token_validity()));
        assert_eq!(completed(Some(60), minutes), Ok(Some(60)));
        assert_eq!(completed(Some(3650), None), Ok(Some(3650)));
        assert_eq!(completed(Some(3651), None), Err(ApiError::invalid_token_validity()));
        let longest_of_the_model = completed(Some(315_360_000), Some(TimeUnitsType::Days));
        assert_eq!(longest_of_the_model, Err(ApiError::invalid_token_validity()));
    }
}
