//! Whether a value is one that its attribute may have.

use std::sync::LazyLock;

use poolhouse_emulator_model::shapes::AttributeDataType;
use regex::Regex;

use super::schema::{Constraints, SchemaAttribute};
use crate::error::AttributeFault;

impl SchemaAttribute {
    /// The value as it is kept, if the attribute may have it. All values are texts, whatever their
    /// type.
    pub(crate) fn read_value(&self, value: String) -> Result<String, AttributeFault> {
        match self.data_type {
            AttributeDataType::String => self.string(value),
            AttributeDataType::Number => self.number(value),
            AttributeDataType::Boolean => self.boolean(&value),
            AttributeDataType::DateTime => self.date(value),
        }
    }

    fn string(&self, value: String) -> Result<String, AttributeFault> {
        let Constraints::String { min, max } = self.constraints else { return Ok(value) };
        let length = value.chars().count() as u64;
        match (min, max) {
            (_, Some(max)) if length > max => Err(AttributeFault::too_long(&self.name, max)),
            (Some(min), _) if length < min => Err(AttributeFault::too_short(&self.name, min)),
            _ => Ok(value),
        }
    }

    fn number(&self, value: String) -> Result<String, AttributeFault> {
        let number = finite(&value).ok_or_else(|| AttributeFault::not_a_number(&self.name))?;
        let Constraints::Number { min, max } = &self.constraints else { return Ok(value) };
        let beyond = |bound: &Option<String>, beyond: fn(f64, f64) -> bool| {
            bound
                .as_deref()
                .filter(|bound| finite(bound).is_some_and(|bound| beyond(number, bound)))
                .map(str::to_owned)
        };
        if let Some(max) = beyond(max, |number, max| number > max) {
            return Err(AttributeFault::above_maximum(&self.name, &max));
        }
        if let Some(min) = beyond(min, |number, min| number < min) {
            return Err(AttributeFault::below_minimum(&self.name, &min));
        }
        Ok(value)
    }

    /// `True` is accepted, and kept as `true`.
    fn boolean(&self, value: &str) -> Result<String, AttributeFault> {
        let value = value.to_ascii_lowercase();
        match value.as_str() {
            "true" | "false" => Ok(value),
            _ => Err(AttributeFault::not_a_boolean(&self.name)),
        }
    }

    fn date(&self, value: String) -> Result<String, AttributeFault> {
        if DATE.is_match(&value) { Ok(value) } else { Err(AttributeFault::not_a_date(&self.name)) }
    }
}

fn finite(text: &str) -> Option<f64> {
    text.parse().ok().filter(|number: &f64| number.is_finite())
}

/// A day, a moment of ISO 8601, or seconds since the epoch. What the service accepts is unsure.
static DATE: LazyLock<Regex> = LazyLock::new(|| {
    let day = r"[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])";
    let time = r"([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9](\.[0-9]+)?)?(Z|[+-][0-9]{2}:?[0-9]{2})?";
    Regex::new(&format!("^({day}(T{time})?|[0-9]+)$")).expect("a literal pattern")
});

#[cfg(test)]
mod tests {
    use super::*;

    fn attribute(data_type: AttributeDataType, constraints: Constraints) -> SchemaAttribute {
        let (developer_only, mutable, required) = (false, true, false);
        SchemaAttribute { name: "custom:x".into(), data_type, developer_only, mutable, required, constraints }
    }

    fn read(attribute: &SchemaAttribute, value: &str) -> Result<String, AttributeFault> {
        attribute.read_value(value.to_owned())
    }

    #[test]
    fn strings_are_measured_in_characters() {
        let attribute = attribute(AttributeDataType::String, Constraints::string(Some(2), Some(3)));
        assert_eq!(read(&attribute, "äöü"), Ok("äöü".into()));
        assert_eq!(read(&attribute, "äöüß"), Err(AttributeFault::too_long("custom:x", 3)));
        assert_eq!(read(&attribute, "ä"), Err(AttributeFault::too_short("custom:x", 2)));
    }

    #[test]
    fn numbers_keep_to_their_bounds() {
        let bounds = Constraints::number(Some("-1".into()), Some("10".into()));
        let attribute = attribute(AttributeDataType::Number, bounds);
        assert_eq!(read(&attribute, "9.5"), Ok("9.5".into()));
        assert_eq!(read(&attribute, "-1"), Ok("-1".into()));
        assert_eq!(read(&attribute, "-2"), Err(AttributeFault::below_minimum("custom:x", "-1")));
        assert_eq!(read(&attribute, "11"), Err(AttributeFault::above_maximum("custom:x", "10")));
        for text in ["ten", "NaN", "inf", "1 "] {
            assert_eq!(read(&attribute, text), Err(AttributeFault::not_a_number("custom:x")), "{text}");
        }
    }

    #[test]
    fn booleans_are_kept_in_lower_case() {
        let attribute = attribute(AttributeDataType::Boolean, Constraints::None);
        assert_eq!(read(&attribute, "True"), Ok("true".into()));
        assert_eq!(read(&attribute, "false"), Ok("false".into()));
        assert_eq!(read(&attribute, "yes"), Err(AttributeFault::not_a_boolean("custom:x")));
    }

    #[test]
    fn dates_are_days_or_moments() {
        let attribute = attribute(AttributeDataType::DateTime, Constraints::None);
        for text in [
            "2026-02-28",
            "2026-02-28T23:59",
            "2026-02-28T23:59:59.123Z",
            "2026-02-28T01:00:00+02:00",
            "1700000000",
        ] {
            assert_eq!(read(&attribute, text), Ok(text.into()));
        }
        for text in ["28.2.2026", "2026-13-01", "2026-02-28T25:00", "tomorrow"] {
            assert_eq!(read(&attribute, text), Err(AttributeFault::not_a_date("custom:x")), "{text}");
        }
    }
}
