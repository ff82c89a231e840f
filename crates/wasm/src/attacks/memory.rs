//! What takes too much memory, or points where it should not.

use expect_test::expect;

use super::attack;
use crate::testing::{handle, load, provision_with, provisioner, refusal, trigger};
use crate::{CallErrorKind, Exhausted, Grants};

const WRITE: &str = r#"(import "poolhouse:plugin/log@0.1.0" "write" (func $write (param i32 i32 i32)))"#;

#[tokio::test]
async fn w3_memory_grows_to_its_limit_and_no_further() {
    let body = "(if (i32.ne (memory.grow (i32.const 65000)) (i32.const -1)) (then unreachable))
        (block (loop (br_if 1 (i32.eq (memory.grow (i32.const 16)) (i32.const -1))) (br 0)))
        (if (i32.gt_u (memory.size) (i32.const 1024)) (then unreachable))
        (if (i32.lt_u (memory.size) (i32.const 1000)) (then unreachable))
        (i32.const 16)";
    attack(body, "", expect!["{}"]).await;
}

#[tokio::test]
async fn w4_a_memory_that_begins_too_large_is_refused() {
    let huge = refusal(&trigger("(i32.const 16)", r#"(memory (export "memory") 65536)"#));
    assert!(huge.starts_with("is no valid component: "), "{huge}");
    let large = load(&trigger("(i32.const 16)", r#"(memory (export "memory") 2000)"#));
    assert_eq!(handle(&large).await.unwrap_err().kind, CallErrorKind::Exhausted(Exhausted::Memory));
}

#[tokio::test]
async fn w5_an_allocator_that_gives_up_is_told_as_want_of_memory() {
    let body = "(loop (if (i32.eq (memory.grow (i32.const 64)) (i32.const -1)) (then unreachable)) (br 0)) (i32.const 16)";
    let expected = expect![[r#"plugin "test" was stopped: it needs more memory than its limit"#]];
    attack(body, "", expected).await;
}

#[tokio::test]
async fn w6_tables_are_bounded_too() {
    let body = "(if (i32.ne (table.grow $t (ref.null func) (i32.const 100000000)) (i32.const -1)) (then unreachable))
        (i32.const 16)";
    attack(body, "(table $t 1 funcref)", expect!["{}"]).await;
    let large = refusal(&trigger("(i32.const 16)", "(table 9000000 funcref)"));
    assert!(large.starts_with("is no valid component: "), "{large}");
}

#[tokio::test]
async fn w10_a_result_that_is_too_large_is_not_taken() {
    let more =
        r#"(memory (export "memory") 600) (data (i32.const 1024) "\00\00\00\00\00\00\00\00\00\00\00\02")"#;
    let expected =
        expect![[r#"plugin "test" was stopped: it handed more to the host at once than its limit"#]];
    attack("(i32.const 1024)", more, expected).await;
}

#[tokio::test]
async fn w11_an_argument_that_is_too_large_is_not_taken() {
    let more = format!("{WRITE}\n(memory (export \"memory\") 1000)");
    let body = "(call $write (i32.const 0) (i32.const 0) (i32.const 50331648)) (i32.const 16)";
    let expected =
        expect![[r#"plugin "test" was stopped: it handed more to the host at once than its limit"#]];
    attack(body, &more, expected).await;
}

#[tokio::test]
async fn w12_pointers_out_of_bounds_and_bytes_that_are_no_text_are_errors() {
    let write = |at: &str, length: &str| {
        format!("(call $write (i32.const 0) (i32.const {at}) (i32.const {length})) (i32.const 16)")
    };
    let expected = expect![[r#"plugin "test" broke: string pointer/length out of bounds of memory"#]];
    attack(&write("-16", "100"), WRITE, expected).await;
    let text = format!("{WRITE}\n(data (i32.const 1024) \"\\ff\\fe\")");
    let expected = expect![[r#"plugin "test" broke: invalid utf-8 sequence of 1 bytes from index 0"#]];
    attack(&write("1024", "2"), &text, expected).await;
    let declare =
        r#"(import "poolhouse:plugin/declarations@0.1.0" "declare" (func $declare (param i32 i32)))"#;
    let body = "(call $declare (i32.const 2048) (i32.const 16000000)) (i32.const 16)";
    let told = provision_with(&provisioner(body, declare), Grants::default()).await;
    expect![[r#"plugin "test" broke: list pointer/length out of bounds of memory"#]].assert_eq(&told);
}

const INPUT: &str = r#"
    (import "poolhouse:plugin/inputs@0.1.0" "open" (func $open (param i32 i32 i32)))
    (import "poolhouse:plugin/inputs@0.1.0" "[method]input.read" (func $read (param i32 i32 i32)))
    (data (i32.const 1024) "staff")"#;

#[tokio::test]
async fn w13_a_forged_handle_is_none() {
    let expected = expect![[r#"plugin "test" broke: unknown handle index 1234"#]];
    attack("(call $read (i32.const 1234) (i32.const 1) (i32.const 2048)) (i32.const 16)", INPUT, expected)
        .await;
}

#[tokio::test]
async fn w14_handles_that_are_never_closed_run_out_for_the_plugin_alone() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("staff.csv");
    std::fs::write(&file, "name\n").unwrap();
    let grants = Grants { inputs: [("staff".to_owned(), file)].into(), ..Grants::default() };
    let body = "(local $left i32)
        (local.set $left (i32.const 500))
        (loop
            (call $open (i32.const 1024) (i32.const 5) (i32.const 2048))
            (br_if 0 (local.tee $left (i32.sub (local.get $left) (i32.const 1)))))
        (if (i32.ne (i32.load8_u (i32.const 2048)) (i32.const 1)) (then unreachable))
        (i32.const 16)";
    assert_eq!(provision_with(&provisioner(body, INPUT), grants).await, "done");
}

#[test]
fn w15_a_component_of_too_many_parts_is_refused() {
    let instances = "(core instance (instantiate $m))".repeat(200);
    let many = wat::parse_str(format!("(component (core module $m (memory 1)) {instances})")).unwrap();
    let refused = refusal(&many);
    assert!(refused.starts_with("is no valid component: "), "{refused}");
}
