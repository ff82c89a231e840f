//! Files that poolhouse makes where it is told to.

use std::fs;
use std::io::{self, Write};
use std::path::Path;

use crate::error::Error;

/// Writes a file that its owner alone can read, in place of one that `is_ours`. Any other file that is there stays: a slip
/// must not cost a script.
///
/// # Errors
/// When something else is there, or the file cannot be written; what was there is then as it was.
pub(crate) fn write(path: &Path, text: &str, is_ours: impl Fn(&str) -> bool) -> Result<(), Error> {
    let failed = |error: &dyn std::fmt::Display| Error::project(path, error);
    match fs::metadata(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => {}
        Err(error) => return Err(failed(&error)),
        Ok(found)
            if found.is_file() && poolhouse_files::read_to_string(path).is_ok_and(|text| is_ours(&text)) => {}
        Ok(_) => {
            let message = "is there already, and is nothing that this command writes: name another file";
            return Err(failed(&message));
        }
    }
    let folder = path.parent().filter(|folder| *folder != Path::new("")).unwrap_or(Path::new("."));
    let mut file = tempfile::NamedTempFile::new_in(folder).map_err(|error| failed(&error))?;
    file.write_all(text.as_bytes()).map_err(|error| failed(&error))?;
    file.persist(path).map_err(|error| failed(&error.error))?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_not_made_here_is_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        let [plan, script] = ["a.plan", "people.lua"].map(|name| folder.path().join(name));
        fs::write(&script, "print 'mine'").unwrap();
        let write = |path: &Path, text: &str| write(path, text, |there| there.starts_with("plan"));
        assert!(write(&script, "plan 1").is_err_and(|error| error.to_string().contains("name another file")));
        assert_eq!(fs::read_to_string(&script).unwrap(), "print 'mine'");
        write(&plan, "plan 1").unwrap();
        write(&plan, "plan 2").unwrap();
        assert_eq!(fs::read_to_string(&plan).unwrap(), "plan 2");
        assert!(write(folder.path(), "plan 3").is_err(), "a folder");
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            assert_eq!(fs::metadata(&plan).unwrap().permissions().mode() & 0o777, 0o600);
        }
    }
}
