//! Data files: where a script's `"staff.csv"` is.

use std::path::PathBuf;

use cap_std::fs::File;
use mlua::{Lua, Value};

use crate::bind::{Call, text};
use crate::error::Refusal;
use crate::project::{FileError, FilePath};
use crate::session::Session;

/// The whole of a file, with the name people know it by.
pub(super) fn read(
    lua: &Lua,
    session: &Session,
    function: &str,
    file: &Value,
) -> Result<(String, Vec<u8>), Refusal> {
    with(lua, session, function, file, |path| session.project.read(path))
}

/// The same of a file that is text.
pub(super) fn read_text(call: &Call<'_>, file: &Value) -> Result<(String, String), Refusal> {
    let (shown, bytes) = read(call.lua, call.session, call.name, file)?;
    let text = String::from_utf8(bytes).map_err(|_| Refusal::new(format!("{shown}: is not valid UTF-8")))?;
    Ok((shown, text))
}

/// An open file, with the name people know it by.
pub(super) fn open(
    lua: &Lua,
    session: &Session,
    function: &str,
    file: &Value,
) -> Result<(String, File), Refusal> {
    with(lua, session, function, file, |path| session.project.open_file(path))
}

/// Where a file is that somebody else will read, which is told among those that were opened.
pub(super) fn whole_path(
    lua: &Lua,
    session: &Session,
    function: &str,
    file: &Value,
) -> Result<PathBuf, Refusal> {
    Ok(with(lua, session, function, file, |path| session.project.opened_path(path))?.1)
}

/// A file that is there, with the name people know it by.
pub(super) fn find(
    lua: &Lua,
    session: &Session,
    function: &str,
    file: &Value,
) -> Result<(String, FilePath), Refusal> {
    with(lua, session, function, file, |path| {
        if !session.project.has(path)? {
            session.project.check_plain(path)?;
        }
        Ok(path.clone())
    })
}

/// Finds a file that is named from the folder of the script that asks for it.
fn with<T>(
    lua: &Lua,
    session: &Session,
    function: &str,
    file: &Value,
    read: impl Fn(&FilePath) -> Result<T, FileError>,
) -> Result<(String, T), Refusal> {
    let name = text(function, file)?;
    let refused = |shown: &str, error: FileError| Refusal::new(format!("{function}: {shown}: {error}"));
    let asking = session.caller(lua).map_or_else(|| session.entry.clone(), |caller| caller.file);
    let path = asking.folder().join(&name).map_err(|error| refused(&name, error))?;
    let shown = session.project.shown(&path);
    let content = read(&path).map_err(|error| refused(&shown, error))?;
    Ok((shown, content))
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::testing::Case;

    #[test]
    fn a_file_is_named_from_the_script_that_reads_it() {
        Case::new("require 'team.rules'\nlocal ph = require 'poolhouse'\nprint(ph.json.read 'data.json')")
            .at("scripts/main.lua")
            .file("scripts/team/rules.lua", "print((require 'poolhouse').json.read '../../shared.json')")
            .file("scripts/data.json", "\"beside\"")
            .file("shared.json", "\"above\"")
            .check(expect![[r#"
                info scripts/team/rules.lua:1 above
                info scripts/main.lua:3 beside"#]]);
    }

    #[test]
    fn a_file_that_is_not_read_is_named_with_the_reason() {
        let case = |file: &str| Case::new(&format!("local ph = require 'poolhouse'\nph.json.read '{file}'"));
        case("none.json").check(expect!["main.lua:2: ph.json.read: none.json: no such file"]);
        case("../x.json").check(expect![
            "main.lua:2: ph.json.read: ../x.json: lies outside of the project, where nothing is read"
        ]);
        case("/etc/passwd").check(expect![
            "main.lua:2: ph.json.read: /etc/passwd: lies outside of the project, where nothing is read"
        ]);
        case("folder").file("folder/a", "").check(expect![
            "main.lua:2: ph.json.read: folder: is no plain file, but a folder, a pipe or a device"
        ]);
        case(".").check(expect![
            "main.lua:2: ph.json.read: .: is no plain file, but a folder, a pipe or a device"
        ]);
    }
}
