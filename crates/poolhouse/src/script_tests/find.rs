//! Which files are tests.

use std::fs;
use std::path::{Path, PathBuf};

use crate::error::Error;

/// How the names of test files end.
const ENDINGS: [&str; 2] = ["_test.luau", "_test.lua"];

/// The test files among `paths`: a file is one whatever it is called, a folder has those whose names end in
/// `_test.luau` or `_test.lua`, at any depth. Folders whose names begin with a dot are passed over.
///
/// # Errors
/// When there is no such path, or a folder cannot be read.
pub fn find(paths: &[PathBuf]) -> Result<Vec<PathBuf>, Error> {
    let mut found = Vec::new();
    for path in paths {
        if path.is_dir() {
            search(path, &mut found)?;
        } else if path.is_file() {
            found.push(path.clone());
        } else {
            return Err(Error::project(path, "there is no such file or folder"));
        }
    }
    found.sort();
    found.dedup();
    Ok(found)
}

fn search(folder: &Path, found: &mut Vec<PathBuf>) -> Result<(), Error> {
    let failed = |error| Error::project(folder, error);
    for entry in fs::read_dir(folder).map_err(failed)? {
        let entry = entry.map_err(failed)?;
        let (kind, name) = (entry.file_type().map_err(failed)?, entry.file_name());
        let name = name.to_string_lossy();
        if kind.is_dir() && !name.starts_with('.') {
            search(&entry.path(), found)?;
        } else if kind.is_file() && ENDINGS.iter().any(|ending| name.ends_with(ending)) {
            // `./` before every name helps nobody.
            let path = entry.path();
            found.push(path.strip_prefix(".").map(Path::to_path_buf).unwrap_or(path));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_has_the_tests_at_any_depth_and_a_file_is_one_by_any_name() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        for file in ["b_test.lua", "a/c_test.luau", "a/c.luau", ".cache/d_test.lua", "tests.lua"] {
            let path = root.join(file);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, "").unwrap();
        }
        let found = find(&[root.to_path_buf(), root.join("tests.lua")]).unwrap();
        assert_eq!(found, ["a/c_test.luau", "b_test.lua", "tests.lua"].map(|file| root.join(file)));
        let missing = find(&[root.join("none")]).unwrap_err().to_string();
        assert!(missing.ends_with("none: there is no such file or folder"), "{missing}");
    }
}
