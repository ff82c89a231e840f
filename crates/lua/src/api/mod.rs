//! `require "poolhouse"`: what scripts can say. A file per member of the module.

mod calls;
mod cognito;
mod csv;
mod data;
mod defaults;
mod env;
pub(crate) mod facts;
mod file;
pub(crate) mod json;
mod later;
pub(crate) mod log;
mod objects;
mod plugin;
mod secret;
mod surroundings;
pub(crate) mod test;
mod toml;
mod triggers;
mod yaml;

use mlua::{IntoLua, Value};

use crate::bind::Binder;
use crate::registry::{Field, Module, Space, Type};

/// The module itself.
pub(crate) fn module() -> Module {
    let space = Space::new("ph", "What pools should hold, and what a script needs to say it.")
        .space(cognito::space())
        .space(csv::space())
        .space(json::space())
        .space(toml::space())
        .space(yaml::space())
        .space(secret::space())
        .field(
            Field::new(
                "args",
                Type::Texts,
                "What `--arg KEY=VALUE` says, by its key; nil for what was not given.",
            ),
            args,
        )
        .field(env::field(), env::made)
        .field(Field::new("stage", Type::Text, "What `--stage` says; `dev` unless it says anything."), stage)
        .space(log::space())
        .space(later::output())
        .function(later::policy())
        .function(later::after())
        .space(calls::space());
    let space = surroundings::functions().into_iter().fold(space, Space::function);
    Module { name: "poolhouse", space, classes: objects::classes(), for_tests: false }
}

fn args(binder: &Binder<'_>) -> mlua::Result<Value> {
    let args = binder.lua.create_table_from(binder.session.args.clone())?;
    args.set_readonly(true);
    args.into_lua(binder.lua)
}

fn stage(binder: &Binder<'_>) -> mlua::Result<Value> {
    binder.session.stage.as_str().into_lua(binder.lua)
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
