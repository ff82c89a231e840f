//! Files of tests as text in, what came of their cases as text out.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use expect_test::{Expect, expect};
use parking_lot::Mutex;
use poolhouse_core::api::Api;
use poolhouse_core::clock::Clock;
use serde_json::{Value, json};

use crate::live::tests::World;
use crate::testbed::{CallError, CallFault, Compared, Provisioning, ScriptRequest, ScriptRun, TestBed};
use crate::testing::Case;
use crate::{Limits, Terminal, TestFile, Writes};

/// A bed that remembers what it was asked, and has one pool with nobody in it.
#[derive(Default)]
struct Told {
    asked: Mutex<Vec<String>>,
    world: Arc<World>,
    snapshots: Mutex<BTreeMap<String, String>>,
}

impl Told {
    fn note(&self, what: String) {
        self.asked.lock().push(what);
    }
}

impl TestBed for Told {
    fn provision(&self, request: &ScriptRequest, how: &Provisioning) -> Result<ScriptRun, String> {
        let ScriptRequest { script, args, .. } = request;
        self.note(format!("{:?} {script} {args:?} {:?}", how.aim, how.max_deletes));
        Err("a.lua:1: is wrong\na.lua:2: is wrong, too".to_owned())
    }

    fn run(
        &self,
        request: &ScriptRequest,
        writes: Writes,
        terminal: Arc<dyn Terminal>,
    ) -> Result<(), String> {
        self.note(format!("run {} {:?} {writes:?}", request.script, request.args));
        terminal.print("begins");
        let answer = terminal.ask("Who?", false).map_err(|why| format!("a.lua:1: {why}"))?;
        terminal.print(&answer);
        Ok(())
    }

    fn api(&self) -> Arc<dyn Api> {
        Arc::clone(&self.world) as _
    }

    fn clock(&self) -> Arc<dyn Clock> {
        Arc::clone(&self.world) as _
    }

    fn call(&self, operation: &str, input: Value) -> Result<Option<Value>, CallError> {
        self.note(format!("{operation} {input}"));
        match operation {
            "ListUsers" => Ok(Some(json!({ "Users": [] }))),
            "DeleteGroup" => Ok(None),
            _ => Err(CallError { code: "UserNotFoundException".into(), message: "Nobody.".into() }),
        }
    }

    fn messages(&self, pool: &str, username: Option<&str>) -> Result<Vec<Value>, CallError> {
        Ok(vec![json!({ "kind": "invitation", "username": username, "body": pool })])
    }

    fn advance(&self, by: Duration) {
        self.note(format!("{by:?} later"));
    }

    fn fail(&self, fault: &CallFault) -> Result<(), String> {
        self.note(format!("{} {:?} {:?} {:?}", fault.with, fault.on, fault.delay, fault.times));
        Ok(())
    }

    fn lift_faults(&self) {}

    fn snapshot(&self, name: &str, text: &str) -> Compared {
        let mut all = self.snapshots.lock();
        match all.get(name).filter(|kept| *kept != text) {
            Some(kept) => Compared::Differs(kept.clone()),
            None => {
                all.insert(name.to_owned(), text.to_owned());
                Compared::Same
            }
        }
    }
}

/// What came of a file's cases, and what they asked of their beds.
fn outcome(case: &Case) -> String {
    let file = TestFile::new(case.options(case.written()));
    let cases = match file.cases() {
        Ok(cases) => cases,
        Err(faults) => return faults.to_string(),
    };
    let mut text = String::new();
    for one in cases {
        let bed = Arc::new(Told::default());
        let ran = file.run(&one, Arc::clone(&bed) as _);
        let said = ran.err().map_or_else(|| "passed".to_owned(), |faults| faults.to_string());
        text.push_str(&format!("{}: {said}\n", one.full_name()));
        let (asked, told) = (bed.asked.lock(), bed.world.told());
        let asked = asked.iter().map(String::as_str).chain(told.lines());
        asked.for_each(|asked| text.push_str(&format!("  {asked}\n")));
    }
    text.push_str(&case.logged());
    text.trim_end().to_owned()
}

fn file(body: &str) -> Case {
    Case::new(&format!("local t = require 'poolhouse.test'\n{body}"))
}

#[track_caller]
fn check(body: &str, expected: Expect) {
    expected.assert_eq(&outcome(&file(body)));
}

/// What becomes of a case with that one line.
#[track_caller]
fn line(line: &str, expected: Expect) {
    let outcome = outcome(&file(&format!("t.it('x', function(emulator) {line} end)")));
    expected.assert_eq(outcome.trim_start_matches("x: "));
}

#[test]
fn cases_stand_in_their_suites_and_run_in_the_order_of_the_file() {
    check(
        "t.it('a', function() end)
         t.describe('outer', function()
            t.describe('inner', function() t.it('b', function() end) end)
            t.it('c', function() end)
         end)
         t.it('d', function() end)",
        expect![[r#"
            a: passed
            outer > inner > b: passed
            outer > c: passed
            d: passed"#]],
    );
}

#[test]
fn what_comes_before_each_case_runs_from_the_outermost_suite_on() {
    check(
        "t.before_each(function() print 'file' end)
         t.describe('s', function()
            t.it('a', function() print 'case' end)
            t.before_each(function(emulator) print('suite', emulator) end)
         end)",
        expect![[r#"
            s > a: passed
            info main.lua:2 file
            info main.lua:5 suite	emulator
            info main.lua:4 case"#]],
    );
}

#[test]
fn no_case_finds_what_another_left() {
    check(
        "local count = 0
         t.it('a', function() count += 1; t.expect(count):to_equal(1) end)
         t.it('b', function() count += 1; t.expect(count):to_equal(1) end)",
        expect![[r#"
            a: passed
            b: passed"#]],
    );
}

#[test]
fn a_file_that_is_wrong_says_so_before_any_case_runs() {
    check(
        "t.it('a', function() end)\nt.itt('b')",
        expect!["main.lua:3: `t` has no member `itt` (did you mean `it`?)"],
    );
    check(
        "t.it('a', function() end)\nt.it('a', function() end)",
        expect![[
            r#"main.lua:3: there is a case "a" in this suite already (snapshots, filters and reports tell cases by their names)"#
        ]],
    );
    check(
        "t.it('a', function() t.it('b', function() end) end)",
        expect![
            "a: main.lua:2: `it` is called in a case, and means nothing there (call it at the top of the file, or in the function that `describe` takes)"
        ],
    );
    check(
        "local ph = require 'poolhouse'\nph.cognito.pool('us-east-1_a'):user('ann', {})",
        expect![[
            r#"main.lua:3: user "ann": is declared in a test, where nothing comes of it (declare it in a script, and have the test apply that)"#
        ]],
    );
}

#[test]
fn a_script_that_is_no_test_has_no_module_for_tests() {
    Case::new("require '@poolhouse.test'").check(expect![[
        r#"main.lua:1: module "@poolhouse.test" is there in tests only (`poolhouse test` runs the files that end in `_test.luau` or `_test.lua`)"#
    ]]);
}

#[test]
fn the_limits_of_a_run_hold_for_each_case() {
    let limits = Limits { time: Duration::from_millis(200), memory: 16 << 20, ..Limits::default() };
    let case = file(
        "t.it('loops', function() pcall(function() while true do end end) end)
         t.it('grows', function() local all = {} while true do all[#all + 1] = ('x'):rep(1e6 + #all) end end)
         t.it('ends', function() end)",
    )
    .limits(limits);
    expect![[r#"
        loops: main.lua:2: the script ran longer than its time limit of 200ms (look for a loop without an end, or raise the limit with `--time-limit`)
        grows: main.lua:3: the script needs more memory than its limit of 16.0 MiB (keep less at a time, or raise the limit with `--memory-limit`)
        ends: passed"#]]
    .assert_eq(&outcome(&case));
}

#[test]
fn equality_goes_by_what_is_in_tables() {
    line("t.expect({ a = { 1, 2 } }):to_equal({ a = { 1, 2 } })", expect!["passed"]);
    line("t.expect(1):to_equal('1')", expect![[r#"main.lua:2: expected 1 to equal "1""#]]);
    line("t.expect({}).never:to_equal({})", expect!["main.lua:2: expected {} not to equal {}"]);
    line("t.expect(print):to_equal(print)", expect!["passed"]);
    line(
        "t.expect({ f = print }):to_equal({ f = print })",
        expect!["main.lua:2: expectation:to_equal: a function cannot be compared"],
    );
}

#[test]
fn what_is_long_is_compared_line_by_line() {
    line(
        "local function groups(last) return { name = ('n'):rep(50), groups = { 'everyone', last } } end
         t.expect(groups 'build'):to_equal(groups 'staff')",
        expect![[r#"
            main.lua:3: expected another value
            - expected, + actual
              {
            -   groups = { "everyone", "staff" },
            +   groups = { "everyone", "build" },
                name = "nnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnn",
              }"#]],
    );
}

#[test]
fn texts_lists_and_tables_contain_parts() {
    line(
        "t.expect('abc'):to_contain('b')
         t.expect({ 'a', { id = 1, x = { y = 2, z = 3 } } }):to_contain({ x = { y = 2 } })
         t.expect({ a = 1, b = 2 }):to_contain({ a = 1 })
         t.expect({ 'a' }).never:to_contain('b')",
        expect!["passed"],
    );
    line("t.expect({ 'a' }):to_contain('b')", expect![[r#"main.lua:2: expected { "a" } to contain "b""#]]);
    line(
        "t.expect({ a = 1 }):to_contain({ a = 2 })",
        expect![[r#"
            main.lua:2: expected { a = 1 } to contain { a = 2 }
            - expected, + actual
            - { a = 2 }
            + { a = 1 }"#]],
    );
}

#[test]
fn the_smaller_matchers_say_what_they_missed() {
    line(
        "t.expect('ann-1'):to_match('%d$') t.expect(nil):to_be_nil() t.expect({ 1, 2 }):to_have_length(2)
         t.expect(3):to_be_at_least(3) t.expect(3):to_be_at_most(3)",
        expect!["passed"],
    );
    line(
        "t.expect('ann'):to_match('%d')",
        expect![[r#"main.lua:2: expected "ann" to match the pattern "%d""#]],
    );
    line("t.expect('a').never:to_be_nil()", expect!["passed"]);
    line(
        "t.expect({ 1 }):to_have_length(2)",
        expect!["main.lua:2: expected { 1 } to have length 2, and it has 1"],
    );
    line("t.expect(2):to_be_at_least(3)", expect!["main.lua:2: expected 2 to be at least 3"]);
    line(
        "t.expect(1):to_be_equal(2)",
        expect!["main.lua:2: an expectation has no `to_be_equal` (did you mean `to_equal`?)"],
    );
}

#[test]
fn a_failure_is_expected_by_its_words_or_by_the_name_of_an_exception() {
    line("t.expect(function() error('no such thing') end):to_fail_with('no such')", expect!["passed"]);
    line(
        "t.expect(function() emulator:call('AdminGetUser', {}) end):to_fail_with('UserNotFoundException')",
        expect![[r#"
            passed
              AdminGetUser {}"#]],
    );
    line(
        "t.expect(function() error({ code = 'X', message = 'y' }) end):to_fail_with('X')",
        expect!["passed"],
    );
    line(
        "t.expect(function() end):to_fail_with('X')",
        expect![[r#"main.lua:2: expected a function to fail with "X", and it did not fail"#]],
    );
    line(
        "t.expect(function() error('no') end).never:to_fail()",
        expect!["main.lua:2: expected a function not to fail, and it failed: main.lua:2: no"],
    );
    line(
        "t.expect(1):to_fail()",
        expect![
            "main.lua:2: expectation:to_fail: only a function can fail, got number (write `t.expect(function() … end)`)"
        ],
    );
}

#[test]
fn snapshots_of_a_case_are_told_apart() {
    line(
        "for i = 1, 2 do t.expect(i):to_match_snapshot() end
         t.expect('a'):to_match_snapshot 'named'",
        expect!["passed"],
    );
}

#[test]
fn an_emulator_is_asked_in_words_of_the_api() {
    line(
        "t.expect(emulator:user('us-east-1_a', 'ann')):to_be_nil()
         t.expect(emulator:users((require 'poolhouse').cognito.pool 'us-east-1_a')):to_equal({})
         t.expect(emulator:messages('us-east-1_a', 'ann')[1]):to_contain({ username = 'ann' })
         t.expect(emulator:call('DeleteGroup')):to_be_nil()
         emulator:advance('7d') emulator:advance(1.5)
         t.expect(emulator:now()):to_equal(1750000000.5)
         emulator:fail({ on = 'ListUsers', with = 'delay', delay = '5s', times = 2 })",
        expect![[r#"
            passed
              AdminGetUser {"UserPoolId":"us-east-1_a","Username":"ann"}
              ListUsers {"UserPoolId":"us-east-1_a"}
              DeleteGroup {}
              604800s later
              1.5s later
              delay Some("ListUsers") 5s Some(2)"#]],
    );
    line(
        "emulator:advance('soon')",
        expect![[
            r#"main.lua:2: emulator:advance: "soon": expected number at 0 (write a number of seconds, or numbers with units, as in "7d" or "1h 30m")"#
        ]],
    );
    line(
        "emulator:fail({ with = 'throttle', time = 1 })",
        expect!["main.lua:2: emulator:fail: there is no option `time` (did you mean `times`?)"],
    );
}

#[test]
fn a_case_calls_the_api_and_waits_as_a_script_does_that_is_run() {
    line(
        "local ph = require 'poolhouse'
         ph.api.delete_group({ UserPoolId = 'us-east-1_a', GroupName = 'staff' })
         ph.sleep(60)
         t.expect(ph.now()):to_equal(emulator:now())
         t.expect(function() ph.api.delete_group({}) end):to_fail_with('InvalidParameterException')
         t.expect(function() ph.prompt 'Who?' end):to_fail_with('the test has no answer to \"Who?\"')",
        expect![[r#"
            passed
              called DeleteGroup {"GroupName":"staff","UserPoolId":"us-east-1_a"}
              slept 60s"#]],
    );
}

#[test]
fn outside_of_a_case_there_is_no_emulator() {
    check(
        "local ph = require 'poolhouse' ph.api.list_user_pools({ MaxResults = 1 })",
        expect![
            "main.lua:2: ph.api.list_user_pools: an emulator is there while a case runs (call it in the function that `it` or `before_each` takes)"
        ],
    );
    check(
        "t.expect(1):to_match_snapshot()",
        expect![
            "main.lua:2: expectation:to_match_snapshot: an emulator is there while a case runs (call it in the function that `it` or `before_each` takes)"
        ],
    );
}

#[test]
fn a_case_makes_as_many_calls_as_a_script_may() {
    let limits = Limits { calls: 3, ..Limits::default() };
    let case = file(
        "t.it('a', function(emulator) while true do pcall(emulator.user, emulator, 'us-east-1_a', 'ann') end end)
         t.it('b', function(emulator) while true do pcall((require 'poolhouse').sleep, 1) end end)",
    );
    expect![[r#"
        a: main.lua:2: the script made more than its 3 calls (look for a loop without an end, or raise the limit with `--call-limit`)
          AdminGetUser {"UserPoolId":"us-east-1_a","Username":"ann"}
          AdminGetUser {"UserPoolId":"us-east-1_a","Username":"ann"}
          AdminGetUser {"UserPoolId":"us-east-1_a","Username":"ann"}
        b: main.lua:3: the script made more than its 3 calls (look for a loop without an end, or raise the limit with `--call-limit`)
          slept 1s
          slept 1s
          slept 1s"#]]
    .assert_eq(&outcome(&case.limits(limits)));
}

#[test]
fn a_script_that_is_run_gives_what_it_said_and_is_answered_beforehand() {
    line(
        "local said = emulator:run('a.lua', { args = { pool = 'x' }, answers = { 'ann' }, dry_run = true })
         t.expect(said.output):to_equal('begins\\nann')
         t.expect(said.questions):to_equal({ 'Who?' })",
        expect![[r#"
            passed
              run a.lua {"pool": "x"} Shown"#]],
    );
    line(
        "t.expect(emulator:run('a.lua')):to_be_nil()",
        expect![[r#"
            main.lua:2: emulator:run:
              a.lua:1: the test has no answer to "Who?": `answers` of `emulator:run` takes them
              run a.lua {} Sent
            info main.lua:2 begins"#]],
    );
    line(
        "emulator:run('a.lua', { answers = { 1 } })",
        expect!["main.lua:2: emulator:run: answers[1] must be a string, got number"],
    );
}

#[test]
fn every_fault_of_a_script_is_told_below_the_line_that_ran_it() {
    line(
        "emulator:apply('a.lua', { args = { pool = 'x' }, max_deletes = 3 })",
        expect![[r#"
            main.lua:2: emulator:apply:
              a.lua:1: is wrong
              a.lua:2: is wrong, too
              Apply a.lua {"pool": "x"} Some(Count(3))"#]],
    );
    line(
        "emulator:plan('a.lua', { args = { pool = 1 } })",
        expect!["main.lua:2: emulator:plan: args.pool must be a string, got number"],
    );
    line(
        "emulator:plan('../a.lua')",
        expect!["main.lua:2: ../a.lua: lies outside of the project, where nothing is read"],
    );
}
