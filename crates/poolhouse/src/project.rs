//! The folder a script belongs to, and poolhouse's own folder in it.

use std::fs;
use std::path::{Path, PathBuf};

use crate::config;
use crate::error::Error;

/// The folder a script belongs to: the nearest at or above it that holds `poolhouse.toml`, else the script's own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Project {
    root: PathBuf,
}

impl Project {
    /// The project of a script.
    ///
    /// # Errors
    /// When the script does not exist.
    pub fn of_script(script: &Path) -> Result<Self, Error> {
        let script = fs::canonicalize(script).map_err(|error| unread(script, &error))?;
        let folder = script.parent().unwrap_or(Path::new("/")).to_path_buf();
        Ok(Self::around(&folder))
    }

    /// The project of a folder: the nearest at or above it that holds `poolhouse.toml`, else the folder itself.
    #[must_use]
    pub fn around(folder: &Path) -> Self {
        let found = folder.ancestors().find(|folder| folder.join(config::FILE).is_file());
        Self { root: found.unwrap_or(folder).to_path_buf() }
    }

    /// The project that is just that folder.
    pub(crate) fn at(folder: PathBuf) -> Self {
        Self { root: folder }
    }

    /// The project's folder.
    #[must_use]
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// A script's path within the project, with `/` whatever the system writes.
    pub(crate) fn path_within(&self, script: &Path) -> Result<String, Error> {
        let path = fs::canonicalize(script).map_err(|error| unread(script, &error))?;
        let within = path.strip_prefix(&self.root).unwrap_or(&path);
        Ok(within.components().map(|part| part.as_os_str().to_string_lossy()).collect::<Vec<_>>().join("/"))
    }

    /// Poolhouse's own folder, made when missing: for its owner alone, and unseen by git.
    pub(crate) fn own_folder(&self) -> Result<PathBuf, Error> {
        let folder = self.own_path();
        let made = poolhouse_files::refuse_link(&folder).and_then(|()| make_private(&folder));
        made.map_err(|error| Error::project(&folder, error))?;
        let ignore = folder.join(".gitignore");
        if !ignore.is_file() {
            poolhouse_files::write_own(&ignore, b"*\n").map_err(|error| Error::project(&ignore, error))?;
        }
        Ok(folder)
    }

    /// Where that folder is, or would be.
    #[must_use]
    pub fn own_path(&self) -> PathBuf {
        self.root.join(".poolhouse")
    }
}

/// Makes a folder, and those above it, that only their owner can enter.
pub(crate) fn make_private(folder: &Path) -> std::io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

fn unread(script: &Path, error: &std::io::Error) -> Error {
    let reason = match error.kind() {
        std::io::ErrorKind::NotFound => "there is no such script".to_owned(),
        _ => error.to_string(),
    };
    Error::project(script, reason)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_project_is_the_nearest_folder_with_a_poolhouse_toml() {
        let folder = tempfile::tempdir().unwrap();
        let root = fs::canonicalize(folder.path()).unwrap();
        fs::create_dir_all(root.join("a/b")).unwrap();
        fs::write(root.join("a/b/main.lua"), "").unwrap();
        let project = |script| Project::of_script(script).unwrap();
        let script = root.join("a/b/main.lua");
        assert_eq!(project(&script).root(), root.join("a/b"));
        fs::write(root.join(config::FILE), "").unwrap();
        assert_eq!(project(&script).root(), root);
        assert_eq!(project(&script).path_within(&script).unwrap(), "a/b/main.lua");
    }

    #[cfg(unix)]
    #[test]
    fn the_own_folder_is_for_its_owner_alone_and_unseen_by_git() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let own = Project::around(folder.path()).own_folder().unwrap();
        assert_eq!(fs::metadata(&own).unwrap().permissions().mode() & 0o777, 0o700);
        assert_eq!(fs::read_to_string(own.join(".gitignore")).unwrap(), "*\n");
    }

    #[cfg(unix)]
    #[test]
    fn the_own_folder_is_never_elsewhere() {
        let [folder, elsewhere] = [(), ()].map(|()| tempfile::tempdir().unwrap());
        let project = Project::around(folder.path());
        let link = |to: &Path, from: &Path| std::os::unix::fs::symlink(to, from).unwrap();
        link(elsewhere.path(), &project.own_path());
        let told = project.own_folder().unwrap_err().to_string();
        assert!(told.contains(".poolhouse: is a link"), "{told}");
        assert_eq!(fs::read_dir(elsewhere.path()).unwrap().count(), 0);
        fs::remove_file(project.own_path()).unwrap();
        fs::create_dir(project.own_path()).unwrap();
        link(&elsewhere.path().join("new"), &project.own_path().join(".gitignore"));
        assert!(project.own_folder().unwrap_err().to_string().contains(".gitignore: is a link"));
        assert_eq!(fs::read_dir(elsewhere.path()).unwrap().count(), 0);
    }
}
