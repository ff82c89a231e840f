//! Files that people and projects name. What is read is a plain file: a pipe would be waited for, perhaps for ever. What is
//! written of itself stays in its folder: a link that a project brings along would have it written elsewhere.

use std::fs::{self, File, Metadata};
use std::io::{self, Read, Write};
use std::path::Path;

/// Opens a plain file to be read.
///
/// # Errors
/// When it is not there, cannot be opened, or is a folder, a pipe or a device.
pub fn open(path: &Path) -> io::Result<File> {
    check_plain(&fs::metadata(path)?)?;
    File::open(path)
}

/// All of a plain file.
///
/// # Errors
/// As [`open`], and when it cannot be read.
pub fn read(path: &Path) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    open(path)?.read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// All of a plain file of text.
///
/// # Errors
/// As [`read`], and when it is not UTF-8.
pub fn read_to_string(path: &Path) -> io::Result<String> {
    let mut text = String::new();
    open(path)?.read_to_string(&mut text)?;
    Ok(text)
}

/// Makes sure that what is about to be opened otherwise is a plain file, or not there yet.
///
/// # Errors
/// When it is a folder, a pipe or a device, or nobody can tell.
pub fn check(path: &Path) -> io::Result<()> {
    match fs::metadata(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        found => check_plain(&found?),
    }
}

/// Writes a file of poolhouse's own as a whole, in place of one that is there. No link is followed.
///
/// # Errors
/// When a link, or no file, is there, or it cannot be written.
pub fn write_own(path: &Path, bytes: &[u8]) -> io::Result<()> {
    refuse_link(path)?;
    check(path)?;
    let folder = path.parent().filter(|folder| *folder != Path::new("")).unwrap_or(Path::new("."));
    let mut file = tempfile::Builder::new();
    #[cfg(unix)]
    file.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    let mut file = file.tempfile_in(folder)?;
    file.write_all(bytes)?;
    file.persist(path).map_err(|error| error.error)?;
    Ok(())
}

/// Makes a folder of poolhouse's own where there is none; those above it are there.
///
/// # Errors
/// When a link, or no folder, is there, or it cannot be made.
pub fn make_own_folder(path: &Path) -> io::Result<()> {
    refuse_link(path)?;
    match fs::create_dir(path) {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists && path.is_dir() => Ok(()),
        made => made,
    }
}

/// Makes sure that no link is where poolhouse writes of itself.
///
/// # Errors
/// When one is there.
pub fn refuse_link(path: &Path) -> io::Result<()> {
    match fs::symlink_metadata(path) {
        Ok(found) if found.is_symlink() => Err(io::Error::other(
            "is a link, and what poolhouse writes of itself follows none: put a file or folder in its place",
        )),
        _ => Ok(()),
    }
}

fn check_plain(found: &Metadata) -> io::Result<()> {
    match () {
        () if found.is_file() => Ok(()),
        () if found.is_dir() => Err(io::Error::other("is a folder, where a file is needed")),
        () => Err(io::Error::other("is no plain file; name one, since a pipe or a device may never end")),
    }
}

#[cfg(all(test, unix))]
mod tests {
    use std::os::unix::fs::symlink;
    use std::process::Command;

    use super::*;

    #[test]
    fn what_is_no_plain_file_is_refused_and_not_waited_for() {
        let folder = tempfile::tempdir().unwrap();
        let [pipe, file, none] = ["pipe", "file", "none"].map(|name| folder.path().join(name));
        assert!(Command::new("mkfifo").arg(&pipe).status().unwrap().success());
        let told = |path: &Path| read_to_string(path).unwrap_err().to_string();
        assert!(told(&pipe).starts_with("is no plain file; "), "{}", told(&pipe));
        assert!(read(&pipe).is_err() && check(&pipe).is_err() && write_own(&pipe, b"x").is_err());
        assert_eq!(told(folder.path()), "is a folder, where a file is needed");
        assert_eq!(read(&none).unwrap_err().kind(), io::ErrorKind::NotFound);
        fs::write(&file, "text").unwrap();
        assert_eq!(read_to_string(&file).unwrap(), "text");
        assert!(check(&file).is_ok() && check(&none).is_ok());
    }

    #[test]
    fn what_is_written_goes_through_no_link() {
        let folder = tempfile::tempdir().unwrap();
        let [other, link, own] = ["other", "link", "own"].map(|name| folder.path().join(name));
        symlink(&other, &link).unwrap();
        assert!(write_own(&link, b"x").is_err(), "though it leads nowhere");
        fs::create_dir(&other).unwrap();
        assert!(make_own_folder(&link).unwrap_err().to_string().starts_with("is a link"));
        write_own(&own, b"1").unwrap();
        write_own(&own, b"2").unwrap();
        assert_eq!(read(&own).unwrap(), b"2");
        assert!(make_own_folder(&own).is_err(), "a file");
        make_own_folder(&other).unwrap();
    }
}
