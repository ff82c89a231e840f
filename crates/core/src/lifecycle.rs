//! What happens to a resource beyond what it should hold: when it leaves, and what guards it.

use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// How a resource ends, remembered beside it, since a resource that ends is declared no more.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lifecycle {
    /// What its end means.
    #[serde(default, skip_serializing_if = "OnDelete::is_delete")]
    pub on_delete: OnDelete,
    /// Whether a plan that would end or replace it is refused.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub protect: bool,
    /// Whether a user's sessions end when they are disabled or given another password.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub sign_out: bool,
}

/// What happens to a resource that is declared no more.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum OnDelete {
    /// It is deleted.
    #[default]
    Delete,
    /// It may not sign in any longer, and stays; users alone know this.
    Disable,
    /// It stays as it is.
    Retain,
}

impl OnDelete {
    /// What a declaration may write.
    pub const WORDS: &'static [&'static str] = &["delete", "disable", "retain"];

    /// What `word` means, one of [`OnDelete::WORDS`].
    #[must_use]
    pub fn from_word(word: &str) -> Self {
        match word {
            "disable" => Self::Disable,
            "retain" => Self::Retain,
            _ => Self::Delete,
        }
    }

    fn is_delete(&self) -> bool {
        *self == Self::Delete
    }
}

impl Lifecycle {
    /// Whether nothing was said of it.
    #[must_use]
    pub fn is_default(&self) -> bool {
        *self == Self::default()
    }
}

/// How many users and groups one plan may delete, disable on their way out, or replace.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MaxDeletes {
    /// So many.
    Count(usize),
    /// So many in a hundred of what the state remembers.
    Percent(u8),
}

impl MaxDeletes {
    /// Whether `deletes` of `remembered` resources are few enough.
    #[must_use]
    pub fn allows(self, deletes: usize, remembered: usize) -> bool {
        match self {
            Self::Count(most) => deletes <= most,
            Self::Percent(most) => deletes * 100 <= remembered * usize::from(most),
        }
    }
}

impl std::fmt::Display for MaxDeletes {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Count(most) => write!(f, "{most}"),
            Self::Percent(most) => write!(f, "{most}%"),
        }
    }
}

impl FromStr for MaxDeletes {
    type Err = String;

    /// `10`, or `5%` of what the state remembers.
    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || "write a count or a share: 10, or 5%".to_owned();
        match text.strip_suffix('%') {
            Some(share) => {
                let share = share.parse().ok().filter(|share| *share <= 100);
                share.map(Self::Percent).ok_or_else(wrong)
            }
            None => text.parse().map(Self::Count).map_err(|_| wrong()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_threshold_is_a_count_or_a_share() {
        assert_eq!("10".parse(), Ok(MaxDeletes::Count(10)));
        assert_eq!("5%".parse(), Ok(MaxDeletes::Percent(5)));
        assert!("101%".parse::<MaxDeletes>().is_err());
        assert!("ten".parse::<MaxDeletes>().is_err());
    }

    #[test]
    fn a_share_counts_against_what_is_remembered() {
        assert!(MaxDeletes::Percent(5).allows(5, 100));
        assert!(!MaxDeletes::Percent(5).allows(6, 100));
        assert!(MaxDeletes::Count(0).allows(0, 0));
    }
}
