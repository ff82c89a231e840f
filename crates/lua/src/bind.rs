//! Functions and tables of the host as scripts see them.

use std::sync::Arc;

use mlua::{FromLuaMulti, Function, IntoLua, IntoLuaMulti, Lua, Table, Value};

use crate::convert::type_name;
use crate::error::Refusal;
use crate::handle::Handles;
use crate::prelude::Prelude;
use crate::session::Session;

/// Makes what a state's scripts call.
#[derive(Clone, Copy)]
pub(crate) struct Binder<'a> {
    pub(crate) lua: &'a Lua,
    pub(crate) session: &'a Arc<Session>,
    pub(crate) prelude: &'a Arc<Prelude>,
}

/// What a function of the host has at hand while a script calls it.
pub(crate) struct Call<'a> {
    pub(crate) binder: Binder<'a>,
    pub(crate) lua: &'a Lua,
    pub(crate) session: &'a Arc<Session>,
    pub(crate) handles: &'a Arc<Handles>,
    /// How scripts write the function: `ph.csv.rows`.
    pub(crate) name: &'a str,
}

impl Binder<'_> {
    /// A function of the host. Scripts that catch its refusals catch text, as of errors of Lua.
    pub(crate) fn function<A, R>(
        &self,
        body: impl Fn(&Lua, &Arc<Session>, A) -> Result<R, Refusal> + Send + 'static,
    ) -> mlua::Result<Function>
    where
        A: FromLuaMulti,
        R: IntoLuaMulti,
    {
        function(self.lua, self.session, body)
    }

    /// A table of these members that scripts can read and not write; reading another is an error.
    pub(crate) fn strict(&self, name: String, members: Vec<(&'static str, Value)>) -> mlua::Result<Table> {
        let known = members.iter().map(|(member, _)| *member).collect();
        let table = self.lua.create_table_from(members)?;
        table.set_metatable(Some(self.strict_metatable(name, known)?))?;
        table.set_readonly(true);
        Ok(table)
    }

    /// Has calling a strict table call that.
    pub(crate) fn make_callable(&self, table: &Table, called: Function) -> mlua::Result<()> {
        if let Some(metatable) = table.metatable() {
            metatable.set_readonly(false);
            metatable.raw_set("__call", self.prelude.headless.call::<Function>(called)?)?;
            metatable.raw_set("__iter", self.prelude.members.clone())?;
            metatable.set_readonly(true);
        }
        Ok(())
    }

    /// What makes reading any but `known` members an error.
    pub(crate) fn strict_metatable(
        &self,
        name: impl Into<String>,
        known: Vec<&'static str>,
    ) -> mlua::Result<Table> {
        let name = name.into();
        let index = self.function(move |_, _, (_, key): (Value, Value)| {
            Err::<Value, _>(no_member(&name, &shown_key(&key), known.iter().copied()))
        })?;
        self.metatable([("__index", index.into_lua(self.lua)?)])
    }

    /// Makes a table read-only, under a metatable that scripts cannot get at.
    pub(crate) fn seal<const N: usize>(
        &self,
        table: &Table,
        methods: [(&str, Value); N],
    ) -> mlua::Result<()> {
        table.set_metatable(Some(self.metatable(methods)?))?;
        table.set_readonly(true);
        Ok(())
    }

    /// A metatable that scripts can neither read nor replace.
    pub(crate) fn metatable<const N: usize>(&self, methods: [(&str, Value); N]) -> mlua::Result<Table> {
        let metatable = self.lua.create_table_from(methods)?;
        metatable.raw_set("__metatable", false)?;
        metatable.set_readonly(true);
        Ok(metatable)
    }
}

/// A function of the host, for where there is no binder yet.
pub(crate) fn function<A, R>(
    lua: &Lua,
    session: &Arc<Session>,
    body: impl Fn(&Lua, &Arc<Session>, A) -> Result<R, Refusal> + Send + 'static,
) -> mlua::Result<Function>
where
    A: FromLuaMulti,
    R: IntoLuaMulti,
{
    let session = Arc::clone(session);
    lua.create_function(move |lua, arguments: A| {
        // What Lua calls without a step of its own, such as the order of a sort, would go on after the end.
        session.check_time()?;
        body(lua, &session, arguments).map_err(|refusal| refusal.raised(lua, &session))
    })
}

/// The text of an argument, whose type was checked.
pub(crate) fn text(function: &str, argument: &Value) -> Result<String, Refusal> {
    match argument {
        Value::String(text) => match text.to_str() {
            Ok(text) => Ok(text.to_owned()),
            Err(_) => Err(Refusal::new(format!("{function}: the text is not valid UTF-8"))),
        },
        other => Err(Refusal::new(format!("{function}: needs a string, got {}", type_name(other)))),
    }
}

/// A number, whichever of Lua's two kinds it is.
pub(crate) fn number(value: &Value) -> Option<f64> {
    match value {
        Value::Integer(number) => Some(*number as f64),
        Value::Number(number) => Some(*number),
        _ => None,
    }
}

/// Why a member cannot be read that a table does not have.
pub(crate) fn no_member<'a>(table: &str, name: &str, known: impl Iterator<Item = &'a str>) -> Refusal {
    Refusal::unknown(format!("`{table}` has no member `{name}`"), name, known)
}

/// A key of a table as an error names it.
pub(crate) fn shown_key(key: &Value) -> String {
    match key {
        Value::String(text) => cut(text.to_string_lossy()),
        Value::Integer(number) => number.to_string(),
        Value::Number(number) => number.to_string(),
        other => type_name(other).to_owned(),
    }
}

/// A name without what makes it longer than names are.
fn cut(mut name: String) -> String {
    const LONGEST: usize = 200;
    if let Some((end, _)) = name.char_indices().nth(LONGEST) {
        name.truncate(end);
        name.push('…');
    }
    name
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::testing::Case;

    #[test]
    fn a_misspelt_member_is_an_error_with_a_suggestion() {
        Case::new("local ph = require 'poolhouse'\nph.cognto.pool('x')")
            .check(expect!["main.lua:2: `ph` has no member `cognto` (did you mean `cognito`?)"]);
        Case::new("local ph = require 'poolhouse'\nph.cognito.UserPoolUsr('x', {})").check(expect![
            "main.lua:2: `ph.cognito` has no member `UserPoolUsr` (did you mean `UserPoolUser`?)"
        ]);
    }

    #[test]
    fn the_module_cannot_be_written() {
        Case::new("local ph = require 'poolhouse'\nph.stage = 'live'")
            .check(expect!["main.lua:2: attempt to modify a readonly table"]);
        Case::new("local ph = require 'poolhouse'\nph.csv.rows = nil")
            .check(expect!["main.lua:2: attempt to modify a readonly table"]);
        Case::new("local ph = require 'poolhouse'\nsetmetatable(ph, {})")
            .check(expect!["main.lua:2: cannot change a protected metatable"]);
    }
}
