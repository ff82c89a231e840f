//! Declarations of which only what matters is written.

use crate::{Attribute, Declarable, Declaration, Group, Membership, Origin, User};

impl From<User> for Declaration {
    fn from(user: User) -> Self {
        Self { what: Declarable::User(user), origin: None }
    }
}

impl From<Group> for Declaration {
    fn from(group: Group) -> Self {
        Self { what: Declarable::Group(group), origin: None }
    }
}

impl From<Membership> for Declaration {
    fn from(membership: Membership) -> Self {
        Self { what: Declarable::Membership(membership), origin: None }
    }
}

impl Declaration {
    /// The same, said to come from a line of a file.
    #[must_use]
    pub fn at(self, file: impl Into<String>, line: u32) -> Self {
        Self { origin: Some(Origin { file: file.into(), line }), ..self }
    }
}

impl Attribute {
    /// An attribute.
    pub fn new(name: impl Into<String>, value: impl Into<String>) -> Self {
        Self { name: name.into(), value: value.into() }
    }
}
