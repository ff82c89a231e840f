//! Handles: what a script holds of a pool, of a resource it declared, and of a secret.
//!
//! A handle is a read-only table under a metatable that scripts cannot reach, so that none can be forged. Placed where
//! a name is expected, it stands for its name.

use std::collections::BTreeMap;

use mlua::{Function, IntoLua, Lua, LuaString, MultiValue, Table, Value};
use poolhouse_core::declare::Value as Said;
use poolhouse_core::fault::Fault;
use poolhouse_core::output::Output;
use poolhouse_core::schema::Kind;
use poolhouse_core::secret::Secret;
use poolhouse_core::state::Key;

use crate::bind::{Binder, shown_key};
use crate::convert::type_name;
use crate::error::Refusal;
use crate::output;
use crate::registry::Type;
use crate::session::Session;

/// What a handle is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Held {
    Pool,
    Resource(Kind),
    Secret,
    Output,
    /// A plugin of the project.
    Plugin,
    /// The Cognito of a test's case.
    Emulator,
    /// A value of which a test expects something.
    Expectation,
}

/// The metatables that make a table a handle.
pub(crate) struct Handles {
    metatables: Vec<(Held, Address, Table)>,
    /// `id` as a key, made once: a state makes a text anew each time that Rust names one.
    id: LuaString,
    /// What handles can do, by class; the registry fills them.
    methods: Vec<(&'static str, Table)>,
    /// Makes them, in Lua.
    made: Function,
}

/// Where a table lies, as a number: pointers do not go from thread to thread.
type Address = usize;

impl Handles {
    pub(crate) fn new(binder: &Binder<'_>) -> mlua::Result<Self> {
        let pool_methods = binder.lua.create_table()?;
        let mut metatables = vec![
            (Held::Pool, pool_metatable(binder, &pool_methods)?),
            (Held::Secret, secret_metatable(binder)?),
        ];
        let outputs = output::metatable(binder)?;
        for kind in Kind::ALL {
            metatables.push((Held::Resource(kind), resource_metatable(binder, kind, &outputs)?));
        }
        metatables.push((Held::Output, outputs));
        let mut methods = vec![(Held::Pool.class(), pool_methods)];
        let of_tests = [Held::Emulator, Held::Expectation].into_iter();
        let of_tests = of_tests.filter(|_| binder.session.tests.is_some());
        for held in [Held::Plugin].into_iter().chain(of_tests) {
            let own = binder.lua.create_table()?;
            metatables.push((held, object_metatable(binder, held, &own)?));
            methods.push((held.class(), own));
        }
        let place = |(held, table): (Held, Table)| (held, address(&table), table);
        let metatables = metatables.into_iter().map(place).collect();
        let made = binder.prelude.handle.clone();
        Ok(Self { metatables, id: binder.lua.create_string(ID)?, methods, made })
    }

    /// Gives the handles of a class their methods.
    pub(crate) fn add_methods(
        &self,
        class: &str,
        methods: impl IntoIterator<Item = (&'static str, Function)>,
    ) -> mlua::Result<()> {
        let table = self.methods.iter().find(|(of, _)| *of == class).map(|(_, table)| table);
        for (name, method) in methods {
            let table = table.ok_or_else(|| mlua::Error::runtime(format!("a {class} has no methods")))?;
            table.raw_set(name, method)?;
        }
        Ok(())
    }

    /// What people call a value in an error: `number`, `pool`.
    pub(crate) fn spoken(&self, value: &Value) -> &'static str {
        let held = value.as_table().and_then(|table| self.held(table));
        held.map_or_else(|| type_name(value), Held::name)
    }

    /// What `table` is a handle of, if it is one.
    pub(crate) fn held(&self, table: &Table) -> Option<Held> {
        self.held_by(&table.metatable()?)
    }

    /// What a table with that metatable is a handle of.
    pub(crate) fn held_by(&self, metatable: &Table) -> Option<Held> {
        let metatable = address(metatable);
        self.metatables.iter().find(|(_, known, _)| *known == metatable).map(|(held, ..)| *held)
    }

    /// The id that a handle has.
    pub(crate) fn id(&self, handle: &Table) -> mlua::Result<String> {
        handle.raw_get(&self.id)
    }

    /// A handle of a pool.
    pub(crate) fn pool(&self, lua: &Lua, id: &str) -> mlua::Result<Table> {
        self.make(Held::Pool, Names { id: Some(lua.create_string(id)?), ..Names::default() })
    }

    /// A handle of the same pool whose users have these properties where they do not say otherwise.
    pub(crate) fn pool_with(
        &self,
        lua: &Lua,
        session: &Session,
        pool: &Table,
        defaults: BTreeMap<String, Said>,
    ) -> mlua::Result<Table> {
        let handle = self.pool(lua, &self.id(pool)?)?;
        let mut all = session.defaults.lock();
        all.push(defaults);
        handle.set_readonly(false);
        handle.raw_set(PLACE, all.len() - 1)?;
        handle.set_readonly(true);
        Ok(handle)
    }

    /// The properties that users of a pool's handle have where they do not say otherwise.
    pub(crate) fn defaults(&self, session: &Session, pool: &Table) -> mlua::Result<BTreeMap<String, Said>> {
        let place: Option<usize> = pool.raw_get(PLACE)?;
        let all = session.defaults.lock();
        Ok(place.and_then(|place| all.get(place).cloned()).unwrap_or_default())
    }

    /// A handle of a secret. Its value is not in it.
    pub(crate) fn secret(&self, lua: &Lua, session: &Session, secret: Secret) -> mlua::Result<Table> {
        let handle = self.make(Held::Secret, Names::name(lua, &secret.to_string())?)?;
        let mut secrets = session.secrets.lock();
        secrets.push(secret);
        handle.set_readonly(false);
        handle.raw_set(PLACE, secrets.len() - 1)?;
        handle.set_readonly(true);
        Ok(handle)
    }

    /// A handle of a plugin.
    pub(crate) fn plugin(&self, lua: &Lua, name: &str) -> mlua::Result<Table> {
        self.make(Held::Plugin, Names::name(lua, name)?)
    }

    /// An object that has nothing but its methods.
    pub(crate) fn object(&self, held: Held) -> mlua::Result<Table> {
        self.make(held, Names::default())
    }

    /// A handle of a value to come.
    pub(crate) fn output(&self, lua: &Lua, session: &Session, output: Output) -> mlua::Result<Table> {
        output::handle(lua, session, self.metatable(Held::Output).cloned(), output)
    }

    /// What makes a table a handle.
    pub(crate) fn metatable(&self, held: Held) -> Option<&Table> {
        self.metatables.iter().find(|(of, ..)| *of == held).map(|(.., table)| table)
    }

    /// A handle of a declared resource, with the names that are known of it.
    pub(crate) fn resource(
        &self,
        lua: &Lua,
        kind: Kind,
        id: &LuaString,
        properties: &BTreeMap<String, Said>,
    ) -> mlua::Result<Table> {
        let mut names = Names { id: Some(id.clone()), ..Names::default() };
        for field in fields(kind) {
            let text = text_property(kind, field.property, properties);
            // Most are called what their id is.
            let text = text.filter(|text| *id != **text);
            let name = text.map_or_else(|| Ok(id.clone()), |text| lua.create_string(text))?;
            *names.of(field) = Some(name);
        }
        self.make(Held::Resource(kind), names)
    }

    fn make(&self, held: Held, names: Names) -> mlua::Result<Table> {
        let Names { id, name, username, group_name } = names;
        let handle: Table = self.made.call((self.metatable(held), id, name, username, group_name))?;
        handle.set_readonly(true);
        Ok(handle)
    }
}

/// The names that a handle can have.
#[derive(Default)]
struct Names {
    id: Option<LuaString>,
    name: Option<LuaString>,
    username: Option<LuaString>,
    group_name: Option<LuaString>,
}

impl Names {
    fn name(lua: &Lua, name: &str) -> mlua::Result<Self> {
        Ok(Self { name: Some(lua.create_string(name)?), ..Self::default() })
    }

    fn of(&mut self, field: &Field) -> &mut Option<LuaString> {
        match field.name {
            NAME => &mut self.name,
            "username" => &mut self.username,
            _ => &mut self.group_name,
        }
    }
}

impl Held {
    /// Its class in the registry.
    pub(crate) fn class(self) -> &'static str {
        match self {
            Self::Pool => "Pool",
            Self::Resource(kind) => class(kind),
            Self::Secret => "Secret",
            Self::Output => "Output",
            Self::Plugin => "Plugin",
            Self::Emulator => "Emulator",
            Self::Expectation => "Expectation",
        }
    }

    /// What people call it in an error.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Pool => "pool",
            Self::Resource(kind) => kind.resource().word,
            Self::Secret => "secret",
            Self::Output => "output",
            Self::Plugin => "plugin",
            Self::Emulator => "emulator",
            Self::Expectation => "expectation",
        }
    }

    /// What a handle of it stands for where a property is expected.
    pub(crate) fn value(self, handle: &Table, session: &Session) -> mlua::Result<Said> {
        Ok(match self {
            Self::Pool => Said::Text(handle.raw_get(ID)?),
            Self::Secret => Said::Secret(secret(session, handle)?),
            Self::Output => Said::Output(output::of(session, handle)?),
            Self::Plugin | Self::Emulator | Self::Expectation => Said::Other(self.name()),
            Self::Resource(kind) => match fields(kind) {
                [field] => Said::Text(handle.raw_get(field.name)?),
                _ => Said::Other(self.name()),
            },
        })
    }
}

/// The class of a resource's handle.
pub(crate) fn class(kind: Kind) -> &'static str {
    match kind {
        Kind::User => "User",
        Kind::Group => "Group",
        Kind::Membership => "Membership",
    }
}

/// A field of a resource's handle: a name that is known before anything is applied.
pub(crate) struct Field {
    pub(crate) name: &'static str,
    property: &'static str,
    pub(crate) doc: &'static str,
}

/// The names a resource is known by. One that has a single name stands for it.
pub(crate) fn fields(kind: Kind) -> &'static [Field] {
    const USERNAME: Field = Field {
        name: "username",
        property: "username",
        doc: "The declared username; the id when there is none.",
    };
    const GROUP: Field = Field { name: NAME, property: "group_name", doc: "The group's name." };
    match kind {
        Kind::User => &[USERNAME],
        Kind::Group => &[GROUP],
        Kind::Membership => &[USERNAME, Field { name: "group_name", ..GROUP }],
    }
}

const ID: &str = "id";
const NAME: &str = "name";
/// The key of the place in the session where what a handle stands for is.
const PLACE: i64 = 1;

fn secret(session: &Session, handle: &Table) -> mlua::Result<Secret> {
    let secret = session.secrets.lock().get(handle.raw_get::<usize>(PLACE)?).cloned();
    secret.ok_or_else(|| mlua::Error::runtime("the secret is of another run"))
}

fn text_property<'a>(kind: Kind, name: &str, properties: &'a BTreeMap<String, Said>) -> Option<&'a str> {
    let property = kind.resource().property(name)?;
    match properties.get(property.snake).or_else(|| properties.get(property.name))? {
        Said::Text(text) => Some(text),
        _ => None,
    }
}

fn pool_metatable(binder: &Binder<'_>, methods: &Table) -> mlua::Result<Table> {
    let show = binder.function(|_, _, handle: Table| Ok(handle.raw_get::<String>(ID)?))?;
    let index = method_index(binder, Held::Pool, methods, &[ID])?;
    binder.metatable([("__index", index), ("__tostring", show.into_lua(binder.lua)?)])
}

/// What makes a table an object that has nothing but its methods.
fn object_metatable(binder: &Binder<'_>, held: Held, methods: &Table) -> mlua::Result<Table> {
    let show = binder.function(move |_, _, _: Table| Ok(held.name()))?;
    let index = method_index(binder, held, methods, &[])?;
    binder.metatable([("__index", index), ("__tostring", show.into_lua(binder.lua)?)])
}

/// Finds methods, by the table itself and without a call; what is neither one nor among `fields` is an error.
fn method_index(
    binder: &Binder<'_>,
    held: Held,
    methods: &Table,
    fields: &'static [&'static str],
) -> mlua::Result<Value> {
    let unknown = binder.function(move |_, _, (methods, key): (Table, Value)| {
        let key = shown_key(&key);
        let known =
            methods.pairs::<String, Value>().map(|pair| Ok(pair?.0)).collect::<mlua::Result<Vec<_>>>()?;
        let known = known.iter().map(String::as_str).chain(fields.iter().copied());
        Err::<Value, _>(Refusal::unknown(
            format!("{} has no `{key}`", Type::Object(held.class())),
            &key,
            known,
        ))
    })?;
    methods.set_metatable(Some(binder.metatable([("__index", Value::Function(unknown))])?))?;
    Ok(Value::Table(methods.clone()))
}

fn address(table: &Table) -> Address {
    table.to_pointer() as Address
}

fn secret_metatable(binder: &Binder<'_>) -> mlua::Result<Table> {
    let show = binder.function(|_, _, handle: Table| Ok(handle.raw_get::<String>(NAME)?))?;
    let index = binder.function(|_, _, (_, key): (Value, Value)| {
        let key = shown_key(&key);
        Err::<Value, _>(Refusal::new(format!(
            "a secret has no `{key}`: only its name is known while a script runs"
        )))
    })?;
    let concat = binder.function(|_, _, _: MultiValue| {
        let refusal =
            Refusal::new("a secret cannot be joined with text: its value is known only when it is used");
        Err::<Value, _>(refusal.hint("give it as it is, as a password"))
    })?;
    binder.metatable([
        ("__index", index.into_lua(binder.lua)?),
        ("__tostring", show.into_lua(binder.lua)?),
        ("__concat", concat.into_lua(binder.lua)?),
    ])
}

fn resource_metatable(binder: &Binder<'_>, kind: Kind, outputs: &Table) -> mlua::Result<Table> {
    let show =
        binder.function(move |_, _, handle: Table| Ok(subject(kind, &handle.raw_get::<String>(ID)?)))?;
    let outputs = outputs.clone();
    let index = binder.function(move |lua, session, (handle, key): (Table, Value)| {
        let (id, key): (String, _) = (handle.raw_get(ID)?, shown_key(&key));
        match kind.resource().output(&key) {
            Some(output) => {
                session.count(id.len())?;
                let output = Output::of(Key::new(kind, &id), output.name);
                Ok(output::handle(lua, session, Some(outputs.clone()), output)?)
            }
            None => Err(unreadable(kind, &id, &key)),
        }
    })?;
    let call = binder.function(move |lua, session, (handle, _): (Table, MultiValue)| {
        refuse_call(lua, session, subject(kind, &handle.raw_get::<String>(ID)?))?;
        Ok(handle)
    })?;
    binder.metatable([
        ("__index", index.into_lua(binder.lua)?),
        ("__tostring", show.into_lua(binder.lua)?),
        ("__call", call.into_lua(binder.lua)?),
        ("__iter", binder.prelude.members.clone().into_lua(binder.lua)?),
    ])
}

/// The resource as faults name it: `user "ann"`.
pub(crate) fn subject(kind: Kind, id: &str) -> String {
    format!("{kind} \"{id}\"")
}

/// Why a field that a handle does not have cannot be read.
fn unreadable(kind: Kind, id: &str, key: &str) -> Refusal {
    let subject = subject(kind, id);
    if kind.resource().property(key).is_some() {
        let refusal = Refusal::new(format!("{subject}: `{key}` cannot be read back from a declaration"));
        return refusal.hint("keep the value in a variable of your own");
    }
    let outputs = kind.resource().outputs.iter().map(|output| output.name);
    let known = fields(kind).iter().map(|field| field.name).chain([ID]).chain(outputs);
    Refusal::unknown(format!("{subject}: there is no `{key}`"), key, known)
}

/// `pool:user "ann" { … }` calls what the declaration returned. The table that came too late is a fault of its line,
/// and most often that line has been told so.
fn refuse_call(lua: &Lua, session: &Session, subject: String) -> Result<(), Refusal> {
    let origin = session.origin(lua);
    if session.has_fault_at(&origin) {
        return Ok(());
    }
    let fault = Fault::new(Some(origin), "is declared already and cannot be called").of(subject);
    session.fault(fault.hint("give id and properties in one call, with a comma between them"))
}
