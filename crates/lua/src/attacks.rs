//! Scripts that mean harm, or run away: each must end by itself, with one clear sentence, and leave nothing behind.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::time::Duration;

use expect_test::expect;
use parking_lot::Mutex;
use poolhouse_core::host::Host as _;

use crate::testing::Case;
use crate::{Limits, LogSink, LuaHost, LuaOptions};

/// A script with time enough and little memory.
fn hostile(source: &str) -> Case {
    Case::new(source).limits(Limits { time: Duration::from_secs(60), memory: 16 << 20, ..Limits::default() })
}

/// A script with little of both.
fn endless(source: &str) -> Case {
    Case::new(source).limits(Limits {
        time: Duration::from_millis(200),
        memory: 16 << 20,
        ..Limits::default()
    })
}

const OUT_OF_TIME: &str = "the script ran longer than its time limit of 200ms (look for a loop without an end, or raise the limit with `--time-limit`)";
const OUT_OF_MEMORY: &str = "the script needs more memory than its limit of 16.0 MiB (keep less at a time, or raise the limit with `--memory-limit`)";

#[track_caller]
fn runs_out_of_time(source: &str) {
    let output = endless(source).run();
    assert!(output.ends_with(OUT_OF_TIME), "{output}");
}

#[track_caller]
fn runs_out_of_memory(source: &str) {
    let output = hostile(source).run();
    assert!(output.ends_with(OUT_OF_MEMORY), "{output}");
}

#[test]
fn a_loop_without_end_is_stopped_at_its_line() {
    endless("\nwhile true do\nend").check(expect![
        "main.lua:2: the script ran longer than its time limit of 200ms (look for a loop without an end, or raise the limit with `--time-limit`)"
    ]);
    runs_out_of_time("for i = 1, 2^53 do end");
}

#[test]
fn the_time_limit_cannot_be_caught() {
    runs_out_of_time("while true do pcall(function() while true do end end) end");
    runs_out_of_time("local function f() pcall(f) f() end f()");
    runs_out_of_time(
        "while true do xpcall(function() while true do end end, function() while true do end end) end",
    );
    runs_out_of_time("pcall(function() while true do end end)\nerror('mine')");
    let endless = "local function endless() while true do end end local log = require('poolhouse').log.info";
    for goes_on in [
        "pcall(endless) log('on')",
        "pcall(pcall, endless) log('on')",
        "xpcall(endless, function() log('on') end) log('on')",
        "xpcall(error, endless) log('on')",
        "xpcall(endless, setmetatable({}, { __call = function() log('on') end })) log('on')",
        "xpcall(endless, setmetatable({}, { __call = function() return -setmetatable({}, { __unm = log }) end }))",
        "local many = table.create(3000, ('x'):rep(100000)) while true do table.sort(many, require('poolhouse').json.encode) end",
        "local co = coroutine.create(endless) coroutine.resume(co) log('on') coroutine.close(co) log('on')",
        "local co = coroutine.create(endless) pcall(coroutine.resume, co) log(tostring(coroutine.close(co)))",
        "pcall(coroutine.wrap(endless)) log('on')",
        "pcall(table.sort, { 1, 2, 3 }, endless) log('on')",
        "pcall(string.gsub, 'x', 'x', endless) log('on')",
        "pcall(require, 'endless') log('on')",
        "pcall(tostring, setmetatable({}, { __tostring = endless })) log('on')",
        "pcall(require('poolhouse').output.map, 1, endless) pcall(endless) log('on')",
    ] {
        let output =
            self::endless(&format!("{endless}\n{goes_on}")).file("endless.lua", "while true do end").run();
        assert!(output.ends_with(OUT_OF_TIME) && !output.contains("info"), "{goes_on}: {output}");
    }
}

#[test]
fn what_lua_does_without_a_look_at_the_time_is_bounded() {
    hostile("print(pcall(function() table.move({}, 1, 2^31 - 10, 3) end))").check(expect![
        "info main.lua:1 false\tmain.lua:1: table.move: moves at most 10000000 members at once"
    ]);
    hostile("print(table.concat(table.move({ 1, 2, 3 }, 2, 3, 1), ','), table.move({ 7 }, 1, 1, 1, {})[1])")
        .check(expect!["info main.lua:1 2,3,3\t7"]);
}

#[test]
fn outputs_are_made_in_few_steps_and_count_as_memory() {
    let with = |rest: &str| {
        let begin = "local ph = require 'poolhouse'\n\
                     local ann = ph.cognito.pool 'us-east-1_a':user('ann', {})\nlocal x = ann.sub\n";
        format!("{begin}{rest}")
    };
    hostile(&with("for i = 1, 1e5 do x = x .. 'a' end")).check(expect![
        "main.lua:4: an output is made in at most 1000 steps (join texts before, and outputs once)"
    ]);
    hostile(&with("for i = 1, 40 do x = x .. x end")).check(expect![
        "main.lua:4: an output is made in at most 1000 steps (join texts before, and outputs once)"
    ]);
    hostile(&with("for i = 1, 1e5 do x = ph.output.map(x, print) end")).check(expect![
        "main.lua:4: an output is made in at most 1000 steps (join texts before, and outputs once)"
    ]);
    runs_out_of_memory(&with("while true do local _ = ann.sub end"));
    runs_out_of_memory(&with("local big = ('x'):rep(1e5) while true do local _ = ann.sub .. big end"));
    runs_out_of_memory(&with("for i = 1, 1e9 do ph.secret.env(('X'):rep(1e5) .. i) end"));
    runs_out_of_memory(&with(
        "local big = ('x'):rep(1e5) local pool = ph.cognito.pool 'us-east-1_a'
         while true do pool:defaults { attributes = { email = big } } end",
    ));
    hostile(&with("for key in ann do print(key) end")).check(expect![[r#"
        info main.lua:4 id
        info main.lua:4 username
        main.lua:2 user "ann"
          user_pool_id = "us-east-1_a""#]]);
}

#[test]
fn coroutines_do_not_outlive_the_time_limit() {
    runs_out_of_time(
        "while true do
            local co = coroutine.create(function() while true do end end)
            pcall(coroutine.resume, co)
        end",
    );
}

#[test]
fn patterns_are_stopped_while_they_match() {
    runs_out_of_time("string.find(('a'):rep(40), ('a*'):rep(20) .. 'b')");
    runs_out_of_time("(('a'):rep(200000)):gsub('.-.-.-b', '')");
}

#[test]
fn calls_to_the_host_do_not_escape_the_time_limit() {
    runs_out_of_time("local ph = require 'poolhouse' while true do ph.json.encode {} end");
    runs_out_of_time("while true do pcall(require, 'none') end");
}

#[test]
fn a_hostile_tostring_is_stopped() {
    runs_out_of_time("error(setmetatable({}, { __tostring = function() while true do end end }))");
    runs_out_of_time("print(setmetatable({}, { __tostring = function() while true do end end }))");
}

#[test]
fn memory_is_bounded() {
    runs_out_of_memory("local s = 'x' while true do s = s .. s end");
    runs_out_of_memory("local t = {} while true do t[#t + 1] = {} end");
    runs_out_of_memory("local t = {} for i = 1, 1e9 do t[i] = coroutine.create(print) end");
    runs_out_of_memory("table.create(2^26)");
    runs_out_of_memory("buffer.create(2^29)");
    runs_out_of_memory("string.rep('x', 2^29)");
    runs_out_of_memory(
        "local ph = require 'poolhouse' local t = {} while true do t[#t + 1] = ph.json.decode '[1,[2]]' end",
    );
    runs_out_of_memory("local s = 'x' while true do pcall(function() s = s .. s end) s = s .. s end");
}

#[test]
fn what_is_declared_counts_as_memory() {
    let declare = "local pool = (require 'poolhouse').cognito.pool 'us-east-1_test' while true do";
    runs_out_of_memory(&format!("{declare} pool:user('ann', {{ username = ('x'):rep(1000) }}) end"));
    runs_out_of_memory(&format!("{declare} pool:user('ann') end"));
}

#[test]
fn nesting_without_end_is_a_syntax_error() {
    let source = format!("return {}1", "(".repeat(100_000));
    hostile(&source).check(expect![
        "main.lua:1: Exceeded allowed recursion depth; simplify your expression to make the code compile"
    ]);
    let source = format!("return {}", "{".repeat(100_000));
    hostile(&source).check(expect![
        "main.lua:1: Exceeded allowed recursion depth; simplify your expression to make the code compile"
    ]);
}

#[test]
fn sizes_beyond_reason_are_errors_or_nothing() {
    hostile("print(#string.rep('x', 2^31))").check(expect!["info main.lua:1 0"]);
    hostile("table.create(2^40)")
        .check(expect!["main.lua:1: invalid argument #1 to 'create' (size out of range)"]);
    hostile("buffer.create(2^40)").check(expect!["main.lua:1: invalid argument #1 to 'create' (size)"]);
}

#[test]
fn recursion_ends_in_an_error() {
    hostile("local function f() return 1 + f() end\nf()").check(expect!["main.lua:1: stack overflow"]);
    hostile("local function f() coroutine.wrap(f)() end f()").check(expect!["main.lua:1: C stack overflow"]);
    hostile(
        "local t = setmetatable({}, {}) getmetatable(t).__index = function(_, k) return t[k] end print(t.x)",
    )
    .check(expect!["main.lua:1: C stack overflow"]);
    hostile("local function f() pcall(f) end f()").check(expect![""]);
}

#[test]
fn code_from_text_or_bytes_is_not_to_be_had() {
    hostile("loadstring('\\27Lua')").check(expect![
        "main.lua:1: `loadstring` is not defined (code comes from files of the project, by `require`)"
    ]);
    hostile("print(string.dump)").check(expect!["info main.lua:1 nil"]);
    let output = hostile("\u{1b}Lua").run();
    assert!(output.starts_with("main.lua:1: "), "{output}");
}

#[test]
fn libraries_and_globals_are_read_only() {
    hostile("getmetatable('').__index = nil")
        .check(expect!["main.lua:1: attempt to modify a readonly table"]);
    hostile("string.upper = nil").check(expect!["main.lua:1: attempt to modify a readonly table"]);
    hostile("_G.tostring = nil").check(expect!["main.lua:1: attempt to modify a readonly table"]);
    hostile("tostring = nil").check(expect!["main.lua:1: `tostring` is not local, and globals cannot be written (write `local tostring = …` or `local function tostring`)"]);
    hostile("rawset(_G, 'x', 1)").check(expect!["main.lua:1: attempt to modify a readonly table"]);
    hostile("setmetatable(_G, {})").check(expect!["main.lua:1: cannot change a protected metatable"]);
    hostile("math.random = nil").check(expect!["main.lua:1: attempt to modify a readonly table"]);
    hostile("debug.traceback = nil").check(expect!["main.lua:1: attempt to modify a readonly table"]);
}

#[test]
fn nothing_leads_outside() {
    hostile(
        "local present = {}
         for _, name in { 'os', 'io', 'package', 'dofile', 'loadfile', 'load', 'loadstring', 'getfenv', 'setfenv',
             'collectgarbage', 'gcinfo', 'newproxy' } do
             if rawget(_G, name) ~= nil then table.insert(present, name) end
         end
         print(table.concat(present, ','), debug.info, debug.sethook, debug.getregistry)",
    )
    .check(expect![["info main.lua:6 \tnil\tnil\tnil"]]);
    hostile("print(os.getenv 'HOME')").check(expect!["main.lua:1: `os` is not defined (scripts reach nothing outside: files come from `ph.csv` and `ph.json`, the environment from `ph.env`)"]);
}

#[test]
fn nothing_is_kept_from_one_run_to_the_next() {
    let case = hostile("local ok = pcall(function() string.marker = 1 end) print(ok, string.marker)");
    assert_eq!(case.run(), case.run());
}

#[test]
fn a_panic_of_the_host_is_swallowed_by_nothing() {
    for swallow in [
        "pcall(print, 'panic')",
        "xpcall(print, function() return 1 end, 'panic')",
        "coroutine.resume(coroutine.create(print), 'panic')",
        "pcall(coroutine.wrap(function() print 'panic' end))",
        "pcall(pcall, coroutine.resume, coroutine.create(print), 'panic')",
        "table.sort({ 1, 2 }, function() return pcall(print, 'panic') end)",
        "pcall(tostring, setmetatable({}, { __tostring = function() print 'panic' return '' end }))",
    ] {
        let heard = Arc::new(Mutex::new(Vec::new()));
        let case = hostile(&format!("{swallow} print 'went on'"));
        let sink = Arc::clone(&heard);
        let log: LogSink = Arc::new(move |line| {
            assert_ne!(line.text, "panic", "the host breaks");
            sink.lock().push(line.text);
        });
        let host = LuaHost::new(LuaOptions { log, ..case.options(case.written()) });
        let ended = catch_unwind(AssertUnwindSafe(|| host.declare()));
        assert!(ended.is_err(), "{swallow} swallows it");
        assert_eq!(*heard.lock(), [""; 0], "{swallow} goes on");
    }
}
