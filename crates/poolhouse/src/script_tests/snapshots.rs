//! Snapshots: what values were when somebody looked at them and found them good.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use parking_lot::Mutex;
use poolhouse_lua::testbed::Compared;

use crate::error::Error;

/// What is done with snapshots that are missing or differ.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum SnapshotMode {
    /// Those that are missing are taken; one that differs is a failure.
    #[default]
    TakeMissing,
    /// All are taken anew, and those that no case asks for are removed.
    Update,
    /// None is taken: one that is missing is a failure.
    Fixed,
}

/// What became of the snapshots of a file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SnapshotChanges {
    /// How many were taken that were not there.
    pub taken: usize,
    /// How many were taken anew.
    pub changed: usize,
    /// How many were removed.
    pub removed: usize,
    /// How many are there that no case asked for.
    pub unused: usize,
}

/// The snapshots of one test file, which lie beside it.
pub(super) struct Snapshots {
    path: PathBuf,
    mode: SnapshotMode,
    kept: BTreeMap<String, String>,
    asked: Mutex<Asked>,
}

/// What cases have asked for so far.
#[derive(Default)]
struct Asked {
    names: BTreeSet<String>,
    taken: BTreeMap<String, String>,
}

const HEAD: &str = "# Snapshots of the tests beside this file. `poolhouse test --update` takes them anew.\n";

/// What stands before each line of a text.
const INDENT: &str = "  ";

impl Snapshots {
    /// Those of a test file.
    pub(super) fn of(file: &Path, mode: SnapshotMode) -> Result<Self, Error> {
        let mut path = file.as_os_str().to_owned();
        path.push(".snap");
        let path = PathBuf::from(path);
        let kept = read(&path).map_err(|error| Error::project(&path, error))?;
        Ok(Self { path, mode, kept, asked: Mutex::default() })
    }

    /// Compares a text with the snapshot of that name, or takes it as that.
    pub(super) fn compare(&self, name: &str, text: &str) -> Compared {
        let (name, text) = (name.replace('\n', " "), text.trim_end_matches('\n'));
        let mut asked = self.asked.lock();
        asked.names.insert(name.clone());
        match (self.kept.get(&name), self.mode) {
            (Some(kept), _) if kept == text => Compared::Same,
            (_, SnapshotMode::Update) | (None, SnapshotMode::TakeMissing) => {
                asked.taken.insert(name, text.to_owned());
                Compared::Same
            }
            (Some(kept), _) => Compared::Differs(kept.clone()),
            (None, SnapshotMode::Fixed) => Compared::Missing,
        }
    }

    /// Writes what was taken. Only when every case was run and passed is it known which snapshots nobody asks for.
    pub(super) fn finish(&self, all_passed: bool) -> Result<SnapshotChanges, Error> {
        let asked = self.asked.lock();
        let mut all = self.kept.clone();
        all.extend(asked.taken.clone());
        let unused = all.keys().filter(|name| all_passed && !asked.names.contains(*name)).count();
        let removes = self.mode == SnapshotMode::Update;
        if all_passed && removes {
            all.retain(|name, _| asked.names.contains(name));
        }
        if all != self.kept {
            self.write(&all).map_err(|error| Error::project(&self.path, error))?;
        }
        let taken = asked.taken.keys().filter(|name| !self.kept.contains_key(*name)).count();
        Ok(SnapshotChanges {
            taken,
            changed: asked.taken.len() - taken,
            removed: if removes { unused } else { 0 },
            unused: if removes { 0 } else { unused },
        })
    }

    fn write(&self, all: &BTreeMap<String, String>) -> io::Result<()> {
        if all.is_empty() {
            return fs::remove_file(&self.path);
        }
        // Written beside and put in its place, no link is followed that somebody made meanwhile.
        let beside = self.path.with_extension("snap.new");
        match fs::remove_file(&beside) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
        fs::File::create_new(&beside)?.write_all(written(all).as_bytes())?;
        fs::rename(&beside, &self.path)
    }
}

/// What lies beside a test is a file of its own: through a link, a test could write what it likes where it likes.
fn read(path: &Path) -> io::Result<BTreeMap<String, String>> {
    match fs::symlink_metadata(path) {
        Ok(found) if found.is_file() => Ok(parse(&fs::read_to_string(path)?)),
        Ok(_) => Err(io::Error::other("is a link, or no file: snapshots are kept in a file of their own")),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(BTreeMap::new()),
        Err(error) => Err(error),
    }
}

fn written(all: &BTreeMap<String, String>) -> String {
    let mut file = HEAD.to_owned();
    for (name, text) in all {
        file.push_str(&format!("\n[{name}]\n"));
        for line in text.split('\n') {
            let indent = if line.is_empty() { "" } else { INDENT };
            file.push_str(&format!("{indent}{line}\n"));
        }
    }
    file
}

fn parse(file: &str) -> BTreeMap<String, String> {
    let mut all = BTreeMap::<String, String>::new();
    let mut open = None;
    for line in file.lines() {
        let name = line.strip_prefix('[').and_then(|rest| rest.strip_suffix(']'));
        if let Some(name) = name {
            open = Some(all.entry(name.to_owned()).or_default());
        } else if let Some(text) = &mut open {
            text.push_str(line.strip_prefix(INDENT).unwrap_or(line));
            text.push('\n');
        }
    }
    all.values_mut().for_each(|text| text.truncate(text.trim_end_matches('\n').len()));
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_as_it_was() {
        let texts = [("a > b", "one\n\n  two\n[three]"), ("empty", ""), ("[x]", "   ")];
        let all: BTreeMap<_, _> =
            texts.map(|(name, text)| (name.to_owned(), text.to_owned())).into_iter().collect();
        assert_eq!(parse(&written(&all)), all);
    }

    #[cfg(unix)]
    #[test]
    fn snapshots_are_neither_read_nor_written_through_a_link() {
        let folder = tempfile::tempdir().unwrap();
        let [file, other] = ["a_test.lua", "other"].map(|name| folder.path().join(name));
        let link = |target: &Path| std::os::unix::fs::symlink(target, folder.path().join("a_test.lua.snap"));
        link(&other).unwrap();
        assert!(Snapshots::of(&file, SnapshotMode::Update).is_err(), "though the link leads nowhere");
        fs::write(&other, "mine").unwrap();
        assert!(Snapshots::of(&file, SnapshotMode::Update).is_err());
        fs::remove_file(folder.path().join("a_test.lua.snap")).unwrap();
        let snapshots = Snapshots::of(&file, SnapshotMode::Update).unwrap();
        snapshots.compare("a", "1");
        link(&other).unwrap();
        snapshots.finish(true).unwrap();
        assert_eq!(fs::read_to_string(&other).unwrap(), "mine");
    }

    #[test]
    fn a_snapshot_is_taken_once_and_held_to_until_it_is_updated() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("a_test.lua");
        let open = |mode| Snapshots::of(&file, mode).unwrap();
        let fixed = open(SnapshotMode::Fixed);
        assert_eq!(fixed.compare("a", "1"), Compared::Missing);
        let first = open(SnapshotMode::TakeMissing);
        assert_eq!((first.compare("a", "1"), first.compare("b", "2")), (Compared::Same, Compared::Same));
        assert_eq!(first.finish(true).unwrap().taken, 2);
        let second = open(SnapshotMode::Fixed);
        assert_eq!(second.compare("a", "1\n"), Compared::Same);
        assert_eq!(second.compare("b", "3"), Compared::Differs("2".to_owned()));
        assert_eq!(second.finish(false).unwrap(), SnapshotChanges::default());
        let update = open(SnapshotMode::Update);
        assert_eq!(update.compare("b", "3"), Compared::Same);
        let changes = update.finish(true).unwrap();
        assert_eq!((changes.changed, changes.removed, changes.unused), (1, 1, 0));
        assert_eq!(open(SnapshotMode::Fixed).compare("b", "3"), Compared::Same);
    }
}
