//! `ph.log`, and `print`: lines for whoever runs the script.

use std::sync::{Arc, LazyLock};

use mlua::{Function as Callable, Value};

use crate::bind::{Binder, Call};
use crate::error::Refusal;
use crate::handle::Handles;
use crate::log::LogLevel;
use crate::provide;
use crate::registry::{Function, Space, Type};

pub(super) fn space() -> Space {
    Space::new("log", "Lines for whoever runs the script.")
        .function(writer("info", "Writes a line.", LogLevel::Info))
        .function(writer("warn", "Writes a line that is shown as a warning.", LogLevel::Warn))
}

/// `print`, which is `ph.log.info` where a script only declares, and the output of one that is run.
pub(crate) fn print(binder: Binder<'_>, handles: &Arc<Handles>) -> mlua::Result<Callable> {
    static PRINT: LazyLock<Function> = LazyLock::new(|| {
        let print = |call: &Call<'_>, [line, ..]: [Value; 3]| {
            call.session.print(call.lua, &words(&line))?;
            Ok(Value::Nil)
        };
        Function::new("print", "Writes a line.", print).takes("…", Type::Words, WORDS)
    });
    provide::bound(binder, handles, PRINT.name.to_owned(), &PRINT, None)
}

/// A function that writes its arguments as one line of the log.
fn writer(name: &'static str, doc: &'static str, level: LogLevel) -> Function {
    let write = move |call: &Call<'_>, [line, ..]: [Value; 3]| -> Result<Value, Refusal> {
        call.session.log(call.lua, level, &words(&line));
        Ok(Value::Nil)
    };
    Function::new(name, doc, write).takes("…", Type::Words, WORDS)
}

/// The words that a function took, as the one line that the prelude made of them.
fn words(line: &Value) -> String {
    line.as_string().map(mlua::LuaString::to_string_lossy).unwrap_or_default()
}

/// What arguments of these functions mean.
const WORDS: &str = "what to write, joined by tabs";

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::testing::Case;

    #[test]
    fn lines_say_how_much_they_matter_and_where_they_come_from() {
        Case::new("local ph = require 'poolhouse'\nph.log.warn('careful', 1, nil, true)\nprint()").check(
            expect![[r#"
                warn main.lua:2 careful	1	nil	true
                info main.lua:3 "#]],
        );
    }

    #[test]
    fn values_show_themselves_by_their_own_rule() {
        Case::new("print(setmetatable({}, { __tostring = function() return 'shown' end }))")
            .check(expect!["info main.lua:1 shown"]);
    }
}
