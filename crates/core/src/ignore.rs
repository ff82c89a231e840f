//! What a declaration leaves to others once the resource is made.

use std::collections::BTreeSet;

use crate::attribute::AttributeName;
use crate::fault::nearest;

/// The parts of a user that are set at creation and left alone afterwards (`ignore_changes`).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct IgnoredChanges {
    parts: BTreeSet<&'static str>,
    attributes: BTreeSet<AttributeName>,
}

/// The properties that are changed in place, and so can be ignored.
const PARTS: [(&str, &str); 5] = [
    ("attributes", "UserAttributes"),
    ("enabled", "Enabled"),
    ("groups", "Groups"),
    ("mfa", "Mfa"),
    ("password", "Password"),
];

impl IgnoredChanges {
    /// Adds a part by either spelling, or one attribute as `attributes.NAME`.
    ///
    /// # Errors
    /// What is wrong with it, and a suggestion.
    pub fn add(&mut self, text: &str) -> Result<(), (String, Option<String>)> {
        if let Some(name) = text.strip_prefix("attributes.") {
            let name = AttributeName::new(name).map_err(|error| (error.to_string(), None))?;
            self.attributes.insert(name);
            return Ok(());
        }
        let part = PARTS.into_iter().find(|(snake, name)| *snake == text || *name == text);
        let Some((part, _)) = part else {
            let known = PARTS.map(|(snake, _)| snake);
            let hint = nearest(text, known).map(|name| format!("did you mean \"{name}\"?"));
            let hint = hint.or_else(|| Some(format!("{}, attributes.NAME", known.join(", "))));
            return Err((format!("\"{text}\" is nothing that can be ignored"), hint));
        };
        self.parts.insert(part);
        Ok(())
    }

    /// Whether an attribute is left alone.
    #[must_use]
    pub fn attribute(&self, name: &AttributeName) -> bool {
        self.parts.contains("attributes") || self.attributes.contains(name)
    }

    /// The attributes that are named one by one.
    pub(crate) fn attribute_names(&self) -> &BTreeSet<AttributeName> {
        &self.attributes
    }

    /// Whether the flag of [`crate::user::UserSpec::enabled`] is left alone.
    #[must_use]
    pub fn enabled(&self) -> bool {
        self.parts.contains("enabled")
    }

    /// Whether groups are left alone.
    #[must_use]
    pub fn groups(&self) -> bool {
        self.parts.contains("groups")
    }

    /// Whether second factors are left alone.
    #[must_use]
    pub fn mfa(&self) -> bool {
        self.parts.contains("mfa")
    }

    /// Whether passwords are left alone, whatever `password_version` says.
    #[must_use]
    pub fn password(&self) -> bool {
        self.parts.contains("password")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_is_named_in_either_spelling_and_an_attribute_by_itself() {
        let mut ignored = IgnoredChanges::default();
        for text in ["Enabled", "groups", "attributes.custom:dept"] {
            ignored.add(text).unwrap();
        }
        assert!(ignored.enabled() && ignored.groups() && !ignored.mfa());
        assert!(ignored.attribute(&AttributeName::new("custom:dept").unwrap()));
        assert!(!ignored.attribute(&AttributeName::new("name").unwrap()));
    }

    #[test]
    fn what_cannot_be_ignored_is_told_with_the_nearest_that_can() {
        let refusal = IgnoredChanges::default().add("group").unwrap_err();
        assert_eq!(refusal.1.as_deref(), Some("did you mean \"groups\"?"));
    }
}
