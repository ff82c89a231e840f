//! Plugins from text, for tests that need no toolchain.

use poolhouse::wasm::WIT;
use wit_component::{ComponentEncoder, StringEncoding, embed_component_metadata};
use wit_parser::Resolve;

use crate::command::Scene;

/// A plugin of a world: imports, then whatever else its module has beside a memory and an allocator, which begins at
/// 4,096.
pub(crate) fn plugin(world: &str, imports: &str, rest: &str) -> Vec<u8> {
    plugin_beside(None, world, imports, rest)
}

/// The same, of a world that another package has beside the interface.
pub(crate) fn plugin_beside(package: Option<&str>, world: &str, imports: &str, rest: &str) -> Vec<u8> {
    let mut module = wat::parse_str(format!(
        r#"(module
            {imports}
            (memory (export "memory") 2)
            (global $free (mut i32) (i32.const 4096))
            (func (export "cabi_realloc") (param i32 i32 i32 i32) (result i32)
                (local $at i32)
                (local.set $at (i32.and (i32.add (global.get $free) (i32.const 7)) (i32.const -8)))
                (global.set $free (i32.add (local.get $at) (local.get 3)))
                (local.get $at))
            {rest})"#
    ))
    .unwrap();
    let texts = WIT.iter().map(|(_, text)| text.strip_prefix("package poolhouse:plugin@0.1.0;").unwrap());
    let interface = format!("package poolhouse:plugin@0.1.0;\n{}", texts.collect::<String>());
    let mut resolve = Resolve::default();
    let interface = resolve.push_str("poolhouse.wit", &interface).unwrap();
    let package = package.map_or(interface, |package| resolve.push_str("beside.wit", package).unwrap());
    let world = resolve.select_world(&[package], Some(world)).unwrap();
    embed_component_metadata(&mut module, &resolve, world, StringEncoding::UTF8).unwrap();
    ComponentEncoder::default().module(&module).unwrap().validate(true).encode().unwrap()
}

/// Has the project of a scene pin a plugin under that name.
pub(crate) fn add(scene: &Scene, name: &str, plugin: &[u8]) {
    std::fs::write(scene.path(&format!("{name}.wasm")), plugin).unwrap();
    scene.run(&format!("plugin add {name}.wasm")).succeeded();
}

/// A text in the memory of a plugin at that place, and its length.
pub(crate) fn text(at: usize, text: &str) -> String {
    format!(r#"(data (i32.const {at}) "{}")"#, text.replace('\\', "\\\\").replace('"', "\\\""))
}

/// A pointer and a length in memory.
pub(crate) fn slice(at: usize, to: usize, length: usize) -> String {
    let word = |number: usize| {
        let bytes = u32::try_from(number).unwrap().to_le_bytes();
        bytes.map(|byte| format!("\\{byte:02x}")).concat()
    };
    format!(r#"(data (i32.const {at}) "{}{}")"#, word(to), word(length))
}

/// A provisioner that declares the user `ann` in `us-east-1_examplepool`.
pub(crate) fn declaring_ann() -> Vec<u8> {
    // Whatever of the record is absent is all zeros behind the id and the pool.
    let rest = [
        text(1024, "ann"),
        text(1032, "us-east-1_examplepool"),
        r#"(data (i32.const 2048) "\01")"#.to_owned(),
        slice(2052, 1024, 3),
        slice(2060, 1032, 21),
        r#"(func (export "poolhouse:plugin/provision@0.1.0#run") (result i32)
            (call $declare (i32.const 2048) (i32.const 1)) (i32.const 16))"#
            .to_owned(),
    ];
    let import =
        r#"(import "poolhouse:plugin/declarations@0.1.0" "declare" (func $declare (param i32 i32)))"#;
    plugin("provisioner", import, &rest.join("\n"))
}

/// A trigger that answers with what that comes to: a result, of text or of the refusal, at its place in memory.
pub(crate) fn trigger(import: &str, answer: &str, rest: &str) -> Vec<u8> {
    let parameters = " i32".repeat(16);
    let handle = format!(
        r#"(func (export "poolhouse:plugin/handler@0.1.0#handle") (param{parameters}) (result i32) {answer})"#
    );
    plugin("trigger", import, &format!("{rest}\n{handle}"))
}

/// A transform: what it does with the list of declarations at `$at`, of `$length`, and what it answers to a plan. At 16
/// is an answer that allows a plan. `$allow` gives back declarations, `$refuse` faults, by where they are and how many.
pub(crate) fn transform(transforms: &str, reviews: &str, rest: &str) -> Vec<u8> {
    transform_with("", transforms, reviews, rest)
}

/// The same with imports.
pub(crate) fn transform_with(imports: &str, transforms: &str, reviews: &str, rest: &str) -> Vec<u8> {
    let rest = format!(
        r#"{rest}
        (func $answer (param $tag i32) (param $at i32) (param $length i32) (result i32)
            (i32.store (i32.const 32) (local.get $tag))
            (i32.store (i32.const 36) (local.get $at))
            (i32.store (i32.const 40) (local.get $length))
            (i32.const 32))
        (func $allow (param $at i32) (param $length i32) (result i32)
            (call $answer (i32.const 0) (local.get $at) (local.get $length)))
        (func $refuse (param $at i32) (param $length i32) (result i32)
            (call $answer (i32.const 1) (local.get $at) (local.get $length)))
        (func (export "poolhouse:plugin/transformation@0.1.0#transform")
            (param $at i32) (param $length i32) (result i32) (local $byte i32)
            {transforms})
        (func (export "poolhouse:plugin/transformation@0.1.0#review")
            (param $at i32) (param $length i32) (result i32)
            {reviews})"#
    );
    plugin("transform", imports, &rest)
}

/// Turns every `Q` of what a transform is given into `q`, and allows it.
pub(crate) const LOWERS_Q: &str = "
    (local.set $byte (i32.const 4096))
    (loop $next
        (if (i32.eq (i32.load8_u (local.get $byte)) (i32.const 81))
            (then (i32.store8 (local.get $byte) (i32.const 113))))
        (local.set $byte (i32.add (local.get $byte) (i32.const 1)))
        (br_if $next (i32.lt_u (local.get $byte) (global.get $free))))
    (call $allow (local.get $at) (local.get $length))";

/// Allows what it is given.
pub(crate) const ALLOWS: &str = "(call $allow (local.get $at) (local.get $length))";

/// Allows a plan.
pub(crate) const ALLOWS_PLAN: &str = "(i32.const 16)";

/// A fault at 2048 that says this of a user, and the answer that refuses with it.
pub(crate) fn fault(message: &str, subject: &str) -> String {
    let rest = [
        text(1024, message),
        text(1536, subject),
        slice(2048, 1024, message.len()),
        r#"(data (i32.const 2056) "\01")"#.to_owned(),
        slice(2060, 1536, subject.len()),
    ];
    rest.join("\n")
}

pub(crate) const REFUSES: &str = "(call $refuse (i32.const 2048) (i32.const 1))";
