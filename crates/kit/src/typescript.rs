//! The interface's types for editors of JavaScript: a module of TypeScript for each interface of a world.

use std::fmt::Write as _;
use std::path::Path;

use heck::{ToLowerCamelCase, ToUpperCamelCase};
use poolhouse_wasm::World;
use wit_parser::{
    Docs, Function, FunctionKind, Handle, Interface, InterfaceId, Resolve, Type, TypeDef, TypeDefKind,
    TypeId, TypeOwner, WorldItem,
};

use crate::error::KitError;
use crate::interface::world_of;

/// The modules that a plugin of that world may import; and, by a type of its name, what it exports.
pub(crate) fn modules(wit: &Path, world: World) -> Result<String, KitError> {
    let (resolve, world) = world_of(wit, world)?;
    let world = &resolve.worlds[world];
    let mut text = String::from("// Written by poolhouse: what `poolhouse:plugin` is in JavaScript.\n");
    for (item, is_exported) in world
        .imports
        .values()
        .map(|item| (item, false))
        .chain(world.exports.values().map(|item| (item, true)))
    {
        if let WorldItem::Interface { id, .. } = item {
            Module { resolve: &resolve, id: *id }.write(&mut text, is_exported);
        }
    }
    Ok(text)
}

struct Module<'a> {
    resolve: &'a Resolve,
    id: InterfaceId,
}

impl Module<'_> {
    fn write(&self, text: &mut String, is_exported: bool) {
        let interface = &self.resolve.interfaces[self.id];
        doc(text, "\n", &interface.docs);
        line(text, &format!("declare module \"{}\" {{", self.path(self.id)));
        for (name, id) in &interface.types {
            self.definition(text, interface, name, *id);
        }
        let functions = interface.functions.values().filter(|function| is_free(function));
        if is_exported {
            let name = interface.name.as_deref().unwrap_or_default().to_upper_camel_case();
            line(text, &format!("  export interface {name} {{"));
            functions.for_each(|function| self.function(text, "    ", function));
            line(text, "  }");
        } else {
            functions.for_each(|function| self.function(text, "  export function ", function));
        }
        line(text, "}");
    }

    fn definition(&self, text: &mut String, interface: &Interface, name: &str, id: TypeId) {
        let definition = &self.resolve.types[id];
        let name = name.to_upper_camel_case();
        doc(text, "  ", &definition.docs);
        match &definition.kind {
            TypeDefKind::Record(record) => {
                line(text, &format!("  export interface {name} {{"));
                for field in &record.fields {
                    doc(text, "    ", &field.docs);
                    let (mark, kind) = match self.optional(&field.ty) {
                        Some(inner) => ("?", inner),
                        None => ("", self.spelled(&field.ty)),
                    };
                    line(text, &format!("    {}{mark}: {kind};", field.name.to_lower_camel_case()));
                }
                line(text, "  }");
            }
            TypeDefKind::Resource => {
                line(text, &format!("  export class {name} {{"));
                let methods = interface.functions.values().filter(|method| is_method(method, id));
                methods.for_each(|method| self.function(text, "    ", method));
                line(text, "  }");
            }
            _ => line(text, &format!("  export type {name} = {};", self.structure(definition))),
        }
    }

    /// What a type is made of.
    fn structure(&self, definition: &TypeDef) -> String {
        match &definition.kind {
            TypeDefKind::Type(Type::Id(other)) => self.elsewhere(*other),
            TypeDefKind::Type(other) => self.spelled(other),
            TypeDefKind::Enum(cases) => {
                joined(cases.cases.iter().map(|case| format!("\"{}\"", case.name)), " | ")
            }
            TypeDefKind::Variant(variant) => {
                let cases = variant.cases.iter().map(|case| match &case.ty {
                    Some(kind) => format!("{{ tag: \"{}\"; val: {} }}", case.name, self.spelled(kind)),
                    None => format!("{{ tag: \"{}\" }}", case.name),
                });
                joined(cases, " | ")
            }
            TypeDefKind::Option(inner) => format!("{} | undefined", self.spelled(inner)),
            TypeDefKind::List(Type::U8) => "Uint8Array".to_owned(),
            TypeDefKind::List(item) => format!("{}[]", self.spelled(item)),
            TypeDefKind::Handle(Handle::Own(id) | Handle::Borrow(id)) => self.spelled(&Type::Id(*id)),
            _ => "unknown".to_owned(),
        }
    }

    /// A type that another interface defines.
    fn elsewhere(&self, id: TypeId) -> String {
        let definition = &self.resolve.types[id];
        let name = definition.name.as_deref().unwrap_or_default().to_upper_camel_case();
        match definition.owner {
            TypeOwner::Interface(owner) => format!("import(\"{}\").{name}", self.path(owner)),
            _ => name,
        }
    }

    fn spelled(&self, kind: &Type) -> String {
        match kind {
            Type::Bool => "boolean".to_owned(),
            Type::String | Type::Char => "string".to_owned(),
            Type::U64 | Type::S64 => "bigint".to_owned(),
            Type::Id(id) => {
                let definition = &self.resolve.types[*id];
                match &definition.name {
                    Some(name) => name.to_upper_camel_case(),
                    None => self.structure(definition),
                }
            }
            _ => "number".to_owned(),
        }
    }

    /// What is in an option.
    fn optional(&self, kind: &Type) -> Option<String> {
        let Type::Id(id) = kind else { return None };
        match &self.resolve.types[*id].kind {
            TypeDefKind::Option(inner) => Some(self.spelled(inner)),
            _ => None,
        }
    }

    fn function(&self, text: &mut String, margin: &str, function: &Function) {
        let indentation = margin.split("export").next().unwrap_or_default();
        doc(text, indentation, &function.docs);
        let (returned, thrown) = self.outcome(function.result.as_ref());
        if let Some(thrown) = thrown {
            line(text, &format!("{indentation}/** @throws {{{thrown}}} */"));
        }
        let parameters = function.params.iter().filter(|parameter| parameter.name != "self");
        let parameters = parameters.map(|parameter| {
            format!("{}: {}", parameter.name.to_lower_camel_case(), self.spelled(&parameter.ty))
        });
        let name = function.item_name().to_lower_camel_case();
        line(text, &format!("{margin}{name}({}): {returned};", joined(parameters, ", ")));
    }

    /// What a function returns, and what it throws.
    fn outcome(&self, result: Option<&Type>) -> (String, Option<String>) {
        let Some(kind) = result else { return ("void".to_owned(), None) };
        let outcome = match kind {
            Type::Id(id) => match &self.resolve.types[*id].kind {
                TypeDefKind::Result(outcome) => outcome,
                _ => return (self.spelled(kind), None),
            },
            _ => return (self.spelled(kind), None),
        };
        let returned = outcome.ok.as_ref().map_or_else(|| "void".to_owned(), |kind| self.spelled(kind));
        (returned, outcome.err.as_ref().map(|kind| self.spelled(kind)))
    }

    fn path(&self, id: InterfaceId) -> String {
        self.resolve.id_of(id).unwrap_or_default()
    }
}

fn is_free(function: &Function) -> bool {
    matches!(function.kind, FunctionKind::Freestanding)
}

fn is_method(function: &Function, resource: TypeId) -> bool {
    matches!(function.kind, FunctionKind::Method(of) if of == resource)
}

fn doc(text: &mut String, margin: &str, docs: &Docs) {
    if let Some(words) = &docs.contents {
        line(text, &format!("{margin}/** {} */", words.trim().replace('\n', " ")));
    }
}

fn line(text: &mut String, words: &str) {
    // Writing into a text cannot fail.
    let _ = writeln!(text, "{words}");
}

fn joined(parts: impl Iterator<Item = String>, between: &str) -> String {
    parts.collect::<Vec<_>>().join(between)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::interface::write_wit;

    #[test]
    fn a_world_is_told_as_modules_of_typescript() {
        let wit = tempfile::tempdir().unwrap();
        write_wit(wit.path()).unwrap();
        let text = modules(wit.path(), World::Provisioner).unwrap();
        for line in [
            "declare module \"poolhouse:plugin/config@0.1.0\" {",
            "  export function get(name: string): string | undefined;",
            "    attributes?: Attribute[];",
            "  export type Secret = { tag: \"literal\"; val: string } | { tag: \"env\"; val: string } | { tag: \"kept\"; val: number };",
            "  export type Declaration = import(\"poolhouse:plugin/types@0.1.0\").Declaration;",
            "  export class Input {",
            "    /** @throws {string} */\n    read(most: number): Uint8Array;",
            "  export interface Provision {",
            "    run(): void;",
        ] {
            assert!(text.contains(&format!("{line}\n")), "{line}\n--- is not in\n{text}");
        }
        assert!(!text.contains("unknown"), "{text}");
    }
}
