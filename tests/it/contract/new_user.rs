//! Users to be made.

use std::collections::{BTreeMap, BTreeSet};

use poolhouse_core::attribute::{AttributeName, Attributes};
use poolhouse_core::backend::{CreateUser, Invitation, TemporaryPassword};
use poolhouse_core::user::Medium;

/// A user to be made, who gets no invitation unless a test wants one.
#[derive(Clone)]
pub(crate) struct NewUser {
    pub(crate) username: String,
    pub(crate) attributes: Attributes,
    pub(crate) validation_data: BTreeMap<String, String>,
    pub(crate) client_metadata: BTreeMap<String, String>,
    pub(crate) mediums: BTreeSet<Medium>,
    pub(crate) temporary_password: Option<String>,
    pub(crate) force_alias_creation: bool,
    pub(crate) suppress_message: bool,
}

impl NewUser {
    pub(crate) fn named(username: &str) -> Self {
        Self {
            username: username.to_owned(),
            attributes: Attributes::new(),
            validation_data: BTreeMap::new(),
            client_metadata: BTreeMap::new(),
            mediums: BTreeSet::new(),
            temporary_password: None,
            force_alias_creation: false,
            suppress_message: true,
        }
    }

    pub(crate) fn with(mut self, values: &[(&str, &str)]) -> Self {
        self.attributes.extend(attributes(values));
        self
    }

    /// With an address that is verified.
    pub(crate) fn verified(self, email: &str) -> Self {
        self.with(&[("email", email), ("email_verified", "true")])
    }

    pub(crate) fn as_call(&self) -> CreateUser<'_> {
        CreateUser {
            username: &self.username,
            attributes: &self.attributes,
            validation_data: &self.validation_data,
            temporary_password: self.temporary_password.as_deref().map(TemporaryPassword),
            force_alias_creation: self.force_alias_creation,
            suppress_message: self.suppress_message,
            invitation: Invitation { mediums: &self.mediums, client_metadata: &self.client_metadata },
        }
    }
}

pub(crate) fn attributes(values: &[(&str, &str)]) -> Attributes {
    let named = |(name, value): &(&str, &str)| {
        (AttributeName::new(*name).expect("the tests name attributes well"), (*value).to_owned())
    };
    values.iter().map(named).collect()
}
