//! From the registry into a state of Lua: every function, field and table of it, and nothing else.

use std::sync::{Arc, LazyLock};

use mlua::{Function as Callable, IntoLua, Lua, Table, Value};

use crate::bind::{Binder, Call, no_member, shown_key};
use crate::error::Refusal;
use crate::handle::{Handles, Held};
use crate::output;
use crate::registry::{Class, Function, Member, Module, Space, Type};
use crate::session::Session;

/// The table of a whole module.
fn module(binder: Binder<'_>, handles: &Arc<Handles>, module: &'static Module) -> mlua::Result<Table> {
    for class in &module.classes {
        let methods = class.methods.iter().map(|function| {
            let path = format!("{}:{}", class.name.to_lowercase(), function.name);
            Ok((function.name, bound(binder, handles, path, function, Some(class))?))
        });
        handles.add_methods(class.name, methods.collect::<mlua::Result<Vec<_>>>()?)?;
    }
    table(binder, handles, module.space.name, &module.space)
}

fn table(
    binder: Binder<'_>,
    handles: &Arc<Handles>,
    path: &str,
    space: &'static Space,
) -> mlua::Result<Table> {
    let made = space.members.iter().filter(|member| !member.is_late());
    let members = made.map(|member| {
        let path = format!("{path}.{}", member.name());
        let value = match member {
            Member::Space(space) => Value::Table(table(binder, handles, &path, space)?),
            Member::Function(function) => Value::Function(bound(binder, handles, path, function, None)?),
            Member::Field(field) => match field.made {
                Some(made) => made(&binder)?,
                None => Value::Nil,
            },
        };
        Ok((member.name(), value))
    });
    let table = binder.lua.create_table_from(members.collect::<mlua::Result<Vec<_>>>()?)?;
    let index = index(binder, handles, path.to_owned(), space)?;
    binder.seal(&table, [("__index", Value::Function(index))])?;
    if let Some(function) = &space.called {
        binder.make_callable(&table, bound(binder, handles, path.to_owned(), function, None)?)?;
    }
    Ok(table)
}

/// Makes what is made when it is read; anything else that a table does not have is an error.
fn index(
    binder: Binder<'_>,
    handles: &Arc<Handles>,
    path: String,
    space: &'static Space,
) -> mlua::Result<Callable> {
    let (prelude, handles) = (Arc::clone(binder.prelude), Arc::clone(handles));
    binder.function(move |lua, session, (around, key): (Table, Value)| {
        let name = shown_key(&key);
        let Some(late) = space.late(&name) else {
            return Err(no_member(&path, &name, space.members.iter().map(Member::name)));
        };
        let binder = Binder { lua, session, prelude: &prelude };
        let made = table(binder, &handles, &format!("{path}.{name}"), late)?;
        around.set_readonly(false);
        around.raw_set(late.name, &made)?;
        around.set_readonly(true);
        Ok(made)
    })
}

/// A function as scripts call it: its arguments are checked before it does anything.
pub(crate) fn bound(
    binder: Binder<'_>,
    handles: &Arc<Handles>,
    path: String,
    function: &'static Function,
    class: Option<&'static Class>,
) -> mlua::Result<Callable> {
    let (prelude, handles) = (Arc::clone(binder.prelude), Arc::clone(handles));
    let answer = move |lua: &Lua, session: &Arc<Session>, values: [Value; 3]| {
        let binder = Binder { lua, session, prelude: &prelude };
        let call = Call { binder, lua, session, handles: &handles, name: &path };
        if !function.lenient {
            check(&call, function, class, &values)?;
        }
        (function.body)(&call, values)
    };
    // Every value that a call takes from Lua costs time, given or not.
    let most = if function.lenient { 3 } else { function.arguments.len() + usize::from(class.is_some()) };
    let nothing = || Value::Nil;
    let callable = match most {
        0 => binder.function(move |lua, session, ()| answer(lua, session, [nothing(), nothing(), nothing()])),
        1 => binder.function(move |lua, session, one| answer(lua, session, [one, nothing(), nothing()])),
        _ => binder.function(move |lua, session, (one, two, three)| answer(lua, session, [one, two, three])),
    }?;
    if function.takes_words() { binder.prelude.worded.call(callable) } else { Ok(callable) }
}

fn check(
    call: &Call<'_>,
    function: &Function,
    class: Option<&Class>,
    values: &[Value; 3],
) -> Result<(), Refusal> {
    let mut values = values.iter();
    if let (Some(class), Some(object)) = (class, class.and_then(|_| values.next())) {
        let held = object.as_table().and_then(|table| call.handles.held(table));
        if held.is_none_or(|held| held.class() != class.name) {
            let what = class.name.to_lowercase();
            let got = call.handles.spoken(object);
            let message = format!("{}: needs a {what} to be called on, got {got}", call.name);
            return Err(Refusal::new(message).hint(format!("write `{}(…)`, with a colon", call.name)));
        }
    }
    for (argument, value) in function.arguments.iter().zip(values) {
        if !argument.takes.takes(value, call.handles) {
            let (name, takes, got) = (argument.name, &argument.takes, call.handles.spoken(value));
            return Err(Refusal::new(format!("{}: {name} must be {takes}, got {got}", call.name)));
        }
    }
    Ok(())
}

/// `..` on outputs, which needs all that functions of the registry have at hand.
static JOIN: LazyLock<Function> = LazyLock::new(|| {
    let join = Function::new("..", "Joins.", output::joined);
    join.takes("one", Type::Any, "the left side").takes("other", Type::Any, "the right side")
});

/// What stands before a plugin's name where it is required.
pub(crate) const PLUGIN: &str = "plugin:";

/// Puts every module of the registry, and every plugin, where `require` finds it.
pub(crate) fn modules(binder: Binder<'_>, handles: &Arc<Handles>) -> mlua::Result<()> {
    if let Some(outputs) = handles.metatable(Held::Output) {
        outputs.set_readonly(false);
        outputs.raw_set("__concat", bound(binder, handles, JOIN.name.to_owned(), &JOIN, None)?)?;
        outputs.set_readonly(true);
    }
    let is_there = |row: &&Module| !row.for_tests || binder.session.tests.is_some();
    for row in crate::registry::modules().iter().filter(is_there) {
        let made = module(binder, handles, row)?.into_lua(binder.lua)?;
        binder.prelude.modules.raw_set(row.name, made)?;
    }
    for name in binder.session.plugins() {
        let plugin = handles.plugin(binder.lua, name)?;
        binder.prelude.modules.raw_set(format!("{PLUGIN}{name}"), plugin)?;
    }
    Ok(())
}
