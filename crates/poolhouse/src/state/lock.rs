//! The lock of a state on this machine: a side file under an OS lock, so that a holder who died holds it no more.

use std::fs::{File, TryLockError};
use std::io::{Read, Seek, Write};
use std::path::{Path, PathBuf};

use poolhouse_core::state::StateError;
use serde::{Deserialize, Serialize};

use crate::project::make_private;
use crate::state::Holder;

/// A lock, held until it is dropped. Its file says who holds it.
pub(crate) struct Lock {
    file: File,
    path: PathBuf,
    /// What the last holder wrote, who died without letting go.
    left: Option<Signature>,
}

/// What a holder writes into the file.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Signature {
    pub(crate) holder: Holder,
    /// The lease that it has on a state elsewhere.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) lease: Option<String>,
}

impl Lock {
    /// Takes the lock of the state whose file that is, or would be.
    ///
    /// # Errors
    /// When a living process has it, naming that process.
    pub(crate) fn take(state: &Path) -> Result<Self, StateError> {
        let path = lock_file(state);
        let failed = |error: std::io::Error| failure(&path, error.to_string());
        let folder = path.parent().unwrap_or(Path::new("."));
        // A project that brings links along must not have others' files written.
        for own in [folder, &path, state] {
            poolhouse_files::refuse_link(own).map_err(|error| failure(own, error.to_string()))?;
        }
        make_private(folder).map_err(failed)?;
        poolhouse_files::check(&path).map_err(failed)?;
        let mut options = File::options();
        let mut file =
            options.read(true).write(true).create(true).truncate(false).open(&path).map_err(failed)?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Err(failure(state, held(signature(&mut file)))),
            Err(TryLockError::Error(error)) => return Err(failed(error)),
        }
        let left = signature(&mut file);
        let mut lock = Self { file, path, left };
        lock.sign(&Signature { holder: Holder::this_process(), lease: None })?;
        Ok(lock)
    }

    /// Who has the lock or left words on it, and whether they hold it still. Taken by nobody meanwhile.
    pub(crate) fn look(state: &Path) -> Result<Option<(Signature, bool)>, StateError> {
        let path = lock_file(state);
        let mut file = match poolhouse_files::open(&path) {
            Ok(file) => file,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(failure(&path, error.to_string())),
        };
        // Shared, so that two who look do not take each other for a holder.
        let held = matches!(file.try_lock_shared(), Err(TryLockError::WouldBlock));
        Ok(signature(&mut file).map(|signature| (signature, held)))
    }

    /// What the last holder left, who died without letting go.
    pub(crate) fn left(&self) -> Option<&Signature> {
        self.left.as_ref()
    }

    /// Says who holds it.
    pub(crate) fn sign(&mut self, signature: &Signature) -> Result<(), StateError> {
        let write = |file: &mut File| {
            file.set_len(0)?;
            file.rewind()?;
            serde_json::to_writer(&mut *file, signature)?;
            file.flush()
        };
        write(&mut self.file).map_err(|error: std::io::Error| failure(&self.path, error.to_string()))
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        // The lock ends with the process in any case; a signature that stays is overwritten by the next holder.
        let _ = self.file.set_len(0);
        let _ = self.file.unlock();
    }
}

fn lock_file(state: &Path) -> PathBuf {
    state.with_extension("lock")
}

/// What stands in the file; nothing when its writer died while writing.
fn signature(file: &mut File) -> Option<Signature> {
    let mut text = String::new();
    file.read_to_string(&mut text).ok()?;
    serde_json::from_str(&text).ok()
}

fn held(signature: Option<Signature>) -> String {
    let holder =
        signature.map_or_else(|| "another process".to_owned(), |signature| signature.holder.to_string());
    format!("is locked by {holder}; wait until it is done")
}

fn failure(path: &Path, reason: impl Into<std::sync::Arc<str>>) -> StateError {
    StateError { place: path.display().to_string(), reason: reason.into() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_second_taker_is_told_who_has_it_and_since_when() {
        let folder = tempfile::tempdir().unwrap();
        let state = folder.path().join("a.redb");
        let lock = Lock::take(&state).unwrap();
        let refused = Lock::take(&state).err().unwrap().to_string();
        let own = format!("process {} (", std::process::id());
        assert!(refused.contains(&own) && refused.contains("), since 20"), "{refused}");
        drop(lock);
        Lock::take(&state).unwrap();
    }

    #[cfg(unix)]
    #[test]
    fn nothing_is_written_through_links() {
        use std::os::unix::fs::symlink;
        let folder = tempfile::tempdir().unwrap();
        let (mine, elsewhere) = (folder.path().join("mine"), folder.path().join("elsewhere"));
        std::fs::write(&mine, "mine").unwrap();
        std::fs::create_dir(&elsewhere).unwrap();
        let refused = |state: &Path| Lock::take(state).err().unwrap().to_string();
        let own = |name: &str| folder.path().join("own").join(name);
        std::fs::create_dir(folder.path().join("own")).unwrap();
        symlink(&mine, own("a.lock")).unwrap();
        assert!(refused(&own("a.redb")).contains("a.lock: is a link"));
        symlink(&mine, own("b.redb")).unwrap();
        assert!(refused(&own("b.redb")).contains("b.redb: is a link"));
        symlink(&elsewhere, folder.path().join("state")).unwrap();
        assert!(refused(&folder.path().join("state/c.redb")).contains("state: is a link"));
        assert_eq!(std::fs::read_to_string(&mine).unwrap(), "mine");
        assert_eq!(std::fs::read_dir(&elsewhere).unwrap().count(), 0);
    }

    #[test]
    fn what_a_dead_holder_left_is_known_to_the_next() {
        let folder = tempfile::tempdir().unwrap();
        let state = folder.path().join("a.redb");
        let holder = Holder::this_process();
        let left = Signature { holder: holder.clone(), lease: Some("17".into()) };
        // A process that was killed leaves its words, and no lock.
        std::fs::write(lock_file(&state), serde_json::to_string(&left).unwrap()).unwrap();
        let lock = Lock::take(&state).unwrap();
        assert_eq!(
            lock.left().map(|left| (&left.holder, left.lease.as_deref())),
            Some((&holder, Some("17")))
        );
        drop(lock);
        assert!(Lock::take(&state).unwrap().left().is_none(), "who let go left nothing");
    }
}
