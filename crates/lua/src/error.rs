//! Errors on their way into a script and out of it.

use mlua::{IntoLua, Lua, Table, Value};
use poolhouse_core::declare::Origin;
use poolhouse_core::fault::Fault;

use crate::convert::type_name;
use crate::failure::Failure;
use crate::limits::{Excess, Limits};
use crate::session::Session;
use crate::watch::Watch;

/// Why a function of the host does not do what a script asks. The script sees text, `file:line: message (hint)`.
pub(crate) enum Refusal {
    /// The script is wrong.
    Said {
        /// Where, when it is not the line that called.
        origin: Option<Origin>,
        message: String,
        hint: Option<String>,
    },
    /// A call of the API failed.
    Failed(Failure),
    /// Lua itself failed, most likely for want of memory.
    Lua(mlua::Error),
}

impl Refusal {
    pub(crate) fn new(message: impl Into<String>) -> Self {
        Self::Said { origin: None, message: message.into(), hint: None }
    }

    /// One that has a place of its own.
    pub(crate) fn at(origin: Origin, message: impl Into<String>) -> Self {
        Self::Said { origin: Some(origin), message: message.into(), hint: None }
    }

    /// A name that is not there, with the one that was meant if one comes close.
    pub(crate) fn unknown<'a>(
        message: impl Into<String>,
        name: &str,
        known: impl IntoIterator<Item = &'a str>,
    ) -> Self {
        let refusal = Self::new(message);
        match poolhouse_core::fault::nearest(name, known) {
            Some(nearest) => refusal.hint(format!("did you mean `{nearest}`?")),
            None => refusal,
        }
    }

    /// The same with advice.
    pub(crate) fn hint(self, advice: impl Into<String>) -> Self {
        match self {
            Self::Said { origin, message, .. } => Self::Said { origin, message, hint: Some(advice.into()) },
            other => other,
        }
    }

    /// What it is on its way through Lua.
    pub(crate) fn raised(self, lua: &Lua, session: &Session) -> mlua::Error {
        let raised = match self {
            Self::Lua(error) => match root(&error) {
                // They have their place already, or end the script wherever it is.
                mlua::Error::ExternalError(_) | mlua::Error::MemoryError(_) => return error,
                _ => Raised::Fault(of_error(session, session.origin(lua), &error)),
            },
            Self::Failed(failure) => Raised::Failure(failure, session.origin(lua)),
            Self::Said { .. } => match self.into_fault(|| session.origin(lua)) {
                Ok(fault) => Raised::Fault(fault),
                Err(error) => return error,
            },
        };
        mlua::Error::external(raised)
    }

    /// The fault it is, said at `caller` when it has no place of its own; or Lua's own error.
    pub(crate) fn into_fault(self, caller: impl FnOnce() -> Origin) -> mlua::Result<Fault> {
        match self {
            Self::Lua(error) => Err(error),
            Self::Failed(failure) => Ok(Fault::new(Some(caller()), failure.to_string())),
            Self::Said { origin, message, hint } => {
                let fault = Fault::new(Some(origin.unwrap_or_else(caller)), message);
                Ok(match hint {
                    Some(hint) => fault.hint(hint),
                    None => fault,
                })
            }
        }
    }
}

/// Why a function of the host failed, on its way through Lua. Scripts never hold it: see [`caught`].
#[derive(Clone, Debug, thiserror::Error)]
enum Raised {
    #[error("{0}")]
    Fault(Fault),
    #[error("{0}")]
    Failure(Failure, Origin),
}

/// That a script's time is over. It cannot be caught.
#[derive(Clone, Debug, thiserror::Error)]
#[error("{0}")]
pub(crate) struct Stopped(String);

impl Stopped {
    pub(crate) fn of(limits: &Limits, watch: &Watch) -> mlua::Error {
        mlua::Error::external(Self(limits.exceeded(watch.why().unwrap_or(Excess::Time)).0))
    }
}

/// What a script catches of `raised`: of errors of Rust's their text, of a failed call a table, and nothing where its
/// time is over.
pub(crate) fn caught(session: &Session, lua: &Lua, raised: Value) -> mlua::Result<Value> {
    let Value::Error(error) = &raised else { return Ok(raised) };
    let fault = match error.downcast_ref::<Raised>() {
        _ if error.downcast_ref::<Stopped>().is_some() => return Ok(Value::Nil),
        Some(Raised::Failure(failure, origin)) => return failure.clone().raised(lua, origin),
        Some(Raised::Fault(fault)) => fault.clone(),
        None => of_error(session, session.origin(lua), error),
    };
    session.raise(fault).into_lua(lua)
}

impl From<mlua::Error> for Refusal {
    fn from(error: mlua::Error) -> Self {
        Self::Lua(error)
    }
}

/// The fault that ends a run, from whatever the script raised, while its stack still stands.
pub(crate) fn fault(session: &Session, lua: &Lua, raised: &Value) -> Fault {
    let origin = session.origin(lua);
    match raised {
        Value::String(text) => of_text(session, origin, &text.to_string_lossy()),
        Value::Error(error) => of_error(session, origin, error),
        Value::Table(table) => of_table(session, origin, table),
        other => of_other(origin, type_name(other)),
    }
}

/// The fault of an error that came back from Lua as text only.
pub(crate) fn of_text(session: &Session, origin: Origin, text: &str) -> Fault {
    let text = text.split("\nstack traceback:").next().unwrap_or_default();
    if let Some(fault) = session.raised(text) {
        return fault;
    }
    if text.ends_with(OUT_OF_MEMORY) {
        let (message, hint) = session.limits.memory_is_used_up();
        return Fault::new(Some(origin), message).hint(hint);
    }
    let (inner, message) = session.split(text);
    Fault::new(inner.or(Some(origin)), if message.is_empty() { "error without a message" } else { message })
}

/// The fault of an error of mlua's, whose own wording speaks of Rust.
pub(crate) fn of_error(session: &Session, origin: Origin, error: &mlua::Error) -> Fault {
    match error.downcast_ref::<Raised>() {
        Some(Raised::Fault(fault)) => return fault.clone(),
        Some(Raised::Failure(failure, origin)) => {
            return Fault::new(Some(origin.clone()), failure.to_string());
        }
        None => {}
    }
    match root(error) {
        mlua::Error::RuntimeError(text) | mlua::Error::SyntaxError { message: text, .. } => {
            of_text(session, origin, text)
        }
        mlua::Error::MemoryError(_) => of_text(session, origin, OUT_OF_MEMORY),
        mlua::Error::FromLuaConversionError { from, to, .. } => {
            Fault::new(Some(origin), format!("expected {to}, got {from}"))
        }
        other => Fault::new(Some(origin), other.to_string()),
    }
}

fn of_table(session: &Session, origin: Origin, table: &Table) -> Fault {
    if let Some(failure) = Failure::read(table) {
        return Fault::new(Some(origin), failure.to_string());
    }
    if let Ok(Value::String(text)) = table.raw_get("message") {
        return of_text(session, origin, &text.to_string_lossy());
    }
    let shows_itself =
        table.metatable().is_some_and(|methods| methods.contains_key("__tostring").unwrap_or(false));
    match Value::Table(table.clone()).to_string() {
        Ok(text) if shows_itself => of_text(session, origin, &text),
        _ => of_other(origin, "table"),
    }
}

fn of_other(origin: Origin, kind: &str) -> Fault {
    Fault::new(Some(origin), format!("error without a message (its value: {kind})"))
}

/// What lies at the bottom of an error that passed through callbacks.
fn root(error: &mlua::Error) -> &mlua::Error {
    match error {
        mlua::Error::CallbackError { cause, .. }
        | mlua::Error::WithContext { cause, .. }
        | mlua::Error::BadArgument { cause, .. } => root(cause),
        other => other,
    }
}

/// Luau's words.
const OUT_OF_MEMORY: &str = "not enough memory";

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::testing::Case;

    #[test]
    fn an_error_shows_the_line_and_no_traceback() {
        Case::new("local t = nil\nlocal function f() return t.x end\nf()")
            .check(expect!["main.lua:2: attempt to index nil with 'x'"]);
    }

    #[test]
    fn an_error_raised_for_the_caller_shows_the_callers_line() {
        Case::new("local function f() error('no', 2) end\n\nf()").check(expect!["main.lua:3: no"]);
    }

    #[test]
    fn an_error_that_is_raised_anew_keeps_its_first_line() {
        Case::new("local ok, problem = pcall(function()\n    error('no')\nend)\nerror(problem)")
            .check(expect!["main.lua:2: no"]);
    }

    #[test]
    fn an_error_without_text_still_shows_its_line() {
        Case::new("\nerror(nil)").check(expect!["main.lua:2: error without a message (its value: nil)"]);
        Case::new("\nerror({})").check(expect!["main.lua:2: error without a message (its value: table)"]);
        Case::new("\nerror({ message = 'said' })").check(expect!["main.lua:2: said"]);
        Case::new("\nerror(setmetatable({}, { __tostring = function() return 'shown' end }))")
            .check(expect!["main.lua:2: shown"]);
        Case::new("\nerror(setmetatable({}, { __tostring = error }))")
            .check(expect!["main.lua:2: error without a message (its value: table)"]);
        Case::new("\nerror(print)")
            .check(expect!["main.lua:2: error without a message (its value: function)"]);
    }

    #[test]
    fn what_an_error_says_is_cut_where_it_is_longer_than_a_message() {
        for raised in
            ["text", "{ message = text }", "setmetatable({}, { __tostring = function() return text end })"]
        {
            let told = Case::new(&format!("local text = string.rep('x', 1e7)\nerror({raised}, 0)")).run();
            assert!(
                told.len() < 10_000 && told.ends_with("x… (9991808 more bytes)"),
                "{raised}: {}",
                told.len()
            );
        }
    }

    #[test]
    fn a_syntax_error_shows_its_line() {
        Case::new("local x = 1\nlocal y = = 2")
            .check(expect!["main.lua:2: Expected identifier when parsing expression, got '='"]);
    }

    #[test]
    fn an_error_of_the_host_is_text_to_a_script_that_catches_it() {
        Case::new(
            r#"local ph = require "poolhouse"
               local ok, problem = pcall(ph.json.decode, 7)
               print(ok, type(problem), problem)"#,
        )
        .check(expect![
            "info main.lua:3 false	string	main.lua:2: ph.json.decode: text must be a string, got number"
        ]);
    }

    #[test]
    fn an_error_of_the_host_is_text_whichever_way_it_is_caught() {
        let case = |catch: &str| {
            let script = format!(
                r#"local decode = (require "poolhouse").json.decode
                   local function fails() decode(7) end
                   local function told(problem) return `{{type(problem)}} {{problem}}` end
                   {catch}"#
            );
            Case::new(&script).run()
        };
        let text = "string main.lua:2: ph.json.decode: text must be a string, got number";
        for catch in [
            "print(told(select(2, pcall(fails))))",
            "print((select(2, xpcall(fails, told))))",
            "print((select(2, xpcall(fails, setmetatable({}, { __call = function(_, raised) return told(raised) end })))))",
            "print(told(select(2, coroutine.resume(coroutine.create(fails)))))",
            "print(told(select(2, pcall(coroutine.wrap(fails)))))",
            "local co = coroutine.create(fails) coroutine.resume(co) print(told(select(2, coroutine.close(co))))",
            "print(told(select(2, pcall(table.sort, { 1, 2 }, fails))))",
            "print(told(select(2, pcall(string.gsub, 'x', 'x', fails))))",
            "print(told(select(2, pcall(tostring, setmetatable({}, { __tostring = fails })))))",
            "print(told(select(2, pcall(string.format, '%s', setmetatable({}, { __tostring = fails })))))",
        ] {
            let told = case(catch);
            assert!(told.contains(text), "{catch}: {told}");
        }
    }

    #[test]
    fn an_error_of_the_host_that_is_raised_anew_is_told_as_it_was() {
        Case::new(
            r#"local decode = (require "poolhouse").json.decode
               local ok, problem = pcall(decode, 7)
               error(problem, 0)"#,
        )
        .check(expect!["main.lua:2: ph.json.decode: text must be a string, got number"]);
    }

    #[test]
    fn catching_gives_what_lua_gives() {
        Case::new(
            r#"print(pcall(function(...) return ... end, 1, nil, 3))
               print(xpcall(function(...) return ... end, print, 1, nil, 3))
               print(pcall(error), pcall(error, nil))
               print(pcall(function() error("said", 2) end))
               print(pcall(pcall), xpcall(error, 7))
               local co = coroutine.create(function() return pcall(function() return coroutine.yield(1, nil, 3) end) end)
               print(coroutine.resume(co))
               print(coroutine.resume(co, 'back'))
               print(coroutine.close(co), coroutine.resume(co))"#,
        )
        .check(expect![[r#"
            info main.lua:1 true	1	nil	3
            info main.lua:2 true	1	nil	3
            info main.lua:3 false	false	nil
            info main.lua:4 false	said
            info main.lua:5 false	false	error in error handling
            info main.lua:7 true	false	attempt to yield across metamethod/C-call boundary
            info main.lua:8 false	cannot resume dead coroutine
            info main.lua:9 true	false	cannot resume dead coroutine"#]]);
    }

    #[test]
    fn faults_before_the_error_are_reported_with_it() {
        Case::new(
            r#"local ph = require "poolhouse"
               local pool = ph.cognito.pool "us-east-1_test"
               pool:user(1, {})
               pool:user("ann")
               error "enough""#,
        )
        .check(expect![[r#"
            main.lua:3: user: needs a string as its id, got number
            main.lua:4: user "ann": needs a table of properties, got nil (write `pool:user("…", { … })`)
            main.lua:5: enough"#]]);
    }
}
