//! JSON types: what may stand for what, and the words for what may not.
//!
//! Of the words, `Expected map or null` is recorded from the service; the others are those of the framework
//! that the service shares with its siblings, and unsure here.

use serde_json::{Map, Value};

use crate::blob::Blob;

/// What a value turns into, or why it cannot.
type Converted<T> = Result<T, String>;

pub(crate) fn map(value: Value) -> Converted<Map<String, Value>> {
    match value {
        Value::Object(map) => Ok(map),
        Value::Array(_) => Err(START_OF_LIST.to_owned()),
        _ => Err("Expected map or null".to_owned()),
    }
}

pub(crate) fn list(value: Value) -> Converted<Vec<Value>> {
    match value {
        Value::Array(items) => Ok(items),
        Value::Object(_) => Err(START_OF_MAP.to_owned()),
        _ => Err("Unexpected field type".to_owned()),
    }
}

pub(crate) fn text(value: Value) -> Converted<Value> {
    if value.is_string() { Ok(value) } else { Err(mismatch(&value, "a String")) }
}

pub(crate) fn boolean(value: Value) -> Converted<Value> {
    if value.is_boolean() { Ok(value) } else { Err(mismatch(&value, "a Boolean")) }
}

/// A fraction is cut off, as the framework does (unsure); a number that does not fit is refused.
pub(crate) fn integer(value: Value) -> Converted<Value> {
    let number = whole(&value).and_then(|number| i32::try_from(number).ok());
    number.map(Value::from).ok_or_else(|| mismatch(&value, "an Integer"))
}

pub(crate) fn long(value: Value) -> Converted<Value> {
    whole(&value).map(Value::from).ok_or_else(|| mismatch(&value, "a Long"))
}

pub(crate) fn timestamp(value: Value) -> Converted<Value> {
    if value.is_number() { Ok(value) } else { Err(mismatch(&value, "milliseconds since epoch")) }
}

pub(crate) fn blob(value: Value) -> Converted<Value> {
    match &value {
        Value::String(text) if Blob::from_base64(text).is_some() => Ok(value),
        Value::String(_) => Err("Unexpected field type".to_owned()),
        _ => Err(mismatch(&value, "a Blob")),
    }
}

const START_OF_MAP: &str = "Start of structure or map found where not expected.";
const START_OF_LIST: &str = "Start of list found where not expected";

fn mismatch(found: &Value, expected: &str) -> String {
    let found = match found {
        Value::Object(_) => return START_OF_MAP.to_owned(),
        Value::Array(_) => return START_OF_LIST.to_owned(),
        Value::Number(_) => "NUMBER_VALUE",
        Value::String(_) => "STRING_VALUE",
        Value::Bool(true) => "TRUE_VALUE",
        Value::Bool(false) => "FALSE_VALUE",
        Value::Null => "NULL_VALUE",
    };
    format!("{found} can not be converted to {expected}")
}

fn whole(value: &Value) -> Option<i64> {
    let inside = |number: f64| (i64::MIN as f64..i64::MAX as f64).contains(&number);
    value.as_i64().or_else(|| value.as_f64().filter(|&number| inside(number)).map(|number| number as i64))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_text_is_made_of_nothing_else() {
        let said = |value| text(value).unwrap_err();
        assert_eq!(said(json!(1)), "NUMBER_VALUE can not be converted to a String");
        assert_eq!(said(json!(true)), "TRUE_VALUE can not be converted to a String");
        assert_eq!(said(json!({})), "Start of structure or map found where not expected.");
        assert_eq!(said(json!([])), "Start of list found where not expected");
    }

    #[test]
    fn maps_and_lists_say_what_was_expected() {
        assert_eq!(map(json!("x")).unwrap_err(), "Expected map or null");
        assert_eq!(list(json!("x")).unwrap_err(), "Unexpected field type");
        assert_eq!(list(json!({})).unwrap_err(), "Start of structure or map found where not expected.");
    }

    #[test]
    fn fractions_are_cut_off_and_large_numbers_refused() {
        assert_eq!(integer(json!(7.9)), Ok(json!(7)));
        assert_eq!(integer(json!(i64::MAX)).unwrap_err(), "NUMBER_VALUE can not be converted to an Integer");
        assert_eq!(long(json!(i64::MAX)), Ok(json!(i64::MAX)));
        assert!(long(json!(1e300)).is_err() && long(json!(u64::MAX)).is_err());
        assert_eq!(integer(json!("7")).unwrap_err(), "STRING_VALUE can not be converted to an Integer");
    }

    #[test]
    fn a_blob_is_base64() {
        assert!(blob(json!("AQ==")).is_ok());
        assert_eq!(blob(json!("!")).unwrap_err(), "Unexpected field type");
    }
}
