//! What runs for too long, too deep, too often.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use expect_test::expect;
use futures::future::join_all;

use super::attack;
use crate::gate::{AT_ONCE, MOST_WAITING};
use crate::testing::{RUNTIME, event, handle, load, provision, provisioner, tight, trigger};
use crate::{CallErrorKind, Exhausted, Grants, Http, HttpClient, HttpRequest, HttpResponse, Limits, Plugin};

/// Sends a request to `http://h/`, whose record is all but zeros.
const SEND: &str = r#"
    (import "poolhouse:plugin/http@0.1.0" "send" (func $send (param i32 i32 i32 i32 i32 i32 i32 i32 i32)))
    (data (i32.const 1024) "GEThttp://h/")
    (func $ask (call $send (i32.const 1024) (i32.const 3) (i32.const 1027) (i32.const 9)
        (i32.const 0) (i32.const 0) (i32.const 0) (i32.const 0) (i32.const 2048)))"#;

#[tokio::test]
async fn w1_an_endless_loop_is_stopped_by_time_or_by_instructions() {
    let expected = expect![[r#"plugin "test" was stopped: it ran longer than its time limit"#]];
    attack("(loop (br 0)) (i32.const 16)", "", expected).await;
    let endless = trigger("(loop (br 0)) (i32.const 16)", "");
    let plugin = RUNTIME.load("test", &endless, Limits { fuel: 100_000, ..tight() }).unwrap();
    assert_eq!(handle(&plugin).await.unwrap_err().kind, CallErrorKind::Exhausted(Exhausted::Fuel));
}

#[tokio::test]
async fn w2_an_endless_start_function_is_stopped_the_same() {
    let expected = expect![[r#"plugin "test" was stopped: it ran longer than its time limit, in spin"#]];
    attack("(i32.const 16)", "(func $spin (loop (br 0))) (start $spin)", expected).await;
}

#[tokio::test]
async fn w7_recursion_exhausts_the_stack_and_nothing_else() {
    let more = "(func $deep (param i64 i64 i64) (call $deep (local.get 0) (local.get 1) (local.get 2)) (call $leaf)) (func $leaf)";
    let plugin =
        load(&trigger("(call $deep (i64.const 1) (i64.const 2) (i64.const 3)) (i32.const 16)", more));
    let error = handle(&plugin).await.unwrap_err();
    assert_eq!(error.kind, CallErrorKind::Trapped("call stack exhausted".into()));
    assert!(error.backtrace.iter().all(|name| name == "deep"), "{error}");
}

#[tokio::test]
async fn w8_recursion_of_a_compiled_language_is_told_as_what_it_is() {
    // Such a program keeps its stack in memory, beneath everything else, and runs out of it downwards.
    let more = "(global $stack (mut i32) (i32.const 1024))
        (func $deep
            (global.set $stack (i32.sub (global.get $stack) (i32.const 64)))
            (i32.store (global.get $stack) (i32.const 1))
            (call $deep))";
    let expected = expect![[
        r#"plugin "test" broke: out of bounds memory access, as after a recursion too deep for the stack of a C or Rust program, in deep < deep < deep < deep < deep < deep < deep < deep"#
    ]];
    attack("(call $deep) (i32.const 16)", more, expected).await;
}

#[tokio::test]
async fn w9_a_trap_ends_the_call_and_no_other() {
    attack("unreachable", "", expect![[r#"plugin "test" broke: wasm `unreachable` instruction executed"#]])
        .await;
    let more = "(func $share (param i32) (result i32) (i32.div_u (i32.const 1) (local.get 0)))";
    let expected = expect![[r#"plugin "test" broke: integer divide by zero, in share"#]];
    attack("(call $share (i32.const 0))", more, expected).await;
}

#[tokio::test]
async fn w20_a_loop_of_host_calls_uses_up_its_budget() {
    let more = r#"(import "poolhouse:plugin/random@0.1.0" "bytes" (func $bytes (param i32 i32)))"#;
    let body = "(loop (call $bytes (i32.const 1) (i32.const 2048)) (br 0)) (i32.const 16)";
    let plugin = RUNTIME.load("test", &trigger(body, more), Limits { host_calls: 1000, ..tight() }).unwrap();
    assert_eq!(handle(&plugin).await.unwrap_err().kind, CallErrorKind::Exhausted(Exhausted::HostCalls));
}

/// Never answers.
struct Silent;

#[async_trait]
impl HttpClient for Silent {
    async fn send(&self, _: HttpRequest) -> Result<HttpResponse, String> {
        std::future::pending().await
    }
}

/// Answers by calling the plugin that asks.
struct Mirror(std::sync::OnceLock<(Arc<Plugin>, Arc<Grants>)>);

#[async_trait]
impl HttpClient for Mirror {
    async fn send(&self, _: HttpRequest) -> Result<HttpResponse, String> {
        let (plugin, grants) = self.0.get().unwrap();
        let outcome = plugin.handle(grants, event()).await;
        outcome.map(|_| unreachable!("it asks again")).map_err(|error| error.to_string())
    }
}

fn reaching(client: Arc<dyn HttpClient>) -> Arc<Grants> {
    Arc::new(Grants { http: Some(Http { hosts: vec!["h".into()], client }), ..Grants::default() })
}

#[tokio::test]
async fn w21_a_host_call_without_an_end_is_not_waited_for() {
    let limits = Limits { patience: Duration::from_millis(100), ..tight() };
    let plugin = RUNTIME.load("test", &trigger("(call $ask) (i32.const 16)", SEND), limits).unwrap();
    let error = plugin.handle(&reaching(Arc::new(Silent)), event()).await.unwrap_err();
    assert_eq!(error.kind, CallErrorKind::Exhausted(Exhausted::Patience));
}

#[tokio::test]
async fn w22_a_plugin_that_calls_itself_through_the_host_comes_to_an_end() {
    let limits = Limits { patience: Duration::from_millis(300), ..tight() };
    let plugin =
        Arc::new(RUNTIME.load("test", &trigger("(call $ask) (i32.const 16)", SEND), limits).unwrap());
    let mirror = Arc::new(Mirror(std::sync::OnceLock::new()));
    let grants = reaching(Arc::clone(&mirror) as Arc<dyn HttpClient>);
    mirror.0.set((Arc::clone(&plugin), Arc::clone(&grants))).ok().unwrap();
    let error = plugin.handle(&grants, event()).await.unwrap_err();
    assert_eq!(error.kind, CallErrorKind::Exhausted(Exhausted::Patience));
}

#[tokio::test]
async fn w26_calls_share_nothing_also_when_they_run_at_once() {
    // It would trap if another call had been in its memory.
    let body = "(if (i32.load (i32.const 2048)) (then unreachable))
        (i32.store (i32.const 2048) (i32.const 1))
        (i32.const 16)";
    let plugin = load(&trigger(body, ""));
    let outcomes = join_all((0..40).map(|_| handle(&plugin))).await;
    assert!(outcomes.iter().all(|outcome| outcome.as_deref().is_ok_and(|answer| answer == "{}")));
}

#[tokio::test]
async fn w27_ten_thousand_calls_and_as_many_that_are_dropped_leave_nothing() {
    let plugin = load(&trigger("(call $ask) (i32.const 16)", SEND));
    let (silent, ungranted) = (reaching(Arc::new(Silent)), Arc::new(Grants::default()));
    let round = async |calls: usize| {
        for _ in 0..calls {
            plugin.handle(&ungranted, event()).await.unwrap();
            let mut dropped = Box::pin(plugin.handle(&silent, event()));
            assert!(futures::poll!(&mut dropped).is_pending());
        }
    };
    round(200).await;
    let before = resident();
    round(10_000).await;
    // A leak of one page of each call would be 80 MB, and of a slot of the pool would have ended it at once.
    assert!(resident() < before + 40_000_000, "{before} bytes before, {} after", resident());
}

fn resident() -> usize {
    let statm = std::fs::read_to_string("/proc/self/statm").unwrap_or_default();
    statm.split(' ').nth(1).and_then(|pages| pages.parse::<usize>().ok()).unwrap_or_default() * 4096
}

#[tokio::test]
async fn w28_a_plugin_with_too_many_calls_is_throttled_and_another_is_not() {
    let slow = load(&trigger("(call $ask) (i32.const 16)", SEND));
    let silent = reaching(Arc::new(Silent));
    let mut calls: Vec<_> =
        (0..AT_ONCE + MOST_WAITING).map(|_| Box::pin(slow.handle(&silent, event()))).collect();
    for call in &mut calls {
        assert!(futures::poll!(call).is_pending());
    }
    let error = slow.handle(&silent, event()).await.unwrap_err();
    assert_eq!(error.to_string(), "plugin \"test\" is called too often");
    assert_eq!(handle(&load(&trigger("(i32.const 16)", ""))).await.unwrap(), "{}");
    drop(calls);
    assert_eq!(handle(&slow).await.unwrap(), "{}");
}

#[tokio::test]
async fn a_plugin_that_keeps_breaking_rests_and_is_tried_again() {
    let more = r#"(import "poolhouse:plugin/config@0.1.0" "get" (func $get (param i32 i32 i32)))
        (data (i32.const 1024) "fine")"#;
    let body = "(call $get (i32.const 1024) (i32.const 4) (i32.const 2048))
        (if (i32.eqz (i32.load8_u (i32.const 2048))) (then unreachable))
        (i32.const 16)";
    let limits = Limits { rest: Duration::from_millis(50), ..tight() };
    let plugin = RUNTIME.load("test", &trigger(body, more), limits).unwrap();
    for _ in 0..5 {
        assert!(matches!(handle(&plugin).await.unwrap_err().kind, CallErrorKind::Trapped(_)));
    }
    let fine = Arc::new(Grants {
        config: [("fine".to_owned(), "yes".into())].into_iter().collect(),
        ..Grants::default()
    });
    let error = plugin.handle(&fine, event()).await.unwrap_err();
    assert_eq!(error.to_string(), "plugin \"test\" rests, since it broke 5 times in a row");
    tokio::time::sleep(Duration::from_millis(60)).await;
    assert_eq!(plugin.handle(&fine, event()).await.unwrap(), "{}");
    assert!(matches!(handle(&plugin).await.unwrap_err().kind, CallErrorKind::Trapped(_)));
}

#[tokio::test]
async fn a_provisioner_that_declares_without_end_is_stopped() {
    let more = r#"(import "poolhouse:plugin/declarations@0.1.0" "declare" (func $declare (param i32 i32)))"#;
    let body = "(loop (call $declare (i32.const 8192) (i32.const 100)) (br 0)) (i32.const 16)";
    let told = provision(&provisioner(body, more)).await;
    assert!(
        told.ends_with("plugin \"test\" was stopped: it declared more than its limit"),
        "{}",
        &told[told.len() - 200..]
    );
}
