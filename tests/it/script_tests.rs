//! `poolhouse test`, as people run it.

use std::fs;
use std::io::{BufRead, BufReader};

use crate::command::{Scene, Told};

const POOL: &str = "us-east-1_examplepool";

/// A script that declares Ann, and a group whose name is an argument.
const PEOPLE: &str = r#"
local ph = require "poolhouse"
local pool = ph.cognito.pool "us-east-1_examplepool"
local group = pool:group(ph.args.group or "staff", {})
pool:user("ann", { attributes = { email = "ann@example.com", email_verified = true }, groups = { group } })
"#;

/// A file of tests with these lines in one case.
fn case(lines: &str) -> String {
    format!(
        "local t = require 'poolhouse.test'\nlocal POOL = '{POOL}'\n\
         t.it('a case', function(emulator)\n{lines}\nend)\n"
    )
}

/// The command's words on a project of `people.lua` and a case with these lines.
fn scene(lines: &str) -> Scene {
    Scene::new(&[("people.lua", PEOPLE), ("people_test.lua", &case(lines))])
}

#[track_caller]
fn passes(lines: &str) {
    let told = scene(lines).run("test").succeeded();
    assert!(told.stdout.contains("1 passed, 0 failed"), "{told}");
}

#[test]
fn the_first_test_of_a_new_project_passes() {
    let scene = Scene::new(&[]);
    scene.run("init team").succeeded();
    let told = scene.run("test team").succeeded();
    assert!(told.stdout.contains("✓ makes Ann one of the staff"), "{told}");
    assert!(told.stdout.contains("3 passed, 0 failed"), "{told}");
}

#[test]
fn a_failure_shows_its_line_and_ends_with_code_1() {
    let told = scene(
        "emulator:apply('people.lua')\nt.expect(emulator:user(POOL, 'ann').Groups):to_equal({ 'crew' })",
    )
    .run("test");
    assert_eq!(told.code, 1, "{told}");
    let expected = "people_test.lua:5: expected { \"staff\" } to equal { \"crew\" }";
    assert!(told.stdout.contains("✗ a case") && told.stdout.contains(expected), "{told}");
    assert!(told.stdout.contains("failed: 0 passed, 1 failed"), "{told}");
}

#[test]
fn where_nothing_is_run_nothing_has_passed() {
    let empty = Scene::new(&[]);
    let told = empty.run("test");
    assert!(told.code == 1 && told.stderr.contains("there are no tests"), "{told}");
    let told = scene("").run("test --filter nobody");
    assert!(told.code == 1 && told.stdout.contains("0 passed, 0 failed, 1 left out"), "{told}");
    let told = empty.run("test none_test.lua");
    assert!(told.code == 1 && told.stderr.contains("there is no such file or folder"), "{told}");
}

#[test]
fn a_case_remembers_what_it_applied_and_no_other_case_does() {
    passes(
        "t.expect(emulator:apply('people.lua').plan.creates):to_equal(2)
         t.expect(emulator:plan('people.lua').complete):to_equal(true)
         t.expect(emulator:apply('people.lua', { args = { group = 'crew' } }).plan):to_contain({ creates = 1, deletes = 1 })
         t.expect(emulator:user(POOL, 'ann').Groups):to_equal({ 'crew' })
         emulator:destroy('people.lua')
         t.expect(emulator:users(POOL)):to_equal({})",
    );
    let scene = scene("emulator:apply('people.lua')");
    scene.run("test").succeeded();
    let told = scene.run("plan people.lua").succeeded();
    assert!(told.stdout.contains("2 to create"), "the project's own emulator saw nothing: {told}");
}

#[test]
fn a_case_reads_messages_and_turns_the_clock() {
    passes(
        "emulator:apply('people.lua')
         local code = emulator:messages(POOL, 'ann')[1].code
         local client = emulator:call('CreateUserPoolClient', {
            UserPoolId = POOL, ClientName = 'app', ExplicitAuthFlows = { 'ALLOW_USER_PASSWORD_AUTH' },
         }).UserPoolClient.ClientId
         local function sign_in()
            return emulator:call('InitiateAuth', {
                ClientId = client, AuthFlow = 'USER_PASSWORD_AUTH',
                AuthParameters = { USERNAME = 'ann', PASSWORD = code },
            })
         end
         t.expect(sign_in().ChallengeName):to_equal('NEW_PASSWORD_REQUIRED')
         local before = emulator:now()
         emulator:advance('8d')
         t.expect(emulator:now() - before):to_equal(8 * 24 * 60 * 60)
         t.expect(sign_in):to_fail_with('NotAuthorizedException')",
    );
}

#[test]
fn faults_are_met_by_scripts_and_their_waits_take_no_time() {
    passes(
        "emulator:fail({ on = 'AdminCreateUser', with = 'lost_answer', times = 1 })
         emulator:fail({ on = 'CreateGroup', with = 'throttle', times = 8 })
         emulator:fail({ on = 'AdminAddUserToGroup', with = 'delay', delay = '1h' })
         local before = emulator:now()
         t.expect(emulator:apply('people.lua').complete):to_equal(true)
         t.expect(emulator:messages(POOL)):to_have_length(1)
         t.expect(emulator:now() - before):to_be_at_least(3600)",
    );
    passes(
        "emulator:fail({ on = 'AdminCreateUser', with = 'LimitExceededException', message = 'no mail left' })
         t.expect(function() emulator:apply('people.lua') end):to_fail_with('no mail left')
         local run = emulator:apply('people.lua', { may_fail = true })
         t.expect(run.failed):to_contain({ kind = 'user', id = 'ann' })",
    );
}

/// A script that is run: it asks, waits and deletes.
const CLEAN: &str = r#"
local ph = require "poolhouse"
local POOL = "us-east-1_examplepool"
if ph.prompt "Really?" ~= "yes" then error "nothing was done" end
ph.sleep(3600)
for page in ph.api.list_users.pages { UserPoolId = POOL, Limit = 1 } do
  for _, user in page.Users do
    ph.api.admin_delete_user { UserPoolId = POOL, Username = user.Username }
    print("deleted " .. user.Username)
  end
end
"#;

#[test]
fn scripts_that_call_the_api_are_run_on_the_emulator_and_in_the_time_of_the_case() {
    let lines = "emulator:apply('people.lua')
         t.expect(function() emulator:run('clean.lua', { answers = { 'no' } }) end):to_fail_with('nothing was done')
         t.expect(function() emulator:run('clean.lua') end):to_fail_with('no answer to')
         local before = emulator:now()
         local dry = emulator:run('clean.lua', { answers = { 'yes' }, dry_run = true })
         t.expect(dry.output):to_contain('would call AdminDeleteUser')
         t.expect(emulator:user(POOL, 'ann')).never:to_be_nil()
         emulator:fail({ on = 'AdminDeleteUser', with = 'throttle', times = 3 })
         t.expect(emulator:run('clean.lua', { answers = { 'yes' } }).output):to_equal('deleted ann')
         t.expect(emulator:user(POOL, 'ann')):to_be_nil()
         t.expect(emulator:now() - before):to_be_at_least(7200)";
    let scene = scene(lines);
    scene.write("clean.lua", CLEAN);
    let told = scene.run("test --coverage").succeeded();
    assert!(told.stdout.contains("clean.lua: 8 of 8"), "{told}");
}

#[test]
fn a_case_calls_the_api_itself_and_its_calls_meet_triggers() {
    let scene = scene(
        "local ph = require 'poolhouse'
         emulator:apply('sign_up.lua')
         local client = ph.api.create_user_pool_client({ UserPoolId = POOL, ClientName = 'app' }).UserPoolClient
         ph.api.sign_up({ ClientId = client.ClientId, Username = 'ann', Password = 'Hunter2!hunter2' })
         t.expect(ph.api.admin_get_user({ UserPoolId = POOL, Username = 'ann' }).UserStatus):to_equal('CONFIRMED')
         local before = ph.now()
         ph.sleep(3600)
         t.expect(ph.now() - before):to_be_at_least(3600)
         local ok, failure = pcall(ph.api.admin_get_user, { UserPoolId = POOL, Username = 'nobody' })
         t.expect(failure.code):to_equal('UserNotFoundException')",
    );
    scene.write(
        "sign_up.lua",
        "local pool = (require 'poolhouse').cognito.pool 'us-east-1_examplepool'
         pool:on('pre_sign_up', function(event) event.response.autoConfirmUser = true end)",
    );
    scene.run("test").succeeded();
}

#[test]
fn what_is_wrong_with_a_script_is_told_with_all_its_places() {
    let scene = Scene::new(&[
        (
            "bad.lua",
            "local pool = require('poolhouse').cognito.pool('us-east-1_examplepool')\npool:user('a', { attributes = { emial = 'x' } })\npool:user('b', { nmae = 1 })",
        ),
        ("bad_test.lua", &case("emulator:plan('bad.lua')")),
    ]);
    let told = scene.run("test");
    assert_eq!(told.code, 1, "{told}");
    assert!(told.stdout.contains("bad.lua:2: user \"a\": attributes.emial"), "{told}");
    assert!(told.stdout.contains("bad.lua:3: user \"b\": nmae"), "{told}");
}

#[test]
fn a_test_sees_nothing_of_the_real_environment() {
    let scene = Scene::new(&[
        ("env.lua", "local ph = require 'poolhouse'\nprint(ph.env.TEAM)"),
        (
            "env_test.lua",
            &case(
                "t.expect(function() emulator:plan('env.lua') end):to_fail()\nemulator:plan('env.lua', { env = { TEAM = 'red' } })",
            ),
        ),
    ]);
    let told = scene.command("test").env("TEAM", "real").output().expect("the command runs");
    let told = Told::new(told).succeeded();
    assert!(told.stdout.contains("env.lua:2: red") && !told.stdout.contains("real"), "{told}");
}

#[test]
fn snapshots_are_taken_where_people_look_and_never_on_a_machine_for_ci() {
    let scene = scene("t.expect(emulator:plan('people.lua').text):to_match_snapshot()");
    let ci = |arguments: &str| {
        let output = scene.command(arguments).env("CI", "true").output();
        Told::new(output.expect("the command runs"))
    };
    let told = ci("test");
    assert!(told.code == 1 && told.stdout.contains("there is no snapshot \"a case\""), "{told}");
    let told = scene.command("test").env_remove("CI").output().expect("the command runs");
    let told = Told::new(told).succeeded();
    assert!(told.stderr.contains("1 snapshot taken"), "{told}");
    ci("test").succeeded();
    scene.edit("people.lua", "\"staff\"", "\"crew\"");
    let told = ci("test");
    assert!(told.code == 1 && told.stdout.contains("+ + group \"crew\" will be created"), "{told}");
    ci("test --update").succeeded();
    ci("test").succeeded();
}

#[test]
fn everything_is_told_to_programs() {
    let told = scene("print('said')\nt.expect(1):to_equal(2)").run("test --json");
    assert_eq!(told.code, 1, "{told}");
    let report = told.json();
    assert_eq!((&report["passed"], &report["failed"]), (&0.into(), &1.into()), "{told}");
    let case = &report["files"][0]["cases"][0];
    assert_eq!(case["name"], "a case");
    assert_eq!(case["log"][0], "said");
    assert_eq!(case["faults"][0]["message"], "expected 1 to equal 2");
}

#[test]
fn a_filter_runs_the_cases_of_that_name_alone() {
    let tests = "local t = require 'poolhouse.test'
        t.describe('staff', function()
            t.it('joins', function() end)
            t.it('leaves', function() error('not asked') end)
        end)";
    let told =
        Scene::new(&[("a_test.luau", tests)]).command_of(&["test", "--filter", "staff > joins"]).output();
    let told = Told::new(told.expect("the command runs")).succeeded();
    assert!(told.stdout.contains("1 passed, 0 failed, 1 left out"), "{told}");
}

#[test]
fn servers_of_builds_are_told_in_their_own_form() {
    let scene = scene("print('said')\nt.expect('<a>'):to_equal('b')");
    assert_eq!(scene.run("test --junit report.xml").code, 1);
    let xml = fs::read_to_string(scene.path("report.xml")).expect("written");
    for part in [
        "tests=\"1\"",
        "failures=\"1\"",
        "name=\"a case\"",
        "classname=\"people_test.lua\"",
        "&lt;a&gt;",
        "said",
    ] {
        assert!(xml.contains(part), "{part} is not in {xml}");
    }
}

#[test]
fn coverage_names_the_lines_of_scripts_that_no_case_runs() {
    let script = "local ph = require 'poolhouse'\nif ph.args.all then\n  print('all')\nend\n";
    let scene = Scene::new(&[("a.lua", script), ("a_test.lua", &case("emulator:plan('a.lua')"))]);
    let told = scene.run("test --coverage --lcov lcov.info").succeeded();
    assert!(told.stdout.contains("a.lua: 2 of 3; not 3"), "{told}");
    let lcov = fs::read_to_string(scene.path("lcov.info")).expect("written");
    assert!(lcov.contains("SF:a.lua\nDA:1,1\nDA:2,1\nDA:3,0\nLF:3\nLH:2\nend_of_record"), "{lcov}");
}

#[test]
fn a_watch_runs_the_cases_again_when_a_script_changes() {
    let scene = scene("t.expect(emulator:apply('people.lua').plan.creates):to_equal(2)");
    let mut watch = scene.start("test --watch");
    let lines = BufReader::new(watch.0.stdout.take().expect("piped")).lines();
    let mut sums = lines.map(|line| line.expect("text")).filter(|line| line.contains(" passed, "));
    let first = sums.next().expect("it runs at once");
    assert!(first.contains("1 passed, 0 failed"), "{first}");
    scene.edit("people.lua", "pool:user", "pool:group('more', {})\npool:user");
    let second = sums.next().expect("it runs again");
    assert!(second.contains("0 passed, 1 failed"), "{second}");
}
