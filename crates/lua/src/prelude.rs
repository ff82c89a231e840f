//! The part of the host that is Lua itself: `prelude.luau`, run once in a state, before any script.

use std::sync::{Arc, LazyLock};

use mlua::chunk::{ChunkMode, Compiler};
use mlua::{Function, Lua, Table, Value};

use crate::bind::function;
use crate::session::Session;
use crate::{error, modules};

/// The prelude, compiled once: compiling takes longer than all the rest of a state's beginning. It has no lines, so that
/// an error raised for a caller's caller never names one of them.
static CODE: LazyLock<mlua::Result<Vec<u8>>> =
    LazyLock::new(|| Compiler::new().set_debug_level(0).compile(include_str!("prelude.luau")));

/// What the prelude is called in errors of Lua's.
pub(crate) const NAME: &str = "[poolhouse]";

/// What the prelude gives the host.
pub(crate) struct Prelude {
    /// Makes a table of a metatable, and of the names that a handle can have: id, name, username, group_name.
    pub(crate) handle: Function,
    /// Turns a function of one text into one of any values, which reach it as `print` joins them.
    pub(crate) worded: Function,
    /// Lua's own `string.find`.
    pub(crate) find: Function,
    /// `pcall`.
    pub(crate) pcall: Function,
    /// Turns a function into one for `__call`, which takes the called table before its arguments.
    pub(crate) headless: Function,
    /// An `__iter` that goes over the members of a table.
    pub(crate) members: Function,
    /// `require`.
    pub(crate) require: Function,
    /// What `require` found so far, by path or name.
    pub(crate) modules: Table,
}

impl Prelude {
    pub(crate) fn run(lua: &Lua, session: &Arc<Session>) -> mlua::Result<Arc<Self>> {
        let host = lua.create_table()?;
        let open = function(lua, session, |lua, session, name: Value| modules::open(lua, session, &name))?;
        let catching = Arc::clone(session);
        let caught = lua.create_function(move |lua, raised| error::caught(&catching, lua, raised))?;
        let closing = Arc::clone(session);
        let close = lua.create_function(move |_, ran: bool| {
            modules::close(&closing, ran);
            Ok(())
        })?;
        host.raw_set("caught", caught)?;
        host.raw_set("open_module", open)?;
        host.raw_set("close_module", close)?;
        let code = CODE.as_deref().map_err(Clone::clone)?;
        let made: Table =
            lua.load(code).set_mode(ChunkMode::Binary).set_name(format!("={NAME}")).call(host)?;
        let globals = lua.globals();
        for name in ["pcall", "tostring", "xpcall"] {
            globals.raw_set(name, made.raw_get::<Function>(name)?)?;
        }
        let coroutines = globals.get::<Table>("coroutine")?;
        coroutines.raw_set("close", made.raw_get::<Function>("close")?)?;
        coroutines.raw_set("resume", made.raw_get::<Function>("resume")?)?;
        globals.get::<Table>("table")?.raw_set("move", made.raw_get::<Function>("move")?)?;
        globals.get::<Table>("string")?.raw_set("format", made.raw_get::<Function>("format")?)?;
        Ok(Arc::new(Self {
            handle: made.raw_get("handle")?,
            worded: made.raw_get("worded")?,
            find: made.raw_get("find")?,
            pcall: made.raw_get("pcall")?,
            headless: made.raw_get("headless")?,
            members: made.raw_get("members")?,
            require: made.raw_get("require")?,
            modules: made.raw_get("modules")?,
        }))
    }
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::testing::Case;

    #[test]
    fn what_goes_wrong_in_the_prelude_is_told_at_the_scripts_line() {
        Case::new("\nprint(pcall(string.format, '%y', 1))\nlocal text = ('%d'):format('x')").check(expect![
            [r#"
            info main.lua:2 false	invalid option '%y' to 'format'
            main.lua:3: invalid argument #2 to 'format' (number expected, got string)"#]
        ]);
        Case::new("\ncoroutine.resume(7)")
            .check(expect!["main.lua:2: invalid argument #1 to 'resume' (thread expected, got number)"]);
    }
}
