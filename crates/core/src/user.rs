//! Users: what a declaration wants, and what a pool has.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use crate::attribute::Attributes;
use crate::clock::Timestamp;
use crate::group::GroupName;
use crate::ignore::IgnoredChanges;
use crate::lifecycle::Lifecycle;
use crate::mfa::MfaPreference;
use crate::output::Pending;
use crate::pool::PoolId;
use crate::rules;
use crate::secret::Secret;
use crate::text::text_type;

text_type! {
    /// A username as a declaration gives it: 1 to 128 characters, no spaces.
    Username, rules::USERNAME
}

/// Everything a declaration wants of one user: the eight properties of `AWS::Cognito::UserPoolUser` and poolhouse's own.
#[derive(Clone, Debug)]
pub struct UserSpec {
    /// The pool (`UserPoolId`).
    pub pool: PoolId,
    /// The declared name (`Username`); the logical id where a declaration gives none.
    pub username: Username,
    /// Attributes to hold (`UserAttributes`). Only these are managed; others on the user are left alone.
    pub attributes: Attributes,
    /// Those of them whose values are known only once other resources exist.
    pub pending: Pending,
    /// Goes to the pre sign-up trigger when the user is made, and nowhere else (`ValidationData`).
    pub validation_data: BTreeMap<String, String>,
    /// Goes to triggers (`ClientMetadata`).
    pub client_metadata: BTreeMap<String, String>,
    /// Whether an invitation is sent when the user is made (`MessageAction`).
    pub message_action: Option<MessageAction>,
    /// Take a verified alias from whoever holds it (`ForceAliasCreation`).
    pub force_alias_creation: bool,
    /// How the invitation travels (`DesiredDeliveryMediums`); empty means Cognito's default, SMS.
    pub mediums: BTreeSet<Medium>,
    /// A password that stays, set when the user is made.
    pub password: Option<Secret>,
    /// A password to be changed at the first sign-in, set when the user is made.
    pub temporary_password: Option<Secret>,
    /// Raise it to have the password set once more.
    pub password_version: u64,
    /// Whether the user may sign in; left alone where a declaration does not say.
    pub enabled: Option<bool>,
    /// The groups the user belongs to; left alone where a declaration does not say.
    pub groups: Option<BTreeSet<GroupName>>,
    /// Whether groups outside `groups` are left.
    pub groups_mode: Option<GroupsMode>,
    /// Whether a change that Cognito cannot make in place may replace the account.
    pub replace: Replace,
    /// Whether a user who exists already may be taken over.
    pub adopt: bool,
    /// Whether a user who lives in another identity provider may be changed.
    pub manage_federated: bool,
    /// The second factors to have on; left alone where a declaration does not say.
    pub mfa: Option<MfaPreference>,
    /// Raise it to have the invitation sent once more, while the first password is outstanding.
    pub invitation_version: u64,
    /// Set a raised temporary password even for someone who has a password of their own.
    pub force_temporary_password: bool,
    /// How the user ends.
    pub lifecycle: Lifecycle,
    /// What is left alone once the user is made.
    pub ignore: IgnoredChanges,
    /// Logical ids that the user had before.
    pub moved_from: BTreeSet<String>,
}

impl UserSpec {
    /// A user of whom only pool and name are said.
    #[must_use]
    pub fn new(pool: PoolId, username: Username) -> Self {
        Self {
            pool,
            username,
            attributes: Attributes::new(),
            pending: Pending::new(),
            validation_data: BTreeMap::new(),
            client_metadata: BTreeMap::new(),
            message_action: None,
            force_alias_creation: false,
            mediums: BTreeSet::new(),
            password: None,
            temporary_password: None,
            password_version: 0,
            enabled: None,
            groups: None,
            groups_mode: None,
            replace: Replace::Refuse,
            adopt: false,
            manage_federated: false,
            mfa: None,
            invitation_version: 0,
            force_temporary_password: false,
            lifecycle: Lifecycle::default(),
            ignore: IgnoredChanges::default(),
            moved_from: BTreeSet::new(),
        }
    }
}

/// `MessageAction` of `AdminCreateUser`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MessageAction {
    /// Send the invitation again. On a user to be made it means the same as sending one.
    Resend,
    /// Send nothing.
    Suppress,
}

/// `DesiredDeliveryMediums` of `AdminCreateUser`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Medium {
    /// By text message.
    Sms,
    /// By e-mail.
    Email,
}

impl Medium {
    /// The API's word for it.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Sms => "SMS",
            Self::Email => "EMAIL",
        }
    }

    /// The word for it in a sentence.
    #[must_use]
    pub fn spoken(self) -> &'static str {
        match self {
            Self::Sms => "SMS",
            Self::Email => "e-mail",
        }
    }
}

/// What happens to groups that a declaration does not name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GroupsMode {
    /// The user leaves them. The default for users that poolhouse made.
    Exact,
    /// They stay. The default for users that were adopted.
    Additive,
}

/// Whether an account may be deleted and made again, with the loss of `sub`, password, MFA and devices.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Replace {
    /// The plan refuses.
    Refuse,
    /// The plan replaces, and lists what is lost.
    Allow,
}

/// A user as a pool has one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct User {
    /// The name that calls take: a UUID in pools with `UsernameAttributes`.
    pub username: String,
    /// The id that never changes and never returns.
    pub sub: Option<String>,
    /// All attributes but `sub`.
    pub attributes: Attributes,
    /// Whether the user may sign in.
    pub enabled: bool,
    /// Where in its life the user is.
    pub status: UserStatus,
    /// When it was made, by the service's clock.
    pub created: Option<Timestamp>,
    /// The second factors, where the answer tells: `AdminGetUser` does, lists do not.
    pub mfa: Option<MfaPreference>,
}

/// `UserStatus`, by Cognito's own names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum UserStatus {
    /// Signed up, not confirmed.
    Unconfirmed,
    /// Usable.
    Confirmed,
    /// A temporary password is outstanding.
    ForceChangePassword,
    /// Must reset the password by a code.
    ResetRequired,
    /// Lives in another identity provider.
    ExternalProvider,
    /// Anything else the service says.
    Other(String),
}

impl UserStatus {
    /// The status of that wire name.
    #[must_use]
    pub fn from_wire(name: &str) -> Self {
        match name {
            "UNCONFIRMED" => Self::Unconfirmed,
            "CONFIRMED" => Self::Confirmed,
            "FORCE_CHANGE_PASSWORD" => Self::ForceChangePassword,
            "RESET_REQUIRED" => Self::ResetRequired,
            "EXTERNAL_PROVIDER" => Self::ExternalProvider,
            other => Self::Other(other.to_owned()),
        }
    }

    /// Cognito's name of it.
    #[must_use]
    pub fn as_str(&self) -> &str {
        match self {
            Self::Unconfirmed => "UNCONFIRMED",
            Self::Confirmed => "CONFIRMED",
            Self::ForceChangePassword => "FORCE_CHANGE_PASSWORD",
            Self::ResetRequired => "RESET_REQUIRED",
            Self::ExternalProvider => "EXTERNAL_PROVIDER",
            Self::Other(name) => name,
        }
    }
}

impl fmt::Display for UserStatus {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
