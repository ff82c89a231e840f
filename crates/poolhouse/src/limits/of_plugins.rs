//! How much plugins may take.

use poolhouse_wasm::{Limits, World};

use super::AskedLimits;
#[cfg(feature = "lua")]
use super::Ceiling;
use crate::error::Error;

impl AskedLimits {
    /// What a plugin of that world may take of which this is asked for, or what is usual as far as the ceiling allows it.
    /// What the plugin says of itself takes more away when it is loaded.
    ///
    /// # Errors
    /// When the ceiling cannot be read, or allows less than is asked for.
    #[cfg(feature = "lua")]
    pub(crate) fn of_plugin(self, world: World) -> Result<Limits, Error> {
        self.of_plugin_under(&Ceiling::of_user()?, world)
    }

    #[cfg(feature = "lua")]
    fn of_plugin_under(self, ceiling: &Ceiling, world: World) -> Result<Limits, Error> {
        let usual = Limits::of(world);
        let most = poolhouse_lua::Limits {
            time: usual.time,
            memory: usual.memory,
            log_lines: usual.log_lines,
            calls: usize::try_from(usual.host_calls).unwrap_or(usize::MAX),
            ..poolhouse_lua::Limits::default()
        };
        let most = self.under(ceiling, most)?;
        let asked = Self {
            time: Some(most.time),
            memory: Some(most.memory),
            log_lines: Some(most.log_lines),
            calls: Some(most.calls),
            output: None,
        };
        Ok(asked.or_usual(world))
    }

    /// The same where there is no reader of ceilings, which scripts bring: nothing runs beyond one that is not read.
    #[cfg(not(feature = "lua"))]
    pub(crate) fn of_plugin(self, world: World) -> Result<Limits, Error> {
        none_is_set(super::files_of_ceiling())?;
        Ok(self.or_usual(world))
    }

    /// What is usual in a world where nothing is asked for.
    fn or_usual(self, world: World) -> Limits {
        let usual = Limits::of(world);
        let limits = Limits {
            time: self.time.unwrap_or(usual.time),
            memory: self.memory.unwrap_or(usual.memory),
            log_lines: self.log_lines.unwrap_or(usual.log_lines),
            ..usual
        };
        let host_calls = self.calls.map_or(usual.host_calls, |calls| calls as u64);
        match world {
            // Time and memory bound what is declared; nobody's API is called for it.
            World::Provisioner => Limits { patience: limits.time * 2, ..limits },
            World::Transform => Limits { patience: limits.time * 2, host_calls, ..limits },
            World::Trigger => Limits { host_calls, ..limits },
        }
    }
}

/// Makes sure that no file sets a ceiling.
#[cfg(any(test, not(feature = "lua")))]
fn none_is_set(mut files: impl Iterator<Item = std::path::PathBuf>) -> Result<(), Error> {
    match files.find(|file| std::fs::symlink_metadata(file).is_ok()) {
        None => Ok(()),
        Some(file) => {
            let reason = "sets a ceiling over limits, which this poolhouse does not read: build it with the feature `lua`";
            Err(Error::project(file, reason))
        }
    }
}

#[cfg(all(test, feature = "lua"))]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn the_ceiling_is_over_plugins_of_every_world_and_lowers_what_nobody_asks_for() {
        let folder = tempfile::tempdir().unwrap();
        let under = |text: &str, world| {
            let ceiling = Ceiling::of_texts(folder.path(), &[text]).unwrap();
            AskedLimits::default().of_plugin_under(&ceiling, world).unwrap()
        };
        for world in World::ALL {
            assert_eq!(
                under("time = \"1h\"\nmemory = \"8GiB\"\nlog_lines = 1000000", world),
                Limits::of(world)
            );
            let lower = under("time = \"100ms\"\nmemory = \"2MiB\"\nlog_lines = 7\ncalls = 9", world);
            assert_eq!((lower.time, lower.memory), (Duration::from_millis(100), 2 << 20), "{world:?}");
            let calls = if world == World::Provisioner { u64::MAX } else { 9 };
            assert_eq!((lower.log_lines, lower.host_calls), (7, calls), "{world:?}");
        }
    }

    #[test]
    fn a_ceiling_that_nobody_reads_lets_nothing_run() {
        let folder = tempfile::tempdir().unwrap();
        let [set, none] = ["limits.toml", "none.toml"].map(|name| folder.path().join(name));
        std::fs::write(&set, "time = \"1s\"").unwrap();
        assert!(none_is_set([none.clone()].into_iter()).is_ok());
        let told = none_is_set([none, set].into_iter()).unwrap_err().to_string();
        assert!(told.contains("limits.toml: sets a ceiling over limits"), "{told}");
    }

    #[test]
    fn who_asks_for_a_plugin_to_have_more_than_the_ceiling_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let ceiling = Ceiling::of_texts(folder.path(), &["log_lines = 7"]).unwrap();
        let asked = |log_lines| AskedLimits { log_lines: Some(log_lines), ..AskedLimits::default() };
        assert_eq!(asked(6).of_plugin_under(&ceiling, World::Provisioner).unwrap().log_lines, 6);
        let told = asked(8).of_plugin_under(&ceiling, World::Provisioner).unwrap_err().to_string();
        assert!(told.contains("a limit of log lines of 8 is more than 7"), "{told}");
    }
}
