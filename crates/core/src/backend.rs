//! The port to a Cognito, real or emulated, in core's own nouns.

use std::collections::{BTreeMap, BTreeSet};
use std::error::Error;
use std::fmt;

use async_trait::async_trait;

use crate::attribute::{AttributeName, Attributes};
use crate::group::{Group, GroupName, GroupSettings};
use crate::import_job::ImportJob;
use crate::mfa::MfaChange;
use crate::pool::{Pool, PoolId};
use crate::rates::RateCategory;
use crate::user::{Medium, User};

/// **Port**: the calls that provisioning makes. One method is one call; a list method is one page.
///
/// `username` is always the *physical* name, the one that `User::username` has. Sequence, retries and idempotence live
/// above this port, once: an implementation makes the call, converts, and tells what went wrong.
#[async_trait]
pub trait Backend: Send + Sync {
    /// Reads a pool's schema and naming rules (`DescribeUserPool`).
    async fn pool(&self, pool: &PoolId) -> Result<Pool, BackendError>;

    /// Reads all that `DescribeUserPool` answers, as it is: for a copy of the pool.
    async fn described_pool(&self, pool: &PoolId) -> Result<serde_json::Value, BackendError>;

    /// Reads how many calls of a category the account may make in a second (`GetProvisionedLimit`); none where that
    /// cannot be asked.
    async fn quota(&self, pool: &PoolId, category: RateCategory) -> Result<Option<f64>, BackendError>;

    /// Reads one user; none when the pool has no such user (`AdminGetUser`, which makes the user a billed active one).
    async fn find_user(&self, pool: &PoolId, username: &str) -> Result<Option<User>, BackendError>;

    /// Reads a page of users (`ListUsers`, which bills nobody).
    async fn list_users(
        &self,
        pool: &PoolId,
        filter: Option<&UserFilter>,
        page: Option<&PageToken>,
    ) -> Result<Page<User>, BackendError>;

    /// Makes a user (`AdminCreateUser`).
    async fn create_user(&self, pool: &PoolId, user: &CreateUser<'_>) -> Result<User, BackendError>;

    /// Sends the invitation again, with a new temporary password (`AdminCreateUser` with `RESEND`).
    async fn resend_invitation(
        &self,
        pool: &PoolId,
        username: &str,
        invitation: &Invitation<'_>,
    ) -> Result<User, BackendError>;

    /// Sets attributes (`AdminUpdateUserAttributes`).
    async fn update_attributes(
        &self,
        pool: &PoolId,
        username: &str,
        attributes: &Attributes,
        client_metadata: &BTreeMap<String, String>,
    ) -> Result<(), BackendError>;

    /// Takes attributes away (`AdminDeleteUserAttributes`).
    async fn delete_attributes(
        &self,
        pool: &PoolId,
        username: &str,
        names: &BTreeSet<AttributeName>,
    ) -> Result<(), BackendError>;

    /// Sets a password, for good or until the next sign-in (`AdminSetUserPassword`).
    async fn set_password(
        &self,
        pool: &PoolId,
        username: &str,
        password: &str,
        permanent: bool,
    ) -> Result<(), BackendError>;

    /// Lets a user sign in (`AdminEnableUser`).
    async fn enable_user(&self, pool: &PoolId, username: &str) -> Result<(), BackendError>;

    /// Keeps a user from signing in (`AdminDisableUser`).
    async fn disable_user(&self, pool: &PoolId, username: &str) -> Result<(), BackendError>;

    /// Turns second factors on and off, and says nothing of the others (`AdminSetUserMFAPreference`).
    async fn set_mfa(&self, pool: &PoolId, username: &str, mfa: &MfaChange) -> Result<(), BackendError>;

    /// Ends all sessions of a user (`AdminUserGlobalSignOut`).
    async fn sign_out(&self, pool: &PoolId, username: &str) -> Result<(), BackendError>;

    /// Deletes a user for good (`AdminDeleteUser`).
    async fn delete_user(&self, pool: &PoolId, username: &str) -> Result<(), BackendError>;

    /// Reads one group; none when the pool has no such group (`GetGroup`).
    async fn find_group(&self, pool: &PoolId, group: &GroupName) -> Result<Option<Group>, BackendError>;

    /// Reads a page of groups (`ListGroups`).
    async fn list_groups(&self, pool: &PoolId, page: Option<&PageToken>)
    -> Result<Page<Group>, BackendError>;

    /// Makes a group (`CreateGroup`).
    async fn create_group(&self, pool: &PoolId, group: &Group) -> Result<(), BackendError>;

    /// Changes what is `Some` in the settings (`UpdateGroup`).
    async fn update_group(
        &self,
        pool: &PoolId,
        group: &GroupName,
        settings: &GroupSettings,
    ) -> Result<(), BackendError>;

    /// Deletes a group and its memberships (`DeleteGroup`).
    async fn delete_group(&self, pool: &PoolId, group: &GroupName) -> Result<(), BackendError>;

    /// Reads a page of the groups of a user (`AdminListGroupsForUser`).
    async fn groups_of(
        &self,
        pool: &PoolId,
        username: &str,
        page: Option<&PageToken>,
    ) -> Result<Page<GroupName>, BackendError>;

    /// Reads a page of the users of a group (`ListUsersInGroup`).
    async fn users_in_group(
        &self,
        pool: &PoolId,
        group: &GroupName,
        page: Option<&PageToken>,
    ) -> Result<Page<User>, BackendError>;

    /// Puts a user into a group (`AdminAddUserToGroup`). Doing it twice is no error.
    async fn add_to_group(
        &self,
        pool: &PoolId,
        username: &str,
        group: &GroupName,
    ) -> Result<(), BackendError>;

    /// Takes a user out of a group (`AdminRemoveUserFromGroup`). Doing it twice is no error.
    async fn remove_from_group(
        &self,
        pool: &PoolId,
        username: &str,
        group: &GroupName,
    ) -> Result<(), BackendError>;

    /// Reads the columns of a file of users, in the order of its first row (`GetCSVHeader`).
    async fn import_header(&self, pool: &PoolId) -> Result<Vec<String>, BackendError>;

    /// Makes an import job that makes nobody yet (`CreateUserImportJob`).
    async fn create_import_job(
        &self,
        pool: &PoolId,
        name: &str,
        role: &str,
    ) -> Result<ImportJob, BackendError>;

    /// Uploads the file of a job to where the job says.
    async fn upload_import(&self, pool: &PoolId, job: &ImportJob, file: String) -> Result<(), BackendError>;

    /// Has a job begin (`StartUserImportJob`).
    async fn start_import_job(&self, pool: &PoolId, id: &str) -> Result<(), BackendError>;

    /// Reads how far a job is (`DescribeUserImportJob`).
    async fn import_job(&self, pool: &PoolId, id: &str) -> Result<ImportJob, BackendError>;
}

/// What `AdminCreateUser` is given.
#[derive(Clone, Copy, Debug)]
pub struct CreateUser<'a> {
    /// The declared name.
    pub username: &'a str,
    /// Attributes to set.
    pub attributes: &'a Attributes,
    /// For the pre sign-up trigger alone.
    pub validation_data: &'a BTreeMap<String, String>,
    /// The first password; Cognito makes one where there is none.
    pub temporary_password: Option<TemporaryPassword<'a>>,
    /// Take verified aliases from whoever has them.
    pub force_alias_creation: bool,
    /// Send no invitation.
    pub suppress_message: bool,
    /// How the invitation travels, and what the triggers get.
    pub invitation: Invitation<'a>,
}

/// A password on its way into one call; `Debug` hides it.
#[derive(Clone, Copy)]
pub struct TemporaryPassword<'a>(pub &'a str);

impl fmt::Debug for TemporaryPassword<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("secret")
    }
}

/// How an invitation travels.
#[derive(Clone, Copy, Debug)]
pub struct Invitation<'a> {
    /// By which mediums; empty for Cognito's default.
    pub mediums: &'a BTreeSet<Medium>,
    /// What the triggers get.
    pub client_metadata: &'a BTreeMap<String, String>,
}

/// The one condition that `ListUsers` takes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UserFilter {
    /// `username`, `email`, `phone_number`, `preferred_username`, `sub` and a few more.
    pub attribute: String,
    /// The whole value.
    pub value: String,
}

impl fmt::Display for UserFilter {
    /// The filter in Cognito's notation, the value's quotes escaped: `email = "ann@example.com"`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} = \"{}\"", self.attribute, self.value.replace('\\', "\\\\").replace('"', "\\\""))
    }
}

/// Where the next page begins, as the service said it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PageToken(pub String);

/// One page of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page<T> {
    /// What it holds. May be empty though more follow.
    pub items: Vec<T>,
    /// Where the next one begins; none on the last.
    pub next: Option<PageToken>,
}

/// A call that failed.
#[derive(Debug, thiserror::Error)]
#[error(
    "{operation} ({subject}): {}{}",
    code.as_deref().map(|code| format!("{code}: ")).unwrap_or_default(),
    message.trim_end()
)]
pub struct BackendError {
    /// The API operation, `AdminCreateUser`.
    pub operation: &'static str,
    /// Whom or what it was about: a username, a group, a pool.
    pub subject: String,
    /// What kind of failure it is; all that decisions rest on.
    pub kind: ErrorKind,
    /// The service's own code, `UsernameExistsException`, when the service answered.
    pub code: Option<String>,
    /// The service's own words, or what happened on the way.
    pub message: String,
    /// What lies below, when something does.
    #[source]
    pub source: Option<Box<dyn Error + Send + Sync>>,
}

/// What kind of failure a call ended in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ErrorKind {
    /// The pool has no such user.
    UserNotFound,
    /// No such pool, group or other resource.
    NotFound,
    /// The user exists already.
    UserExists,
    /// The alias belongs to another user.
    AliasExists,
    /// The group exists already.
    GroupExists,
    /// The request is not acceptable: parameters, password, schema, a trigger's refusal.
    Invalid,
    /// The pool remembers that the user had this password.
    PasswordUsed,
    /// The user is not in a state that allows it.
    WrongState,
    /// The caller may not do this, or is not known.
    Denied,
    /// A quota that does not come back by waiting a moment: mails a day, groups of a user.
    LimitExceeded,
    /// The user was made; only its message could not be delivered.
    NotDelivered,
    /// Too fast; the call had no effect and can be made again.
    Throttled,
    /// The service failed or could not be reached: the call may have had its effect.
    Unavailable,
    /// The backend does not have this operation.
    NotImplemented,
    /// The state is somebody else's by now; the call was not made.
    Fenced,
}

impl ErrorKind {
    /// The kind of an error that the service answered with that code.
    #[must_use]
    pub fn from_code(code: &str) -> Self {
        match code {
            "UserNotFoundException" => Self::UserNotFound,
            "ResourceNotFoundException" => Self::NotFound,
            "UsernameExistsException" => Self::UserExists,
            "AliasExistsException" => Self::AliasExists,
            "GroupExistsException" => Self::GroupExists,
            "PasswordHistoryPolicyViolationException" => Self::PasswordUsed,
            "UnsupportedUserStateException" => Self::WrongState,
            "LimitExceededException" => Self::LimitExceeded,
            "CodeDeliveryFailureException" => Self::NotDelivered,
            "TooManyRequestsException" | "ThrottlingException" => Self::Throttled,
            "InternalErrorException" | "InternalServerException" | "ServiceUnavailable" => Self::Unavailable,
            "NotImplementedException" | "UnknownOperationException" => Self::NotImplemented,
            code if DENIED.contains(&code) => Self::Denied,
            _ => Self::Invalid,
        }
    }

    /// One word for it, for programs: `throttled`.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::UserNotFound => "user_not_found",
            Self::NotFound => "not_found",
            Self::UserExists => "user_exists",
            Self::AliasExists => "alias_exists",
            Self::GroupExists => "group_exists",
            Self::Invalid => "invalid",
            Self::PasswordUsed => "password_used",
            Self::WrongState => "wrong_state",
            Self::Denied => "denied",
            Self::LimitExceeded => "limit_exceeded",
            Self::NotDelivered => "not_delivered",
            Self::Throttled => "throttled",
            Self::Unavailable => "unavailable",
            Self::NotImplemented => "not_implemented",
            Self::Fenced => "fenced",
        }
    }
}

impl BackendError {
    /// Whether the rest of a run would fail the same way: for want of a permission, of the pool, or of mail for today.
    #[must_use]
    pub fn ends_the_run(&self) -> bool {
        match self.kind {
            ErrorKind::Denied | ErrorKind::Fenced => true,
            // A user can be in too many groups, and a pool can have too many of them, which is nobody else's trouble.
            ErrorKind::LimitExceeded => self.operation == "AdminCreateUser",
            // Where no group is spoken of, it is the pool that is missing.
            ErrorKind::NotFound => !self.operation.contains("Group"),
            _ => false,
        }
    }
}

const DENIED: [&str; 10] = [
    "NotAuthorizedException",
    "AccessDeniedException",
    "ForbiddenException",
    "UnauthorizedException",
    "UnrecognizedClientException",
    "InvalidSignatureException",
    "IncompleteSignatureException",
    "MissingAuthenticationTokenException",
    "ExpiredTokenException",
    "OperationNotEnabledException",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_filter_escapes_quotes_in_its_value() {
        let filter = UserFilter { attribute: "username".into(), value: r#"a"b\c"#.into() };
        assert_eq!(filter.to_string(), r#"username = "a\"b\\c""#);
    }

    #[test]
    fn an_exhausted_limit_is_not_mistaken_for_throttling() {
        assert_eq!(ErrorKind::from_code("LimitExceededException"), ErrorKind::LimitExceeded);
        assert_eq!(ErrorKind::from_code("TooManyRequestsException"), ErrorKind::Throttled);
    }

    fn error(operation: &'static str, kind: ErrorKind) -> BackendError {
        let (subject, message) = ("ann".to_owned(), String::new());
        BackendError { operation, subject, kind, code: None, message, source: None }
    }

    #[test]
    fn what_is_the_trouble_of_one_alone_ends_no_run() {
        let ends = |operation, kind| error(operation, kind).ends_the_run();
        assert!(ends("AdminCreateUser", ErrorKind::LimitExceeded), "no mail is left");
        assert!(!ends("AdminAddUserToGroup", ErrorKind::LimitExceeded), "one user is in too many groups");
        assert!(ends("AdminSetUserPassword", ErrorKind::NotFound), "the pool is gone");
        assert!(!ends("AdminAddUserToGroup", ErrorKind::NotFound), "one group is gone");
        assert!(ends("AdminEnableUser", ErrorKind::Denied));
    }

    #[test]
    fn an_error_reads_operation_subject_code_and_reason() {
        let error = BackendError {
            operation: "AdminCreateUser",
            subject: "ann".into(),
            kind: ErrorKind::UserExists,
            code: Some("UsernameExistsException".into()),
            message: "User account already exists".into(),
            source: None,
        };
        assert_eq!(
            error.to_string(),
            "AdminCreateUser (ann): UsernameExistsException: User account already exists"
        );
    }
}
