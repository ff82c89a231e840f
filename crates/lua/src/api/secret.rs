//! `ph.secret`: values that scripts can pass on and never see.

use mlua::Value;

use crate::bind::{Call, text};
use crate::error::Refusal;
use crate::registry::{Function, Space, Type};

pub(super) fn space() -> Space {
    let env = Function::new(
        "env",
        "A granted variable of the environment, looked up when the password is set. It prints as `secret(NAME)`, \
         cannot be joined with text, and fits where a password fits.",
        env,
    );
    Space::new("secret", "Values that a script can pass on and never see.").function(
        env.takes("name", Type::Text, "the variable, granted by `--allow-env`").gives(Type::Object("Secret")),
    )
}

fn env(call: &Call<'_>, [name, ..]: [Value; 3]) -> Result<Value, Refusal> {
    Ok(Value::Table(call.handles.secret(call.lua, &text(call.name, &name)?)?))
}

#[cfg(test)]
mod tests {
    use expect_test::expect;
    use poolhouse_core::declare::Value;

    use crate::testing::Case;

    const SCRIPT: &str = "local ph = require 'poolhouse'\nlocal first = ph.secret.env 'FIRST'\n";

    fn case(rest: &str) -> Case {
        Case::new(&format!("{SCRIPT}{rest}")).env("FIRST", "hunter2")
    }

    #[test]
    fn a_secret_shows_its_name_and_cannot_be_opened() {
        case("print(first, `{first}`)").check(expect!["info main.lua:3 secret(FIRST)	secret(FIRST)"]);
        case("print('a' .. first)").check(expect![
            "main.lua:3: a secret cannot be joined with text: its value is known only when it is used (give it as it is, as a password)"
        ]);
        case("print(first.value)").check(expect![
            "main.lua:3: a secret has no `value`: only its name is known while a script runs"
        ]);
        case("print(ph.json.encode { first })")
            .check(expect!["main.lua:3: ph.json.encode: [1] is a secret, which JSON cannot hold"]);
    }

    #[test]
    fn a_declared_secret_is_looked_up_when_it_is_revealed() {
        let reveal = |case: Case| {
            let declarations = case.declare().declarations;
            let Value::Secret(secret) = &declarations[0].properties["password"] else {
                panic!("not a secret: {:?}", declarations[0]);
            };
            secret.reveal().map(|value| value.as_str().to_owned()).map_err(|error| error.to_string())
        };
        let script = "ph.cognito.UserPoolUser('ann', { password = first })";
        assert_eq!(reveal(case(script)), Ok("hunter2".to_owned()));
        expect!["FIRST: the environment variable is not set or not granted (`--allow-env FIRST` grants it)"]
            .assert_eq(&reveal(Case::new(&format!("{SCRIPT}{script}"))).unwrap_err());
    }
}
