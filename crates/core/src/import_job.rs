//! Many users at once: an import job of Cognito, and the file that it reads.

use std::collections::BTreeSet;
use std::time::Duration;

use crate::attribute::{AttributeName, Attributes};
use crate::backend::{Backend, BackendError, ErrorKind};
use crate::clock::Clock;
use crate::pool::{Pool, PoolId};
use crate::retry::{Retry, idempotent};
use crate::rules;
use crate::state::State;
use crate::text::text_type;
use crate::user::{MessageAction, UserSpec};

text_type! {
    /// The ARN of an IAM role, `arn:aws:iam::123456789012:role/logs`.
    RoleArn, rules::ROLE_ARN
}

/// How accounts that do not exist yet are made.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Strategy {
    /// One call each.
    #[default]
    Calls,
    /// By import jobs, those whom a job can make.
    ImportJob {
        /// The ARN of the role by which Cognito writes the log of a job (`CloudWatchLogsRoleArn`).
        role: RoleArn,
    },
}

/// An import job, as the service tells of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImportJob {
    /// Its id, `import-…`.
    pub id: String,
    /// Where its file is uploaded.
    pub upload_url: String,
    /// How far it is.
    pub status: ImportStatus,
    /// Users made.
    pub imported: u64,
    /// Rows about users who existed already.
    pub skipped: u64,
    /// Rows that made nobody.
    pub failed: u64,
    /// What the service says of its end.
    pub message: Option<String>,
}

/// How far an import job is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ImportStatus {
    /// Made, and not started.
    Created,
    /// Started, or about to stop.
    Running,
    /// It makes nobody any more.
    Ended,
}

impl ImportStatus {
    /// The status of that word of the API, `InProgress`. One that is not known may still be at work.
    #[must_use]
    pub fn from_wire(word: &str) -> Self {
        match word {
            "Created" => Self::Created,
            "Succeeded" | "Failed" | "Stopped" | "Expired" => Self::Ended,
            _ => Self::Running,
        }
    }
}

/// Rows of one file, at most.
pub(crate) const MOST_ROWS: usize = 500_000;
/// Bytes of one file, at most.
pub(crate) const MOST_BYTES: usize = 100_000_000;
/// Characters of one row, at most.
const LONGEST_ROW: usize = 16_000;
/// How long to wait before a job is looked at again, in milliseconds: longer each time.
const LOOKS: [u64; 6] = [200, 500, 1000, 2000, 5000, 15_000];

/// The waits between two looks at a job, without an end.
pub(crate) fn waits() -> impl Iterator<Item = Duration> {
    let last = LOOKS[LOOKS.len() - 1];
    LOOKS.into_iter().chain(std::iter::repeat(last)).map(Duration::from_millis)
}

/// Waits until the jobs have ended by which an earlier run was making users: only then it shows who was made.
pub(crate) async fn wait_for_ends(
    backend: &dyn Backend,
    clock: &dyn Clock,
    state: &State,
) -> Result<(), BackendError> {
    let jobs = state.intents.values().filter_map(|intent| Some((&intent.entry.pool, intent.job.as_deref()?)));
    for (pool, id) in jobs.collect::<BTreeSet<(&PoolId, &str)>>() {
        for wait in waits() {
            let look = || backend.import_job(pool, id);
            match Retry::default().run(clock, idempotent, |_| (), look).await {
                Ok(job) if job.status == ImportStatus::Running => clock.sleep(wait).await,
                // A job that was never started will not be: whoever would have done it is gone.
                Ok(_) => break,
                Err(error) if error.kind == ErrorKind::NotFound => break,
                Err(error) => return Err(error),
            }
        }
    }
    Ok(())
}

/// Why a job cannot make this user; nothing when it can. What remains of the declaration is done by calls afterwards.
#[must_use]
pub(crate) fn obstacle(spec: &UserSpec, pool: &Pool, marker: Option<&AttributeName>) -> Option<&'static str> {
    let verified = |spec: &UserSpec| {
        let mut addresses = pool.auto_verified.iter();
        addresses.any(|alias| alias.is_effective(&spec.attributes) && has(spec, alias.attribute()))
    };
    let values = || spec.attributes.values().map(String::as_str).chain([spec.username.as_str()]);
    let marked = marker.map_or(0, |name| name.as_str().len() + 64);
    let length: usize = values().map(|value| value.chars().count() * 2 + 1).sum::<usize>() + marked;
    if spec.message_action != Some(MessageAction::Suppress) {
        Some("it is to be invited, and an import job invites nobody")
    } else if !spec.validation_data.is_empty() || !spec.client_metadata.is_empty() {
        Some("it has data for triggers, and an import job runs none")
    } else if spec.force_alias_creation {
        Some("it may take an alias by force, and an import job takes none")
    } else if !spec.pending.is_empty() {
        Some("it waits for an output")
    } else if !verified(spec) {
        Some("an import job wants an address that the pool verifies, declared as verified")
    } else if spec.attributes.keys().any(|name| name.as_str().starts_with("dev:")) {
        Some("an import job sets no developer attributes")
    } else if values().any(is_unwritable) {
        Some("a value cannot be written in a row of an import")
    } else if length + pool.schema.len() + 16 > LONGEST_ROW {
        Some("its row would be longer than an import job takes")
    } else {
        None
    }
}

fn has(spec: &UserSpec, attribute: &str) -> bool {
    spec.attributes.get(attribute).is_some_and(|value| !value.is_empty())
}

/// Rows are not quoted: what ends a line or is trimmed away cannot be said, nor a backslash before a comma or at the
/// end of a value.
fn is_unwritable(value: &str) -> bool {
    value.contains(['\n', '\r', '\u{85}', '\u{2028}', '\u{2029}'])
        || value.trim() != value
        || value.ends_with('\\')
        || value.contains("\\,")
}

/// The row of a user, in the order of the pool's header.
#[must_use]
pub(crate) fn row(header: &[String], username: &str, attributes: &Attributes, pool: &Pool) -> String {
    let values = header.iter().map(|column| match column.as_str() {
        "cognito:username" => escaped(username),
        "cognito:mfa_enabled" => pool.requires_mfa.to_string(),
        "birthdate" => attributes.get("birthdate").map(|date| month_first(date)).unwrap_or_default(),
        column => attributes.get(column).map(|value| escaped(value)).unwrap_or_default(),
    });
    values.collect::<Vec<_>>().join(",")
}

fn escaped(value: &str) -> String {
    value.replace(',', "\\,")
}

/// Dates are kept year first, and imported month first.
fn month_first(date: &str) -> String {
    match date.split('-').collect::<Vec<_>>()[..] {
        [year, month, day] => format!("{month}/{day}/{year}"),
        _ => date.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::tests::world::pool;
    use crate::user::Username;

    fn spec(attributes: &[(&str, &str)]) -> UserSpec {
        let named = |(name, value): &(&str, &str)| (AttributeName::new(*name).unwrap(), (*value).to_owned());
        UserSpec {
            attributes: attributes.iter().map(named).collect(),
            message_action: Some(MessageAction::Suppress),
            ..UserSpec::new(pool().id, Username::new("ann").unwrap())
        }
    }

    #[test]
    fn a_row_has_the_pools_order_its_commas_kept_and_its_date_month_first() {
        let header = ["email", "name", "birthdate", "cognito:mfa_enabled", "cognito:username", "nickname"];
        let spec = spec(&[("email", "a@b.example"), ("name", "Larsen, Ann"), ("birthdate", "1990-02-01")]);
        let row = row(&header.map(str::to_owned), "ann", &spec.attributes, &pool());
        assert_eq!(row, r"a@b.example,Larsen\, Ann,02/01/1990,false,ann,");
    }

    #[test]
    fn who_is_invited_or_has_no_verified_address_is_not_imported() {
        let verified = [("email", "a@b.example"), ("email_verified", "true")];
        assert_eq!(obstacle(&spec(&verified), &pool(), None), None);
        let invited = UserSpec { message_action: None, ..spec(&verified) };
        assert!(obstacle(&invited, &pool(), None).unwrap().contains("invites nobody"));
        assert!(obstacle(&spec(&verified[..1]), &pool(), None).unwrap().contains("verified"));
    }

    #[test]
    fn values_that_a_row_would_change_are_not_imported() {
        for value in ["two\nlines", " led", "ends\\", "a\\,b"] {
            let spec = spec(&[("email", "a@b.example"), ("email_verified", "true"), ("name", value)]);
            assert!(obstacle(&spec, &pool(), None).unwrap().contains("cannot be written"), "{value:?}");
        }
    }

    #[test]
    fn a_status_that_is_not_known_is_taken_for_work_under_way() {
        assert_eq!(ImportStatus::from_wire("Pending"), ImportStatus::Running);
        assert_eq!(ImportStatus::from_wire("Expired"), ImportStatus::Ended);
        assert_eq!(ImportStatus::from_wire("Paused"), ImportStatus::Running);
    }
}
