//! The state a script runs in: what it has, what it lacks, and when it is stopped.

use std::sync::Arc;
use std::time::Duration;

use mlua::chunk::Compiler;
use mlua::{Function, IntoLua, IntoLuaMulti, Lua, MultiValue, StdLib, Table, Value, VmState};
use parking_lot::Mutex;
use poolhouse_core::fault::Fault;

use crate::bind::{Binder, shown_key};
use crate::error::{self, Refusal, Stopped};
use crate::handle::{Handles, Held};
use crate::limits::{Excess, Limits};
use crate::prelude::Prelude;
use crate::session::Session;
use crate::watch::Watch;
use crate::{api, modules, provide, source};

/// A fresh state of Luau with everything a script may use, and nothing else. It lives on after the script, for what
/// that left behind.
pub(crate) struct Sandbox {
    lua: Lua,
    pub(crate) session: Arc<Session>,
    prelude: Arc<Prelude>,
    pub(crate) handles: Arc<Handles>,
    /// Lua's own, from before scripts could hide it.
    xpcall: Function,
    /// What is left of the time for all that the script left behind.
    left: Mutex<Duration>,
}

impl Sandbox {
    /// Makes the state.
    pub(crate) fn open(session: &Arc<Session>) -> mlua::Result<Arc<Self>> {
        let lua = Lua::new_with(libraries(), mlua::LuaOptions::new().catch_rust_panics(false))?;
        // What the host puts in is little and always the same: collecting starts after it, and so does the limit, with
        // which every step that takes memory costs a protected call.
        lua.gc_stop();
        if session.counts_lines() {
            lua.set_compiler(Compiler::new().set_coverage_level(1));
        }
        let xpcall = lua.globals().get("xpcall")?;
        restrict(&lua)?;
        let prelude = Prelude::run(&lua, session)?;
        let binder = Binder { lua: &lua, session, prelude: &prelude };
        let handles = provide(binder)?;
        seal(&binder)?;
        lua.gc_restart();
        lua.set_memory_limit(session.limits.memory)?;
        let sandbox = Arc::new(Self {
            lua,
            session: Arc::clone(session),
            prelude,
            handles,
            xpcall,
            left: Mutex::new(session.limits.time),
        });
        session.runs_in(&sandbox);
        Ok(sandbox)
    }

    /// What makes values for scripts.
    pub(crate) fn binder(&self) -> Binder<'_> {
        Binder { lua: &self.lua, session: &self.session, prelude: &self.prelude }
    }

    /// An object of a test, which has nothing but its methods.
    pub(crate) fn object(&self, held: Held) -> mlua::Result<Table> {
        self.handles.object(held)
    }

    /// Runs the entry script to its end, or until its time is over, and gives what it returns.
    ///
    /// # Errors
    /// The fault that ended it.
    pub(crate) fn run(&self) -> Result<MultiValue, Fault> {
        self.run_and(Ok)
    }

    /// Runs the entry script to its end and goes on with what it left behind, all in the time that a script has.
    ///
    /// # Errors
    /// The fault that ended it.
    pub(crate) fn run_and<T>(&self, go_on: impl FnOnce(MultiValue) -> Result<T, Fault>) -> Result<T, Fault> {
        self.timed(self.session.limits, || {
            let origin = || self.session.origin(&self.lua);
            let code = modules::load(&self.lua, &self.session, &self.session.entry)
                .map_err(|refusal| refusal.into_fault(origin).unwrap_or_else(|error| self.fault(&error)))?;
            go_on(self.watch(&code, ())?)
        })
    }

    /// Calls a function that the script left behind. All of them together have as long as the script had.
    ///
    /// # Errors
    /// The fault that ended it.
    pub(crate) fn call(
        &self,
        function: &Function,
        arguments: impl IntoLuaMulti,
    ) -> Result<MultiValue, Fault> {
        let limits = self.session.limits;
        let mut left = *self.left.lock();
        if left.is_zero() {
            let (message, hint) = limits.exceeded(Excess::Time);
            return Err(Fault::new(Some(self.session.whole()), message).hint(hint));
        }
        let outcome = self.timed_within(limits, &mut left, || self.watch(function, arguments));
        *self.left.lock() = left;
        outcome
    }

    /// The same with limits of its own.
    pub(crate) fn call_within(
        &self,
        limits: Limits,
        function: &Function,
        arguments: impl IntoLuaMulti,
    ) -> Result<MultiValue, Fault> {
        self.timed(limits, || self.watch(function, arguments))
    }

    /// Lets the state take so many bytes more than it has now.
    pub(crate) fn allow_memory(&self, bytes: usize) -> mlua::Result<()> {
        self.lua.set_memory_limit(self.lua.used_memory().saturating_add(bytes)).map(drop)
    }

    /// How many bytes the state has.
    pub(crate) fn memory(&self) -> usize {
        self.lua.used_memory()
    }

    /// What can hardly be meant in the files that the script is made of.
    pub(crate) fn warnings(&self) -> Vec<Fault> {
        // Behind the table that the sandbox puts before the globals.
        let methods = self.lua.globals().metatable();
        let globals = methods.and_then(|methods| methods.raw_get::<Table>("__index").ok());
        let names = globals.iter().flat_map(Table::pairs::<String, Value>);
        let globals = names.filter_map(|pair| Some(pair.ok()?.0)).collect();
        let files = self.session.texts().into_iter();
        files.flat_map(|(file, text)| source::warnings(&file, &text, &globals)).collect()
    }

    /// The fault of an error that came back from Lua.
    pub(crate) fn fault(&self, error: &mlua::Error) -> Fault {
        error::of_error(&self.session, self.session.origin(&self.lua), error)
    }

    /// The state itself.
    pub(crate) fn lua(&self) -> &Lua {
        &self.lua
    }

    /// Does something within limits.
    ///
    /// # Errors
    /// The fault that ended it.
    pub(crate) fn timed<T>(
        &self,
        limits: Limits,
        run: impl FnOnce() -> Result<T, Fault>,
    ) -> Result<T, Fault> {
        self.timed_within(limits, &mut limits.time.clone(), run)
    }

    /// The same where of the time only that is left; what it takes of that is gone.
    fn timed_within<T>(
        &self,
        limits: Limits,
        left: &mut Duration,
        run: impl FnOnce() -> Result<T, Fault>,
    ) -> Result<T, Fault> {
        let watched = Watch::start(*left).map_err(|error| {
            let message = format!("the clock of the time limit did not start: {error}");
            Fault::new(Some(self.session.origin(&self.lua)), message)
        })?;
        let watch = watched.watch();
        self.session.watched_by(watch);
        stop_at(&self.lua, Arc::clone(watch), limits);
        let outcome = run();
        *left = watch.left();
        self.lua.remove_interrupt();
        self.session.tell_coverage();
        outcome.map_err(|fault| match watch.why() {
            // Whatever the script made of its end: that it went beyond a limit was the reason.
            Some(excess) => {
                let (message, hint) = limits.exceeded(excess);
                Fault::new(fault.origin, message).hint(hint)
            }
            None => fault,
        })
    }

    /// Calls `code`; an error becomes a fault while the stack that raised it still stands.
    pub(crate) fn watch(&self, code: &Function, arguments: impl IntoLuaMulti) -> Result<MultiValue, Fault> {
        let fault = Arc::new(Mutex::new(None));
        let report = self.lua.create_function({
            let (session, fault) = (Arc::clone(&self.session), Arc::clone(&fault));
            move |lua, raised: Value| {
                *fault.lock() = Some(error::fault(&session, lua, &raised));
                Ok(())
            }
        });
        let called = report.and_then(|report| {
            self.xpcall.call::<(bool, MultiValue)>((code, report, arguments.into_lua_multi(&self.lua)?))
        });
        match called.map_err(|error| self.fault(&error))? {
            (true, results) => Ok(results),
            // Without memory or stack the report itself may fail; then only the error's text is left.
            (false, raised) => {
                let raised = raised.into_iter().next().unwrap_or(Value::Nil);
                Err(fault.lock().take().unwrap_or_else(|| error::fault(&self.session, &self.lua, &raised)))
            }
        }
    }
}

/// No `os`, `io` or `package`.
fn libraries() -> StdLib {
    StdLib::COROUTINE
        | StdLib::TABLE
        | StdLib::STRING
        | StdLib::UTF8
        | StdLib::BIT
        | StdLib::MATH
        | StdLib::BUFFER
        | StdLib::VECTOR
        | StdLib::DEBUG
}

/// Once the watch has stopped it every further step of the script fails, so that catching the error gains nothing.
fn stop_at(lua: &Lua, watch: Arc<Watch>, limits: Limits) {
    lua.set_interrupt(move |_| {
        if watch.is_stopped() {
            return Err(Stopped::of(&limits, &watch));
        }
        Ok(VmState::Continue)
    });
}

/// Takes away what the base library has too much: other environments, code from text, the collector's counts, all but
/// the traceback of `debug`; and makes chance the same in every run.
fn restrict(lua: &Lua) -> mlua::Result<()> {
    let globals = lua.globals();
    for name in ["collectgarbage", "gcinfo", "getfenv", "loadstring", "newproxy", "setfenv"] {
        globals.raw_set(name, Value::Nil)?;
    }
    let traceback: Function = globals.get::<Table>("debug")?.get("traceback")?;
    globals.raw_set("debug", lua.create_table_from([("traceback", traceback)])?)?;
    globals.get::<Table>("math")?.get::<Function>("randomseed")?.call::<()>(0)
}

/// Gives scripts `require`, `print` and the modules of the registry.
fn provide(binder: Binder<'_>) -> mlua::Result<Arc<Handles>> {
    let handles = Arc::new(Handles::new(&binder)?);
    let globals = binder.lua.globals();
    globals.raw_set("require", binder.prelude.require.clone())?;
    globals.raw_set("print", api::log::print(binder, &handles)?)?;
    provide::modules(binder, &handles)?;
    Ok(handles)
}

/// From here on libraries and globals are read-only, and a global that is not there is an error, written or read.
fn seal(binder: &Binder<'_>) -> mlua::Result<()> {
    let globals = binder.lua.globals();
    let read = undefined(binder, &globals)?.into_lua(binder.lua)?;
    let write = unwritable(binder)?.into_lua(binder.lua)?;
    globals.set_metatable(Some(binder.metatable([("__index", read), ("__newindex", write.clone())])?))?;
    binder.lua.sandbox(true)?;
    // The table that the sandbox puts before the globals, so that scripts could have globals of their own.
    let own = binder.lua.globals();
    let methods = [("__index", globals.into_lua(binder.lua)?), ("__newindex", write)];
    own.set_metatable(Some(binder.metatable(methods)?))
}

fn undefined(binder: &Binder<'_>, globals: &Table) -> mlua::Result<Function> {
    let known: Vec<String> =
        globals.pairs::<String, Value>().map(|pair| Ok(pair?.0)).collect::<mlua::Result<_>>()?;
    binder.function(move |_, _, (_, key): (Value, Value)| {
        let name = shown_key(&key);
        let refusal =
            Refusal::unknown(format!("`{name}` is not defined"), &name, known.iter().map(String::as_str));
        Err::<Value, _>(match name.as_str() {
            "ph" | "poolhouse" => refusal.hint("begin with `local ph = require \"poolhouse\"`"),
            "io" | "os" | "package" => refusal.hint(
                "scripts reach nothing outside: files come from `ph.csv` and `ph.json`, the environment from `ph.env`",
            ),
            "dofile" | "load" | "loadfile" | "loadstring" => {
                refusal.hint("code comes from files of the project, by `require`")
            }
            _ => refusal,
        })
    })
}

fn unwritable(binder: &Binder<'_>) -> mlua::Result<Function> {
    binder.function(|_, _, (_, key, _): (Value, Value, Value)| {
        let name = shown_key(&key);
        let refusal = Refusal::new(format!("`{name}` is not local, and globals cannot be written"));
        Err::<Value, _>(refusal.hint(format!("write `local {name} = …` or `local function {name}`")))
    })
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::testing::Case;

    #[test]
    fn a_name_that_is_not_defined_is_an_error_with_a_suggestion() {
        Case::new("\npirnt('x')")
            .check(expect!["main.lua:2: `pirnt` is not defined (did you mean `print`?)"]);
        Case::new("ph.log.info 'x'").check(expect![[
            r#"main.lua:1: `ph` is not defined (begin with `local ph = require "poolhouse"`)"#
        ]]);
    }

    #[test]
    fn globals_cannot_be_written() {
        Case::new("count = 1").check(expect![
            "main.lua:1: `count` is not local, and globals cannot be written (write `local count = …` or `local function count`)"
        ]);
        Case::new("\nfunction helper() end").check(expect![
            "main.lua:2: `helper` is not local, and globals cannot be written (write `local helper = …` or `local function helper`)"
        ]);
    }

    #[test]
    fn chance_is_the_same_in_every_run() {
        let numbers = || Case::new("print(math.random(1e9), math.random(), math.random(1, 6))").run();
        assert_eq!(numbers(), numbers());
    }

    #[test]
    fn no_address_is_shown_anywhere() {
        let shown = "local ph = require 'poolhouse'
            local co = coroutine.create(print)
            local t = {}
            print(t, print, co, buffer.create(1), tostring(t), `{t} {print}`, ('%s|%s'):format({}, co))
            print(string.format('%s %d %5.1f', 'x', 7, 2), setmetatable({}, { __tostring = function() return 'mine' end }))
            print(pcall(error, {}))";
        Case::new(shown).check(expect![[r#"
            info main.lua:4 table	function	thread	buffer	table	table function	table|thread
            info main.lua:5 x 7   2.0	mine
            info main.lua:6 false	table"#]]);
    }

    #[test]
    fn a_traceback_is_all_there_is_of_debug() {
        Case::new("for name in debug do print(name) end").check(expect!["info main.lua:1 traceback"]);
    }
}
