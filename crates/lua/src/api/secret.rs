//! `ph.secret`: values that scripts can pass on and never see.

use std::sync::Arc;

use mlua::Value;
use poolhouse_core::secret::{Secret, SecretError};
use rand::seq::{IndexedRandom, SliceRandom};

use crate::bind::{Call, text};
use crate::error::Refusal;
use crate::handle::Held;
use crate::registry::{Function, Space, Type};

pub(super) fn space() -> Space {
    let secret = || Type::Object(Held::Secret.class());
    let env = Function::new(
        "env",
        "A granted variable of the environment, looked up when the password is set. It prints as `secret(NAME)`, \
         cannot be joined with text, and fits where a password fits.",
        env,
    );
    let file = Function::new(
        "file",
        "The text of a file of the project, read when the password is set; a line break at its end does not count. The \
         plan names it and holds no hash of it.",
        file,
    );
    let generate = Function::new(
        "generate",
        "A password of 24 letters, digits and symbols, made up by chance for each user when it is set. Nobody knows it, \
         unless an apply writes those it makes up to an encrypted file (`--passwords-to`).",
        |call, _| given(call, Secret::generated(password)),
    );
    Space::new("secret", "Values that a script can pass on and never see.")
        .function(env.takes("name", Type::Text, "the variable, granted by `--allow-env`").gives(secret()))
        .function(file.takes("file", Type::Text, "beside the script that names it").gives(secret()))
        .function(generate.gives(secret()))
}

fn given(call: &Call<'_>, secret: Secret) -> Result<Value, Refusal> {
    call.session.count(secret.to_string().len())?;
    Ok(Value::Table(call.handles.secret(call.lua, call.session, secret)?))
}

/// Looked up among the granted environment when it is used.
fn env(call: &Call<'_>, [name, ..]: [Value; 3]) -> Result<Value, Refusal> {
    let (name, env) = (text(call.name, &name)?, Arc::clone(&call.session.env));
    let secret = Secret::deferred(&name.clone(), move || {
        env.get(&name).cloned().ok_or_else(|| SecretError {
            name: name.clone(),
            reason: format!(
                "the environment variable is not set or not granted (`--allow-env {name}` grants it)"
            ),
        })
    });
    given(call, secret)
}

/// Read when it is used. That the file is there is seen at once.
fn file(call: &Call<'_>, [file, ..]: [Value; 3]) -> Result<Value, Refusal> {
    let (shown, path) = super::file::find(call.lua, call.session, call.name, &file)?;
    let session = Arc::downgrade(call.session);
    let name = shown.clone();
    let secret = Secret::deferred(&shown, move || {
        let failed = |reason: String| SecretError { name: name.clone(), reason };
        let session =
            session.upgrade().ok_or_else(|| failed("its script was run anew meanwhile".to_owned()))?;
        let bytes = session.project.read_secret(&path).map_err(|error| failed(error.to_string()))?;
        let text = String::from_utf8(bytes).map_err(|_| failed("is not valid UTF-8".to_owned()))?;
        Ok(text.trim_end_matches(['\r', '\n']).to_owned())
    });
    given(call, secret)
}

/// One of each class that a policy can ask for, the rest from all of them, in an order by chance.
fn password() -> String {
    let mut rng = rand::rng();
    let mut password: Vec<u8> = CLASSES.iter().filter_map(|class| class.choose(&mut rng).copied()).collect();
    let all = CLASSES.concat();
    password.extend((password.len()..LENGTH).filter_map(|_| all.choose(&mut rng).copied()));
    password.shuffle(&mut rng);
    password.into_iter().map(char::from).collect()
}

const LENGTH: usize = 24;
const CLASSES: [&[u8]; 4] =
    [b"ABCDEFGHJKLMNPQRSTUVWXYZ", b"abcdefghijkmnopqrstuvwxyz", b"23456789", b"!#$%&()*+,-./:;<=>?@[]_{}~"];

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

    /// What the password of the only user becomes.
    fn revealed(case: &Case) -> Result<String, String> {
        let (host, declared) = case.declare_on();
        assert!(declared.faults.is_empty(), "{}", declared.faults);
        assert!(!declared.inputs.iter().any(|file| file.ends_with("first.txt")), "secrets are never hashed");
        let Value::Secret(secret) = &declared.declarations[0].properties["password"] else { panic!() };
        let value = secret.reveal().map(|value| value.as_str().to_owned()).map_err(|error| error.to_string());
        drop(host);
        value
    }

    #[test]
    fn a_file_is_read_when_the_secret_is_revealed_and_is_no_input() {
        let script = "local ph = require 'poolhouse'
            ph.cognito.UserPoolUser('ann', { password = ph.secret.file 'first.txt' })";
        let case = Case::new(script).file("first.txt", "hunter2\n");
        assert_eq!(revealed(&case), Ok("hunter2".to_owned()));
        Case::new(script).check(expect!["main.lua:2: ph.secret.file: first.txt: no such file"]);
    }

    #[test]
    fn a_generated_password_has_all_that_a_policy_can_ask_for_and_is_another_each_time() {
        let script = "local ph = require 'poolhouse'
            ph.cognito.UserPoolUser('ann', { password = ph.secret.generate() })";
        let (one, other) = (revealed(&Case::new(script)).unwrap(), revealed(&Case::new(script)).unwrap());
        assert_ne!(one, other);
        for class in super::CLASSES {
            assert!(one.bytes().any(|byte| class.contains(&byte)), "{one}");
        }
        assert_eq!(one.len(), super::LENGTH);
    }
}
