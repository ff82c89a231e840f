//! Attribute names and values of a user.

use std::collections::BTreeMap;

use crate::rules;
use crate::text::text_type;

text_type! {
    /// The name of a user attribute as the pool's schema has it: `email`, `custom:department`, `dev:custom:score`.
    ///
    /// 1 to 32 characters. Whether a pool knows the name is the pool's to say ([`crate::pool::Pool::attribute`]).
    AttributeName, rules::ATTRIBUTE_NAME
}

/// What a user's attributes are, by name. Values are strings on the wire, whatever the schema's type.
pub type Attributes = BTreeMap<AttributeName, String>;

impl AttributeName {
    /// The flag that says whether this attribute's value was verified, for the two attributes that have one.
    #[must_use]
    pub fn verified_flag(&self) -> Option<Self> {
        match self.0.as_str() {
            "email" => Some(Self("email_verified".into())),
            "phone_number" => Some(Self("phone_number_verified".into())),
            _ => None,
        }
    }

    /// Whether this attribute says of another one whether it was verified.
    #[must_use]
    pub fn is_verified_flag(&self) -> bool {
        matches!(self.0.as_str(), "email_verified" | "phone_number_verified")
    }

    /// Whether only the service writes this attribute: no declaration may hold it.
    #[must_use]
    pub fn is_service_owned(&self) -> bool {
        matches!(self.0.as_str(), "sub" | "identities") || self.0.starts_with("cognito:")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_longer_than_the_api_allows_is_refused() {
        assert!(AttributeName::new("a".repeat(33)).is_err());
        assert!(AttributeName::new("custom:department").is_ok());
    }

    #[test]
    fn only_email_and_phone_number_have_a_verified_flag() {
        let flag =
            |name: &str| AttributeName::new(name).unwrap().verified_flag().map(|flag| flag.to_string());
        assert_eq!(flag("email").as_deref(), Some("email_verified"));
        assert_eq!(flag("phone_number").as_deref(), Some("phone_number_verified"));
        assert_eq!(flag("name"), None);
    }
}
