//! `ph.env`: the granted part of the environment.

use mlua::Value;

use crate::bind::{Binder, shown_key};
use crate::error::Refusal;
use crate::registry::{Field, Type};

pub(super) fn field() -> Field {
    Field::new(
        "env",
        Type::Texts,
        "The variables of the environment that `--allow-env NAME` grants. One that is not granted, or not set, is an \
         error and never nil.",
    )
}

pub(super) fn made(binder: &Binder<'_>) -> mlua::Result<Value> {
    let index = binder.function(|_, session, (_, key): (Value, Value)| {
        let name = shown_key(&key);
        session.env_read.lock().insert(name.clone());
        session.env.get(&name).cloned().ok_or_else(|| {
            Refusal::new(format!("the environment variable {name} is not set or not granted"))
                .hint(format!("`--allow-env {name}` grants it"))
        })
    })?;
    let table = binder.lua.create_table()?;
    binder.seal(&table, [("__index", Value::Function(index))])?;
    Ok(Value::Table(table))
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::testing::Case;

    #[test]
    fn a_granted_variable_is_text_and_another_is_an_error_that_names_the_flag() {
        Case::new("local ph = require 'poolhouse'\nprint(ph.env.TEAM)")
            .env("TEAM", "blue")
            .check(expect!["info main.lua:2 blue"]);
        Case::new("local ph = require 'poolhouse'\nprint(ph.env.HOME)").check(expect![
            "main.lua:2: the environment variable HOME is not set or not granted (`--allow-env HOME` grants it)"
        ]);
    }
}
