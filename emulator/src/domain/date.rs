//! Dates of the civil calendar, for the few texts that carry one.

use poolhouse_emulator_model::Timestamp;

/// A moment in UTC, as year, month, day, hour, minute and second in fourteen digits, the form in
/// which the service numbers versions.
pub(crate) fn compact_date(at: Timestamp) -> String {
    let seconds = at.millis().div_euclid(1_000);
    let (year, month, day) = civil(seconds.div_euclid(DAY));
    let time = seconds.rem_euclid(DAY);
    let (hour, minute, second) = (time / 3_600, time / 60 % 60, time % 60);
    format!("{year:04}{month:02}{day:02}{hour:02}{minute:02}{second:02}")
}

/// Year, month and day of a number of days since the epoch. Years begin in March here, so that the
/// leap day is their last, and are counted in eras of four hundred.
fn civil(days: i64) -> (i64, i64, i64) {
    let days = days + DAYS_FROM_MARCH_OF_YEAR_ZERO;
    let (era, day) = (days.div_euclid(DAYS_OF_ERA), days.rem_euclid(DAYS_OF_ERA));
    let year = (day - day / 1_460 + day / 36_524 - day / 146_096) / 365;
    let day = day - (365 * year + year / 4 - year / 100);
    let month = (5 * day + 2) / 153;
    let day = day - (153 * month + 2) / 5 + 1;
    let (month, carried) = if month < 10 { (month + 3, 0) } else { (month - 9, 1) };
    (era * 400 + year + carried, month, day)
}

const DAY: i64 = 86_400;
const DAYS_OF_ERA: i64 = 146_097;
const DAYS_FROM_MARCH_OF_YEAR_ZERO: i64 = 719_468;

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> String {
        compact_date(Timestamp::from_millis(seconds * 1_000))
    }

    #[test]
    fn dates_are_those_of_the_calendar() {
        assert_eq!(at(0), "19700101000000");
        assert_eq!(at(951_782_400), "20000229000000");
        assert_eq!(at(951_868_799), "20000229235959");
        assert_eq!(at(1_700_000_000), "20231114221320");
        assert_eq!(at(1_709_164_800), "20240229000000");
        assert_eq!(at(4_107_542_400), "21000301000000");
        assert_eq!(at(-1), "19691231235959");
    }
}
