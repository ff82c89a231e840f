//! The one table of resources and their properties.
//!
//! Checks, suggestions, editor types and references are made from it; no other place names a property.

use std::fmt;

use crate::lifecycle::OnDelete;
use crate::mfa::MfaFactor;

/// A kind of resource.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// `AWS::Cognito::UserPoolGroup`
    Group,
    /// `AWS::Cognito::UserPoolUser`
    User,
    /// `AWS::Cognito::UserPoolUserToGroupAttachment`
    Membership,
}

/// A row of the table: one kind of resource.
#[derive(Debug)]
pub struct Resource {
    /// Its kind.
    pub kind: Kind,
    /// CloudFormation's name without `AWS::Cognito::`, and the name of the constructor in scripts.
    pub name: &'static str,
    /// The short word for it: the method of a pool handle, the word in plans.
    pub word: &'static str,
    /// What it is, a sentence.
    pub doc: &'static str,
    /// Its properties, in the order people read them.
    pub properties: &'static [Property],
    /// What is known of it only once it exists.
    pub outputs: &'static [Output],
}

/// Something that the service makes up for a resource.
#[derive(Debug, PartialEq, Eq)]
pub struct Output {
    /// Its name in scripts.
    pub name: &'static str,
    /// What it is, a sentence or two.
    pub doc: &'static str,
    /// The version of poolhouse that first had it.
    pub since: &'static str,
}

/// One property of a kind of resource.
#[derive(Debug)]
pub struct Property {
    /// CloudFormation's name, or ours in CloudFormation's style.
    pub name: &'static str,
    /// The name in snake case, as the methods of a pool handle take it.
    pub snake: &'static str,
    /// What it holds.
    pub shape: Shape,
    /// Whether a declaration must have it.
    pub required: bool,
    /// The version of poolhouse that first had it.
    pub since: &'static str,
    /// What it means, a sentence or two.
    pub doc: &'static str,
}

/// What a property holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// Text.
    Text,
    /// `true` or `false`.
    Boolean,
    /// A whole number from zero.
    Integer,
    /// One of these words.
    Word(&'static [&'static str]),
    /// A set of these words.
    Words(&'static [&'static str]),
    /// A set of names.
    Names,
    /// Attributes: a map, or a list of `{ Name = …, Value = … }`.
    Attributes,
    /// A map of text to text.
    Map,
    /// Text or a secret; the only shape that takes one.
    Secret,
}

impl Kind {
    /// Every kind, in the order in which a plan makes them.
    pub const ALL: [Self; 3] = [Self::Group, Self::User, Self::Membership];

    /// Its row.
    #[must_use]
    pub fn resource(self) -> &'static Resource {
        match self {
            Self::Group => &GROUP,
            Self::User => &USER,
            Self::Membership => &MEMBERSHIP,
        }
    }

    /// The kind of that CloudFormation name (`UserPoolUser`).
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.resource().name == name)
    }
}

impl fmt::Display for Kind {
    /// The short word: `user`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.resource().word)
    }
}

impl Resource {
    /// The output of that name.
    #[must_use]
    pub fn output(&self, name: &str) -> Option<&'static Output> {
        self.outputs.iter().find(|output| output.name == name)
    }

    /// The property of that name, in either spelling.
    #[must_use]
    pub fn property(&self, name: &str) -> Option<&'static Property> {
        self.properties.iter().find(|property| property.name == name || property.snake == name)
    }
}

impl fmt::Display for Shape {
    /// What a declaration is told was expected: `a string`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text => f.write_str("a string"),
            Self::Boolean => f.write_str("true or false"),
            Self::Integer => f.write_str("a whole number from 0"),
            Self::Word(words) => write!(f, "one of {}", quoted(words)),
            Self::Words(words) => write!(f, "a list of {}", quoted(words)),
            Self::Names => f.write_str("a list of strings"),
            Self::Attributes => {
                f.write_str("a table of names and values, or a list of { Name = …, Value = … }")
            }
            Self::Map => f.write_str("a table of strings by name"),
            Self::Secret => f.write_str("a string or a secret"),
        }
    }
}

fn quoted(words: &[&str]) -> String {
    words.iter().map(|word| format!("\"{word}\"")).collect::<Vec<_>>().join(", ")
}

/// The property that every kind of resource has: the pool it belongs to.
pub const USER_POOL_ID: Property = Property {
    name: "UserPoolId",
    snake: "user_pool_id",
    shape: Shape::Text,
    required: true,
    since: "0.1.0",
    doc: "The pool, `<region>_<id>`. Another pool means another account.",
};

const ADOPT: Property = optional(
    "Adopt",
    "adopt",
    Shape::Boolean,
    "Take over what exists already instead of refusing. Passwords, unmanaged attributes and other groups stay as they are.",
);

const PROTECT: Property = optional(
    "Protect",
    "protect",
    Shape::Boolean,
    "Refuse every plan that would delete, disable or replace it because it is declared no more or otherwise.",
);

const MOVED_FROM: Property = optional(
    "MovedFrom",
    "moved_from",
    Shape::Names,
    "Ids it was declared under before, so that a new id does not make a new account.",
);

const fn optional(name: &'static str, snake: &'static str, shape: Shape, doc: &'static str) -> Property {
    Property { name, snake, shape, required: false, since: "0.1.0", doc }
}

const fn required(name: &'static str, snake: &'static str, shape: Shape, doc: &'static str) -> Property {
    Property { name, snake, shape, required: true, since: "0.1.0", doc }
}

static USER: Resource = Resource {
    kind: Kind::User,
    name: "UserPoolUser",
    word: "user",
    doc: "A person, or a machine, who can sign in to a user pool.",
    properties: &[
        USER_POOL_ID,
        optional(
            "Username",
            "username",
            Shape::Text,
            "The name to create the user with; the logical id when absent.",
        ),
        optional(
            "UserAttributes",
            "attributes",
            Shape::Attributes,
            "Attributes to hold, changed in place. Only what is named is managed; an empty string means absent.",
        ),
        optional(
            "ValidationData",
            "validation_data",
            Shape::Attributes,
            "Goes to the pre sign-up trigger when the user is made, and is never stored.",
        ),
        optional(
            "MessageAction",
            "message_action",
            Shape::Word(&["SUPPRESS", "RESEND"]),
            "SUPPRESS makes the user without an invitation. Matters when the user is made.",
        ),
        optional(
            "ForceAliasCreation",
            "force_alias_creation",
            Shape::Boolean,
            "Take a verified e-mail address or phone number from the user who has it as an alias.",
        ),
        optional(
            "ClientMetadata",
            "client_metadata",
            Shape::Map,
            "Goes to the pool's triggers with each call that takes it.",
        ),
        optional(
            "DesiredDeliveryMediums",
            "desired_delivery_mediums",
            Shape::Words(&["SMS", "EMAIL"]),
            "How the invitation travels. Cognito's default is SMS.",
        ),
        optional(
            "Password",
            "password",
            Shape::Secret,
            "A password that stays, set when the user is made and again when password_version rises.",
        ),
        optional(
            "TemporaryPassword",
            "temporary_password",
            Shape::Secret,
            "A first password, to be changed at the first sign-in. Cognito makes one when neither is given.",
        ),
        optional(
            "PasswordVersion",
            "password_version",
            Shape::Integer,
            "Raise it to have the password set once more.",
        ),
        optional(
            "Enabled",
            "enabled",
            Shape::Boolean,
            "Whether the user may sign in; left alone when absent.",
        ),
        optional("Groups", "groups", Shape::Names, "The groups the user is in; left alone when absent."),
        optional(
            "GroupsMode",
            "groups_mode",
            Shape::Word(&["exact", "additive"]),
            "Whether the user leaves groups that are not named (exact, the default) or keeps them (additive, the default for adopted users).",
        ),
        optional(
            "Replace",
            "replace",
            Shape::Word(&["refuse", "allow"]),
            "Whether a change that Cognito cannot make in place may delete and remake the account. Refused by default.",
        ),
        ADOPT,
        optional(
            "ManageFederated",
            "manage_federated",
            Shape::Boolean,
            "Change the user even though they live in another identity provider. Refused by default.",
        ),
        optional(
            "Mfa",
            "mfa",
            Shape::Words(MfaFactor::WORDS),
            "The second factors that are on; an empty list turns them off. Left alone when absent.",
        ),
        optional(
            "PreferredMfa",
            "preferred_mfa",
            Shape::Word(MfaFactor::WORDS),
            "The second factor that is asked for first, one of mfa.",
        ),
        optional(
            "InvitationVersion",
            "invitation_version",
            Shape::Integer,
            "Raise it to have the invitation sent again, with a new temporary password, to someone who never used the first.",
        ),
        optional(
            "SignOut",
            "sign_out",
            Shape::Boolean,
            "Whether being disabled, or given another password, ends the user's sessions everywhere.",
        ),
        optional(
            "ForceTemporaryPassword",
            "force_temporary_password",
            Shape::Boolean,
            "Set a temporary password anew even for someone who chose a password meanwhile.",
        ),
        optional(
            "OnDelete",
            "on_delete",
            Shape::Word(OnDelete::WORDS),
            "What happens when the user is declared no more: delete, disable or retain.",
        ),
        PROTECT,
        optional(
            "IgnoreChanges",
            "ignore_changes",
            Shape::Names,
            "What is set when the user is made and left alone afterwards: attributes, attributes.NAME, enabled, groups, mfa, password.",
        ),
        MOVED_FROM,
    ],
    outputs: &[
        Output {
            name: "sub",
            since: "0.1.0",
            doc: "The id of the account, which never changes and never returns.",
        },
        Output {
            name: "physical",
            since: "0.1.0",
            doc: "The name that calls of the API take: a UUID in pools where people sign in by e-mail or phone.",
        },
    ],
};

static GROUP: Resource = Resource {
    kind: Kind::Group,
    name: "UserPoolGroup",
    word: "group",
    doc: "A group of a user pool; its members' tokens carry its name and role.",
    properties: &[
        USER_POOL_ID,
        optional("GroupName", "group_name", Shape::Text, "The group's name; the logical id when absent."),
        optional("Description", "description", Shape::Text, "Up to 2,048 characters."),
        optional(
            "Precedence",
            "precedence",
            Shape::Integer,
            "The lowest of a user's groups gives the preferred role.",
        ),
        optional("RoleArn", "role_arn", Shape::Text, "The IAM role its members may take."),
        ADOPT,
        optional(
            "OnDelete",
            "on_delete",
            Shape::Word(&["delete", "retain"]),
            "What happens when the group is declared no more: delete or retain.",
        ),
        PROTECT,
        MOVED_FROM,
    ],
    outputs: &[],
};

static MEMBERSHIP: Resource = Resource {
    kind: Kind::Membership,
    name: "UserPoolUserToGroupAttachment",
    word: "membership",
    doc: "One user in one group, where the user's own `groups` is not the place to say it.",
    properties: &[
        USER_POOL_ID,
        required("Username", "username", Shape::Text, "The user."),
        required("GroupName", "group_name", Shape::Text, "The group."),
    ],
    outputs: &[],
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_user_has_cloudformations_eight_properties_first() {
        let names: Vec<_> =
            Kind::User.resource().properties.iter().take(8).map(|property| property.name).collect();
        assert_eq!(
            names,
            [
                "UserPoolId",
                "Username",
                "UserAttributes",
                "ValidationData",
                "MessageAction",
                "ForceAliasCreation",
                "ClientMetadata",
                "DesiredDeliveryMediums"
            ]
        );
    }

    #[test]
    fn no_two_properties_of_a_resource_share_a_name() {
        for kind in Kind::ALL {
            let properties = kind.resource().properties;
            let mut names: Vec<_> =
                properties.iter().flat_map(|property| [property.name, property.snake]).collect();
            names.sort_unstable();
            let count = names.len();
            names.dedup();
            assert_eq!(names.len(), count, "{kind}");
        }
    }

    #[test]
    fn a_property_is_found_by_either_spelling() {
        let user = Kind::User.resource();
        assert_eq!(user.property("UserAttributes").unwrap().snake, "attributes");
        assert_eq!(user.property("attributes").unwrap().name, "UserAttributes");
        assert!(user.property("emial").is_none());
    }
}
