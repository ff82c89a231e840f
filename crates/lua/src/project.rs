//! The files a script may read: those of its project, and how they are named to people.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Read};
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

use cap_std::ambient_authority;
use cap_std::fs::{Dir, File};
use parking_lot::Mutex;

/// A project's folder. What it opens lies beneath it: neither `..` nor a link leads out.
pub(crate) struct Project {
    folder: Dir,
    root: PathBuf,
    shown_from: PathBuf,
    largest: usize,
    opened: Mutex<BTreeSet<PathBuf>>,
    kept: Kept,
}

/// What files held when they were first read whole.
pub(crate) type Kept = Arc<Mutex<BTreeMap<FilePath, Vec<u8>>>>;

/// A file by its path from the project's root, in one spelling only: `team/rules.lua`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct FilePath(String);

/// Why a file is not read. Fragments, to stand behind the file's name.
#[derive(Debug, thiserror::Error)]
pub(crate) enum FileError {
    #[error("no such file")]
    Missing,
    #[error("lies outside of the project, where nothing is read")]
    Outside,
    #[error("is no plain file, but a folder, a pipe or a device")]
    NotAFile,
    #[error("is larger than the memory limit of {0} bytes")]
    TooLarge(usize),
    #[error("cannot be read: {0}")]
    Io(io::Error),
}

impl Project {
    /// Opens the folder. Files larger than `largest` bytes are not read whole.
    /// A file that is kept, or is read whole from then on, stays as it was.
    pub(crate) fn open(
        root: &Path,
        shown_from: &Path,
        largest: usize,
        kept: Kept,
    ) -> Result<Self, FileError> {
        let root = root.canonicalize()?;
        let folder = Dir::open_ambient_dir(&root, ambient_authority())?;
        let shown_from = shown_from.canonicalize().unwrap_or_else(|_| shown_from.to_owned());
        Ok(Self { folder, root, shown_from, largest, opened: Mutex::default(), kept })
    }

    /// The path in the project of a file that is named from outside of it.
    pub(crate) fn locate(&self, file: &Path) -> Result<FilePath, FileError> {
        let name = file.file_name().ok_or(FileError::NotAFile)?;
        let folder = file.parent().filter(|parent| *parent != Path::new("")).unwrap_or(Path::new("."));
        let path = folder.canonicalize()?.join(name);
        let inside = path.strip_prefix(&self.root).map_err(|_| FileError::Outside)?;
        let text = inside.to_str().ok_or(FileError::NotAFile)?;
        Folder::root().join(&text.replace('\\', "/"))
    }

    /// Whether there is such a file.
    pub(crate) fn has(&self, path: &FilePath) -> Result<bool, FileError> {
        if self.kept.lock().contains_key(path) {
            return Ok(true);
        }
        match self.check_plain(path) {
            Ok(()) => Ok(true),
            Err(FileError::Missing | FileError::NotAFile) => Ok(false),
            Err(error) => Err(error),
        }
    }

    /// Opens a file. Nothing but a plain file: opening a pipe would wait for its other end.
    pub(crate) fn open_file(&self, path: &FilePath) -> Result<File, FileError> {
        self.check_plain(path)?;
        let file = self.folder.open(&path.0)?;
        self.opened.lock().insert(self.root.join(&path.0));
        Ok(file)
    }

    /// Nothing but a plain file is opened.
    pub(crate) fn check_plain(&self, path: &FilePath) -> Result<(), FileError> {
        // The root has no name beneath itself.
        let is_root = path.0.is_empty();
        let is_file = !is_root && self.folder.metadata(&path.0)?.is_file();
        if is_file { Ok(()) } else { Err(FileError::NotAFile) }
    }

    /// Where a plain file beneath the folder is, for somebody else to read.
    pub(crate) fn opened_path(&self, path: &FilePath) -> Result<PathBuf, FileError> {
        self.open_file(path).map(|_| self.root.join(&path.0))
    }

    /// All of a file.
    pub(crate) fn read(&self, path: &FilePath) -> Result<Vec<u8>, FileError> {
        if let Some(bytes) = self.kept.lock().get(path) {
            return Ok(bytes.clone());
        }
        let mut bytes = Vec::new();
        self.open_file(path)?.take(self.largest as u64 + 1).read_to_end(&mut bytes)?;
        if bytes.len() > self.largest {
            return Err(FileError::TooLarge(self.largest));
        }
        self.keep(path, &bytes);
        Ok(bytes)
    }

    /// Keeps what a file holds, as long as all that is kept is no larger than the largest file.
    fn keep(&self, path: &FilePath, bytes: &[u8]) {
        let mut kept = self.kept.lock();
        if kept.values().map(Vec::len).sum::<usize>() + bytes.len() <= self.largest {
            kept.insert(path.clone(), bytes.to_owned());
        }
    }

    /// All of a file that is not told among those that were opened, so that nothing is kept of it.
    pub(crate) fn read_secret(&self, path: &FilePath) -> Result<Vec<u8>, FileError> {
        self.check_plain(path)?;
        let mut bytes = Vec::new();
        self.folder.open(&path.0)?.take(self.largest as u64 + 1).read_to_end(&mut bytes)?;
        if bytes.len() > self.largest { Err(FileError::TooLarge(self.largest)) } else { Ok(bytes) }
    }

    /// The files that were opened so far.
    pub(crate) fn opened(&self) -> BTreeSet<PathBuf> {
        self.opened.lock().clone()
    }

    /// The file as people name it from where they stand.
    pub(crate) fn shown(&self, path: &FilePath) -> String {
        relative(&self.shown_from, &self.root.join(&path.0)).display().to_string()
    }
}

impl FilePath {
    /// The folder it lies in.
    pub(crate) fn folder(&self) -> Folder {
        Folder(self.0.rsplit_once('/').map_or_else(String::new, |(folder, _)| folder.to_owned()))
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

/// A folder by its path from the project's root; the root itself is empty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Folder(String);

impl Folder {
    /// The project's root.
    pub(crate) fn root() -> Self {
        Self(String::new())
    }

    /// A file named from this folder.
    pub(crate) fn join(&self, path: &str) -> Result<FilePath, FileError> {
        if Path::new(path).is_absolute() {
            return Err(FileError::Outside);
        }
        let mut parts: Vec<&str> = self.0.split('/').filter(|part| !part.is_empty()).collect();
        for part in path.split('/') {
            match part {
                "" | "." => {}
                ".." => drop(parts.pop().ok_or(FileError::Outside)?),
                name => parts.push(name),
            }
        }
        Ok(FilePath(parts.join("/")))
    }
}

impl From<io::Error> for FileError {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => Self::Missing,
            // The system's own refusal has a number; one without it is cap-std's: a link led out of the folder.
            io::ErrorKind::PermissionDenied if error.raw_os_error().is_none() => Self::Outside,
            _ => Self::Io(error),
        }
    }
}

/// `to` as it is called from the folder `from`, which itself is `.`; whole when the two have nothing in common.
fn relative(from: &Path, to: &Path) -> PathBuf {
    if from == to {
        return PathBuf::from(".");
    }
    let shared = from.components().zip(to.components()).take_while(|(one, other)| one == other).count();
    if shared <= 1 {
        return to.to_owned();
    }
    let up = from.components().skip(shared).map(|_| Component::ParentDir);
    up.chain(to.components().skip(shared)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_has_one_spelling_and_does_not_lead_out() {
        let folder = Folder("scripts/team".into());
        assert_eq!(folder.join("./../staff.csv").unwrap().as_str(), "scripts/staff.csv");
        assert!(matches!(folder.join("../../../etc/passwd"), Err(FileError::Outside)));
        assert!(matches!(folder.join("/etc/passwd"), Err(FileError::Outside)));
    }

    #[test]
    fn files_are_named_from_where_people_stand() {
        let shown = |from, to| relative(Path::new(from), Path::new(to)).display().to_string();
        assert_eq!(shown("/home/ann/work", "/home/ann/work/scripts/a.lua"), "scripts/a.lua");
        assert_eq!(shown("/home/ann/work/scripts", "/home/ann/work/lib/a.lua"), "../lib/a.lua");
        assert_eq!(shown("/tmp", "/home/ann/a.lua"), "/home/ann/a.lua");
    }

    #[cfg(unix)]
    #[test]
    fn a_link_that_leads_out_is_refused_as_such() {
        let outside = tempfile::tempdir().unwrap();
        std::fs::write(outside.path().join("secret"), "x").unwrap();
        let root = tempfile::tempdir().unwrap();
        std::os::unix::fs::symlink(outside.path().join("secret"), root.path().join("absolute")).unwrap();
        std::os::unix::fs::symlink("../secret", root.path().join("upward")).unwrap();
        let project = Project::open(root.path(), root.path(), 10, Kept::default()).unwrap();
        for name in ["absolute", "upward"] {
            let path = Folder::root().join(name).unwrap();
            assert!(matches!(project.read(&path), Err(FileError::Outside)), "{name}");
        }
    }

    #[test]
    fn a_file_larger_than_the_limit_is_not_read() {
        let root = tempfile::tempdir().unwrap();
        std::fs::write(root.path().join("big"), "12345678901").unwrap();
        let project = Project::open(root.path(), root.path(), 10, Kept::default()).unwrap();
        let read = project.read(&Folder::root().join("big").unwrap());
        assert_eq!(read.unwrap_err().to_string(), "is larger than the memory limit of 10 bytes");
    }
}
