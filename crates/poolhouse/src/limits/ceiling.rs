//! The ceiling: what nobody's script goes beyond, whoever asks for more.

use std::io::ErrorKind;
use std::path::PathBuf;

use poolhouse_lua::Limits;

use super::{AskedLimits, LimitsTable, files_of_ceiling};
use crate::error::Error;

/// The limits that files outside of any project set for everything that is asked for.
pub(crate) struct Ceiling {
    /// Each file with what it allows.
    files: Vec<(PathBuf, AskedLimits)>,
}

impl Ceiling {
    /// Those of the machine, and of the user's own folder for configuration.
    ///
    /// # Errors
    /// When a file is there and cannot be read: no ceiling is taken for a higher one.
    pub(crate) fn of_user() -> Result<Self, Error> {
        Self::at(files_of_ceiling())
    }

    /// That of files with these texts, and of one that is not there.
    #[cfg(test)]
    pub(super) fn of_texts(folder: &std::path::Path, texts: &[&str]) -> Result<Self, String> {
        let files = texts.iter().zip(1..).map(|(text, number)| {
            let file = folder.join(format!("{number}.toml"));
            std::fs::write(&file, text).unwrap();
            file
        });
        Self::at(files.chain([folder.join("none.toml")])).map_err(|error| error.to_string())
    }

    fn at(files: impl IntoIterator<Item = PathBuf>) -> Result<Self, Error> {
        let mut found = Vec::new();
        for file in files {
            let text = match poolhouse_files::read_to_string(&file) {
                Ok(text) => text,
                Err(error) if error.kind() == ErrorKind::NotFound => continue,
                Err(error) => return Err(Error::project(file, error)),
            };
            let table: LimitsTable =
                toml::from_str(&text).map_err(|error| Error::project(&file, error.to_string().trim_end()))?;
            let allowed = table.asked(&file, "")?;
            found.push((file, allowed));
        }
        Ok(Self { files: found })
    }

    /// Whether all of that may be asked for.
    ///
    /// # Errors
    /// What is too much, how much may be, and which file says so.
    pub(crate) fn check(&self, asked: &AskedLimits) -> Result<(), String> {
        for (file, most) in &self.files {
            let time = beyond("a time limit", asked.time, most.time, |time| format!("{time:?}"));
            let excess = time
                .or_else(|| beyond("a memory limit", asked.memory, most.memory, Limits::spoken_size))
                .or_else(|| beyond("a call limit", asked.calls, most.calls, |calls| calls.to_string()))
                .or_else(|| beyond("an output limit", asked.output, most.output, Limits::spoken_size))
                .or_else(|| {
                    beyond("a limit of log lines", asked.log_lines, most.log_lines, |lines| lines.to_string())
                });
            if let Some(excess) = excess {
                return Err(format!("{excess}, which is the ceiling that {} sets", file.display()));
            }
        }
        Ok(())
    }

    /// Limits for which nobody asked, as far as they stay below.
    pub(crate) fn over(&self, usual: Limits) -> Limits {
        self.files.iter().fold(usual, |limits, (_, most)| most.at_most(limits))
    }
}

fn beyond<T: Copy + PartialOrd>(
    limit: &str,
    asked: Option<T>,
    most: Option<T>,
    spoken: impl Fn(T) -> String,
) -> Option<String> {
    let (asked, most) = asked.zip(most).filter(|(asked, most)| asked > most)?;
    Some(format!("{limit} of {} is more than {}", spoken(asked), spoken(most)))
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn what_is_more_than_any_file_allows_is_refused_with_its_place() {
        let folder = tempfile::tempdir().unwrap();
        let ceiling =
            Ceiling::of_texts(folder.path(), &["time = \"30s\"", "memory = \"64MiB\"\ncalls = 5"]).unwrap();
        let told = |asked: AskedLimits| {
            let told = ceiling
                .check(&asked)
                .map_err(|excess| excess.replace(&format!("{}/", folder.path().display()), ""));
            told.err().unwrap_or_default()
        };
        let nothing = AskedLimits::default();
        assert_eq!(told(nothing), "");
        assert_eq!(
            told(AskedLimits { time: Some(Duration::from_secs(30)), memory: Some(1 << 20), ..nothing }),
            ""
        );
        assert_eq!(
            told(AskedLimits { time: Some(Duration::from_secs(60)), ..nothing }),
            "a time limit of 60s is more than 30s, which is the ceiling that 1.toml sets"
        );
        assert_eq!(
            told(AskedLimits { memory: Some(1 << 30), ..nothing }),
            "a memory limit of 1.0 GiB is more than 64.0 MiB, which is the ceiling that 2.toml sets"
        );
        assert_eq!(
            told(AskedLimits { calls: Some(6), ..nothing }),
            "a call limit of 6 is more than 5, which is the ceiling that 2.toml sets"
        );
    }

    #[test]
    fn what_nobody_asks_for_is_lowered_and_never_raised() {
        let folder = tempfile::tempdir().unwrap();
        let usual = Limits::default();
        let over = |files: &[&str]| Ceiling::of_texts(folder.path(), files).unwrap().over(usual);
        assert_eq!(over(&["time = \"1h\"\noutput = \"1GiB\""]), usual);
        let lower = Limits { log_lines: 7, time: Duration::from_secs(2), ..usual };
        assert_eq!(over(&["time = \"2s\"\nlog_lines = 9", "time = \"3s\"\nlog_lines = 7"]), lower);
    }

    #[test]
    fn a_ceiling_that_cannot_be_read_is_an_error() {
        let folder = tempfile::tempdir().unwrap();
        let told = |text: &str| Ceiling::of_texts(folder.path(), &[text]).err().unwrap();
        assert!(told("time = \"2\"").contains("1.toml: time: "), "{}", told("time = \"2\""));
        assert!(told("times = \"2s\"").contains("unknown field `times`"));
    }
}
