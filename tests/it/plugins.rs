//! `poolhouse plugin check` and `inspect`: what a file is, and one clear sentence for each that is no plugin.

use expect_test::{Expect, expect};

use crate::command::Scene;

/// A component that exports that interface, with a function `run` that declares nothing, and imports besides what is
/// given.
pub(crate) fn component(export: &str, imports: &str) -> Vec<u8> {
    component_doing("", export, imports)
}

/// The same, doing something before.
pub(crate) fn component_doing(what: &str, export: &str, imports: &str) -> Vec<u8> {
    let text = format!(
        r#"(component
            {imports}
            (core module $code
                (memory (export "memory") 1)
                (func (export "run") (result i32) {what} (i32.const 16)))
            (core instance $code (instantiate $code))
            (type $outcome (result (error string)))
            (func $run (result $outcome)
                (canon lift (core func $code "run") (memory $code "memory")))
            (instance $run (export "run" (func $run)))
            (export "{export}" (instance $run)))"#
    );
    wat::parse_str(text).unwrap()
}

pub(crate) fn importing(interface: &str) -> String {
    format!(r#"(import "{interface}" (instance (export "stage" (func (result string)))))"#)
}

pub(crate) const PROVISION: &str = "poolhouse:plugin/provision@0.1.0";

/// A scene with that file.
fn scene(file: &str, bytes: &[u8]) -> Scene {
    let scene = Scene::new(&[]);
    std::fs::write(scene.path(file), bytes).unwrap();
    scene
}

#[track_caller]
fn refused(bytes: &[u8], sentence: Expect) {
    let told = scene("bad.wasm", bytes).run("plugin check bad.wasm");
    assert_eq!(told.code, 1, "{told}");
    assert_eq!(told.stdout, "");
    sentence.assert_eq(&told.stderr);
}

#[test]
fn a_plugin_is_told_by_its_world_and_version() {
    let imports = importing("poolhouse:plugin/config@0.1.0");
    let scene = scene("hr.wasm", &component(PROVISION, &imports));
    let told = scene.run("plugin check hr.wasm").succeeded();
    assert_eq!(told.stdout, "ok: hr.wasm is a provisioner for poolhouse:plugin@0.1.0\n");
    let told = scene.run("plugin inspect hr.wasm").succeeded();
    expect![[r#"
        hr.wasm is a provisioner for poolhouse:plugin@0.1.0
          uses    config
          size    301 bytes
          sha256  acb18c3eb70c6a7d96613368272281cf11c37a4201df9be2b5f700aab4e650da
    "#]]
    .assert_eq(&told.stdout);
    let told = scene.run("plugin inspect hr.wasm --json").succeeded().json();
    assert_eq!(told["uses"], serde_json::json!(["config"]));
    assert_eq!(told["sha256"].as_str().map(str::len), Some(64));
}

#[test]
fn a_newer_patch_of_the_interface_is_taken_as_far_as_what_it_uses_is_there() {
    let plugin = component("poolhouse:plugin/provision@0.1.9", &importing("poolhouse:plugin/config@0.1.9"));
    let told = scene("hr.wasm", &plugin).run("plugin check hr.wasm").succeeded();
    assert_eq!(told.stdout, "ok: hr.wasm is a provisioner for poolhouse:plugin@0.1.9\n");
    let more =
        r#"(import "poolhouse:plugin/config@0.1.9" (instance (export "region" (func (result string)))))"#;
    refused(
        &component("poolhouse:plugin/provision@0.1.9", more),
        expect![[r#"
        error: bad.wasm: does not fit the world provisioner of poolhouse:plugin@0.1.0: component imports instance `poolhouse:plugin/config@0.1.9`, but a matching implementation was not found in the linker: instance export `region` has the wrong type: function implementation is missing; build it with the WIT of that version
    "#]],
    );
}

#[test]
fn a_plugin_for_a_newer_interface_says_what_to_do() {
    refused(
        &component("poolhouse:plugin/provision@0.2.0", ""),
        expect![[r#"
        error: bad.wasm: needs poolhouse:plugin/provision@0.2.0, and this poolhouse has 0.1.0; update poolhouse, or build the plugin against 0.1.0
    "#]],
    );
}

#[test]
fn a_plugin_for_an_older_interface_says_what_to_do() {
    let plugin = component(PROVISION, &importing("poolhouse:plugin/config@0.0.9"));
    refused(
        &plugin,
        expect![[r#"
        error: bad.wasm: needs poolhouse:plugin/config@0.0.9, which this poolhouse no longer has; build the plugin against 0.1.0
    "#]],
    );
}

#[test]
fn a_component_of_no_world_of_poolhouse_says_which_there_are() {
    refused(
        &component("wasi:cli/run@0.2.0", ""),
        expect![[r#"
        error: bad.wasm: is no plugin: it exports none of poolhouse:plugin/provision, transformation and handler; build it for one of the worlds provisioner, transform and trigger
    "#]],
    );
}

#[test]
fn an_export_that_lacks_the_functions_of_its_world_does_not_fit() {
    let plugin = component("poolhouse:plugin/handler@0.1.0", "");
    refused(
        &plugin,
        expect![[r#"
        error: bad.wasm: does not fit the world trigger of poolhouse:plugin@0.1.0: instance export `poolhouse:plugin/handler@0.1.0` does not have export `handle`; build it with the WIT of that version
    "#]],
    );
}

#[test]
fn an_import_that_nobody_has_is_named() {
    refused(
        &component(PROVISION, &importing("acme:hr/people@1.0.0")),
        expect![[r#"
        error: bad.wasm: imports acme:hr/people@1.0.0, which a provisioner does not get; take that import out
    "#]],
    );
}

#[test]
fn files_that_are_no_component_are_told_apart() {
    refused(
        &wat::parse_str("(module)").unwrap(),
        expect![[r#"
        error: bad.wasm: is a core module, not a component; make a component of it with `wasm-tools component new`, or build for wasm32-wasip2
    "#]],
    );
    refused(
        b"local ph = require 'poolhouse'",
        expect![[r#"
        error: bad.wasm: is not WebAssembly; give the component that the plugin's build made
    "#]],
    );
    refused(
        b"",
        expect![[r#"
        error: bad.wasm: is not WebAssembly; give the component that the plugin's build made
    "#]],
    );
    let whole = component(PROVISION, "");
    refused(
        &whole[..whole.len() / 2],
        expect![[r#"
        error: bad.wasm: is no valid component: failed to parse WebAssembly module: unexpected end-of-file (at offset 0x73)
    "#]],
    );
}

#[test]
fn a_file_that_is_not_there_is_said_to_be_missing() {
    let told = Scene::new(&[]).run("plugin check none.wasm");
    assert_eq!(told.code, 1, "{told}");
    expect![[r#"
        error: none.wasm: cannot be read: No such file or directory (os error 2)
    "#]]
    .assert_eq(&told.stderr);
}
