//! Entries as somebody types them.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Barrier};

use async_trait::async_trait;
use expect_test::{Expect, expect};
use poolhouse_core::api::{Api, ApiCall};
use poolhouse_core::backend::BackendError;
use serde_json::{Value as Json, json};

use crate::live::tests::{World, live};
use crate::testing::Case;
use crate::{Console, Limits, Live, Writes};

fn console(answers: impl IntoIterator<Item = Json>) -> Console {
    Case::new("").console(live(&World::answering(answers), Writes::Sent))
}

/// Runs entries one after the other, and shows what each came to.
#[track_caller]
fn check(console: &Console, entries: &[&str], expected: Expect) {
    let told = entries.iter().map(|entry| match console.run(entry) {
        Ok(values) => values.iter().map(|value| format!("{value}\n")).collect(),
        Err(fault) => format!("{fault}\n"),
    });
    expected.assert_eq(&told.collect::<String>());
}

#[test]
fn expressions_are_shown_and_names_last() {
    let entries = [
        "1 + 1, 'a', nil",
        "local x = 3",
        "function twice(n) return 2 * n end",
        "y = twice(x)",
        "x, y",
        "print(1)",
    ];
    check(
        &console([]),
        &entries,
        expect![[r#"
        2
        "a"
        nil
        3
        6
    "#]],
    );
}

#[test]
fn a_fault_ends_the_entry_and_not_the_console() {
    let entries = ["nothing.at.all", "error 'no'", "local x = = 1", "pirnt(1)", "1"];
    check(
        &console([]),
        &entries,
        expect![[r#"
        console:1: `nothing` is not defined (did you mean `tostring`?)
        console:1: no
        console:1: Expected identifier when parsing expression, got '='
        console:1: `pirnt` is not defined (did you mean `print`?)
        1
    "#]],
    );
}

#[test]
fn an_entry_goes_on_until_it_is_whole() {
    let console = console([]);
    for whole in ["1", "f()", "local x = = 1", "for i = 1, 2 do end", "ph.api.list_users { Limit = 1 }", ""] {
        assert!(console.is_whole(whole), "{whole}");
    }
    for begun in ["for i = 1, 2 do", "ph.api.list_users {", "f(", "x =", "function f()", "[[a"] {
        assert!(!console.is_whole(begun), "{begun}");
    }
}

#[test]
fn users_are_shown_in_columns() {
    let user = |name: &str, status: &str| {
        json!({
            "Username": name, "UserStatus": status, "Enabled": true,
            "Attributes": [{ "Name": "email", "Value": format!("{name}@example.com") }],
        })
    };
    let answer = json!({ "Users": [user("ann", "CONFIRMED"), user("benjamin", "FORCE_CHANGE_PASSWORD")] });
    let shown = ["ph.api.list_users { UserPoolId = 'us-east-1_test' }"];
    check(
        &console([answer]),
        &shown,
        expect![[r#"
        {
          Users = {
            Username  Attributes                  Enabled  UserStatus
            ann       email=ann@example.com       true     CONFIRMED
            benjamin  email=benjamin@example.com  true     FORCE_CHANGE_PASSWORD
          },
        }
    "#]],
    );
}

#[test]
fn tables_are_shown_as_lua_writes_them() {
    let entries = [
        "{}",
        "{ 1, 'two', { three = true } }",
        "{ a = 'x\\n\\27[31m', [2] = false, nested = { list = { 'long enough to need', 'a line for each of them' } } }",
        "ph.cognito.pool 'us-east-1_test'",
        "ph.secret.env 'FIRST'",
    ];
    check(
        &console([]),
        &entries,
        expect![[r#"
        {}
        { 1, "two", { three = true } }
        {
          [2] = false,
          a = "x\n\u{1b}[31m",
          nested = {
            list = { "long enough to need", "a line for each of them" },
          },
        }
        us-east-1_test
        secret(FIRST)
    "#]],
    );
    let endless = console([]).run("(function() local t = {} for i = 1, 100 do t[i] = t end return t end)()");
    assert!(endless.unwrap()[0].contains('…'));
}

#[test]
fn names_members_and_members_of_requests_are_completed() {
    let console = console([]);
    console.run("local mine = { inner = { deep = 1 } }").unwrap();
    let of = |text: &str| {
        let (start, found) = console.completions(text);
        format!("{start} {}", found.join(" "))
    };
    assert_eq!(of("ph.api.admin_get_"), "7 admin_get_device admin_get_user admin_get_user_auth_factors");
    assert_eq!(of("print(ph.lo"), "9 log");
    assert_eq!(of("mine.inner."), "11 deep");
    assert_eq!(of("mi"), "0 mine");
    assert_eq!(of("ph.api.list_users.p"), "18 pages");
    assert_eq!(of("ph.api.admin_get_user { User"), "24 UserPoolId =  Username = ");
    assert_eq!(of("x = ph.api.list_users.pages({ Limit = 1, Pag"), "41 PaginationToken = ");
    assert_eq!(of("nothing.at."), "11 ");
}

#[test]
fn an_interrupt_ends_an_entry_and_not_the_console() {
    let console =
        Arc::new(Case::new("").limits(Limits::default()).console(live(&World::answering([]), Writes::Sent)));
    let interrupting = Arc::clone(&console);
    let other = std::thread::spawn(move || {
        loop {
            interrupting.interrupt();
            std::thread::yield_now();
            if Arc::strong_count(&interrupting) == 1 {
                break;
            }
        }
    });
    let fault = console.run("while true do end").unwrap_err();
    assert!(fault.to_string().contains("interrupted"), "{fault}");
    drop(console);
    other.join().unwrap();
}

#[test]
fn an_interrupt_just_before_an_entry_ends_that_entry_and_no_other() {
    let console = console([]);
    console.interrupt();
    let fault = console.run("while true do end").unwrap_err();
    assert!(fault.to_string().contains("interrupted"), "{fault}");
    assert_eq!(console.run("tostring(1)").unwrap(), ["\"1\""]);
    console.interrupt();
    console.await_entry();
    assert_eq!(console.run("tostring(2)").unwrap(), ["\"2\""]);
}

#[test]
fn a_call_that_is_never_answered_ends_with_its_entry_and_is_let_go() {
    let (api, world) = (Arc::new(Silent::default()), World::answering([]));
    let console = Case::new("").console(Live { api: Arc::clone(&api) as _, ..live(&world, Writes::Sent) });
    let fault = std::thread::scope(|scope| {
        let waits = "while true do pcall(ph.api.list_user_pools, { MaxResults = 1 }) end";
        let entry = scope.spawn(|| console.run(waits).unwrap_err());
        api.asked.wait();
        console.interrupt();
        entry.join().unwrap()
    });
    assert!(fault.to_string().contains("interrupted"), "{fault}");
    assert_eq!(api.let_go.load(Ordering::Relaxed), 1, "what waited for the answer is still there");
}

/// A service that takes a call and never answers it.
struct Silent {
    /// Comes through when it was asked.
    asked: Barrier,
    /// How many calls nobody waits for any more.
    let_go: AtomicUsize,
}

impl Default for Silent {
    fn default() -> Self {
        Self { asked: Barrier::new(2), let_go: AtomicUsize::new(0) }
    }
}

/// What a call holds as long as somebody waits for it.
struct Waiting<'a>(&'a AtomicUsize);

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.0.fetch_add(1, Ordering::Relaxed);
    }
}

#[async_trait]
impl Api for Silent {
    async fn call(&self, _: &ApiCall) -> Result<Json, BackendError> {
        let _waiting = Waiting(&self.let_go);
        self.asked.wait();
        std::future::pending().await
    }
}
