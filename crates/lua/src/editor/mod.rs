//! What is written from the registry: types for editors, and the reference page.

mod luals;
mod luau;
mod reference;
mod shapes;
mod text;

use crate::provide::PLUGIN;

pub use reference::reference;

/// A file for editors, made from the registry of this version.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TypesFile {
    /// Its name in the folder of types.
    pub name: String,
    /// What it holds.
    pub text: String,
}

/// The types of everything that scripts and tests can require: for luau-lsp `poolhouse.d.luau`, which `.luaurc` makes
/// known as `@poolhouse`, and for LuaLS a `---@meta` file under each name that `require` takes; the same for
/// `poolhouse.test`, and for LuaLS for each of these plugins.
#[must_use]
pub fn types<'a>(plugins: impl IntoIterator<Item = &'a str>) -> Vec<TypesFile> {
    let mut files = Vec::new();
    for module in crate::registry::modules() {
        let name = module.name;
        files.push(TypesFile { name: format!("{name}.d.luau"), text: luau::module(module) });
        files.push(TypesFile { name: format!("{name}.lua"), text: luals::module(module) });
        files.push(TypesFile { name: format!("@{name}.lua"), text: luals::alias(module) });
    }
    let plugins = plugins.into_iter();
    files.extend(plugins.map(|name| TypesFile {
        name: format!("{PLUGIN}{name}.lua"),
        text: luals::plugin(&format!("{PLUGIN}{name}")),
    }));
    files
}

#[cfg(test)]
mod tests;
