//! Scripts that mean harm, each run by the command in a process of its own, which is killed when it does not end.

use std::process::Command;

use crate::command::{Scene, Told};

const OUT_OF_TIME: &str = "the script ran longer than its time limit of 300ms";
const OUT_OF_MEMORY: &str = "the script needs more memory than its limit of 64.0 MiB";

/// What each script does, the script, and what the command must say of it.
type Row = (&'static str, &'static str, &'static str);

const LOOPS: &[Row] = &[
    ("a loop", "while true do end", OUT_OF_TIME),
    ("a numeric loop", "for i = 1, 2^53 do end", OUT_OF_TIME),
    ("a loop that catches", "while true do pcall(function() while true do end end) end", OUT_OF_TIME),
    ("recursion that catches", "local function f() pcall(f) f() end f()", OUT_OF_TIME),
    (
        "coroutines that loop",
        "while true do local co = coroutine.create(function() while true do end end) pcall(coroutine.resume, co) end",
        OUT_OF_TIME,
    ),
    ("a pattern bomb", "string.find(('a'):rep(40), ('a*'):rep(20) .. 'b')", OUT_OF_TIME),
    ("a slow replacement", "(('a'):rep(200000)):gsub('.-.-.-b', '')", OUT_OF_TIME),
    (
        "an error that loops when shown",
        "error(setmetatable({}, { __tostring = function() while true do end end }))",
        OUT_OF_TIME,
    ),
    ("calls of the host", "local ph = require 'poolhouse' while true do ph.json.encode {} end", OUT_OF_TIME),
    ("calls of the host that fail", "while true do pcall(require, 'none') end", OUT_OF_TIME),
];

const HUNGER: &[Row] = &[
    ("doubling", "local s = 'x' while true do s = s .. s end", OUT_OF_MEMORY),
    ("a growing table", "local t = {} while true do t[#t + 1] = {} end", OUT_OF_MEMORY),
    ("coroutines", "local t = {} for i = 1, 1e9 do t[i] = coroutine.create(print) end", OUT_OF_MEMORY),
    ("a text beyond all sizes", "print(#string.rep('x', 2^31))", "ok: "),
    (
        "declarations without end",
        "local pool = (require 'poolhouse').cognito.pool 'us-east-1_examplepool'
         while true do pool:user('ann', { username = ('x'):rep(1000) }) end",
        OUT_OF_MEMORY,
    ),
    (
        "text that stands for far more than itself",
        "(require 'poolhouse').toml.decode(('[[a]]\\n'):rep(1e6))",
        "is more than a script with 64.0 MiB of memory may decode at once",
    ),
    ("garbage without a collector", "collectgarbage('stop')", "`collectgarbage` is not defined"),
];

/// More than there is, asked for at once: it is refused before any of it is made, so that little time is enough.
const SIZES: &[Row] = &[
    ("a huge table", "table.create(2^26)", OUT_OF_MEMORY),
    ("a larger table", "table.create(2^27)", "main.lua:1: table overflow"),
    ("a huge table, filled", "table.create(2^26, 'x')", OUT_OF_MEMORY),
    ("a huge buffer", "buffer.create(2^30)", OUT_OF_MEMORY),
    (
        "a table beyond all sizes",
        "table.create(2^40)",
        "main.lua:1: invalid argument #1 to 'create' (size out of range)",
    ),
    (
        "a buffer beyond all sizes",
        "buffer.create(2^40)",
        "main.lua:1: invalid argument #1 to 'create' (size)",
    ),
];

/// What a script gives the host that cannot be taken: it is told by its path.
const GIVEN: &[Row] = &[
    ("a circle", "local t = {} t.a = { t } user { attributes = t }", "attributes.a[1] holds itself"),
    (
        "depth",
        "local t = {} for _ = 1, 1e5 do t = { t } end user { attributes = t }",
        "attributes is nested deeper than 64 levels",
    ),
    ("broken text", "user { attributes = { email = '\\xff' } }", "attributes.email is not valid UTF-8"),
    (
        "a broken name",
        "user { attributes = { ['\\xff'] = 'x' } }",
        "attributes has a name that is not valid UTF-8",
    ),
    ("no number", "user { attributes = { name = 0/0 } }", "attributes.name is not a finite number"),
    ("no end of numbers", "user { precedence = math.huge }", "precedence is not a finite number"),
    (
        "too many keys",
        "local t = {} for i = 1, 2e5 do t['k' .. i] = 1 end user { attributes = t }",
        "user \"ann\": holds more than 100000 values",
    ),
    (
        "too many parts of one table",
        "local t = { 1 } for _ = 1, 60 do t = { t, t } end user { groups = t }",
        "user \"ann\": holds more than 100000 values",
    ),
];

const DEPTH: &[Row] = &[
    ("recursion", "local function f() return 1 + f() end f()", "stack overflow"),
    (
        "a value that shows itself",
        "local t = setmetatable({}, {}) getmetatable(t).__tostring = tostring print(t)",
        "overflow",
    ),
    ("nested coroutines", "local function f() coroutine.wrap(f)() end f()", "C stack overflow"),
    (
        "callbacks of the library",
        "local function f() table.sort({ 1, 2 }, function() f() return true end) end f()",
        "overflow",
    ),
    (
        "metamethods",
        "local t = setmetatable({}, {}) getmetatable(t).__index = function(_, k) return t[k] end print(t.x)",
        "C stack overflow",
    ),
    ("a move of nothing", "table.move({}, 1, 1e12, 2)", ""),
    (
        "an order that is none",
        "table.sort({ 3, 1, 2, 5, 4 }, function() return true end)",
        "main.lua:1: invalid order function",
    ),
    ("too many results", "print(table.unpack({}, 1, 1e7))", "too many results"),
    ("finalisers", "setmetatable({}, { __gc = function() while true do end end })", "ok: "),
];

const REACH: &[Row] = &[
    ("bytecode", "loadstring('\\27Lua')", "`loadstring` is not defined"),
    ("a dump", "print(string.dump)", "main.lua:1: nil"),
    ("strings for everybody", "getmetatable('').__index = print", "attempt to modify a readonly table"),
    ("a library for everybody", "string.upper = print", "attempt to modify a readonly table"),
    ("a global for everybody", "_G.tostring = print", "attempt to modify a readonly table"),
    ("the system", "os.execute('true')", "`os` is not defined"),
    ("the environment", "print((require 'poolhouse').env.HOME)", "not set or not granted"),
    ("files elsewhere", "(require 'poolhouse').json.read '/etc/passwd'", "lies outside of the project"),
    ("a pipe", "(require 'poolhouse').json.read 'pipe'", "is no plain file"),
    ("no error at all", "error(nil)", "main.lua:1: error without a message (its value: nil)"),
    ("an error of no words", "error({})", "main.lua:1: error without a message (its value: table)"),
    (
        "a table that holds itself",
        "local t = {}; t.t = t; (require 'poolhouse').cognito.UserPoolUser('ann', t)",
        "t holds itself",
    ),
    (
        "a handle kept for later",
        "local ph = require 'poolhouse' local pool = ph.cognito.pool 'us-east-1_examplepool'
         ph.policy('late', function() pool:user('ann', {}) return true end)",
        "the script has ended, and nothing more can be declared",
    ),
];

/// Little time for what must run out of it, and enough for everything else.
const SHORT: &str = "300ms";
const ENOUGH: &str = "60s";

fn ends_as_it_must(rows: &[Row], time: &str) {
    for (name, script, expected) in rows {
        let told = run(script, time);
        assert!(told.stdout.contains(expected) || told.stderr.contains(expected), "{name}: {told}");
        assert!(told.code == 0 || told.code == 1, "{name}: {told}");
    }
}

/// Runs a script in a process that does not outlive its time.
fn run(script: &str, time: &str) -> Told {
    let scene = Scene::new(&[("main.lua", script)]);
    let made = Command::new("mkfifo").arg(scene.path("pipe")).status();
    assert!(made.expect("mkfifo runs").success());
    let mut command = scene.command(&format!("check main.lua --time-limit {time} --memory-limit 64MiB"));
    Told::in_time(&mut command)
}

#[test]
fn loops_end_at_the_time_limit() {
    ends_as_it_must(LOOPS, SHORT);
}

#[test]
fn hunger_ends_at_the_memory_limit() {
    ends_as_it_must(HUNGER, ENOUGH);
}

#[test]
fn sizes_beyond_reason_are_refused_at_once() {
    ends_as_it_must(SIZES, SHORT);
}

#[test]
fn what_the_host_cannot_take_is_told_by_its_path() {
    let begin = "local function user(properties)
        (require 'poolhouse').cognito.pool('us-east-1_examplepool'):user('ann', properties) end";
    for (name, script, expected) in GIVEN {
        let told = run(&format!("{begin}\n{script}"), ENOUGH);
        assert!(told.code == 1 && told.stderr.contains(expected), "{name}: {told}");
    }
}

#[test]
fn depth_ends_in_an_error_and_never_in_a_crash() {
    ends_as_it_must(DEPTH, ENOUGH);
}

#[test]
fn nothing_outside_is_reached_and_every_error_is_told() {
    ends_as_it_must(REACH, ENOUGH);
}

#[test]
fn a_flood_of_words_is_cut() {
    let told = run("for i = 1, 20000 do print(i) end print(('x'):rep(10000000))", ENOUGH);
    assert!(told.code == 0 && told.stderr.contains("the log is too long"), "{}", told.code);
    assert!(told.stderr.len() < 1 << 21, "{} bytes", told.stderr.len());
}

#[test]
fn nesting_without_end_is_a_syntax_error() {
    let told = run(&format!("return {}1", "(".repeat(1_000_000)), ENOUGH);
    assert!(
        told.code == 1 && told.stderr.contains("main.lua:1: Exceeded allowed recursion depth"),
        "{}",
        told.code
    );
}

#[test]
fn what_is_nested_without_end_by_other_signs_is_no_crash() {
    let deep = |sign: &str| sign.repeat(50_000);
    for script in [
        format!("local x = {}{{}}", deep("#")),
        format!("local f = print {}1", deep("f(")),
        format!("local f = {{}} local x = {}1", deep("f[")),
        format!("local x = {}1", deep("- ")),
        format!("local x: {}number", deep("(")),
        format!("local x: {}number", deep("{")),
        format!("local x: {}number", deep("A<")),
        format!("local x: {}number", deep("()->")),
    ] {
        let told = run(&script, ENOUGH);
        let ended = told.code == 0 || told.code == 1 && told.stderr.contains("main.lua:1: ");
        assert!(ended, "{}: {} {}", &script[..40], told.code, &told.stderr[..told.stderr.len().min(300)]);
    }
}

#[test]
fn a_name_of_a_million_letters_is_answered_in_the_time_that_a_script_has() {
    for script in [
        "pcall(function() return ph.api[string.rep('k', 5e6)] end)",
        "ph.cognito.pool('us-east-1_examplepool'):user('a', { username = 'a', [string.rep('k', 5e6)] = 4 })",
        "pcall(function() return _G[string.rep('k', 5e6)] end)",
    ] {
        let told = run(&format!("local ph = require 'poolhouse' {script}"), ENOUGH);
        assert!(told.code == 0 || told.code == 1, "{script}: {}", told.code);
    }
}

#[test]
fn limits_of_the_project_hold_and_a_flag_raises_them() {
    let scene = Scene::new(&[("main.lua", "local t = table.create(2^20, 1)")]);
    scene.write("poolhouse.toml", "[limits]\nmemory = \"2MiB\"\n");
    let told = scene.run("check main.lua");
    assert!(told.code == 1 && told.stderr.contains("its limit of 2.0 MiB"), "{told}");
    assert_eq!(scene.run("check main.lua --memory-limit 64MiB").code, 0);
    let told = scene.run("check main.lua --memory-limit 64");
    assert!(told.code == 1 && told.stderr.contains("write a number and its unit, as in 64MiB"), "{told}");
}

#[test]
fn a_script_makes_the_same_plan_byte_for_byte_ten_times() {
    let scene = Scene::of_repository();
    let script = "local ph = require 'poolhouse' local pool = ph.cognito.pool 'us-east-1_examplepool'
        local names = { zoe = 1, ann = 2, eve = {}, [3] = print, bob = 4 }
        for name, value in names do
            local id = tostring(name)
            pool:user(id, { attributes = { name = `{id} {math.random(1e9)} {value} {{1}}` }, message_action = 'SUPPRESS' })
        end";
    scene.write("scripts/odd.lua", &script.replace("{{1}}", "{print}"));
    for script in ["scripts/staff.lua", "scripts/odd.lua"] {
        let first = scene.run(&format!("plan {script} --json --full"));
        assert_eq!(first.code, 0, "{first}");
        for _ in 1..10 {
            assert_eq!(scene.run(&format!("plan {script} --json --full")).stdout, first.stdout);
        }
    }
}
