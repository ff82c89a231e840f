//! What a sign-in leaves behind: the refresh token and all access tokens that come of it.

use poolhouse_emulator_model::Timestamp;
use serde::{Deserialize, Serialize};

use super::assurance::Assurance;

/// One sign-in of a user by a client. As long as it is kept, its tokens work.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct TokenSession {
    /// `tkn` and 25 letters and digits.
    pub(crate) id: String,
    /// The user's own name, as it is kept.
    pub(crate) username: String,
    pub(crate) client: String,
    /// In all tokens of the session; parts it from others of the user.
    pub(crate) event_id: String,
    /// In all tokens of the session, where the client's tokens can be revoked.
    pub(crate) origin_jti: Option<String>,
    /// When the user signed in.
    pub(crate) created: Timestamp,
    /// When tokens were last issued.
    pub(crate) active: Timestamp,
    /// Until when tokens can be refreshed.
    pub(crate) expires: Timestamp,
    /// What the access tokens allow.
    pub(crate) scopes: Vec<String>,
    /// The device that the user signed in on, where devices are tracked.
    pub(crate) device_key: Option<String>,
    /// Whether the tokens were granted by the OAuth endpoints.
    pub(crate) oauth: bool,
    /// The refresh token that counts.
    pub(crate) refresh: RefreshToken,
    /// The one before it, where tokens rotate.
    pub(crate) rotated: Option<RotatedToken>,
    /// What the user has proved, where the tokens tell it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) assurance: Option<Assurance>,
}

/// A refresh token of a session. Without a name no refresh token was given out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct RefreshToken(pub(crate) String);

/// A refresh token that was replaced.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct RotatedToken {
    pub(crate) token: RefreshToken,
    /// Until when it still works, for answers that were lost on the way.
    pub(crate) grace: Timestamp,
}

impl TokenSession {
    /// The `auth_time` of the tokens: seconds.
    pub(crate) fn auth_time(&self) -> i64 {
        self.created.millis().div_euclid(1000)
    }

    /// Whether nothing of the session can be used any more: access tokens last a day at most.
    pub(crate) fn is_over(&self, now: Timestamp) -> bool {
        self.expires.millis() + LONGEST_ACCESS_MILLIS < now.millis()
    }
}

const LONGEST_ACCESS_MILLIS: i64 = 24 * 60 * 60 * 1000;
