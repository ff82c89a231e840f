//! `ph.cognito`: what pools should hold.
//!
//! A declaration returns a handle. One that is wrong returns one too, so that the script goes on and every fault of
//! the run is found.

use std::collections::BTreeMap;

use mlua::{Lua, Table, Value};
use poolhouse_core::declare::{Declaration, Origin, Value as Said};
use poolhouse_core::fault::Fault;
use poolhouse_core::pool::PoolId;
use poolhouse_core::schema::{Kind, Resource, USER_POOL_ID};

use super::defaults::with_defaults;
use super::triggers;
use crate::bind::{self, text};
use crate::convert::{Converter, Problem, type_name};
use crate::error::Refusal;
use crate::handle::{Handles, Held, class, subject};
use crate::registry::{Class, Field, Function, Space, Type};
use crate::session::Session;

pub(super) fn space() -> Space {
    let pool = Function::new("pool", "A pool, to declare in.", pool)
        .takes("id", Type::Text, "`<region>_<id>`")
        .gives(Type::Object(Held::Pool.class()));
    let space = Space::new("cognito", "What pools should hold.").function(pool);
    Kind::ALL.into_iter().fold(space, |space, kind| space.function(constructor(kind)))
}

pub(super) fn pool_class() -> Class {
    Class {
        name: Held::Pool.class(),
        doc: "A pool. Where a property takes a pool's id, the object stands for it.",
        fields: vec![Field::new("id", Type::Text, "Its id, `<region>_<id>`.")],
        methods: Kind::ALL.into_iter().map(method).chain([defaults(), triggers::on()]).collect(),
    }
}

fn pool(call: &bind::Call<'_>, [id, ..]: [Value; 3]) -> Result<Value, Refusal> {
    let id = text(call.name, &id)?;
    PoolId::new(id.as_str()).map_err(|error| Refusal::new(format!("{}: \"{id}\" {error}", call.name)))?;
    Ok(Value::Table(call.handles.pool(call.lua, &id)?))
}

/// `ph.cognito.UserPoolUser(id, properties)`.
fn constructor(kind: Kind) -> Function {
    declaring(kind.resource().name, kind, move |call, [id, properties, _]| {
        Call::new(call, kind, None).declare(&id, &properties)
    })
}

/// `pool:user(id, properties)`.
fn method(kind: Kind) -> Function {
    declaring(kind.resource().word, kind, move |call, [pool, id, properties]| match pool {
        Value::Table(table) if call.handles.held(&table) == Some(Held::Pool) => {
            Call::new(call, kind, Some(table)).declare(&id, &properties)
        }
        // `pool.user(id, properties)`: everything came one place too early.
        other => Call::new(call, kind, None).without_pool(&other),
    })
}

fn defaults() -> Function {
    let doc = "The same pool, giving its users these properties where they do not say otherwise. Of tables such as \
               `attributes` it gives the entries that a user's own table lacks. Pools that are at hand already stay as \
               they are.";
    Function::new("defaults", doc, |call, [pool, properties, _]| {
        let Value::Table(pool) = pool else { return Ok(Value::Nil) };
        let given = Converter::new(call.session, call.handles).properties(&properties)?;
        let given = given.map_err(|problems| {
            let said = problems.iter().map(|problem| format!("{} {}", problem.path, problem.message));
            Refusal::new(format!("{}: {}", call.name, said.collect::<Vec<_>>().join(", ")))
        })?;
        let user = Kind::User.resource();
        if let Some(unknown) = given.keys().find(|name| user.property(name).is_none()) {
            let known = user.properties.iter().flat_map(|property| [property.snake, property.name]);
            let message = format!("{}: a user has no property `{unknown}`", call.name);
            return Err(Refusal::unknown(message, unknown, known));
        }
        let mut all = call.handles.defaults(call.session, &pool)?;
        all = with_defaults(user, given, all);
        call.session.count(all.values().map(Said::size).sum())?;
        Ok(Value::Table(call.handles.pool_with(call.lua, call.session, &pool, all)?))
    })
    .takes("properties", Type::Properties(Kind::User), "what users have, unless they say otherwise")
    .gives(Type::Object(Held::Pool.class()))
}

/// A function that declares. It is lenient: a wrong call is a fault among others.
fn declaring(
    name: &'static str,
    kind: Kind,
    declare: impl Fn(&bind::Call<'_>, [Value; 3]) -> Result<Table, Refusal> + Send + Sync + 'static,
) -> Function {
    Function::new(name, kind.resource().doc, move |call, values| declare(call, values).map(Value::Table))
        .takes("id", Type::Text, "its id in this script: unique, and the same in every run")
        .takes("properties", Type::Properties(kind), "what it should be")
        .gives(Type::Object(class(kind)))
        .lenient()
}

/// A declaration in the making.
struct Call<'a> {
    lua: &'a Lua,
    session: &'a Session,
    handles: &'a Handles,
    kind: Kind,
    /// How the call is written: `pool:user`.
    name: &'a str,
    /// The pool, when the call says it by itself.
    pool: Option<Table>,
}

impl<'a> Call<'a> {
    fn new(call: &bind::Call<'a>, kind: Kind, pool: Option<Table>) -> Self {
        let bind::Call { lua, session, handles, name, .. } = *call;
        Self { lua, session, handles, kind, name, pool }
    }

    /// Records the declaration, or what is wrong with it.
    fn declare(&self, id: &Value, properties: &Value) -> Result<Table, Refusal> {
        let origin = self.session.origin(self.lua);
        let (name, id, properties) = match (id, self.id(id), self.properties(properties)?) {
            (Value::String(name), Ok(id), Ok(properties)) => (name, id, properties),
            (_, id, properties) => return self.refuse(&origin, id, properties.err().unwrap_or_default()),
        };
        let handle = self.handles.resource(self.lua, self.kind, name, &properties)?;
        self.session.declare(Declaration { kind: self.kind, id, origin, properties })?;
        Ok(handle)
    }

    fn id(&self, id: &Value) -> Result<String, Fault> {
        let wrong = |message: String| Err(Fault::new(None, message));
        match id {
            Value::String(id) => match id.to_str() {
                Ok(id) if id.is_empty() => wrong("needs an id that is not empty".to_owned()),
                Ok(id) => Ok(id.to_owned()),
                Err(_) => wrong("has an id that is not valid UTF-8".to_owned()),
            },
            other => wrong(format!("needs a string as its id, got {}", type_name(other))),
        }
    }

    fn properties(&self, given: &Value) -> mlua::Result<Result<BTreeMap<String, Said>, Vec<Fault>>> {
        let Value::Table(table) = given else { return Ok(Err(vec![self.no_table(given)])) };
        let converted = Converter::new(self.session, self.handles).properties(given)?;
        Ok(match converted {
            Ok(properties) => self.in_pool(properties)?.map_err(|fault| vec![fault]),
            Err(_) if self.handles.held(table).is_some() => Err(vec![self.no_table(given)]),
            Err(problems) => Err(problems.into_iter().map(fault).collect()),
        })
    }

    fn no_table(&self, given: &Value) -> Fault {
        let got = self.handles.spoken(given);
        Fault::new(None, format!("needs a table of properties, got {got}"))
            .hint(format!("write `{}(\"…\", {{ … }})`", self.name))
    }

    /// Adds the pool, in the spelling that the call has, and what the pool gives its users.
    fn in_pool(
        &self,
        properties: BTreeMap<String, Said>,
    ) -> mlua::Result<Result<BTreeMap<String, Said>, Fault>> {
        let Some(pool) = &self.pool else { return Ok(Ok(properties)) };
        for name in [USER_POOL_ID.name, USER_POOL_ID.snake] {
            if properties.contains_key(name) {
                return Ok(Err(Fault::new(None, "is said by the pool already")
                    .at(name)
                    .hint("leave it out")));
            }
        }
        let resource = self.kind.resource();
        let spelled = match is_cloudformation(resource, &properties) {
            true => USER_POOL_ID.name,
            false => USER_POOL_ID.snake,
        };
        let mut properties = match self.kind {
            Kind::User => with_defaults(resource, properties, self.handles.defaults(self.session, pool)?),
            _ => properties,
        };
        properties.insert(spelled.to_owned(), Said::Text(self.handles.id(pool)?));
        Ok(Ok(properties))
    }

    /// Records what is wrong, under the name that is known.
    fn refuse(
        &self,
        origin: &Origin,
        id: Result<String, Fault>,
        mut faults: Vec<Fault>,
    ) -> Result<Table, Refusal> {
        let (id, subject) = match id {
            Ok(id) => (id.clone(), subject(self.kind, &id)),
            Err(fault) => {
                faults.insert(0, fault);
                (UNKNOWN.to_owned(), self.kind.to_string())
            }
        };
        for fault in faults {
            self.session.fault(Fault { origin: Some(origin.clone()), ..fault.of(subject.clone()) })?;
        }
        let name = self.lua.create_string(&id)?;
        Ok(self.handles.resource(self.lua, self.kind, &name, &BTreeMap::new())?)
    }

    fn without_pool(&self, got: &Value) -> Result<Table, Refusal> {
        let fault = Fault::new(None, format!("needs a pool to be called on, got {}", type_name(got)))
            .hint(format!("write `{}(\"…\", {{ … }})`, with a colon", self.name));
        self.refuse(&self.session.origin(self.lua), Err(fault), Vec::new())
    }
}

/// The id in the handle of a declaration that has none.
const UNKNOWN: &str = "?";

fn is_cloudformation(resource: &Resource, properties: &BTreeMap<String, Said>) -> bool {
    let is_one = |name: &str| resource.property(name).is_some_and(|property| property.name == name);
    properties.keys().any(|name| name.starts_with(char::is_uppercase) && is_one(name))
}

fn fault(problem: Problem) -> Fault {
    let fault = Fault::new(None, problem.message);
    if problem.path.is_empty() { fault } else { fault.at(problem.path) }
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::testing::Case;

    fn case(rest: &str) -> Case {
        Case::new(&format!(
            "local ph = require 'poolhouse'\nlocal pool = ph.cognito.pool 'us-east-1_test'\n{rest}"
        ))
    }

    #[test]
    fn every_kind_is_declared_by_constructor_and_by_method() {
        case(
            r#"pool:group("admins", { description = "all" })
pool:user("ann", {
    username = "ann@x.org",
})
pool:membership("m", { username = "ann@x.org", group_name = "admins" })
ph.cognito.UserPoolGroup("g", { UserPoolId = pool })
ph.cognito.UserPoolUser("bob", { UserPoolId = pool.id, Username = "bob" })
ph.cognito.UserPoolUserToGroupAttachment("n", { UserPoolId = "x", Username = "bob", GroupName = "g" })"#,
        )
        .check(expect![[r#"
            main.lua:3 group "admins"
              description = "all"
              user_pool_id = "us-east-1_test"
            main.lua:4 user "ann"
              user_pool_id = "us-east-1_test"
              username = "ann@x.org"
            main.lua:7 membership "m"
              group_name = "admins"
              user_pool_id = "us-east-1_test"
              username = "ann@x.org"
            main.lua:8 group "g"
              UserPoolId = "us-east-1_test"
            main.lua:9 user "bob"
              UserPoolId = "us-east-1_test"
              Username = "bob"
            main.lua:10 membership "n"
              GroupName = "g"
              UserPoolId = "x"
              Username = "bob""#]]);
    }

    #[test]
    fn the_pool_is_added_in_the_spelling_of_the_call() {
        case(r#"pool:user("a", { Username = "a" }) pool:user("b", { username = "b" }) pool:user("c", {})"#)
            .check(expect![[r#"
                main.lua:3 user "a"
                  UserPoolId = "us-east-1_test"
                  Username = "a"
                main.lua:3 user "b"
                  user_pool_id = "us-east-1_test"
                  username = "b"
                main.lua:3 user "c"
                  user_pool_id = "us-east-1_test""#]]);
    }

    #[test]
    fn defaults_fill_in_what_a_user_does_not_say_and_leave_other_pools_alone() {
        case(
            r#"local quiet = pool:defaults { message_action = "SUPPRESS", attributes = { locale = "en" } }
local german = quiet:defaults { attributes = { locale = "de" } }
quiet:user("a", { attributes = { name = "A" } })
german:user("b", { MessageAction = "RESEND" })
pool:user("c", {})"#,
        )
        .check(expect![[r#"
            main.lua:5 user "a"
              attributes = {locale = "en", name = "A"}
              message_action = "SUPPRESS"
              user_pool_id = "us-east-1_test"
            main.lua:6 user "b"
              MessageAction = "RESEND"
              UserPoolId = "us-east-1_test"
              attributes = {locale = "de"}
            main.lua:7 user "c"
              user_pool_id = "us-east-1_test""#]]);
        case(
            r#"local german = pool:defaults { UserAttributes = { { Name = "locale", Value = "de" } } }
german:user("ann", { attributes = { email = "ann@example.com" } })
pool:defaults { attributes = { locale = "en" } }:user("bob", { UserAttributes = { { Name = "name", Value = "Bob" } } })"#,
        )
        .check(expect![[r#"
            main.lua:4 user "ann"
              attributes = {email = "ann@example.com", locale = "de"}
              user_pool_id = "us-east-1_test"
            main.lua:5 user "bob"
              UserAttributes = {locale = "en", name = "Bob"}
              UserPoolId = "us-east-1_test""#]]);
        case("pool:defaults { atributes = {} }").check(expect![
            "main.lua:3: pool:defaults: a user has no property `atributes` (did you mean `attributes`?)"
        ]);
    }

    #[test]
    fn a_pool_said_twice_is_a_fault() {
        case(
            "pool:user('a', { user_pool_id = 'us-east-1_other' })\npool:user('b', { UserPoolId = pool.id })",
        )
        .check(expect![[r#"
                main.lua:3: user "a": user_pool_id is said by the pool already (leave it out)
                main.lua:4: user "b": UserPoolId is said by the pool already (leave it out)"#]]);
    }

    #[test]
    fn both_spellings_of_a_property_are_passed_on() {
        case("pool:user('a', { Username = 'a', username = 'b' })").check(expect![[r#"
            main.lua:3 user "a"
              UserPoolId = "us-east-1_test"
              Username = "a"
              username = "b""#]]);
    }

    #[test]
    fn handles_know_names_and_stand_for_them() {
        case(
            r#"local admins = pool:group("adm", { group_name = "admins" })
local ann = pool:user("ann", { Username = "ann@x.org", Groups = { admins } })
local bob = pool:user("bob", {})
pool:membership("m", { username = bob, group_name = admins })
print(pool, pool.id, admins, admins.name, ann, ann.id, ann.username, bob.username)"#,
        )
        .check(expect![[r#"
            info main.lua:7 us-east-1_test	us-east-1_test	group "adm"	admins	user "ann"	ann	ann@x.org	bob
            main.lua:3 group "adm"
              group_name = "admins"
              user_pool_id = "us-east-1_test"
            main.lua:4 user "ann"
              Groups = ["admins"]
              UserPoolId = "us-east-1_test"
              Username = "ann@x.org"
            main.lua:5 user "bob"
              user_pool_id = "us-east-1_test"
            main.lua:6 membership "m"
              group_name = "admins"
              user_pool_id = "us-east-1_test"
              username = "bob""#]]);
    }

    #[test]
    fn what_is_not_known_while_declaring_is_an_error_that_says_so() {
        case("print(pool:user('ann', {}).sub)")
            .check(expect!["main.lua:3: sub of user ann is known only after apply and cannot be shown (give it to an attribute as it is, join it by `..`, or make another of it by `ph.output.map`)"]);
        case("print(pool:user('ann', {}).attributes)").check(expect![[r#"main.lua:3: user "ann": `attributes` cannot be read back from a declaration (keep the value in a variable of your own)"#]]);
        case("print(pool:user('ann', {}).usernme)")
            .check(expect![[r#"main.lua:3: user "ann": there is no `usernme` (did you mean `username`?)"#]]);
        case("print(pool.usr)").check(expect!["main.lua:3: a pool has no `usr` (did you mean `user`?)"]);
        case("pool:user('ann', {}).username = 'bob'")
            .check(expect!["main.lua:3: attempt to modify a readonly table"]);
    }

    #[test]
    fn wrong_calls_are_faults_and_the_script_goes_on() {
        case(
            r#"pool:user(17, {})
pool:user("", {})
pool:user("ann")
pool:user("ann", "x")
pool:user "ann" { username = "ann" }
pool:user({ id = "ann" })
pool.user("ann", {})
pool:user("bob", pool:user("ann", {}))
pool:user("ann", {}) { username = "ann" }
print("end", pool:user("x").username, pool:user(1, {}).username)"#,
        )
        .check(expect![[r#"
            info main.lua:12 end	x	?
            main.lua:3: user: needs a string as its id, got number
            main.lua:4: user: needs an id that is not empty
            main.lua:5: user "ann": needs a table of properties, got nil (write `pool:user("…", { … })`)
            main.lua:6: user "ann": needs a table of properties, got string (write `pool:user("…", { … })`)
            main.lua:7: user "ann": needs a table of properties, got nil (write `pool:user("…", { … })`)
            main.lua:8: user: needs a string as its id, got table
            main.lua:8: user: needs a table of properties, got nil (write `pool:user("…", { … })`)
            main.lua:9: user: needs a pool to be called on, got string (write `pool:user("…", { … })`, with a colon)
            main.lua:10: user "bob": needs a table of properties, got user (write `pool:user("…", { … })`)
            main.lua:11: user "ann": is declared already and cannot be called (give id and properties in one call, with a comma between them)
            main.lua:12: user "x": needs a table of properties, got nil (write `pool:user("…", { … })`)
            main.lua:12: user: needs a string as its id, got number"#]]);
    }

    #[test]
    fn a_wrong_pool_id_is_an_error() {
        case("ph.cognito.pool 'examplepool'").check(expect![[
            r#"main.lua:3: ph.cognito.pool: "examplepool" must have the form `[0-9A-Za-z_-]+_[0-9a-zA-Z]+`"#
        ]]);
        case("ph.cognito.pool()").check(expect!["main.lua:3: ph.cognito.pool: id must be a string, got nil"]);
    }

    #[test]
    fn the_line_of_a_declaration_is_that_of_its_call() {
        case("local function add(id)\n    return pool:user(id,\n        {\n        })\nend\nadd('ann')\n\nadd('bob')")
            .check(expect![[r#"
                main.lua:4 user "ann"
                  user_pool_id = "us-east-1_test"
                main.lua:4 user "bob"
                  user_pool_id = "us-east-1_test""#]]);
    }

    #[test]
    fn a_declaration_in_a_module_has_the_line_of_the_module() {
        Case::new("require 'people'")
            .at("scripts/main.lua")
            .file(
                "scripts/people.lua",
                "\nlocal ph = require 'poolhouse'\nph.cognito.pool('us-east-1_test'):user('ann', {})",
            )
            .check(expect![[r#"
                scripts/people.lua:3 user "ann"
                  user_pool_id = "us-east-1_test""#]]);
    }

    #[test]
    fn a_declaration_in_a_coroutine_has_its_line() {
        case("coroutine.wrap(function()\n    pool:user('ann', {})\nend)()").check(expect![[r#"
            main.lua:4 user "ann"
              user_pool_id = "us-east-1_test""#]]);
    }

    #[test]
    fn a_handle_cannot_be_forged() {
        case("setmetatable({ id = 'x' }, getmetatable(pool))").check(expect![
            "main.lua:3: invalid argument #2 to 'setmetatable' (nil or table expected, got boolean)"
        ]);
        case("rawset(pool, 'id', 'x')").check(expect!["main.lua:3: attempt to modify a readonly table"]);
    }
}
