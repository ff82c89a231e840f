//! `ph.log`: lines for whoever runs the script.
//!
//! - `ph.log.info(…)`, `ph.log.warn(…)`: any values, joined as `print` joins them. `print` itself is `ph.log.info`.

use mlua::{Function, IntoLua, LuaString, Table};

use crate::bind::Binder;
use crate::log::LogLevel;

pub(super) fn module(binder: &Binder<'_>, prelude: &Table) -> mlua::Result<Table> {
    let info = writer(binder, prelude, LogLevel::Info)?.into_lua(binder.lua)?;
    let warn = writer(binder, prelude, LogLevel::Warn)?.into_lua(binder.lua)?;
    binder.module("ph.log", [("info", info), ("warn", warn)])
}

/// A function that writes its arguments as one line of the log.
pub(crate) fn writer(binder: &Binder<'_>, prelude: &Table, level: LogLevel) -> mlua::Result<Function> {
    let write = binder.function(move |lua, session, text: LuaString| {
        session.log(lua, level, &text.to_string_lossy());
        Ok(())
    })?;
    prelude.get::<Function>("logger")?.call(write)
}

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
