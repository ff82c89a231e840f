//! How much scripts and plugins may take: what is asked for, and the ceiling over all of it.

#[cfg(feature = "lua")]
mod ceiling;
#[cfg(feature = "wasm")]
mod of_plugins;

#[cfg(any(feature = "lua", feature = "wasm"))]
use std::path::PathBuf;
use std::time::Duration;

#[cfg(feature = "lua")]
pub(crate) use ceiling::Ceiling;

/// Limits that somebody asks for in place of the usual ones.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct AskedLimits {
    /// How long a script or plugin may run.
    pub time: Option<Duration>,
    /// How many bytes of memory it may take.
    pub memory: Option<usize>,
    /// How many calls of the API, waits and questions a script may make that is run, and a case of a test.
    pub calls: Option<usize>,
    /// How many bytes a script may print that is run.
    pub output: Option<usize>,
    /// How many lines of a script's log are shown.
    pub log_lines: Option<usize>,
}

/// The files that set the ceiling: that of whoever looks after a machine, for all of its users, and the user's own.
#[cfg(any(feature = "lua", feature = "wasm"))]
fn files_of_ceiling() -> impl Iterator<Item = PathBuf> {
    let of_machine = cfg!(unix).then(|| PathBuf::from("/etc/poolhouse/limits.toml"));
    let of_user = dirs::config_dir().map(|folder| folder.join("poolhouse").join("limits.toml"));
    of_machine.into_iter().chain(of_user)
}

#[cfg(feature = "lua")]
mod of_scripts {
    use std::path::Path;

    use poolhouse_lua::Limits;
    use serde::Deserialize;

    use super::{AskedLimits, Ceiling};
    use crate::config::{Config, FILE};
    use crate::error::Error;
    use crate::project::Project;

    /// Limits as a file asks for them, each value with its unit.
    #[derive(Clone, Debug, Default, Deserialize)]
    #[serde(deny_unknown_fields)]
    pub(crate) struct LimitsTable {
        time: Option<String>,
        memory: Option<String>,
        log_lines: Option<usize>,
        calls: Option<usize>,
        output: Option<String>,
    }

    impl LimitsTable {
        /// What it asks for. Errors name its keys, which stand beneath `table` in `file`.
        pub(crate) fn asked(&self, file: &Path, table: &str) -> Result<AskedLimits, Error> {
            let wrong = |key: &str, reason: String| Error::project(file, format!("{table}{key}: {reason}"));
            let time = self.time.as_deref().map(Limits::parse_time).transpose();
            let memory = self.memory.as_deref().map(Limits::parse_memory).transpose();
            let output = self.output.as_deref().map(Limits::parse_size).transpose();
            Ok(AskedLimits {
                time: time.map_err(|reason| wrong("time", reason))?,
                memory: memory.map_err(|reason| wrong("memory", reason))?,
                calls: self.calls,
                output: output.map_err(|reason| wrong("output", reason))?,
                log_lines: self.log_lines,
            })
        }
    }

    impl AskedLimits {
        /// What a script may take of which this is asked for: within the ceiling, and where nothing is asked for what the
        /// project's file leaves of the usual limits.
        ///
        /// # Errors
        /// When the file's limits mean nothing, or more is asked for than the ceiling allows.
        pub(crate) fn within(self, project: &Project) -> Result<Limits, Error> {
            let ceiling = Ceiling::of_user()?;
            let file = project.root().join(FILE);
            let of_file = Config::read(project.root())?.limits.asked(&file, "limits.")?;
            ceiling.check(&of_file).map_err(|excess| Error::project(&file, excess))?;
            self.under(&ceiling, of_file.at_most(Limits::default()))
        }

        /// The limits of a run: what is asked for, or what is usual as far as the ceiling allows it.
        ///
        /// # Errors
        /// When more is asked for than the ceiling allows.
        pub(crate) fn under(self, ceiling: &Ceiling, usual: Limits) -> Result<Limits, Error> {
            ceiling.check(&self).map_err(Error::Usage)?;
            Ok(self.or(ceiling.over(usual)))
        }

        /// What is asked for, or what there is where nothing is.
        fn or(self, usual: Limits) -> Limits {
            Limits {
                time: self.time.unwrap_or(usual.time),
                memory: self.memory.unwrap_or(usual.memory),
                log_lines: self.log_lines.unwrap_or(usual.log_lines),
                calls: self.calls.unwrap_or(usual.calls),
                output: self.output.unwrap_or(usual.output),
                ..usual
            }
        }

        /// The same where it is less than what there is, and nothing added to it.
        pub(super) fn at_most(self, usual: Limits) -> Limits {
            self.or(usual).at_most(usual)
        }
    }

    #[cfg(test)]
    mod tests {
        use super::*;

        #[test]
        fn limits_of_a_project_take_away_and_add_nothing() {
            let limits = |text: &str| {
                let table: LimitsTable = toml::from_str(text).unwrap();
                let asked = table.asked(Path::new(FILE), "limits.").map_err(|error| error.to_string());
                asked.map(|asked| asked.at_most(Limits::default()))
            };
            let lower = limits("time = \"2s\"\nmemory = \"64MiB\"").unwrap();
            assert_eq!((lower.time.as_secs(), lower.memory), (2, 64 << 20));
            assert_eq!(limits("time = \"1h\"\nmemory = \"64GiB\"").unwrap(), Limits::default());
            assert!(limits("time = \"2\"").unwrap_err().starts_with("poolhouse.toml: limits.time: "));
        }
    }
}

#[cfg(feature = "lua")]
pub(crate) use of_scripts::LimitsTable;
