//! Who writes a state.

use std::path::Path;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use poolhouse_core::clock::{Clock, Timestamp};
use serde::{Deserialize, Serialize};

use crate::system_clock::SystemClock;

/// Who writes a state, as whoever wants to write it too is told.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Holder {
    /// The user and the machine: `ann@laptop`.
    pub owner: String,
    /// The process.
    pub pid: u32,
    /// What it was started as, its options left out: `poolhouse apply people.lua`.
    pub command: String,
    /// Since when, by its machine's clock.
    pub since: Timestamp,
}

impl Holder {
    /// This process, from now on.
    #[must_use]
    pub fn this_process() -> Self {
        let user = std::env::var("USER").or_else(|_| std::env::var("USERNAME"));
        let user = user.unwrap_or_else(|_| "someone".to_owned());
        let machine = gethostname::gethostname();
        Self {
            owner: format!("{user}@{}", machine.to_string_lossy()),
            pid: std::process::id(),
            command: command(std::env::args()),
            since: SystemClock.now(),
        }
    }
}

impl std::fmt::Display for Holder {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let millis = u64::try_from(self.since.millis()).unwrap_or_default();
        let since: SystemTime = UNIX_EPOCH + Duration::from_millis(millis);
        let since = humantime::format_rfc3339_seconds(since);
        write!(f, "{}, process {} ({}), since {since}", self.owner, self.pid, self.command)
    }
}

/// The program and what follows up to the first option, at most two words: an option's value may be confidential.
fn command(mut words: impl Iterator<Item = String>) -> String {
    let program = words.next().unwrap_or_default();
    let program = Path::new(&program).file_name().unwrap_or_default().to_string_lossy().into_owned();
    let plain = words.take_while(|word| !word.starts_with('-')).take(2);
    std::iter::once(program).chain(plain).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_holder_is_told_by_owner_process_command_and_time() {
        let holder = Holder {
            owner: "ann@laptop".into(),
            pid: 4711,
            command: "poolhouse apply people.lua".into(),
            since: Timestamp(1_700_000_000_000),
        };
        assert_eq!(
            holder.to_string(),
            "ann@laptop, process 4711 (poolhouse apply people.lua), since 2023-11-14T22:13:20Z"
        );
    }

    #[test]
    fn a_command_is_told_without_its_options() {
        let told = |words: &[&str]| command(words.iter().map(|word| (*word).to_owned()));
        assert_eq!(
            told(&["/usr/bin/poolhouse", "apply", "people.lua", "--arg", "key=value"]),
            "poolhouse apply people.lua"
        );
        assert_eq!(told(&["poolhouse", "apply", "--arg", "key=value", "people.lua"]), "poolhouse apply");
        assert_eq!(told(&[]), "");
    }
}
