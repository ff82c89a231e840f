//! Whether the functions that a plugin exports have the types that its world says. What a call would find out is known
//! when the plugin is loaded; the members of records alone are left to the first call.

use wasmtime::Engine;
use wasmtime::component::Component;
use wasmtime::component::types::{ComponentFunc, ComponentItem, Type};

use crate::world::World;

/// What does not fit, if anything.
pub(crate) fn mismatch(component: &Component, engine: &Engine, world: World) -> Option<String> {
    let component = component.component_type();
    let found = component.exports(engine).find_map(|(name, export)| match export.ty {
        ComponentItem::ComponentInstance(instance) if world.is_export(name) => Some(instance),
        _ => None,
    });
    let Some(instance) = found else { return Some("its export is no interface".to_owned()) };
    functions(world).iter().find_map(|(name, wanted)| {
        match instance.get_export(engine, name).map(|export| export.ty) {
            Some(ComponentItem::ComponentFunc(function)) => {
                let is = signature(&function);
                (is != *wanted).then(|| format!("{name} is a {is} and not a {wanted}"))
            }
            _ => Some(format!("there is no function {name}")),
        }
    })
}

/// The functions of a world's export, and their types.
fn functions(world: World) -> &'static [(&'static str, &'static str)] {
    match world {
        World::Provisioner => &[("run", "func() -> result<_, string>")],
        World::Transform => &[
            ("transform", "func(list<record>) -> result<list<record>, list<record>>"),
            ("review", "func(list<record>) -> result<_, list<record>>"),
        ],
        World::Trigger => &[("handle", "func(record) -> result<string, string>")],
    }
}

fn signature(function: &ComponentFunc) -> String {
    let parameters: Vec<_> = function.params().map(|(_, parameter)| named(&parameter)).collect();
    let results: Vec<_> = function.results().map(|result| named(&result)).collect();
    format!("func({}) -> {}", parameters.join(", "), results.join(", "))
}

/// A type as WIT writes it, as far as a signature needs it.
fn named(kind: &Type) -> String {
    let optional = |kind: Option<Type>| kind.map_or_else(|| "_".to_owned(), |kind| named(&kind));
    match kind {
        Type::String => "string".to_owned(),
        Type::Record(_) => "record".to_owned(),
        Type::List(list) => format!("list<{}>", named(&list.ty())),
        Type::Option(option) => format!("option<{}>", named(&option.ty())),
        Type::Result(result) => format!("result<{}, {}>", optional(result.ok()), optional(result.err())),
        other => format!("{other:?}").to_lowercase(),
    }
}
