//! A user pool as provisioning sees it: which attributes it knows, and how it names people.

use std::collections::{BTreeMap, BTreeSet};

use crate::attribute::{AttributeName, Attributes};
use crate::password::PasswordPolicy;
use crate::rules;
use crate::text::text_type;
use crate::user::{User, UserSpec, Username};

text_type! {
    /// The id of a user pool, `<region>_<nine characters>`.
    PoolId, rules::USER_POOL_ID
}

impl PoolId {
    /// The region the id begins with, when what stands before the `_` looks like one (`us-east-1`, `us-gov-west-1`).
    #[must_use]
    pub fn region(&self) -> Option<&str> {
        let (region, _) = self.0.rsplit_once('_')?;
        let parts: Vec<&str> = region.split('-').collect();
        let numbered = parts.last()?.chars().all(|character| character.is_ascii_digit());
        (parts.len() >= 3 && numbered && parts.iter().all(|part| !part.is_empty())).then_some(region)
    }
}

/// What provisioning needs to know of a pool, read once a run.
#[derive(Clone, Debug, PartialEq)]
pub struct Pool {
    /// Its id.
    pub id: PoolId,
    /// The attributes its schema has, custom ones with their prefix.
    pub schema: BTreeMap<AttributeName, SchemaAttribute>,
    /// Attributes a person may sign in with beside the username (`AliasAttributes`).
    pub aliases: BTreeSet<Alias>,
    /// Attributes that take the place of a username (`UsernameAttributes`); then `Username` is a UUID.
    pub username_attributes: BTreeSet<Alias>,
    /// Whether usernames that differ in case only are two people. Cognito's default through the API is yes.
    pub case_sensitive: bool,
    /// Attributes whose old value stays until the new one is confirmed
    /// (`AttributesRequireVerificationBeforeUpdate`).
    pub verified_before_update: BTreeSet<Alias>,
    /// What it asks of passwords.
    pub passwords: PasswordPolicy,
    /// Whether its mail goes out through the service's own sender, which sends few.
    pub default_sender: bool,
    /// Addresses that it verifies by itself (`AutoVerifiedAttributes`).
    pub auto_verified: BTreeSet<Alias>,
    /// Whether every user must have a second factor (`MfaConfiguration` is `ON`).
    pub requires_mfa: bool,
    /// About how many users it has, as the service last counted.
    pub estimated_users: Option<u64>,
}

/// The attribute that marks whom poolhouse made.
const MARKER: &str = "custom:poolhouse";

/// An attribute that can stand for a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Alias {
    /// `email`
    Email,
    /// `phone_number`
    PhoneNumber,
    /// `preferred_username`
    PreferredUsername,
}

/// One attribute of a pool's schema.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SchemaAttribute {
    /// What its values are.
    pub data_type: DataType,
    /// Whether a value can be changed once it is set.
    pub mutable: bool,
    /// Whether every user must have one.
    pub required: bool,
}

/// The type of a schema attribute, with its limits. Absent limits do not limit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DataType {
    /// Text; limits in characters.
    String {
        /// Fewest characters.
        min: Option<u64>,
        /// Most characters.
        max: Option<u64>,
    },
    /// A whole number in decimal digits; limits on its value.
    Number {
        /// Least value.
        min: Option<i64>,
        /// Greatest value.
        max: Option<i64>,
    },
    /// `true` or `false`.
    Boolean,
    /// Seconds since 1970, or a date the service reads.
    DateTime,
}

impl Alias {
    /// The attribute's name.
    #[must_use]
    pub fn attribute(self) -> &'static str {
        match self {
            Self::Email => "email",
            Self::PhoneNumber => "phone_number",
            Self::PreferredUsername => "preferred_username",
        }
    }

    /// Whether it is an address, which can be verified and taken by force, and not a name.
    #[must_use]
    pub fn is_address(self) -> bool {
        self != Self::PreferredUsername
    }

    /// Whether these attributes make it lead to their user: an address must be verified for that.
    #[must_use]
    pub fn is_effective(self, attributes: &Attributes) -> bool {
        let flag = match self {
            Self::Email => "email_verified",
            Self::PhoneNumber => "phone_number_verified",
            Self::PreferredUsername => return attributes.contains_key(self.attribute()),
        };
        attributes.get(flag).is_some_and(|flag| flag.eq_ignore_ascii_case("true"))
    }

    /// The alias of that attribute name, if it can be one.
    #[must_use]
    pub fn from_attribute(name: &str) -> Option<Self> {
        [Self::Email, Self::PhoneNumber, Self::PreferredUsername]
            .into_iter()
            .find(|alias| alias.attribute() == name)
    }
}

impl Pool {
    /// What the schema says of `name`; nothing when the pool does not know it.
    #[must_use]
    pub fn attribute(&self, name: &AttributeName) -> Option<&SchemaAttribute> {
        self.schema.get(name)
    }

    /// The attribute that marks whom poolhouse made, in a pool whose owner gave it one: `custom:poolhouse`, a string of
    /// 32 characters or more that nobody can change.
    #[must_use]
    pub fn marker(&self) -> Option<AttributeName> {
        let (name, known) = self.schema.get_key_value(MARKER)?;
        let fits = matches!(known.data_type, DataType::String { max, .. } if max.is_none_or(|max| max >= 32));
        (fits && !known.mutable).then(|| name.clone())
    }

    /// `username` in the form in which this pool compares usernames.
    #[must_use]
    pub fn folded(&self, username: &str) -> String {
        if self.case_sensitive { username.to_owned() } else { username.to_lowercase() }
    }

    /// The aliases that lead to a user of these attributes, with their values.
    pub fn claims<'a>(&'a self, attributes: &'a Attributes) -> impl Iterator<Item = (Alias, &'a str)> {
        let aliases = self.aliases.iter().filter(|alias| alias.is_effective(attributes));
        aliases.filter_map(|alias| Some((*alias, attributes.get(alias.attribute())?.as_str())))
    }

    /// The wanted attributes that differ from those of an account, and that cannot be changed once it is made.
    #[must_use]
    pub fn blocked(&self, wanted: &UserSpec, user: &User) -> Vec<&AttributeName> {
        let immutable = self.schema.iter().filter(|(_, known)| !known.mutable);
        let differs = |name: &AttributeName, value: &str| {
            user.attributes.get(name).is_none_or(|has| !self.same_value(name, has, value))
        };
        let wanted = immutable.filter(|(name, _)| {
            !wanted.ignore.attribute(name)
                && wanted.attributes.get(*name).is_some_and(|value| differs(name, value))
        });
        wanted.map(|(name, _)| name).collect()
    }

    /// Where an attribute stands for the name: that attribute, with the name as its value.
    #[must_use]
    pub fn name_as_attribute(&self, username: &Username) -> Option<(AttributeName, String)> {
        let name = username.as_str();
        let wanted = if name.contains('@') { Alias::Email } else { Alias::PhoneNumber };
        let alias = self.username_attributes.get(&wanted)?;
        let attribute = AttributeName::new(alias.attribute()).ok()?;
        Some((attribute, name.to_owned()))
    }

    /// Whether a new value of `name` takes the place of the old one only once its owner has confirmed it: unless it is
    /// declared as verified, with which it is taken at once.
    #[must_use]
    pub fn keeps_until_confirmed(&self, name: &AttributeName, wanted: &Attributes) -> bool {
        Alias::from_attribute(name.as_str())
            .is_some_and(|alias| self.verified_before_update.contains(&alias) && !alias.is_effective(wanted))
    }

    /// Whether two values of `name` are one to this pool.
    #[must_use]
    pub fn same_value(&self, name: &AttributeName, one: &str, other: &str) -> bool {
        let is_flag = self.attribute(name).is_some_and(|known| known.data_type == DataType::Boolean);
        let folds =
            is_flag || !self.case_sensitive && matches!(name.as_str(), "email" | "preferred_username");
        if folds { one.to_lowercase() == other.to_lowercase() } else { one == other }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_region_is_what_stands_before_the_underscore_when_it_looks_like_one() {
        let region = |id: &str| PoolId::new(id).unwrap().region().map(str::to_owned);
        assert_eq!(region("us-east-1_examplepool").as_deref(), Some("us-east-1"));
        assert_eq!(region("us-gov-west-1_Ab12Cd34E").as_deref(), Some("us-gov-west-1"));
        assert_eq!(region("local_2q9XYZ"), None);
    }

    #[test]
    fn an_id_without_underscore_is_refused() {
        assert!(PoolId::new("us-east-1").is_err());
    }
}
