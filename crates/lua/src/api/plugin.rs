//! `require "plugin:NAME"`: what a plugin of the project declares, for a script to go on with.

use std::collections::BTreeMap;
use std::path::PathBuf;

use mlua::{IntoLua, Table, Value};
use poolhouse_core::declare::{Declaration, Value as Said};
use poolhouse_core::fault::Fault;
use poolhouse_core::schema::USER_POOL_ID;
use serde_json::{Map, Value as Json};

use super::{file, json};
use crate::bind::{Call, shown_key, text};
use crate::error::Refusal;
use crate::handle::Held;
use crate::plugins::PluginCall;
use crate::registry::{Class, Field, Function, Type};

/// What a script holds of a plugin.
pub(super) fn class() -> Class {
    let declare = Function::new(
        "declare",
        "Declares all that the plugin declares, in its order and with the places that it tells. What it reports as wrong is \
         told beside the script's own faults.",
        |call, [plugin, request, _]| {
            call.session.refuse_when_over()?;
            for said in declared(call, &plugin, &request)? {
                call.session.declare(said)?;
            }
            Ok(Value::Nil)
        },
    );
    let records = Function::new(
        "records",
        "What the plugin declares, as tables: the script declares of it what it wants, as it wants it. \
         `pool[record.kind](pool, record.id, record.properties)` declares one as it is.",
        |call, [plugin, request, _]| {
            let records = declared(call, &plugin, &request)?;
            let records = records.into_iter().map(|said| record(call, said));
            let records = records.collect::<Result<Vec<_>, Refusal>>()?;
            Ok(records.into_lua(call.lua)?)
        },
    );
    let given = || Type::Optional(Box::new(Type::Record(REQUEST)));
    Class {
        name: Held::Plugin.class(),
        doc: "A provisioner plugin of the project: `local hr = require \"plugin:hr\"` gives the one of `[plugins.hr]` in \
              `poolhouse.toml`. It runs when it is called, with limits of its own, and has what that file grants it beside \
              what the script gives. All plugins of a run together have as long as the script has.",
        fields: vec![Field::new("name", Type::Text, "Its name in the project.")],
        methods: vec![
            declare.takes("request", given(), "what the plugin is given"),
            records
                .takes("request", given(), "what the plugin is given")
                .gives(Type::List(Box::new(Type::Record(RECORD)))),
        ],
    }
}

/// What plugins are given, and what they give.
pub(super) fn records() -> [Class; 2] {
    let optional = |inner| Type::Optional(Box::new(inner));
    let request = vec![
        Field::new("config", optional(Type::Any), "The plugin's configuration: a table of values by name."),
        Field::new(
            "inputs",
            optional(Type::Texts),
            "Files that it may read, by the names it knows them by; each is named from the script that gives it.",
        ),
    ];
    let record = vec![
        Field::new("kind", Type::Text, "The kind of resource: user, group or membership."),
        Field::new("id", Type::Text, "Its id."),
        Field::new("pool", Type::Text, "The id of its pool."),
        Field::new("properties", Type::Any, "Its other properties, by their names in snake case."),
        Field::new("file", Type::Text, "The file that it comes from, as the plugin calls it."),
        Field::new("line", Type::Number, "The line there; 0 for the file as a whole."),
    ];
    let class = |name, doc, fields| Class { name, doc, fields, methods: Vec::new() };
    [
        class(REQUEST, "What a plugin is given.", request),
        class(RECORD, "What a plugin declares of one resource.", record),
    ]
}

const REQUEST: &str = "PluginRequest";
const RECORD: &str = "PluginRecord";

/// Runs the plugin. What it reports as wrong is noted; that it did not come to its end is an error of the call.
fn declared(call: &Call<'_>, plugin: &Value, request: &Value) -> Result<Vec<Declaration>, Refusal> {
    call.session.refuse_when_run()?;
    let (name, config, inputs) = (name(plugin)?, config(call, request)?, inputs(call, request)?);
    let declared = call.session.ask_plugin(PluginCall { plugin: name.clone(), config, inputs })?;
    for fault in declared.faults {
        let origin = fault.origin.clone().or_else(|| Some(call.session.origin(call.lua)));
        call.session.fault(Fault { origin, ..fault })?;
    }
    if declared.complete {
        return Ok(declared.declarations);
    }
    Err(Refusal::new(format!("{}: plugin \"{name}\" did not come to its end", call.name)))
}

fn name(plugin: &Value) -> Result<String, Refusal> {
    let Value::Table(plugin) = plugin else { return Ok(String::new()) };
    Ok(plugin.raw_get("name")?)
}

/// A member of the request; none where there is none. A request with other members is refused.
fn member(call: &Call<'_>, request: &Value, name: &str) -> Result<Option<Table>, Refusal> {
    let Value::Table(request) = request else { return Ok(None) };
    for pair in request.pairs::<Value, Value>() {
        let key = shown_key(&pair?.0);
        if !MEMBERS.contains(&key.as_str()) {
            let message = format!("{}: a request has no `{key}`", call.name);
            return Err(Refusal::unknown(message, &key, MEMBERS));
        }
    }
    match request.raw_get(name)? {
        Value::Nil => Ok(None),
        Value::Table(table) => Ok(Some(table)),
        other => {
            let got = call.handles.spoken(&other);
            Err(Refusal::new(format!("{}: `{name}` must be a table by name, got {got}", call.name)))
        }
    }
}

const MEMBERS: [&str; 2] = ["config", "inputs"];

fn config(call: &Call<'_>, request: &Value) -> Result<Map<String, Json>, Refusal> {
    let Some(config) = member(call, request, "config")? else { return Ok(Map::new()) };
    match json::of_value(call, &Value::Table(config))? {
        Json::Object(config) => Ok(config),
        _ => Err(Refusal::new(format!("{}: `config` must have names", call.name))),
    }
}

fn inputs(call: &Call<'_>, request: &Value) -> Result<BTreeMap<String, PathBuf>, Refusal> {
    let Some(inputs) = member(call, request, "inputs")? else { return Ok(BTreeMap::new()) };
    let mut files = BTreeMap::new();
    for pair in inputs.pairs::<Value, Value>() {
        let (name, file) = pair?;
        files.insert(text(call.name, &name)?, file::whole_path(call.lua, call.session, call.name, &file)?);
    }
    Ok(files)
}

/// A declaration as a table.
fn record(call: &Call<'_>, said: Declaration) -> Result<Table, Refusal> {
    let Declaration { kind, id, origin, mut properties } = said;
    let pool = match properties.remove(USER_POOL_ID.snake) {
        Some(Said::Text(pool)) => pool,
        _ => String::new(),
    };
    let record = call.lua.create_table_from([
        ("kind", kind.resource().word),
        ("id", id.as_str()),
        ("pool", pool.as_str()),
        ("file", origin.file.as_str()),
    ])?;
    record.raw_set("line", origin.line)?;
    record.raw_set("properties", value(call, Said::Map(properties))?)?;
    Ok(record)
}

/// A value of a declaration as one of Lua's.
fn value(call: &Call<'_>, said: Said) -> Result<Value, Refusal> {
    Ok(match said {
        Said::Bool(truth) => Value::Boolean(truth),
        Said::Number(number) => Value::Number(number),
        Said::Text(text) => text.into_lua(call.lua)?,
        Said::List(items) => {
            let items = items.into_iter().map(|item| value(call, item));
            items.collect::<Result<Vec<_>, Refusal>>()?.into_lua(call.lua)?
        }
        Said::Map(members) => {
            let table = call.lua.create_table()?;
            for (name, member) in members {
                table.raw_set(name, value(call, member)?)?;
            }
            Value::Table(table)
        }
        Said::Secret(secret) => Value::Table(call.handles.secret(call.lua, call.session, secret)?),
        // No plugin has a way to say these.
        Said::Output(_) | Said::Other(_) => Value::Nil,
    })
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;
    use std::sync::Arc;

    use expect_test::expect;
    use poolhouse_core::declare::{Declaration, Origin, Value};
    use poolhouse_core::fault::Fault;
    use poolhouse_core::host::Declared;
    use poolhouse_core::schema::Kind;
    use poolhouse_core::secret::Secret;

    use crate::plugins::{PluginCall, Plugins};
    use crate::testing::Case;

    /// A plugin `hr` that declares a user of its configuration's name for each input.
    struct Hr(Vec<String>);

    impl Plugins for Hr {
        fn names(&self) -> &[String] {
            &self.0
        }

        fn declare(&self, call: PluginCall) -> Declared {
            let user = |(name, file): (&String, &PathBuf)| Declaration {
                kind: Kind::User,
                id: format!("{}-{name}", call.config["id"].as_str().unwrap()),
                origin: Origin { file: file.file_name().unwrap().to_string_lossy().into_owned(), line: 7 },
                properties: [
                    ("user_pool_id".to_owned(), Value::from("us-east-1_test")),
                    ("enabled".to_owned(), Value::Bool(true)),
                    ("groups".to_owned(), Value::List(vec!["staff".into()])),
                    ("password".to_owned(), Value::Secret(Secret::literal("hunter2"))),
                ]
                .into(),
            };
            let mut declared = Declared { complete: call.config.len() == 1, ..Declared::default() };
            declared.declarations = call.inputs.iter().map(user).collect();
            declared.inputs.insert(PathBuf::from("hr.wasm"));
            declared.faults.extend(call.config.get("wrong").map(|_| Fault::new(None, "is wrong")));
            declared
        }
    }

    fn case(rest: &str) -> Case {
        let script = format!("local ph = require 'poolhouse'\nlocal hr = require 'plugin:hr'\n{rest}");
        Case::new(&script).plugins(Arc::new(Hr(vec!["hr".to_owned()]))).file("staff.csv", "")
    }

    #[test]
    fn what_a_plugin_declares_is_declared_at_its_own_places() {
        let case = case("hr:declare { config = { id = 'a' }, inputs = { staff = 'staff.csv' } }");
        case.check(expect![[r#"
            staff.csv:7 user "a-staff"
              enabled = true
              groups = ["staff"]
              password = secret
              user_pool_id = "us-east-1_test""#]]);
        let inputs = case.declare().inputs;
        let names: Vec<_> = inputs.iter().filter_map(|file| file.file_name()?.to_str()).collect();
        assert_eq!(names, ["main.lua", "staff.csv", "hr.wasm"]);
    }

    #[test]
    fn what_a_plugin_declares_can_be_declared_otherwise_and_its_secrets_stay_secret() {
        case(
            "for _, it in hr:records { config = { id = 'a' }, inputs = { x = 'staff.csv' } } do
    print(it.kind, it.id, it.pool, it.file, it.line, it.properties.password)
    it.properties.enabled = nil
    ph.cognito.pool(it.pool):user(it.id, it.properties)
end",
        )
        .check(expect![[r#"
            info main.lua:4 user	a-x	us-east-1_test	staff.csv	7	secret
            main.lua:6 user "a-x"
              groups = ["staff"]
              password = secret
              user_pool_id = "us-east-1_test""#]]);
    }

    #[test]
    fn what_is_wrong_is_told_beside_that_the_plugin_did_not_come_to_its_end() {
        case("hr:declare { config = { id = 'a', wrong = true } }").check(expect![[r#"
            main.lua:3: is wrong
            main.lua:3: plugin:declare: plugin "hr" did not come to its end"#]]);
        case("hr.declare {}").check(expect!["main.lua:3: plugin:declare: needs a plugin to be called on, got table (write `plugin:declare(…)`, with a colon)"]);
        case("hr:declare { config = { 'a' } }")
            .check(expect!["main.lua:3: plugin:declare: `config` must have names"]);
        case("hr:declare 'staff.csv'").check(expect![
            "main.lua:3: plugin:declare: request must be a `PluginRequest` table or nil, got string"
        ]);
        case("hr:records { inputs = { staff = 7 } }")
            .check(expect!["main.lua:3: plugin:records: needs a string, got number"]);
        case("print(hr, hr.name, hr.names)").check(expect!["main.lua:3: a plugin has no `names`"]);
    }
}
