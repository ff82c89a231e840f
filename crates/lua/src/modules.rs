//! `require`: which file a name means, and that each is loaded once.

use std::collections::HashSet;

use mlua::chunk::ChunkMode;
use mlua::{Function, Lua, Table, Value};
use poolhouse_core::declare::Origin;
use poolhouse_core::fault::nearest;

use crate::bind::text;
use crate::error::{self, Refusal};
use crate::project::{FileError, FilePath, Folder};
use crate::provide::PLUGIN;
use crate::registry;
use crate::session::Session;

/// Which modules are loaded, and which are about to be.
#[derive(Default)]
pub(crate) struct Loading {
    /// From the outermost to the innermost.
    open: Vec<FilePath>,
    done: HashSet<FilePath>,
}

/// The module of that name: its path, and its code when it has not run yet.
pub(crate) fn open(lua: &Lua, session: &Session, name: &Value) -> Result<Table, Refusal> {
    let name = text("require", name)?;
    if let Some(host) = of_the_host(&name) {
        if host.for_tests && session.tests.is_none() {
            let refusal = Refusal::new(format!("module \"{name}\" is there in tests only"));
            return Err(
                refusal.hint("`poolhouse test` runs the files that end in `_test.luau` or `_test.lua`")
            );
        }
        return found(lua, host.name, None);
    }
    if let Some(plugin) = name.strip_prefix(PLUGIN) {
        return of_plugin(lua, session, plugin);
    }
    let path = find(lua, session, &name)?;
    if session.modules.lock().done.contains(&path) {
        return found(lua, path.as_str(), None);
    }
    refuse_cycle(session, &path)?;
    let code = load(lua, session, &path)?;
    let module = found(lua, path.as_str(), Some(code))?;
    session.modules.lock().open.push(path);
    Ok(module)
}

/// A module of the host by its name, with or without the `@` that editors for Luau know such modules by.
fn of_the_host(name: &str) -> Option<&'static registry::Module> {
    let bare = name.strip_prefix('@').unwrap_or(name);
    registry::modules().iter().find(|module| module.name == bare)
}

fn of_plugin(lua: &Lua, session: &Session, plugin: &str) -> Result<Table, Refusal> {
    if session.plugins().iter().any(|known| known == plugin) {
        return found(lua, &format!("{PLUGIN}{plugin}"), None);
    }
    let known = session.plugins().iter().map(String::as_str);
    let message = format!("the project has no plugin \"{plugin}\"");
    match nearest(plugin, known) {
        Some(nearest) => Err(Refusal::new(message).hint(format!("did you mean `{PLUGIN}{nearest}`?"))),
        None => Err(Refusal::new(message).hint("`poolhouse plugin add` gives it one")),
    }
}

fn found(lua: &Lua, path: &str, code: Option<Function>) -> Result<Table, Refusal> {
    let module = lua.create_table()?;
    module.raw_set("path", path)?;
    module.raw_set("run", code)?;
    Ok(module)
}

/// The innermost module has run: to its end, or to an error.
pub(crate) fn close(session: &Session, ran: bool) {
    let mut modules = session.modules.lock();
    if let Some(path) = modules.open.pop()
        && ran
    {
        modules.done.insert(path);
    }
}

/// What some editors begin a file with.
const MARK: &[u8] = "\u{feff}".as_bytes();

/// Reads a file of the project as Lua. Text only: bytecode is not checked by Luau and could do anything.
pub(crate) fn load(lua: &Lua, session: &Session, path: &FilePath) -> Result<Function, Refusal> {
    let shown = session.add_chunk(path);
    let whole = Origin { file: shown.clone(), line: 0 };
    let source = session.project.read(path).map_err(|error| Refusal::at(whole.clone(), error.to_string()))?;
    let chunk = lua
        .load(source.strip_prefix(MARK).unwrap_or(&source))
        .set_name(format!("={shown}"))
        .set_mode(ChunkMode::Text);
    let code = chunk.into_function().map_err(|failure| {
        let fault = error::of_error(session, whole, &failure);
        Refusal::Said { origin: fault.origin, message: fault.message, hint: fault.hint }
    })?;
    session.cover(&shown, &code);
    Ok(code)
}

fn find(lua: &Lua, session: &Session, name: &str) -> Result<FilePath, Refusal> {
    let refused = |error: FileError| Refusal::new(format!("module \"{name}\" {error}"));
    let candidates = candidates(lua, session, name).map_err(refused)?;
    for candidate in &candidates {
        if session.project.has(candidate).map_err(refused)? {
            return Ok(candidate.clone());
        }
    }
    let tried: Vec<_> = candidates.iter().map(|path| session.project.shown(path)).collect();
    Err(Refusal::new(format!("module \"{name}\" is not there"))
        .hint(format!("looked for {}", tried.join(", "))))
}

/// The files a name can mean, the first that exists wins.
///
/// `./rules` and `../rules` start at the file that requires; `team.rules` beside the script that was started, and
/// then at the project's root.
fn candidates(lua: &Lua, session: &Session, name: &str) -> Result<Vec<FilePath>, FileError> {
    let relative = name.starts_with("./") || name.starts_with("../");
    let (path, folders) = if relative {
        let folder = session.caller(lua).map_or_else(Folder::root, |caller| caller.file.folder());
        (name.to_owned(), vec![folder])
    } else {
        (name.replace('.', "/"), vec![session.entry.folder(), Folder::root()])
    };
    let mut files = Vec::new();
    for folder in folders {
        for ending in [".lua", ".luau", "/init.lua", "/init.luau"] {
            let file = folder.join(&format!("{path}{ending}"))?;
            if !files.contains(&file) {
                files.push(file);
            }
        }
    }
    Ok(files)
}

fn refuse_cycle(session: &Session, path: &FilePath) -> Result<(), Refusal> {
    let modules = session.modules.lock();
    let circle = match modules.open.iter().position(|open| open == path) {
        Some(start) => &modules.open[start..],
        None if *path == session.entry => &modules.open[..],
        None => return Ok(()),
    };
    let first = (*path == session.entry).then_some(path);
    let names: Vec<_> =
        first.into_iter().chain(circle).chain([path]).map(|path| session.project.shown(path)).collect();
    Err(Refusal::new(format!("modules require each other in a circle: {}", names.join(" → "))))
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::testing::Case;

    #[test]
    fn a_module_is_found_beside_the_script_at_the_root_and_beside_itself() {
        Case::new(r#"print(require "team.rules", require "lib.names", require "../top")"#)
            .at("scripts/main.lua")
            .file("scripts/team/rules.lua", "return 'rules+' .. require './more'")
            .file("scripts/team/more.luau", "return 'more'")
            .file("lib/names/init.lua", "return 'names'")
            .file("top.lua", "return 'top'")
            .check(expect!["info scripts/main.lua:1 rules+more	names	top"]);
    }

    #[test]
    fn a_module_runs_once_whatever_it_returns_and_however_it_is_named() {
        Case::new(r#"print(require "a", require "./a", require "./x/../a")"#)
            .file("a.lua", "print 'loaded'")
            .check(expect![[r#"
                info a.lua:1 loaded
                info main.lua:1 true	true	true"#]]);
    }

    #[test]
    fn a_missing_module_is_named_with_the_places_that_were_looked_at() {
        Case::new(r#"require "team.rulez""#).check(expect![[
            r#"main.lua:1: module "team.rulez" is not there (looked for team/rulez.lua, team/rulez.luau, team/rulez/init.lua, team/rulez/init.luau)"#
        ]]);
    }

    #[test]
    fn modules_that_require_each_other_are_shown_in_their_circle() {
        Case::new(r#"require "a""#)
            .file("a.lua", "require 'b'")
            .file("b.lua", "require 'a'")
            .check(expect!["b.lua:1: modules require each other in a circle: a.lua → b.lua → a.lua"]);
        Case::new(r#"require "a""#)
            .file("a.lua", "require 'main'")
            .check(expect!["a.lua:1: modules require each other in a circle: main.lua → a.lua → main.lua"]);
    }

    #[test]
    fn a_byte_order_mark_is_no_part_of_a_script() {
        Case::new("\u{feff}print(require 'a')")
            .file("a.lua", "\u{feff}return 1")
            .check(expect!["info main.lua:1 1"]);
    }

    #[test]
    fn an_error_in_a_module_is_shown_where_it_is() {
        Case::new(r#"require "a""#)
            .file("a.lua", "\nlocal x = nil + 1")
            .check(expect!["a.lua:2: attempt to perform arithmetic (add) on nil and number"]);
        Case::new(r#"require "a""#)
            .file("a.lua", "\n\nreturn )")
            .check(expect!["a.lua:3: Expected identifier when parsing expression, got ')'"]);
    }

    #[test]
    fn a_module_that_failed_can_be_required_again_and_fails_again() {
        Case::new(r#"print((pcall(require, "a")), select(2, pcall(require, "a")))"#)
            .file("a.lua", "error 'no'")
            .check(expect!["info main.lua:1 false	a.lua:1: no"]);
    }

    #[test]
    fn no_path_leads_out_of_the_project() {
        Case::new(r#"require "../../etc/rules""#).check(expect![[
            r#"main.lua:1: module "../../etc/rules" lies outside of the project, where nothing is read"#
        ]]);
        Case::new("require '/etc/rules'").check(expect![[
            r#"main.lua:1: module "/etc/rules" lies outside of the project, where nothing is read"#
        ]]);
    }

    #[test]
    fn bytecode_is_not_a_module() {
        let output = Case::new("require 'a'").file("a.lua", "\u{1b}Luau\u{3}\u{1}\u{0}").run();
        assert!(output.starts_with("a.lua:1: Expected"), "{output}");
    }
}
