//! Files that are no plugin, or not one for this host.

use expect_test::{Expect, expect};

use crate::testing::{
    PROVISION, RUNTIME, component_of, handle, interface, load, module, provision, refusal, tight, trigger,
};
use crate::{Limits, World};

fn refused(component: &[u8], expected: Expect) {
    expected.assert_eq(&refusal(component));
}

#[test]
fn w16_malformed_and_truncated_files_are_refused_with_the_place() {
    refused(b"", expect!["is not WebAssembly; give the component that the plugin's build made"]);
    refused(
        b"\0asm\x0d\0\x01\0\xff\xff\xff",
        expect![
            "is no valid component: failed to parse WebAssembly module: malformed section id (at offset 0x8)"
        ],
    );
    let whole = trigger("(i32.const 16)", "");
    refused(
        &whole[..whole.len() / 2],
        expect![
            "is no valid component: failed to parse WebAssembly module: unexpected end-of-file (at offset 0x273)"
        ],
    );
}

#[test]
fn w17_a_core_module_is_refused_with_advice() {
    let core = wat::parse_str("(module)").unwrap();
    refused(
        &core,
        expect![
            "is a core module, not a component; make a component of it with `wasm-tools component new`, or build for wasm32-wasip2"
        ],
    );
}

/// A provisioner against the interface as `change` leaves it.
fn built_against(version: &str, change: impl Fn(String) -> String, more: &str) -> Vec<u8> {
    let interface = change(interface().replace("@0.1.0", &format!("@{version}")));
    let core = module(PROVISION, "", "(i32.const 16)", more).replace("@0.1.0", &format!("@{version}"));
    component_of(&[&interface], "provisioner", &core)
}

#[test]
fn w18_what_does_not_fit_is_refused_when_it_is_loaded() {
    refused(
        &wat::parse_str("(component)").unwrap(),
        expect![
            "is no plugin: it exports none of poolhouse:plugin/provision, transformation and handler; build it for one of the worlds provisioner, transform and trigger"
        ],
    );
    let same = |text: String| text;
    refused(
        &built_against("0.2.0", same, ""),
        expect![
            "needs poolhouse:plugin/provision@0.2.0, and this poolhouse has 0.1.0; update poolhouse, or build the plugin against 0.1.0"
        ],
    );
    refused(
        &built_against("0.0.9", same, ""),
        expect![
            "needs poolhouse:plugin/provision@0.0.9, which this poolhouse no longer has; build the plugin against 0.1.0"
        ],
    );
    let other_result =
        |text: String| text.replace("run: func() -> result<_, string>;", "run: func() -> u32;");
    refused(
        &built_against("0.1.0", other_result, ""),
        expect![
            "does not fit the world provisioner of poolhouse:plugin@0.1.0: run is a func() -> u32 and not a func() -> result<_, string>; build it with the WIT of that version"
        ],
    );
    let interface = interface()
        .replace("world provisioner {", "interface evil { go: func(); }\nworld provisioner { import evil;");
    let evil = module(
        PROVISION,
        "",
        "(call $go) (i32.const 16)",
        r#"(import "poolhouse:plugin/evil@0.1.0" "go" (func $go))"#,
    );
    refused(
        &component_of(&[&interface], "provisioner", &evil),
        expect![
            "imports poolhouse:plugin/evil@0.1.0, which a provisioner does not get; take that import out"
        ],
    );
}

#[tokio::test]
async fn a_newer_patch_is_taken_as_far_as_what_it_uses_is_there() {
    let added = |text: String| {
        text.replace(
            "    stage: func() -> string;",
            "    stage: func() -> string;\n    region: func() -> string;",
        )
    };
    assert_eq!(provision(&built_against("0.1.7", added, "")).await, "done");
    let uses = r#"(import "poolhouse:plugin/config@0.1.0" "region" (func (param i32)))"#;
    refused(
        &built_against("0.1.7", added, uses),
        expect![
            "does not fit the world provisioner of poolhouse:plugin@0.1.0: component imports instance `poolhouse:plugin/config@0.1.7`, but a matching implementation was not found in the linker: instance export `region` has the wrong type: function implementation is missing; build it with the WIT of that version"
        ],
    );
}

#[test]
fn a_transform_is_known_by_its_export() {
    assert_eq!(load(&trigger("(i32.const 16)", "")).world(), World::Trigger);
}

#[tokio::test]
async fn w19_what_is_costly_to_compile_is_bounded_by_size_and_compiled_aside() {
    let small = Limits { file: 1000, ..tight() };
    let plugin = trigger("(i32.const 16)", &"(func (nop))".repeat(500));
    let error = RUNTIME.load("test", &plugin, small).err().unwrap().to_string();
    assert!(error.contains("more than the 1000 that a plugin may have; build it for size"), "{error}");
    let nested = format!("{}{}", "(block ".repeat(20_000), ")".repeat(20_000));
    let bomb = trigger("(i32.const 16)", &format!("(func {nested})"));
    let loading = tokio::task::spawn_blocking(move || RUNTIME.load("bomb", &bomb, tight()).is_ok());
    assert_eq!(handle(&load(&trigger("(i32.const 16)", ""))).await.unwrap(), "{}");
    loading.await.unwrap();
}
