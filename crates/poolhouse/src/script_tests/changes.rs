//! Whether the files that tests depend on have changed.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use crate::error::Error;
use crate::project::Project;

/// What the files of some projects were when somebody looked: sizes and times. Snapshots, which tests write, and what
/// lies in folders whose names begin with a dot are no part of it.
#[derive(Debug, PartialEq, Eq)]
pub struct Stamps(BTreeMap<PathBuf, (u64, SystemTime)>);

impl Stamps {
    /// The files in the projects that `paths` lie in, as they are now.
    ///
    /// # Errors
    /// When there is no such path, or a folder cannot be read.
    pub fn of(paths: &[PathBuf]) -> Result<Self, Error> {
        let mut stamps = BTreeMap::new();
        for path in paths {
            let path = fs::canonicalize(path).map_err(|error| Error::project(path, error))?;
            let folder = if path.is_dir() { path.as_path() } else { path.parent().unwrap_or(&path) };
            look(Project::around(folder).root(), &mut stamps)?;
        }
        Ok(Self(stamps))
    }
}

fn look(folder: &Path, stamps: &mut BTreeMap<PathBuf, (u64, SystemTime)>) -> Result<(), Error> {
    for entry in fs::read_dir(folder).map_err(|error| Error::project(folder, error))?.flatten() {
        let path = entry.path();
        // What is gone by the time it is looked at has changed, which the next look shows.
        let Ok(metadata) = entry.metadata() else { continue };
        let is_hidden = entry.file_name().to_string_lossy().starts_with('.');
        if metadata.is_dir() && !is_hidden {
            look(&path, stamps)?;
        } else if metadata.is_file() && path.extension().is_none_or(|ending| ending != "snap") {
            stamps.insert(path, (metadata.len(), metadata.modified().unwrap_or(SystemTime::UNIX_EPOCH)));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_of_the_project_that_changes_is_seen_and_a_snapshot_is_not() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        fs::create_dir_all(root.join("tests")).unwrap();
        fs::write(root.join("poolhouse.toml"), "").unwrap();
        fs::write(root.join("staff.csv"), "a").unwrap();
        let look = || Stamps::of(&[root.join("tests")]).unwrap();
        let before = look();
        fs::write(root.join("tests/a_test.lua.snap"), "x").unwrap();
        assert_eq!(look(), before);
        fs::write(root.join("staff.csv"), "ab").unwrap();
        assert_ne!(look(), before);
    }
}
