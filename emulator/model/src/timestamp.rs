//! Points in time as the wire has them.

use std::fmt;

use serde::de::{self, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Milliseconds since the Unix epoch; on the wire a JSON number of seconds, such as `1689721665.239`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp(i64);

impl Timestamp {
    /// From milliseconds since the epoch.
    pub const fn from_millis(millis: i64) -> Self {
        Timestamp(millis)
    }

    /// Milliseconds since the epoch.
    pub const fn millis(self) -> i64 {
        self.0
    }
}

impl Serialize for Timestamp {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        // Doubles hold every millisecond of the next two hundred thousand years.
        serializer.serialize_f64(self.0 as f64 / 1000.0)
    }
}

impl<'de> Deserialize<'de> for Timestamp {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Seconds)
    }
}

struct Seconds;

impl Visitor<'_> for Seconds {
    type Value = Timestamp;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a number of seconds since the epoch")
    }

    fn visit_f64<E: de::Error>(self, seconds: f64) -> Result<Timestamp, E> {
        Ok(Timestamp((seconds * 1000.0).round() as i64))
    }

    fn visit_i64<E: de::Error>(self, seconds: i64) -> Result<Timestamp, E> {
        seconds.checked_mul(1000).map(Timestamp).ok_or_else(|| E::custom("no such time"))
    }

    fn visit_u64<E: de::Error>(self, seconds: u64) -> Result<Timestamp, E> {
        self.visit_i64(seconds.try_into().map_err(E::custom)?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_wire_has_seconds_with_milliseconds_behind_the_point() {
        let written = |millis| serde_json::to_string(&Timestamp::from_millis(millis)).unwrap();
        assert_eq!(written(1_689_721_665_239), "1689721665.239");
        assert_eq!(written(1_470_957_431_000), "1470957431.0");
        assert_eq!(written(-1), "-0.001");
    }

    #[test]
    fn whole_and_broken_seconds_are_read() {
        let read = |text| serde_json::from_str::<Timestamp>(text).unwrap().millis();
        assert_eq!(read("1689721665.239"), 1_689_721_665_239);
        assert_eq!(read("1470957431"), 1_470_957_431_000);
        assert_eq!(read("1.470957431E9"), 1_470_957_431_000);
        assert_eq!(read("-2"), -2000);
    }

    #[test]
    fn every_millisecond_survives_the_wire() {
        for millis in 1_700_000_000_000..1_700_000_001_000 {
            let text = serde_json::to_string(&Timestamp::from_millis(millis)).unwrap();
            assert_eq!(serde_json::from_str::<Timestamp>(&text).unwrap().millis(), millis);
        }
    }

    #[test]
    fn a_text_is_no_time() {
        assert!(serde_json::from_str::<Timestamp>("\"2024-01-01\"").is_err());
        assert!(serde_json::from_str::<Timestamp>("18446744073709551615").is_err());
    }
}
