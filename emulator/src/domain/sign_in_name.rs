//! The names by which users are found: usernames, aliases, and attributes used as usernames.

use std::borrow::Cow;

use poolhouse_emulator_model::shapes::{
    AliasAttributeType, UsernameAttributeType, UsernameConfigurationType,
};
use serde::{Deserialize, Serialize};

use super::empty_list::drop_empty;
use super::user::User;
use crate::error::ApiError;

/// How a pool's users are named, fixed when the pool is made.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct SignInNames {
    /// Attributes that find a user beside the username.
    pub(crate) aliases: Option<Vec<AliasAttributeType>>,
    /// Attributes that are given in place of a username; the username itself is then the `sub`.
    pub(crate) username_attributes: Option<Vec<UsernameAttributeType>>,
    /// What `UsernameConfiguration` said. Through the API, nothing said means case sensitive.
    pub(crate) case_sensitive: Option<bool>,
}

/// A value of an attribute that finds one user.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct SignInName {
    pub(crate) attribute: AliasAttributeType,
    /// Folded where the pool ignores case.
    pub(crate) value: String,
}

impl SignInNames {
    /// The names that a request asks for: aliases or username attributes, not both.
    pub(crate) fn new(
        mut aliases: Option<Vec<AliasAttributeType>>,
        mut username_attributes: Option<Vec<UsernameAttributeType>>,
        configuration: Option<UsernameConfigurationType>,
    ) -> Result<Self, ApiError> {
        drop_empty(&mut aliases);
        drop_empty(&mut username_attributes);
        if aliases.is_some() && username_attributes.is_some() {
            return Err(ApiError::alias_and_username_attributes());
        }
        let case_sensitive = configuration.map(|configuration| configuration.case_sensitive);
        Ok(Self { aliases, username_attributes, case_sensitive })
    }

    /// Whether the attribute is an alias.
    pub(crate) fn is_alias(&self, attribute: AliasAttributeType) -> bool {
        self.aliases.as_ref().is_some_and(|aliases| aliases.contains(&attribute))
    }

    /// Whether users are named by attributes, and so have their `sub` as username.
    pub(crate) fn by_attributes(&self) -> bool {
        self.username_attributes.is_some()
    }

    /// A username, or a value of `email` or `preferred_username`, as it is compared.
    pub(crate) fn folded<'a>(&self, name: &'a str) -> Cow<'a, str> {
        match self.case_sensitive {
            Some(false) => Cow::Owned(name.to_lowercase()),
            _ => Cow::Borrowed(name),
        }
    }

    /// The sign-in name that a string would be, for each attribute that finds users here.
    pub(crate) fn readings(&self, name: &str) -> impl Iterator<Item = SignInName> {
        let value = self.folded(name).into_owned();
        self.attributes().map(move |attribute| SignInName { attribute, value: value.clone() })
    }

    /// The names besides the username by which a user is found now: aliases that are verified, or
    /// username attributes, verified or not.
    pub(crate) fn of(&self, user: &User) -> Vec<SignInName> {
        self.attributes().filter_map(|attribute| self.name(user, attribute)).collect()
    }

    fn name(&self, user: &User, attribute: AliasAttributeType) -> Option<SignInName> {
        let value = user.attribute(attribute.as_str())?;
        let active = self.by_attributes() || is_active_alias(user, attribute);
        active.then(|| SignInName { attribute, value: self.folded(value).into_owned() })
    }

    /// The attributes that find users. A pool has aliases or username attributes, never both.
    fn attributes(&self) -> impl Iterator<Item = AliasAttributeType> {
        let aliases = self.aliases.iter().flatten().copied();
        aliases.chain(self.username_attributes.iter().flatten().map(|&attribute| alias(attribute)))
    }
}

/// An address finds its user once it is verified; a preferred username needs no verification.
fn is_active_alias(user: &User, attribute: AliasAttributeType) -> bool {
    match attribute {
        AliasAttributeType::Email => user.has_verified("email_verified"),
        AliasAttributeType::PhoneNumber => user.has_verified("phone_number_verified"),
        AliasAttributeType::PreferredUsername => true,
    }
}

fn alias(attribute: UsernameAttributeType) -> AliasAttributeType {
    match attribute {
        UsernameAttributeType::Email => AliasAttributeType::Email,
        UsernameAttributeType::PhoneNumber => AliasAttributeType::PhoneNumber,
    }
}
