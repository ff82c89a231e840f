//! What a change brings about beside the values it sets.

use std::collections::BTreeSet;
use std::fmt;

use crate::pool::Alias;
use crate::user::Medium;

/// Something that people should know before they say yes to a change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Effect {
    /// The alias leaves the account that has it, whose address is no longer verified then.
    AliasTaken {
        /// The alias.
        alias: Alias,
        /// The name that calls take for the account it leaves.
        from: String,
    },
    /// The address changes and nothing says that the new one is verified, so that its flag becomes false.
    Unverified(Alias),
    /// The pool keeps the old address until the person confirms the new one.
    Pending(Alias),
    /// An invitation goes out, by these mediums; by none where the user has no address for it.
    Invited(BTreeSet<Medium>),
    /// An import job makes the account: nobody is billed for it, and without a password it waits for a reset.
    Imported {
        /// Whether a password is set afterwards.
        has_password: bool,
    },
    /// What the account that goes had, and the one that comes has not.
    Lost(Vec<String>),
    /// The account is made anew under its name, with another `sub`.
    NewSub,
    /// These properties were edited, and matter only when a user is made.
    CreateOnly(Vec<&'static str>),
}

impl Effect {
    /// One word for it, for programs: `alias_taken`.
    #[must_use]
    pub fn word(&self) -> &'static str {
        match self {
            Self::AliasTaken { .. } => "alias_taken",
            Self::Unverified(_) => "unverified",
            Self::Pending(_) => "pending",
            Self::Invited(_) => "invited",
            Self::Imported { .. } => "imported",
            Self::Lost(_) => "lost",
            Self::NewSub => "new_sub",
            Self::CreateOnly(_) => "create_only",
        }
    }

    /// Whether somebody loses something by it.
    #[must_use]
    pub fn is_loss(&self) -> bool {
        matches!(self, Self::AliasTaken { .. } | Self::Lost(_) | Self::NewSub)
    }
}

impl fmt::Display for Effect {
    /// A fragment that goes on after the user's name: `email_verified becomes false, …`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::AliasTaken { alias, from } => {
                write!(f, "takes its {} from {from}, who cannot sign in by it any longer", alias.attribute())
            }
            Self::Unverified(alias) => {
                let name = alias.attribute();
                write!(
                    f,
                    "{name}_verified becomes false, since {name} changes and {name}_verified is not declared"
                )
            }
            Self::Pending(alias) => {
                write!(f, "the old {} stays until the new one is confirmed", alias.attribute())
            }
            Self::Invited(by) if by.is_empty() => {
                f.write_str("an invitation is asked for, and there is no address for it")
            }
            Self::Invited(by) => {
                let by: Vec<_> = by.iter().map(|medium| medium.spoken()).collect();
                write!(f, "an invitation is sent by {}", by.join(" and "))
            }
            Self::Imported { has_password: true } => f.write_str("comes by an import job"),
            Self::Imported { has_password: false } => {
                f.write_str("comes by an import job, without a password: the first sign-in asks for a reset")
            }
            Self::Lost(what) => write!(f, "the account is replaced; lost are {}", what.join(", ")),
            Self::NewSub => f.write_str("the new account has a new sub"),
            Self::CreateOnly(properties) => {
                write!(f, "takes effect on create only: {}", properties.join(", "))
            }
        }
    }
}
