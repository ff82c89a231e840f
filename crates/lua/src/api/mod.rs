//! `require "poolhouse"`: what scripts can say. A file per member of the module.

mod cognito;
mod csv;
mod env;
mod file;
mod json;
pub(crate) mod log;
mod secret;

use std::sync::Arc;

use mlua::{IntoLua, Table};

use crate::bind::Binder;
use crate::handle::Handles;

/// The module itself.
pub(crate) fn module(binder: &Binder<'_>, prelude: &Table) -> mlua::Result<Table> {
    let lua = binder.lua;
    let handles = Arc::new(Handles::new(binder)?);
    let args = lua.create_table_from(binder.session.args.clone())?;
    args.set_readonly(true);
    let members = [
        ("args", args.into_lua(lua)?),
        ("cognito", cognito::module(binder, &handles)?.into_lua(lua)?),
        ("csv", csv::module(binder, prelude)?.into_lua(lua)?),
        ("env", env::module(binder)?.into_lua(lua)?),
        ("json", json::module(binder, &handles)?.into_lua(lua)?),
        ("log", log::module(binder, prelude)?.into_lua(lua)?),
        ("secret", secret::module(binder, &handles)?.into_lua(lua)?),
        ("stage", binder.session.stage.as_str().into_lua(lua)?),
    ];
    binder.module("ph", members)
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::testing::Case;

    #[test]
    fn arguments_that_were_not_given_are_nil_and_the_stage_is_text() {
        Case::new("local ph = require 'poolhouse'\nprint(ph.args.pool, ph.args.poool, ph.stage)")
            .arg("pool", "us-east-1_other")
            .check(expect!["info main.lua:2 us-east-1_other	nil	test"]);
    }

    #[test]
    fn the_module_is_one_and_the_same_wherever_it_is_required() {
        Case::new("print(require 'poolhouse' == require 'a')")
            .file("a.lua", "return require 'poolhouse'")
            .check(expect!["info main.lua:1 true"]);
    }
}
