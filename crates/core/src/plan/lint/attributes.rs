//! Attributes against the pool's schema.

use std::fmt::Display;

use super::Lint;
use super::names::{looks_like_mail, looks_like_phone};
use crate::attribute::AttributeName;
use crate::fault::nearest;
use crate::plan::text::quoted;
use crate::pool::DataType;
use crate::rules;

impl Lint<'_> {
    pub(super) fn attributes(&mut self) {
        for (name, value) in &self.spec.attributes {
            let path = format!("attributes.{name}");
            if name.is_service_owned() {
                self.refuse(&path, "is the service's own; nobody sets it", None);
            } else if let Some(known) = self.pool.attribute(name) {
                let wrong = too_long(value).or_else(|| wrong_value(&known.data_type, value));
                let wrong = wrong.or_else(|| wrong_address(name, value));
                // What will stand in the place of an output cannot be held against anything yet.
                if let Some(wrong) = wrong.filter(|_| !self.spec.pending.contains_key(name)) {
                    self.refuse(&path, wrong, None);
                }
            } else {
                self.refuse_unknown(&path, name, "");
            }
        }
        for name in self.spec.ignore.attribute_names() {
            if self.pool.attribute(name).is_none() && !name.is_service_owned() {
                self.refuse_unknown("ignore_changes", name, &format!("names {name}, which "));
            }
        }
    }

    fn refuse_unknown(&mut self, path: &str, name: &AttributeName, subject: &str) {
        let hint = self.suggestion(name);
        self.refuse(path, format!("{subject}is not in pool {}", self.pool.id), hint);
    }

    /// `custom:x` for a bare `x` that the schema has with the prefix, else the nearest name it has.
    fn suggestion(&self, name: &AttributeName) -> Option<String> {
        let prefixed = ["custom:", "dev:custom:"].map(|prefix| format!("{prefix}{name}"));
        let known = || self.pool.schema.keys().map(AttributeName::as_str);
        let found = prefixed.iter().find_map(|prefixed| known().find(|known| known == prefixed));
        let found = found.or_else(|| nearest(name.as_str(), known()))?;
        Some(format!("did you mean {found}?"))
    }

    /// The service makes a user without what the pool requires, and asks for it at the first sign-in.
    pub(super) fn missing_attributes(&mut self) {
        let required = self.pool.schema.iter().filter(|(_, known)| known.required);
        let missing = required.map(|(name, _)| name).filter(|name| !self.has(name.as_str()));
        let missing: Vec<_> = missing.filter(|name| !name.is_service_owned()).cloned().collect();
        for name in missing {
            let message =
                "is missing, and the pool requires it: the user is asked for it at the first sign-in";
            self.warn(&format!("attributes.{name}"), message, "declare it, if it is known");
        }
    }
}

fn too_long(value: &str) -> Option<String> {
    let (length, max) = (value.chars().count(), rules::ATTRIBUTE_VALUE.max);
    (length > max).then(|| format!("must have at most {max} characters, has {length}"))
}

fn wrong_value(data_type: &DataType, value: &str) -> Option<String> {
    match data_type {
        DataType::String { min, max } => outside(value.chars().count() as u64, *min, *max)
            .map(|limit| format!("must have {limit} characters")),
        DataType::Number { min, max } => match value.parse::<i64>() {
            Ok(number) => outside(number, *min, *max).map(|limit| format!("must be {limit}")),
            Err(_) => Some(format!("must be a whole number, got {}", quoted(value))),
        },
        DataType::Boolean => {
            let is_boolean = value.eq_ignore_ascii_case("true") || value.eq_ignore_ascii_case("false");
            (!is_boolean).then(|| format!("must be true or false, got {}", quoted(value)))
        }
        DataType::DateTime => None,
    }
}

fn outside<T: PartialOrd + Display>(value: T, min: Option<T>, max: Option<T>) -> Option<String> {
    match (min, max) {
        (Some(min), _) if value < min => Some(format!("at least {min}")),
        (_, Some(max)) if value > max => Some(format!("at most {max}")),
        _ => None,
    }
}

fn wrong_address(name: &AttributeName, value: &str) -> Option<String> {
    match name.as_str() {
        "email" if !looks_like_mail(value) => {
            Some(format!("must be an e-mail address, got {}", quoted(value)))
        }
        "phone_number" if !looks_like_phone(value) => {
            Some(format!("must be a phone number of the form +15555551234, got {}", quoted(value)))
        }
        _ => None,
    }
}
