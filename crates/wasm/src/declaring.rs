//! What provisioners declare, and how they may fail.

use expect_test::expect;

use crate::testing::{logged, provision, provision_with, provisioner};

/// Declares one user, `ann` in `us-east-1_test`: a record whose other fields are absent is all zeros behind the id.
const ONE_USER: &str = r#"
    (import "poolhouse:plugin/declarations@0.1.0" "declare" (func $declare (param i32 i32)))
    (data (i32.const 1024) "annus-east-1_test")
    (data (i32.const 2048) "\01\00\00\00\00\04\00\00\03\00\00\00\03\04\00\00\0e\00\00\00")"#;

#[tokio::test]
async fn a_provisioner_declares() {
    let plugin = provisioner("(call $declare (i32.const 2048) (i32.const 1)) (i32.const 16)", ONE_USER);
    expect![[r#"
        test user "ann" {"user_pool_id": Text("us-east-1_test")}
        done"#]]
    .assert_eq(&provision(&plugin).await);
}

#[tokio::test]
async fn a_provisioner_that_refuses_is_told_by_its_words() {
    let plugin = provisioner(
        "(i32.const 1024)",
        r#"(data (i32.const 1024) "\01\00\00\00\00\08\00\00\0d\00\00\00") (data (i32.const 2048) "staff is late")"#,
    );
    expect![[r#"plugin "test" staff is late"#]].assert_eq(&provision(&plugin).await);
}

#[tokio::test]
async fn what_was_declared_before_a_trap_is_still_told() {
    let plugin = provisioner("(call $declare (i32.const 2048) (i32.const 1)) unreachable", ONE_USER);
    expect![[r#"
        test user "ann" {"user_pool_id": Text("us-east-1_test")}
        plugin "test" broke: wasm `unreachable` instruction executed"#]]
    .assert_eq(&provision(&plugin).await);
}

#[tokio::test]
async fn a_trap_comes_with_the_last_line_of_the_log() {
    let plugin = provisioner(
        "(call $write (i32.const 0) (i32.const 1024) (i32.const 6)) unreachable",
        r#"(import "poolhouse:plugin/log@0.1.0" "write" (func $write (param i32 i32 i32)))
           (data (i32.const 1024) "row 12")"#,
    );
    let (grants, lines) = logged();
    expect![[r#"plugin "test" broke: wasm `unreachable` instruction executed; it last said: "row 12""#]]
        .assert_eq(&provision_with(&plugin, grants).await);
    assert_eq!(*lines.lock(), ["row 12"]);
}
