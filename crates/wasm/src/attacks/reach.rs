//! What reaches for what nobody granted.

use std::sync::Arc;

use expect_test::expect;

use super::attack;
use crate::Grants;
use crate::testing::{
    HANDLE, StoppedAt, component_of, event, handle, interface, load, logged, module, trigger,
};

/// Just enough of WASI's own packages for a component to import from them.
const WASI: &str = "
    package poolhouse:test;
    world guest {
        import wasi:cli/environment@0.2.0;
        import wasi:filesystem/preopens@0.2.0;
        import wasi:random/random@0.2.0;
        import wasi:clocks/wall-clock@0.2.0;
        export poolhouse:plugin/handler@0.1.0;
    }
    package wasi:cli@0.2.0 {
        interface environment { get-environment: func() -> list<tuple<string, string>>; }
    }
    package wasi:filesystem@0.2.0 {
        interface types { resource descriptor; }
        interface preopens { use types.{descriptor}; get-directories: func() -> list<tuple<descriptor, string>>; }
    }
    package wasi:random@0.2.0 {
        interface random { get-random-u64: func() -> u64; }
    }
    package wasi:clocks@0.2.0 {
        interface wall-clock { record datetime { seconds: u64, nanoseconds: u32 } now: func() -> datetime; }
    }";

const IMPORTS: &str = r#"
    (import "wasi:cli/environment@0.2.0" "get-environment" (func $environment (param i32)))
    (import "wasi:filesystem/preopens@0.2.0" "get-directories" (func $directories (param i32)))
    (import "wasi:random/random@0.2.0" "get-random-u64" (func $random (result i64)))
    (import "wasi:clocks/wall-clock@0.2.0" "now" (func $now (param i32)))"#;

#[tokio::test]
async fn w23_w24_wasi_has_no_files_no_environment_no_time_and_no_chance() {
    let body = "
        (call $environment (i32.const 2048))
        (if (i32.load (i32.const 2052)) (then unreachable))
        (call $directories (i32.const 2048))
        (if (i32.load (i32.const 2052)) (then unreachable))
        (if (i64.ne (call $random) (i64.const 0x0001020304050607)) (then unreachable))
        (call $now (i32.const 2048))
        (if (i64.ne (i64.load (i32.const 2048)) (i64.const 0)) (then unreachable))
        (i32.const 16)";
    let core = module(HANDLE, &format!("(param{})", " i32".repeat(16)), body, IMPORTS);
    let plugin = load(&component_of(&[&interface(), WASI], "guest", &core));
    assert_eq!(handle(&plugin).await.unwrap(), "{}");
    let granted = Arc::new(Grants { clock: Some(Arc::new(StoppedAt(1_000))), ..Grants::default() });
    assert!(plugin.handle(&granted, event()).await.is_err(), "with a grant the clock goes");
}

#[tokio::test]
async fn what_is_not_granted_answers_with_an_error() {
    let more = r#"(import "poolhouse:plugin/clock@0.1.0" "now" (func $now (param i32)))"#;
    let body = "(call $now (i32.const 2048))
        (i32.store (i32.const 16) (i32.const 1))
        (i32.store (i32.const 20) (i32.load (i32.const 2056)))
        (i32.store (i32.const 24) (i32.load (i32.const 2060)))
        (i32.const 16)";
    attack(body, more, expect![[r#"plugin "test" `clock` is not granted to the plugin"#]]).await;
}

#[tokio::test]
async fn w29_a_flood_of_log_is_cut() {
    let more = r#"
        (import "poolhouse:plugin/log@0.1.0" "write" (func $write (param i32 i32 i32)))
        (memory (export "memory") 4)"#;
    let body = "(local $left i32)
        (local.set $left (i32.const 5000))
        (loop
            (call $write (i32.const 0) (i32.const 8192) (i32.const 100000))
            (br_if 0 (local.tee $left (i32.sub (local.get $left) (i32.const 1)))))
        (i32.const 16)";
    let (grants, lines) = logged();
    let limits = crate::Limits {
        transfer: usize::MAX,
        time: std::time::Duration::from_secs(20),
        ..crate::testing::tight()
    };
    let plugin = crate::testing::RUNTIME.load("test", &trigger(body, more), limits).unwrap();
    plugin.handle(&Arc::new(grants), event()).await.unwrap();
    let lines = lines.lock();
    assert_eq!((lines.len(), lines[0].len()), (1001, 8 * 1024 + "… (91808 more bytes)".len()));
}

#[tokio::test]
async fn w30_a_plugin_finds_nothing_of_another() {
    let fill =
        load(&trigger("(memory.fill (i32.const 4096) (i32.const 7) (i32.const 126000)) (i32.const 16)", ""));
    let search = load(&trigger(
        "(local $at i32)
         (local.set $at (i32.const 8192))
         (loop
            (if (i64.ne (i64.load (local.get $at)) (i64.const 0)) (then unreachable))
            (br_if 0 (i32.lt_u (local.tee $at (i32.add (local.get $at) (i32.const 8))) (i32.const 131000))))
         (i32.const 16)",
        "",
    ));
    for _ in 0..50 {
        handle(&fill).await.unwrap();
        handle(&search).await.unwrap();
    }
}
