//! Which world a component is for, and what it asks for that this host does not have.

use serde::Deserialize;
use wasmtime::Engine;
use wasmtime::component::{Component, types::ComponentItem};

use crate::error::LoadError;

/// What a plugin is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum World {
    /// It declares.
    Provisioner,
    /// It rules over declarations and plans.
    Transform,
    /// It answers triggers.
    Trigger,
}

/// The version of the interface that this host has. Every version of its minor series is accepted, as far as the plugin
/// uses only what is there.
pub const VERSION: &str = "0.1.0";

impl World {
    /// Every world.
    pub const ALL: [Self; 3] = [Self::Provisioner, Self::Transform, Self::Trigger];

    /// Its name in the interface.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Provisioner => "provisioner",
            Self::Transform => "transform",
            Self::Trigger => "trigger",
        }
    }

    /// The interface that a plugin of this world exports.
    fn export(self) -> &'static str {
        match self {
            Self::Provisioner => "provision",
            Self::Transform => "transformation",
            Self::Trigger => "handler",
        }
    }

    /// Whether an export of that name is the one of this world.
    pub(crate) fn is_export(self, name: &str) -> bool {
        is(name, self.export())
    }

    /// The interfaces of the package that it may import.
    fn imports(self) -> &'static [&'static str] {
        match self {
            Self::Provisioner => &["types", "log", "config", "inputs", "declarations"],
            Self::Transform | Self::Trigger => {
                &["types", "log", "config", "inputs", "directory", "clock", "random", "http", "secrets"]
            }
        }
    }
}

/// What a component imports and exports, by name.
pub(crate) struct Surface {
    pub(crate) imports: Vec<String>,
    pub(crate) exports: Vec<String>,
}

impl Surface {
    pub(crate) fn of(component: &Component, engine: &Engine) -> Self {
        let component = component.component_type();
        // A component may import types of its own; only instances and functions ask for something.
        let asks = |item: &ComponentItem| {
            matches!(item, ComponentItem::ComponentInstance(_) | ComponentItem::ComponentFunc(_))
        };
        let imports = component.imports(engine).filter(|(_, item)| asks(&item.ty));
        Self {
            imports: imports.map(|(name, _)| name.to_owned()).collect(),
            exports: component.exports(engine).map(|(name, _)| name.to_owned()).collect(),
        }
    }

    /// The version of the interface that it was built against, as its export for that world says.
    pub(crate) fn version(&self, world: World) -> &str {
        let export = self.exports.iter().find(|name| world.is_export(name));
        export.and_then(|name| of_ours(name)).map_or("", |(_, version)| version)
    }

    /// The one world that it is for.
    pub(crate) fn world(&self) -> Result<World, LoadError> {
        let found: Vec<World> = World::ALL
            .into_iter()
            .filter(|world| self.exports.iter().any(|name| world.is_export(name)))
            .collect();
        let world = match found[..] {
            [world] => world,
            [] => return Err(LoadError::NoWorld),
            _ => {
                let names: Vec<_> = found.iter().map(|world| world.export()).collect();
                return Err(LoadError::SeveralWorlds(names.join(" and ")));
            }
        };
        self.imports.iter().chain(&self.exports).try_for_each(|name| acceptable_version(name))?;
        self.imports.iter().try_for_each(|name| importable(name, world))?;
        Ok(world)
    }
}

/// The interface's name and version, where it is one of poolhouse's.
fn of_ours(name: &str) -> Option<(&str, &str)> {
    let rest = name.strip_prefix("poolhouse:plugin/")?;
    Some(rest.split_once('@').unwrap_or((rest, "")))
}

fn is(name: &str, interface: &str) -> bool {
    of_ours(name).is_some_and(|(ours, _)| ours == interface)
}

/// A newer patch is accepted here: whether what it uses is there, linking tells.
fn acceptable_version(name: &str) -> Result<(), LoadError> {
    let Some((_, version)) = of_ours(name) else { return Ok(()) };
    match series(version).cmp(&series(VERSION)) {
        std::cmp::Ordering::Equal => Ok(()),
        std::cmp::Ordering::Greater => Err(LoadError::Newer { interface: name.to_owned(), has: VERSION }),
        std::cmp::Ordering::Less => Err(LoadError::Older { interface: name.to_owned(), has: VERSION }),
    }
}

/// Major and minor version.
fn series(version: &str) -> (u64, u64) {
    let mut numbers = version.split('.').map(|number| number.parse().unwrap_or_default());
    (numbers.next().unwrap_or_default(), numbers.next().unwrap_or_default())
}

fn importable(name: &str, world: World) -> Result<(), LoadError> {
    let is_there = match of_ours(name) {
        Some((interface, _)) => world.imports().contains(&interface),
        None => WASI.iter().any(|package| name.starts_with(package)),
    };
    if is_there {
        return Ok(());
    }
    Err(LoadError::Import { import: name.to_owned(), world: world.name() })
}

/// What of WASI is linked, in a form that gives nothing.
const WASI: [&str; 6] =
    ["wasi:cli/", "wasi:clocks/", "wasi:filesystem/", "wasi:io/", "wasi:random/", "wasi:sockets/"];

/// The interface's files by name, in WIT.
pub const WIT: [(&str, &str); 3] = [
    ("host.wit", include_str!("../wit/0.1.0/host.wit")),
    ("types.wit", include_str!("../wit/0.1.0/types.wit")),
    ("worlds.wit", include_str!("../wit/0.1.0/worlds.wit")),
];
