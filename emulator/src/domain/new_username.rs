//! What a new user is called.

use poolhouse_emulator_model::Sensitive;
use poolhouse_emulator_model::shapes::{AliasAttributeType, AttributeType, UsernameAttributeType};

use super::address::{is_email, is_phone_number};
use super::sign_in_name::SignInNames;
use crate::error::ApiError;

/// The name of a new user.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct NewUsername {
    /// The username, once and for all.
    pub(crate) username: String,
    /// The attribute that gets the name which the request gave, where that is not the username.
    pub(crate) attribute: Option<UsernameAttributeType>,
}

impl SignInNames {
    /// The name of a user whom a request calls `given` and whose `sub` will be `sub`. Pools that
    /// ignore case keep usernames in lower case (unsure).
    pub(crate) fn new_username(&self, given: &str, sub: &str) -> Result<NewUsername, ApiError> {
        if self.by_attributes() {
            let attribute = Some(self.username_attribute(given)?);
            return Ok(NewUsername { username: sub.to_owned(), attribute });
        }
        self.refuse_alias_form(given)?;
        Ok(NewUsername { username: self.folded(given).into_owned(), attribute: None })
    }

    /// The username of a user whom a request calls `name`. Where an address is given as username, it
    /// is added to the attributes `given`, and these can have no other.
    pub(crate) fn name_new_user(
        &self,
        name: Sensitive,
        sub: &str,
        given: &mut Vec<AttributeType>,
    ) -> Result<String, ApiError> {
        let named = self.new_username(name.expose(), sub)?;
        let Some(attribute) = named.attribute.map(UsernameAttributeType::as_str) else {
            return Ok(named.username);
        };
        let folded = |value: &Sensitive| self.folded(value.expose()).into_owned();
        let mut values = given
            .iter()
            .filter(|given| given.name == attribute)
            .map(|given| given.value.as_ref().map(folded));
        if values.any(|value| value != Some(folded(&name))) {
            return Err(ApiError::username_and_attribute_differ(attribute));
        }
        given.push(AttributeType { name: attribute.to_owned(), value: Some(name) });
        Ok(named.username)
    }

    /// The username attribute whose form a name has.
    fn username_attribute(&self, given: &str) -> Result<UsernameAttributeType, ApiError> {
        let attributes = self.username_attributes.as_deref().unwrap_or_default();
        let fits = |attribute: &&UsernameAttributeType| match attribute {
            UsernameAttributeType::Email => is_email(given),
            UsernameAttributeType::PhoneNumber => is_phone_number(given),
        };
        attributes.iter().find(fits).copied().ok_or_else(|| match attributes {
            [UsernameAttributeType::Email] => ApiError::username_should_be_email(),
            [UsernameAttributeType::PhoneNumber] => ApiError::username_should_be_phone_number(),
            _ => ApiError::username_should_be_email_or_phone_number(),
        })
    }

    /// A username that looks like an alias could shadow one.
    fn refuse_alias_form(&self, given: &str) -> Result<(), ApiError> {
        if self.is_alias(AliasAttributeType::Email) && is_email(given) {
            return Err(ApiError::username_of_email_format());
        }
        if self.is_alias(AliasAttributeType::PhoneNumber) && is_phone_number(given) {
            return Err(ApiError::username_of_phone_number_format());
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn by(attributes: &[UsernameAttributeType]) -> SignInNames {
        SignInNames { username_attributes: Some(attributes.to_vec()), ..SignInNames::default() }
    }

    fn aliases(aliases: &[AliasAttributeType]) -> SignInNames {
        SignInNames { aliases: Some(aliases.to_vec()), ..SignInNames::default() }
    }

    #[test]
    fn without_further_rules_every_name_is_a_username() {
        let names = SignInNames::default();
        for given in ["ann", "Ann@Example.com", "+14255550123"] {
            let expected = NewUsername { username: given.into(), attribute: None };
            assert_eq!(names.new_username(given, "sub"), Ok(expected));
        }
    }

    #[test]
    fn pools_that_ignore_case_keep_lower_case() {
        let names = SignInNames { case_sensitive: Some(false), ..SignInNames::default() };
        assert_eq!(names.new_username("Ann", "sub").map(|name| name.username), Ok("ann".into()));
    }

    #[test]
    fn username_attributes_take_the_name_and_the_sub_takes_its_place() {
        use UsernameAttributeType::{Email, PhoneNumber};
        let name = |attribute| Ok(NewUsername { username: "sub".into(), attribute: Some(attribute) });
        let both = by(&[PhoneNumber, Email]);
        assert_eq!(both.new_username("ann@example.com", "sub"), name(Email));
        assert_eq!(both.new_username("+14255550123", "sub"), name(PhoneNumber));
        let refused = |names: SignInNames, given| names.new_username(given, "sub").err();
        assert_eq!(refused(both, "ann"), Some(ApiError::username_should_be_email_or_phone_number()));
        assert_eq!(refused(by(&[Email]), "+14255550123"), Some(ApiError::username_should_be_email()));
        assert_eq!(refused(by(&[PhoneNumber]), "a@b.de"), Some(ApiError::username_should_be_phone_number()));
    }

    #[test]
    fn a_username_must_not_look_like_an_alias() {
        let email = aliases(&[AliasAttributeType::Email]);
        assert_eq!(email.new_username("a@b.de", "sub"), Err(ApiError::username_of_email_format()));
        assert!(email.new_username("+14255550123", "sub").is_ok());
        let phone = aliases(&[AliasAttributeType::PhoneNumber]);
        assert_eq!(
            phone.new_username("+14255550123", "sub"),
            Err(ApiError::username_of_phone_number_format())
        );
        assert!(phone.new_username("a@b.de", "sub").is_ok());
    }
}
