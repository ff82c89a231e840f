//! Compiled code, kept between runs. Whoever can write a file here can run anything as the user, so nobody else may.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};
use wasmtime::Engine;
use wasmtime::component::Component;

/// A folder of compiled components, by the content of the component and the engine that compiled it.
pub(crate) struct Cache {
    folder: PathBuf,
    /// Names the engine: its version, its settings and the machine.
    engine: String,
}

impl Cache {
    /// The cache in that folder, made when missing; none when it could be written by anyone else.
    pub(crate) fn open(folder: &Path, engine: &Engine) -> Option<Self> {
        make_private(folder).ok()?;
        is_private(folder).ok()?.then(|| Self { folder: folder.to_path_buf(), engine: fingerprint(engine) })
    }

    /// The compiled component, if it was compiled before. What is damaged is as good as absent.
    pub(crate) fn get(&self, engine: &Engine, digest: &str) -> Option<Component> {
        let file = fs::read(self.path(digest)).ok()?;
        let (sum, code) = file.split_at_checked(SUM)?;
        if Sha256::digest(code).as_slice() != sum {
            return None;
        }
        load(engine, code)
    }

    /// Keeps a compiled component. When it cannot, the next run compiles again.
    pub(crate) fn put(&self, digest: &str, component: &Component) {
        let kept = component.serialize().map_err(io::Error::other).and_then(|code| self.write(digest, &code));
        // Nothing is lost but time.
        drop(kept);
    }

    fn write(&self, digest: &str, code: &[u8]) -> io::Result<()> {
        let mut file = tempfile::NamedTempFile::new_in(&self.folder)?;
        file.write_all(&Sha256::digest(code))?;
        file.write_all(code)?;
        file.persist(self.path(digest))?;
        Ok(())
    }

    fn path(&self, digest: &str) -> PathBuf {
        self.folder.join(format!("{digest}-{}.cwasm", self.engine))
    }
}

#[allow(
    unsafe_code,
    reason = "compiled code is trusted: only this user can have written the file, and its sum is right"
)]
fn load(engine: &Engine, code: &[u8]) -> Option<Component> {
    // SAFETY: the code was made by `Component::serialize` of an engine like this one: the folder belongs to the user
    // and is closed to others, and the file's name has the engine's fingerprint.
    unsafe { Component::deserialize(engine, code) }.ok()
}

fn fingerprint(engine: &Engine) -> String {
    use std::hash::{DefaultHasher, Hash, Hasher};
    let mut hasher = DefaultHasher::new();
    engine.precompile_compatibility_hash().hash(&mut hasher);
    format!("{:016x}", hasher.finish())
}

#[cfg(unix)]
fn make_private(folder: &Path) -> io::Result<()> {
    use std::os::unix::fs::DirBuilderExt;
    fs::DirBuilder::new().recursive(true).mode(0o700).create(folder)
}

/// Whether the folder is the user's, and closed to others.
#[cfg(unix)]
fn is_private(folder: &Path) -> io::Result<bool> {
    use std::os::unix::fs::MetadataExt;
    let folder_is = fs::symlink_metadata(folder)?;
    // A file of ours tells who we are.
    let we_are = tempfile::tempfile_in(folder)?.metadata()?;
    Ok(folder_is.is_dir() && folder_is.uid() == we_are.uid() && folder_is.mode() & 0o077 == 0)
}

#[cfg(not(unix))]
fn make_private(folder: &Path) -> io::Result<()> {
    fs::create_dir_all(folder)
}

/// Where permissions have another form, the folder of the user's profile is theirs.
#[cfg(not(unix))]
fn is_private(_: &Path) -> io::Result<bool> {
    Ok(true)
}

const SUM: usize = 32;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Runtime;
    use crate::testing::{tight, trigger};

    fn only_file(folder: &Path) -> PathBuf {
        let mut files = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
        files.next().unwrap()
    }

    #[test]
    fn w25_compiled_code_that_is_forged_or_cut_is_compiled_anew() {
        let folder = tempfile::tempdir().unwrap();
        let cache = folder.path().join("plugins");
        let plugin = trigger("(i32.const 16)", "");
        let load = || Runtime::new(Some(&cache)).unwrap().load("test", &plugin, tight()).map(drop);
        load().unwrap();
        let file = only_file(&cache);
        let good = fs::read(&file).unwrap();
        let mut forged = good.clone();
        forged[SUM + 100] ^= 1;
        for bad in [&forged[..], &good[..good.len() / 2], &good[..10], b""] {
            fs::write(&file, bad).unwrap();
            load().unwrap();
            assert_eq!(fs::read(&file).unwrap().len(), good.len(), "it was written anew");
        }
    }

    #[cfg(unix)]
    #[test]
    fn w25_a_folder_that_others_can_enter_keeps_nothing() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let engine = Engine::default();
        fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o755)).unwrap();
        assert!(Cache::open(folder.path(), &engine).is_none());
        fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o700)).unwrap();
        assert!(Cache::open(folder.path(), &engine).is_some());
        let elsewhere = tempfile::tempdir().unwrap();
        let link = elsewhere.path().join("plugins");
        std::os::unix::fs::symlink(folder.path(), &link).unwrap();
        assert!(Cache::open(&link, &engine).is_none(), "a link leads where someone else says");
    }
}
