//! What other identity providers know a user as.

use std::fmt::{self, Write};

use poolhouse_emulator_model::Timestamp;
use poolhouse_emulator_model::shapes::IdentityProviderTypeType;
use serde::{Deserialize, Serialize};

use super::user::User;
use crate::error::ApiError;

/// A user at an identity provider.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Identity {
    pub(crate) id: IdentityId,
    /// The provider's type when the identity was added.
    pub(crate) kind: IdentityProviderTypeType,
    /// Whether the user came to the pool by this identity, and not by being linked to it.
    pub(crate) primary: bool,
    pub(crate) created: Timestamp,
}

/// What tells one identity from all others of a pool.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub(crate) struct IdentityId {
    /// The provider's name.
    pub(crate) provider: String,
    /// [`SUBJECT`], or the attribute of the pool that takes over the claim that is compared.
    pub(crate) attribute: String,
    /// The value of the claim.
    pub(crate) value: String,
}

impl User {
    /// Adds an identity, behind those that are there.
    pub(crate) fn link(&mut self, identity: Identity) -> Result<(), ApiError> {
        if self.identities.len() >= MOST_IDENTITIES {
            return Err(ApiError::too_many_identities(MOST_IDENTITIES));
        }
        self.identities.push(identity);
        Ok(())
    }

    /// Removes an identity. Its not being there is fine.
    pub(crate) fn unlink(&mut self, id: &IdentityId) {
        self.identities.retain(|identity| identity.id != *id);
    }

    /// The value of the `identities` attribute: JSON in a string. A user without any has none.
    pub(crate) fn identities_attribute(&self) -> Option<String> {
        if self.identities.is_empty() {
            return None;
        }
        let identities: Vec<String> = self.identities.iter().map(Identity::to_string).collect();
        Some(format!("[{}]", identities.join(",")))
    }
}

/// The identity as an element of the `identities` attribute. The issuer is always null, though for
/// SAML it may be the provider's entity id (unsure).
impl fmt::Display for Identity {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(r#"{"userId":"#)?;
        write_quoted(out, &self.id.value)?;
        out.write_str(r#","providerName":"#)?;
        write_quoted(out, &self.id.provider)?;
        out.write_str(r#","providerType":"#)?;
        write_quoted(out, self.kind.as_str())?;
        let (primary, created) = (self.primary, self.created.millis());
        write!(out, r#","issuer":null,"primary":{primary},"dateCreated":{created}}}"#)
    }
}

/// A text as JSON quotes it.
fn write_quoted(out: &mut fmt::Formatter<'_>, text: &str) -> fmt::Result {
    out.write_char('"')?;
    for letter in text.chars() {
        match letter {
            '"' | '\\' => write!(out, "\\{letter}")?,
            control if u32::from(control) < 0x20 => write!(out, "\\u{:04x}", u32::from(control))?,
            other => out.write_char(other)?,
        }
    }
    out.write_char('"')
}

/// The name that requests give to the identifier by which a provider knows its users.
pub(crate) const SUBJECT: &str = "Cognito_Subject";

/// Identities that a user may have.
const MOST_IDENTITIES: usize = 5;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identities_are_json_whatever_the_names() {
        let value = "a\"b\\c\nd\u{fc}";
        let mut user = User::new("ann".into(), "sub".into(), Timestamp::from_millis(0));
        assert_eq!(user.identities_attribute(), None);
        let id = IdentityId { provider: "Google".into(), attribute: SUBJECT.into(), value: value.into() };
        let kind = IdentityProviderTypeType::Google;
        user.link(Identity { id, kind, primary: false, created: Timestamp::from_millis(5) }).expect("linked");
        let expected = "[{\"userId\":\"a\\\"b\\\\c\\u000ad\u{fc}\",\"providerName\":\"Google\",\
                        \"providerType\":\"Google\",\"issuer\":null,\"primary\":false,\"dateCreated\":5}]";
        assert_eq!(user.identities_attribute().as_deref(), Some(expected));
    }
}
