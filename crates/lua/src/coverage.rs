//! Which lines of scripts ran.

use std::collections::BTreeMap;
use std::sync::Arc;

use mlua::Function;
use parking_lot::Mutex;

/// The lines of each file on which something can run, and whether it did.
pub type CoveredLines = BTreeMap<String, BTreeMap<usize, bool>>;

/// Gathers which lines ran, over many runs of many scripts. Clones are handles of the same one.
#[derive(Clone, Debug, Default)]
pub struct Coverage(Arc<Mutex<CoveredLines>>);

impl Coverage {
    /// What was gathered so far, files by the names that people know them by.
    #[must_use]
    pub fn lines(&self) -> CoveredLines {
        self.0.lock().clone()
    }

    /// Adds what has run so far of a file's code.
    pub(crate) fn add(&self, file: &str, code: &Function) {
        let mut files = self.0.lock();
        let lines = files.entry(file.to_owned()).or_default();
        code.coverage(|function| {
            // Lines on which nothing runs have a count below zero.
            for (line, hits) in function.hits.iter().enumerate().filter(|(_, hits)| **hits >= 0) {
                *lines.entry(line).or_default() |= *hits > 0;
            }
        });
    }
}

#[cfg(test)]
mod tests {
    use super::Coverage;
    use crate::testing::Case;

    #[test]
    fn lines_that_ran_are_told_from_those_that_did_not_modules_included() {
        let coverage = Coverage::default();
        let run = |pool: &str| {
            Case::new("local a = require 'a'\nif (require 'poolhouse').args.x then\n  a.used()\nend\n")
                .file("a.lua", "local a = {}\nfunction a.used()\n  return 1\nend\nfunction a.unused()\n  return 2\nend\nreturn a")
                .arg(pool, "1")
                .covered(&coverage)
                .run();
        };
        let ran = |file: &str, line: usize| coverage.lines()[file].get(&line).copied();
        run("y");
        assert_eq!(
            [1, 2, 3, 4].map(|line| ran("main.lua", line)),
            [Some(true), Some(true), Some(false), None]
        );
        assert_eq!((ran("a.lua", 3), ran("a.lua", 6)), (Some(false), Some(false)));
        run("x");
        assert_eq!(
            (ran("main.lua", 3), ran("a.lua", 3), ran("a.lua", 6)),
            (Some(true), Some(true), Some(false))
        );
    }
}
