//! A project to begin with, and the types that editors read.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use crate::config;
use crate::error::Error;
use crate::project::{Project, make_private};

/// The files of a new project, by their paths in it.
const FILES: [(&str, &str); 7] = [
    (config::FILE, include_str!("scaffold/project/poolhouse.toml")),
    ("people.luau", include_str!("scaffold/project/people.luau")),
    ("people_test.luau", include_str!("scaffold/project/people_test.luau")),
    (".luaurc", include_str!("scaffold/project/.luaurc")),
    (".luarc.json", include_str!("scaffold/project/.luarc.json")),
    (".vscode/settings.json", include_str!("scaffold/project/.vscode/settings.json")),
    (".vscode/extensions.json", include_str!("scaffold/project/.vscode/extensions.json")),
];

/// A file of a new project, and whether it was there before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Laid {
    /// The file.
    pub path: PathBuf,
    /// It was there already, and is as it was.
    pub kept: bool,
}

/// Makes a project of a folder, which is made when missing: a configuration, a first script and its test, settings and types
/// for editors. What is there already stays as it is.
///
/// # Errors
/// When a file cannot be written.
pub fn init(folder: &Path) -> Result<Vec<Laid>, Error> {
    fs::create_dir_all(folder).map_err(|error| Error::project(folder, error))?;
    let laid: Vec<Laid> =
        FILES.iter().map(|(name, text)| lay(folder, name, text)).collect::<Result<_, _>>()?;
    types(&Project::at(folder.to_path_buf()))?;
    Ok(laid)
}

fn lay(folder: &Path, name: &str, text: &str) -> Result<Laid, Error> {
    let path = folder.join(name);
    let failed = |error| Error::project(&path, error);
    if let Some((own, _)) = name.split_once('/') {
        let own = folder.join(own);
        poolhouse_files::make_own_folder(&own).map_err(|error| Error::project(&own, error))?;
    }
    match fs::File::create_new(&path) {
        Ok(mut file) => file.write_all(text.as_bytes()).map_err(failed)?,
        Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {
            return Ok(Laid { path, kept: true });
        }
        Err(error) => return Err(failed(error)),
    }
    Ok(Laid { path, kept: false })
}

/// Writes the types that editors read, as this version has them, into the project's own folder.
///
/// # Errors
/// When a file cannot be written.
pub fn types(project: &Project) -> Result<Vec<PathBuf>, Error> {
    let folder = project.own_folder()?.join("types");
    let made = poolhouse_files::refuse_link(&folder).and_then(|()| make_private(&folder));
    made.map_err(|error| Error::project(&folder, error))?;
    let plugins = config::Config::read(project.root())?.plugin_names();
    let files = poolhouse_lua::editor::types(plugins.iter().map(String::as_str));
    let files = files.into_iter().map(|file| {
        let path = folder.join(&file.name);
        write_anew(&path, &file.text).map_err(|error| Error::project(&path, error))?;
        Ok(path)
    });
    files.collect()
}

/// Writes a file in place of what is there; a link goes, and what it leads to stays.
fn write_anew(path: &Path, text: &str) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    fs::File::create_new(path)?.write_all(text.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_new_project_has_all_its_files_and_types_that_settings_lead_to() {
        let folder = tempfile::tempdir().unwrap();
        let laid = init(&folder.path().join("new")).unwrap();
        assert!(laid.iter().all(|file| file.path.is_file() && !file.kept));
        let project = folder.path().join("new");
        let settings: serde_json::Value =
            serde_json::from_str(&fs::read_to_string(project.join(".luaurc")).unwrap()).unwrap();
        for alias in settings["aliases"].as_object().unwrap().values() {
            assert!(project.join(format!("{}.luau", alias.as_str().unwrap())).is_file(), "{alias}");
        }
        let settings: serde_json::Value =
            serde_json::from_str(&fs::read_to_string(project.join(".luarc.json")).unwrap()).unwrap();
        let library = settings["workspace.library"][0].as_str().unwrap();
        assert!(project.join(library).join("poolhouse.lua").is_file());
    }

    #[test]
    fn what_is_there_already_stays_as_it_is() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("people.luau"), "-- mine\n").unwrap();
        let laid = init(folder.path()).unwrap();
        let kept: Vec<_> = laid.iter().filter(|file| file.kept).map(|file| file.path.clone()).collect();
        assert_eq!(kept, [folder.path().join("people.luau")]);
        assert_eq!(fs::read_to_string(&kept[0]).unwrap(), "-- mine\n");
    }

    #[cfg(unix)]
    #[test]
    fn a_new_project_is_not_written_through_links() {
        let folder = tempfile::tempdir().unwrap();
        let (project, elsewhere) = (folder.path().join("project"), folder.path().join("elsewhere"));
        fs::create_dir(&project).unwrap();
        fs::create_dir(&elsewhere).unwrap();
        std::os::unix::fs::symlink(&elsewhere, project.join(".vscode")).unwrap();
        assert!(init(&project).unwrap_err().to_string().contains(".vscode: is a link"));
        assert_eq!(fs::read_dir(&elsewhere).unwrap().count(), 0);
    }

    #[cfg(unix)]
    #[test]
    fn types_are_not_written_through_links() {
        let folder = tempfile::tempdir().unwrap();
        let (project, mine) = (folder.path().join("project"), folder.path().join("mine"));
        init(&project).unwrap();
        fs::write(&mine, "mine").unwrap();
        let types_there = project.join(".poolhouse/types/poolhouse.d.luau");
        fs::remove_file(&types_there).unwrap();
        std::os::unix::fs::symlink(&mine, &types_there).unwrap();
        types(&Project::around(&project)).unwrap();
        assert_eq!(fs::read_to_string(&mine).unwrap(), "mine");
        let folder_there = project.join(".poolhouse/types");
        fs::remove_dir_all(&folder_there).unwrap();
        std::os::unix::fs::symlink(folder.path(), &folder_there).unwrap();
        assert!(types(&Project::around(&project)).unwrap_err().to_string().contains("types: is a link"));
    }

    #[test]
    fn types_are_written_anew() {
        let folder = tempfile::tempdir().unwrap();
        init(folder.path()).unwrap();
        let stale = folder.path().join(".poolhouse/types/poolhouse.d.luau");
        fs::write(&stale, "old").unwrap();
        assert!(types(&Project::around(folder.path())).unwrap().contains(&stale));
        assert!(fs::read_to_string(stale).unwrap().contains("export type Pool"));
    }
}
