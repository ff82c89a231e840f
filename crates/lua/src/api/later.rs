//! `ph.policy`, `ph.after` and `ph.output`: what happens once the script has ended.

use mlua::Value;
use poolhouse_core::schema::Kind;
use poolhouse_core::state::Key;

use crate::bind::{Call, text};
use crate::callbacks::{After, Policy};
use crate::error::Refusal;
use crate::handle::{Held, class};
use crate::output;
use crate::registry::{Argument, Class, Function, Space, Type};

pub(super) fn policy() -> Function {
    let plan = Argument { name: "plan", takes: Type::Object("Plan"), doc: "" };
    let doc = "Holds every plan to a rule of yours, before it is shown as good and again before it is applied. The \
               function gives true, or false and why; one that fails or gives nothing refuses. `destroy`, which runs \
               no script, asks no policy.";
    let verdict = vec![Type::Boolean, Type::Optional(Box::new(Type::Text))];
    Function::new("policy", doc, add_policy)
        .takes("name", Type::Text, "what the rule is called when it refuses")
        .takes("allows", Type::Function(vec![plan], verdict), "what decides")
}

pub(super) fn after() -> Function {
    let applied = Argument { name: "applied", takes: Type::Object("Applied"), doc: "" };
    let resources = Kind::ALL.map(|kind| Type::Object(class(kind))).to_vec();
    let doc = "Runs a function after an apply that made or changed a resource. What it does cannot undo the apply; \
               when it fails, the apply is told as incomplete.";
    Function::new("after", doc, add_after)
        .takes("resource", Type::Either(resources), "what was declared")
        .takes("run", Type::Function(vec![applied], Vec::new()), "what runs")
}

pub(super) fn output() -> Space {
    let value = Argument { name: "value", takes: Type::Text, doc: "" };
    let doc = "Makes another value of an output, once that is known: during apply, or while planning where the \
               resource is there already.";
    let map = Function::new("map", doc, |call, [output, make, _]| match (&output, make) {
        (Value::Table(table), Value::Function(make)) => {
            let made = output::mapped(call.session, output::of(call.session, table)?, make);
            output::check_steps(&made)?;
            call.session.count(0)?;
            Ok(Value::Table(call.handles.output(call.lua, call.session, made)?))
        }
        _ => Ok(Value::Nil),
    });
    Space::new("output", "Values that become known when the resources they come from exist.").function(
        map.takes("output", Type::Object(Held::Output.class()), "such as `ann.sub`")
            .takes("make", Type::Function(vec![value], vec![Type::Text]), "what it becomes")
            .gives(Type::Object(Held::Output.class())),
    )
}

pub(super) fn output_class() -> Class {
    let doc = "A value that becomes known when a resource exists. An attribute takes it, `..` joins it, `ph.output.map` \
               makes another of it; everything else is an error. In a condition it always counts as true.";
    Class { name: Held::Output.class(), doc, fields: Vec::new(), methods: Vec::new() }
}

fn add_policy(call: &Call<'_>, [name, allows, _]: [Value; 3]) -> Result<Value, Refusal> {
    call.session.refuse_when_over()?;
    let (name, origin) = (text(call.name, &name)?, call.session.origin(call.lua));
    if let Value::Function(asked) = allows {
        call.session.policies.lock().push(Policy { name, origin, asked });
    }
    Ok(Value::Nil)
}

fn add_after(call: &Call<'_>, [resource, run, _]: [Value; 3]) -> Result<Value, Refusal> {
    call.session.refuse_when_over()?;
    let origin = call.session.origin(call.lua);
    if let (Some(key), Value::Function(told)) = (key(call, &resource)?, run) {
        call.session.after.lock().push(After { key, origin, told });
    }
    Ok(Value::Nil)
}

fn key(call: &Call<'_>, resource: &Value) -> mlua::Result<Option<Key>> {
    let Value::Table(table) = resource else { return Ok(None) };
    match call.handles.held(table) {
        Some(Held::Resource(kind)) => Ok(Some(Key::new(kind, &table.raw_get::<String>("id")?))),
        _ => Ok(None),
    }
}
