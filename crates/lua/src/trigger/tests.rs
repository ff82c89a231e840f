use std::fs;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use expect_test::{Expect, expect};
use parking_lot::Mutex;
use poolhouse_core::fault::Fault;
use poolhouse_core::hook::Hook;
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::{Limits, LogLine, LuaOptions, TriggerScript};

/// A trigger's script in a folder of its own, and what it logs.
struct Scene {
    folder: TempDir,
    log: Arc<Mutex<Vec<String>>>,
}

impl Scene {
    fn new(source: &str) -> Self {
        let scene = Self { folder: tempfile::tempdir().unwrap(), log: Arc::default() };
        scene.write("main.lua", source);
        scene
    }

    fn write(&self, name: &str, text: &str) {
        fs::write(self.folder.path().join(name), text).unwrap();
    }

    fn open(&self) -> Result<TriggerScript, Fault> {
        self.open_within(Duration::from_secs(20))
    }

    fn open_within(&self, time: Duration) -> Result<TriggerScript, Fault> {
        let log = Arc::clone(&self.log);
        TriggerScript::open(LuaOptions {
            script: self.folder.path().join("main.lua"),
            project: self.folder.path().to_owned(),
            shown_from: self.folder.path().to_owned(),
            args: Default::default(),
            env: Default::default(),
            stage: "dev".to_owned(),
            plugins: None,
            limits: Limits { time, ..Limits::trigger() },
            log: Arc::new(move |line: LogLine| log.lock().push(line.text)),
            coverage: None,
        })
    }
}

fn event() -> Value {
    json!({
        "userName": "ann",
        "request": {"userAttributes": {"email": "ann@example.com"}, "groupConfiguration": {"groupsToOverride": ["a"]}},
        "response": {"autoConfirmUser": false, "smsMessage": null},
    })
}

/// What a script answers for PreSignUp, as the pool gets it.
fn answer(source: &str) -> Result<Value, Fault> {
    Scene::new(source).open()?.handle(Hook::PreSignUp, &event())
}

#[track_caller]
fn fails(source: &str, expected: Expect) {
    expected.assert_eq(&answer(source).unwrap_err().to_string());
}

#[test]
fn the_event_is_answered_with_what_was_filled_in_or_given_back() {
    let filled = json!({"autoConfirmUser": true, "smsMessage": null});
    let answered = answer("return function(event) event.response.autoConfirmUser = true end").unwrap();
    assert_eq!((&answered["response"], &answered["request"]), (&filled, &event()["request"]));
    let answered =
        answer("return { pre_sign_up = function(e) e.response.autoConfirmUser = true return e end }");
    assert_eq!(answered.unwrap()["response"], filled);
    let answered = answer("return function() return { response = { smsMessage = 'x' } } end");
    assert_eq!(answered.unwrap()["response"], json!({"smsMessage": "x"}));
}

#[test]
fn an_empty_table_is_a_list_where_the_response_has_lists() {
    let script = "return function(event)
        event.response = { claimsOverrideDetails = { claimsToSuppress = {}, claimsToAddOrOverride = {} } }
    end";
    let details = &answer(script).unwrap()["response"]["claimsOverrideDetails"];
    assert_eq!(*details, json!({"claimsToSuppress": [], "claimsToAddOrOverride": {}}));
}

#[test]
fn what_is_no_answer_goes_to_the_pool_as_it_is() {
    assert_eq!(answer("return function() return 7 end").unwrap(), json!(7));
    assert!(answer("return function() return {} end").unwrap().get("response").is_none());
    fails(
        "return function(event) event.response.x = print end",
        expect!["main.lua: the response is no answer: x is a function, which JSON cannot hold"],
    );
}

#[test]
fn an_error_has_its_words_and_its_line() {
    let fault = answer("return function()\n  error 'Domain not allowed'\nend").unwrap_err();
    assert_eq!(
        (fault.message.as_str(), fault.to_string().as_str()),
        ("Domain not allowed", "main.lua:2: Domain not allowed")
    );
    fails("return { post_confirmation = print }", expect!["main.lua: has no function for pre_sign_up"]);
}

#[test]
fn what_returns_no_functions_is_no_trigger() {
    fails(
        "local x = 1",
        expect![
            "main.lua: a trigger's script returns functions, and not nil (write `return function(event) … end`, or return a table of functions by trigger)"
        ],
    );
    fails(
        "return { pre_signup = print }",
        expect![
            "main.lua: what it returns has `pre_signup`, which is no trigger (did you mean `pre_sign_up`?) (write `return function(event) … end`, or return a table of functions by trigger)"
        ],
    );
    fails(
        "(require 'poolhouse').cognito.UserPoolUser('ann', {})",
        expect![
            "main.lua:1: the script answers triggers, and nothing more can be declared (policies, triggers and what runs after an apply look at what there is)"
        ],
    );
}

#[test]
fn an_answer_that_no_pool_can_take_is_told_by_its_path() {
    for (response, expected) in [
        ("(function() local t = {} t.a = { t } return t end)()", "a[1] holds itself"),
        (
            "(function() local t = {} for _ = 1, 1e5 do t = { t } end return { deep = t } end)()",
            "deep is nested deeper than 64 levels",
        ),
        ("{ smsMessage = '\\xff' }", "smsMessage is not valid UTF-8"),
        ("{ claims = { age = 0/0 } }", "claims.age is not a finite number"),
        ("{ claims = { f = print } }", "claims.f is a function, which JSON cannot hold"),
        (
            "(function() local t = {} for i = 1, 1e6 do t[i] = 1 end return { t = t } end)()",
            "holds more than 100000 values",
        ),
    ] {
        let scene = Scene::new(&format!("return function(event) event.response = {response} end"));
        let fault = scene.open().unwrap().handle(Hook::PreSignUp, &event()).unwrap_err();
        assert_eq!(fault.message, format!("the response is no answer: {expected}"), "{response}");
    }
}

#[test]
fn a_function_is_held_to_memory_and_the_next_event_is_answered_in_another_state() {
    let scene = Scene::new(
        "local calls = 0
         return { pre_sign_up = function() calls += 1 local t = {} while true do table.insert(t, buffer.create(1e6)) end end,
                  post_confirmation = function(event) calls += 1 event.response.calls = calls end }",
    );
    let script = scene.open().unwrap();
    let fault = script.handle(Hook::PreSignUp, &event()).unwrap_err();
    assert_eq!(fault.message, "the script needs more memory than its limit of 64.0 MiB");
    let calls = || script.handle(Hook::PostConfirmation, &event()).unwrap()["response"]["calls"].clone();
    assert_eq!(
        (calls(), calls()),
        (json!(1), json!(2)),
        "what failed left nothing, what went well stays warm"
    );
}

#[test]
fn a_function_without_an_end_is_stopped() {
    let scene = Scene::new("return function() while true do end end");
    let fault =
        scene.open_within(Duration::from_millis(300)).unwrap().handle(Hook::PreSignUp, &event()).unwrap_err();
    assert_eq!(fault.message, "the script ran longer than its time limit of 300ms");
    let hint = "look for a loop without an end: the limit of a trigger's function stands fast";
    assert_eq!(fault.hint.as_deref(), Some(hint), "no flag raises it");
}

#[test]
fn a_state_that_has_grown_is_not_used_again() {
    let scene = Scene::new(
        "local kept = {}
         return function(event)
            table.insert(kept, buffer.create(40 * 1024 * 1024))
            event.response.kept = #kept
         end",
    );
    let script = scene.open().unwrap();
    for _ in 0..3 {
        assert_eq!(script.handle(Hook::PreSignUp, &event()).unwrap()["response"]["kept"], json!(1));
    }
}

#[test]
fn many_events_at_once_are_all_answered() {
    let scene = Scene::new("return function(event) event.response.name = event.userName end");
    let script = scene.open().unwrap();
    std::thread::scope(|scope| {
        for thread in 0..20 {
            let script = &script;
            scope.spawn(move || {
                for call in 0..20 {
                    let name = json!(format!("{thread}-{call}"));
                    let mut event = event();
                    event["userName"] = name.clone();
                    assert_eq!(script.handle(Hook::PreSignUp, &event).unwrap()["response"]["name"], name);
                }
            });
        }
    });
}

#[test]
fn a_new_version_takes_over_when_it_is_good_and_else_the_old_one_stays() {
    let scene =
        Scene::new("local words = require 'words' return function(event) event.response.said = words end");
    scene.write("words.lua", "return 'one'");
    let script = scene.open().unwrap();
    let said = || script.handle(Hook::PreSignUp, &event()).map(|answer| answer["response"]["said"].clone());
    assert_eq!(said(), Ok(json!("one")));
    scene.write("words.lua", "return 'two, and longer'");
    assert_eq!(said(), Ok(json!("two, and longer")));
    scene.write("words.lua", "return )");
    assert_eq!(said(), Ok(json!("two, and longer")));
    scene.write("main.lua", "error 'no'");
    assert_eq!(said(), Ok(json!("two, and longer")));
    scene.write("main.lua", "return function(event) event.response.said = 'three' end");
    assert_eq!(said(), Ok(json!("three")));
    expect![[r#"
        a new version is loaded
        Expected identifier when parsing expression, got ')'; the old version stays
        no; the old version stays
        a new version is loaded"#]]
    .assert_eq(&scene.log.lock().join("\n"));
}

#[test]
fn the_old_version_answers_in_new_states_too() {
    let scene = Scene::new(
        "return function(event) if event.fail then error 'no' end event.response.said = 'old' end",
    );
    let script = scene.open().unwrap();
    scene.write("main.lua", "return )");
    let mut failing = event();
    failing["fail"] = json!(true);
    assert_eq!(script.handle(Hook::PreSignUp, &failing).unwrap_err().message, "no");
    assert_eq!(script.handle(Hook::PreSignUp, &event()).unwrap()["response"]["said"], json!("old"));
}

#[test]
fn a_script_outside_of_its_project_is_not_read() {
    let (scene, other) = (Scene::new(""), tempfile::tempdir().unwrap());
    let outside = other.path().join("main.lua");
    fs::write(&outside, "return print").unwrap();
    let options = |script: &Path| LuaOptions {
        script: script.to_owned(),
        project: scene.folder.path().to_owned(),
        shown_from: scene.folder.path().to_owned(),
        args: Default::default(),
        env: Default::default(),
        stage: String::new(),
        plugins: None,
        limits: Limits::trigger(),
        log: Arc::new(|_| {}),
        coverage: None,
    };
    let fault = TriggerScript::open(options(&outside)).err().unwrap();
    assert!(fault.message.contains("outside of the project"), "{fault}");
}
