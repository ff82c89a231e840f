//! A state that lives from one entry to the next: what somebody types runs in it.

mod completion;

use std::sync::Arc;

use mlua::chunk::ChunkMode;
use mlua::{Function, MultiValue, Table, Value};
use poolhouse_core::fault::{Fault, Faults};

use crate::host::LuaOptions;
use crate::live::Live;
use crate::pretty;
use crate::sandbox::Sandbox;
use crate::session::Session;

/// A state of Lua for whoever types. It has what a script has that is run, and `ph` without asking for it.
///
/// Names that an entry gives last, also those it makes local at its beginning: else they would end with the entry.
pub struct Console {
    sandbox: Arc<Sandbox>,
    session: Arc<Session>,
    /// The names that entries gave.
    names: Table,
}

/// The name of entries, in faults.
const NAME: &str = "console";
/// Luau's words for what waits for its end.
const UNFINISHED: [&str; 2] = ["<eof>", "Unfinished comment"];
/// Luau's words for a text without an end, which goes on with the next line when long brackets began it.
const UNFINISHED_TEXT: &str = "Malformed string";

impl Console {
    /// A console that reaches what `live` gives. `options.script` is a place in the project, for files that entries name;
    /// nothing need be there.
    ///
    /// # Errors
    /// When Lua does not start, or there is no such project.
    pub fn open(options: &LuaOptions, live: Live) -> Result<Self, Faults> {
        let session = Session::of_run(options, live).map_err(|error| options.fault(error.to_string()))?;
        let opened = Sandbox::open(&session).and_then(|sandbox| {
            let names = names(&sandbox)?;
            Ok((sandbox, names))
        });
        let (sandbox, names) =
            opened.map_err(|error| options.fault(format!("Lua did not start: {error}")))?;
        session.add_lines(NAME);
        Ok(Self { sandbox, session, names })
    }

    /// Whether an entry is whole, be it right or wrong; one that is not goes on with the next line.
    #[must_use]
    pub fn is_whole(&self, entry: &str) -> bool {
        let mut is_begun = false;
        for reading in self.readings(entry) {
            match reading {
                Ok(_) => return true,
                Err(error) => is_begun |= is_unfinished(entry, &error),
            }
        }
        !is_begun
    }

    /// Runs an entry and gives its values, as text for people: those of an expression, or what it returns. Nil alone says
    /// nothing: functions that give nothing give it.
    ///
    /// # Errors
    /// The fault that ended it.
    pub fn run(&self, entry: &str) -> Result<Vec<String>, Fault> {
        if let Ok(reach) = self.session.reach(NAME) {
            reach.begin();
        }
        let ran = self.sandbox.timed(self.session.limits, || {
            let code = self.compiled(entry).map_err(|error| self.sandbox.fault(&error))?;
            let values = self.sandbox.watch(&code, ())?;
            self.shown(values).map_err(|error| self.sandbox.fault(&error))
        });
        self.session.forget_interrupt();
        ran
    }

    /// An entry is about to be typed: an interruption from before is for none that comes.
    pub fn await_entry(&self) {
        self.session.forget_interrupt();
    }

    /// Ends the entry that runs now, from another thread; where none does, the next one ends as it begins.
    pub fn interrupt(&self) {
        self.session.interrupt();
    }

    /// What can stand at the end of `text`: where the word begins that is there so far, and the words that could be meant.
    #[must_use]
    pub fn completions(&self, text: &str) -> (usize, Vec<String>) {
        completion::of(self.sandbox.lua(), &self.names, text)
    }

    fn shown(&self, values: MultiValue) -> mlua::Result<Vec<String>> {
        if values.len() == 1 && values.iter().all(Value::is_nil) {
            return Ok(Vec::new());
        }
        values.iter().map(|value| pretty::shown(self.sandbox.lua(), value)).collect()
    }

    /// An entry as code.
    fn compiled(&self, entry: &str) -> mlua::Result<Function> {
        self.readings(entry).find_map(Result::ok).map_or_else(|| self.load(entry), Ok)
    }

    /// What an entry can mean, each only where those before are no code: an expression, names that last, statements.
    fn readings<'a>(&'a self, entry: &'a str) -> impl Iterator<Item = mlua::Result<Function>> + 'a {
        let lasting = entry.trim_start().strip_prefix("local ").map(str::to_owned);
        let texts = [Some(format!("return {entry}")), lasting, Some(entry.to_owned())];
        texts.into_iter().flatten().map(|text| self.load(&text))
    }

    fn load(&self, text: &str) -> mlua::Result<Function> {
        let chunk = self.sandbox.lua().load(text).set_name(format!("={NAME}")).set_mode(ChunkMode::Text);
        chunk.set_environment(self.names.clone()).into_function()
    }
}

/// Whether what is wrong with an entry is that its end is missing.
fn is_unfinished(entry: &str, error: &mlua::Error) -> bool {
    let mlua::Error::SyntaxError { message, .. } = error else { return false };
    let long_text = message.contains(UNFINISHED_TEXT) && entry.contains("[[");
    long_text || UNFINISHED.iter().any(|words| message.contains(words))
}

/// The table of names, behind which are those that every script has.
fn names(sandbox: &Sandbox) -> mlua::Result<Table> {
    let binder = sandbox.binder();
    let names = binder.lua.create_table()?;
    let module: Table = binder.prelude.require.call("poolhouse")?;
    // Made when it is read, and completion only looks.
    module.get::<Table>("api")?;
    names.raw_set("ph", module)?;
    let globals = Value::Table(binder.lua.globals());
    names.set_metatable(Some(binder.metatable([("__index", globals)])?))?;
    Ok(names)
}

#[cfg(test)]
mod tests;
