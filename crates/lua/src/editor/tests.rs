//! What is written agrees with what a running state holds.

use std::collections::BTreeSet;

use mlua::{Table, Value};

use super::{reference, types};
use crate::registry::{Member, Module, Space, modules};
use crate::testing::Case;

/// The paths of all members beneath a space: `ph.csv.rows`.
fn paths(path: &str, space: &Space, found: &mut BTreeSet<String>) {
    for member in &space.members {
        let path = format!("{path}.{}", member.name());
        if let Member::Space(space) = member {
            paths(&path, space, found);
        }
        found.insert(path);
    }
}

/// Walks the module's tables and prints the paths that a running script finds.
const WALK: &str = r#"
local function walk(path, value)
    for name, member in value do
        print(`{path}.{name}`)
        if type(member) == "table" then walk(`{path}.{name}`, member) end
    end
end
walk("ph", require "@poolhouse")
"#;

#[test]
fn a_running_state_holds_what_the_registry_says_and_nothing_else() {
    let mut registered = BTreeSet::new();
    for module in modules().iter().filter(|module| !module.for_tests) {
        paths(module.space.name, &module.space, &mut registered);
    }
    let members = modules().iter().flat_map(|module| &module.space.members);
    let read: String = members
        .filter(|member| member.is_late())
        .map(|late| format!("local _ = require('poolhouse').{}\n", late.name()))
        .collect();
    let run = Case::new(&format!("{read}{WALK}")).run();
    let running: BTreeSet<String> =
        run.lines().filter_map(|line| line.split(' ').next_back().map(str::to_owned)).collect();
    assert_eq!(running, registered);
}

#[test]
fn the_types_for_luau_are_a_module_that_compiles_and_names_every_member() {
    let lua = mlua::Lua::new();
    for module in modules() {
        let text = types_named(&format!("{}.d.luau", module.name));
        let made: Table = lua.load(&text).set_name("=types").eval().unwrap();
        assert!(made.is_empty(), "types have no values");
        let written = |path: &str| format!("{}: ", path.rsplit('.').next().unwrap_or_default());
        every_member_is_named(module, &text, written);
    }
}

#[test]
fn the_types_for_luals_run_as_lua_and_hold_every_function() {
    let lua = mlua::Lua::new();
    for module in modules() {
        let text = types_named(&format!("{}.lua", module.name));
        let made: Table = lua.load(&text).set_name("=types").eval().unwrap();
        let mut registered = BTreeSet::new();
        paths(module.space.name, &module.space, &mut registered);
        for path in registered {
            let mut value = Value::Table(made.clone());
            for name in path.split('.').skip(1) {
                value = value.as_table().map_or(Value::Nil, |table| table.get(name).unwrap());
            }
            let is_field = text.contains(&format!("{path} = nil"));
            assert!(is_field || !value.is_nil(), "{path} is not in the types");
        }
    }
}

#[test]
fn a_plugin_of_the_project_has_a_file_of_its_own() {
    let file = types(["hr"]).pop().unwrap();
    assert_eq!(file.name, "plugin:hr.lua");
    assert!(
        file.text.starts_with("---@meta plugin:hr\n") && file.text.contains("poolhouse.Plugin"),
        "{file:?}"
    );
}

#[test]
fn the_reference_names_every_member_and_is_committed_as_it_is_made() {
    expect_test::expect_file!["../../../../docs/reference.md"].assert_eq(&reference());
    for module in modules() {
        every_member_is_named(module, &reference(), |path| format!("`{path}"));
    }
}

fn types_named(name: &str) -> String {
    types([]).into_iter().find(|file| file.name == name).map(|file| file.text).unwrap()
}

fn every_member_is_named(module: &Module, text: &str, written: impl Fn(&str) -> String) {
    let mut registered = BTreeSet::new();
    paths(module.space.name, &module.space, &mut registered);
    for class in &module.classes {
        let object = class.name.to_lowercase();
        registered.extend(class.fields.iter().map(|field| format!("{object}.{}", field.name)));
    }
    for path in registered {
        assert!(text.contains(&written(&path)), "{path} is missing");
    }
}
