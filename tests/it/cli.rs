//! The command, as people run it: a sentence, a command, everything it says.

use std::io::{BufRead, BufReader};
use std::net::TcpListener;
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use expect_test::{Expect, expect};
use poolhouse::state::{LocalState, Place};

use crate::command::{Scene, Started, Told};

fn says(told: &Told, expected: Expect) {
    expected.assert_eq(&told.to_string());
}

#[test]
fn the_quickstart_provisions_four_users_and_then_has_nothing_to_do() {
    let scene = Scene::of_repository();
    says(
        &scene.run("apply scripts/quickstart.lua --yes"),
        expect![[r#"
            + user "newUser" (john.doe@example.com) will be created  scripts/quickstart.lua:9
                + email = "john.doe@example.com"
                + phone_number = "+15555551234"
                # an invitation is sent by SMS
            + user "advancedUser" (jane.doe@example.com) will be created  scripts/quickstart.lua:15
                + email = "jane.doe@example.com"
                + name = "Jane Doe"
            + user "aliasUser" (alias@example.com) will be created  scripts/quickstart.lua:23
                + email = "alias@example.com"
                + preferred_username = "aliasUser"
                # an invitation is sent by e-mail
            + user "metadataUser" (metadata@example.com) will be created  scripts/quickstart.lua:34
                + email = "metadata@example.com"
                # an invitation is sent by e-mail
            plan: 4 to create
            cost: 4 calls (4 UserCreation), 4 monthly active users
            done: 4 created
            --- stderr
            warning: scripts/quickstart.lua:15: user "advancedUser": validation_data.custom:role is never stored: only the pre sign-up trigger sees it
              hint: what the user is to have goes to attributes["custom:role"]
            warning: scripts/quickstart.lua:23: user "aliasUser": force_alias_creation moves only addresses that are verified
              hint: add email_verified = true or phone_number_verified = true
            warning: scripts/quickstart.lua:23: user "aliasUser": attributes have no phone_number for SMS, the default medium of an invitation; that e-mail takes its place is not promised
              hint: set desired_delivery_mediums = { "EMAIL" } or message_action = "SUPPRESS"
            warning: scripts/quickstart.lua:34: user "metadataUser": attributes have no phone_number for SMS, the default medium of an invitation; that e-mail takes its place is not promised
              hint: set desired_delivery_mediums = { "EMAIL" } or message_action = "SUPPRESS"
            --- exit 0
        "#]],
    );
    says(
        &scene.run("apply scripts/quickstart.lua --yes"),
        expect![[r#"
            plan: nothing to do, 4 as they should be
            --- exit 0
        "#]],
    );
    assert_eq!(scene.run("plan scripts/quickstart.lua --detailed-exitcode").code, 0);
}

#[test]
fn one_edited_attribute_is_one_change_in_place() {
    let scene = Scene::of_repository();
    scene.run("apply scripts/quickstart.lua --yes").succeeded();
    scene.edit("scripts/quickstart.lua", "\"Jane Doe\"", "\"Jane Roe\"");
    says(
        &scene.run("plan scripts/quickstart.lua --detailed-exitcode"),
        expect![[r#"
            ~ user "advancedUser" (jane.doe@example.com) will be updated in place  scripts/quickstart.lua:15
                ~ name = "Jane Doe" -> "Jane Roe"
            plan: 1 to change, 3 as they should be
            cost: 1 call (1 UserUpdate), 1 monthly active user
            --- exit 2
        "#]],
    );
    scene.run("apply scripts/quickstart.lua --yes").succeeded();
    assert_eq!(scene.run("plan scripts/quickstart.lua --detailed-exitcode").code, 0);
}

#[test]
fn everything_wrong_with_a_script_is_told_at_once_and_nothing_is_touched() {
    let scene = Scene::new(&[(
        "people.lua",
        r#"local ph = require "poolhouse"
local pool = ph.cognito.pool "us-east-1_examplepool"
pool:user("fine", { message_action = "SUPPRESS" })
pool:user("misspelt", { atributes = { email = "a@example.com" } })
pool:user("mistyped", { enabled = "yes", groups = "admins" })
pool:user("fine", { message_action = "SUPPRESS" })
pool:user("unknown", { attributes = { emial = "a@example.com" }, message_action = "SUPPRESS" })
pool:user("ungrouped", { groups = { "adnims" }, message_action = "SUPPRESS" })
pool:group("admins", {})
ph.cognito.UserPoolUser("elsewhere", { UserPoolId = "us-east-1_nowhere" })
for n = 1, 3 do ph.cognito.pool("us-east-1_nowhere"):user("u" .. n, {}) end
"#,
    )]);
    says(
        &scene.run("apply people.lua --yes"),
        expect![[r#"
            --- stderr
            error: people.lua:4: user "misspelt": atributes is not a property of UserPoolUser
              hint: did you mean attributes?
            error: people.lua:5: user "mistyped": enabled must be true or false, got the string "yes"
            error: people.lua:5: user "mistyped": groups must be a list of strings, got the string "admins"
            error: people.lua:6: user "fine": was declared at people.lua:3 already
              hint: give each its own id, made from data and not from its position
            error: people.lua:7: user "unknown": attributes.emial is not in pool us-east-1_examplepool
              hint: did you mean email?
            error: people.lua:8: user "ungrouped": groups names group "adnims", which is neither declared nor in pool us-east-1_examplepool
              hint: did you mean "admins"?
            error: people.lua:10: user "elsewhere": is in pool us-east-1_nowhere, which does not exist here
            error: people.lua:11: user "u1": is in pool us-east-1_nowhere, which does not exist here, and so are 2 others
            8 faults; nothing was changed
            --- exit 1
        "#]],
    );
    assert_eq!(scene.run("check people.lua").code, 1);
    assert_eq!(scene.run("state list").stdout, "");
}

#[test]
fn arguments_that_make_no_sense_exit_with_one_because_two_means_changes() {
    let scene = Scene::of_repository();
    assert_eq!(scene.run("plan scripts/quickstart.lua --detailed-exitcod").code, 1);
    says(
        &scene.run("plan scripts/quickstart.lua --endpoint http://127.0.0.1:9"),
        expect![[r#"
        --- stderr
        error: --endpoint means something with --backend aws only
        --- exit 1
    "#]],
    );
    says(
        &scene.run("apply none.lua"),
        expect![[r#"
        --- stderr
        error: none.lua: there is no such script
        --- exit 1
    "#]],
    );
    assert_eq!(scene.run("--help").code, 0);
}

#[test]
fn flags_that_would_mean_nothing_are_refused() {
    let scene = Scene::of_repository();
    for (flags, word) in [
        ("--backend aws --endpoint http://127.0.0.1:9 --fixture pool.json", "--fixture"),
        ("--stage=", "stage"),
        ("--name=", "name"),
    ] {
        let told = scene.run(&format!("plan scripts/quickstart.lua {flags}"));
        assert_eq!(told.code, 1, "{told}");
        assert!(told.stderr.contains(word), "{told}");
    }
}

#[test]
fn another_id_for_the_same_person_deletes_nobody() {
    let scene = Scene::of_repository();
    scene.run("apply scripts/quickstart.lua --yes").succeeded();
    scene.edit("scripts/quickstart.lua", "\"newUser\"", "\"staff/17\"");
    says(
        &scene.run("apply scripts/quickstart.lua --yes --adopt"),
        expect![[r#"
            ~ user "staff/17" (john.doe@example.com) will be recorded; no call is made  scripts/quickstart.lua:9
                # was declared as user "newUser"
            plan: 1 to change, 3 as they should be
            cost: no calls
            done: 1 recorded
            --- exit 0
        "#]],
    );
    assert_eq!(scene.run("plan scripts/quickstart.lua --detailed-exitcode").code, 0);
}

#[test]
fn a_second_run_in_the_same_folder_is_told_to_wait() {
    let scene = Scene::of_repository();
    scene.run("plan scripts/quickstart.lua").succeeded();
    let held =
        poolhouse::emulator::RedbData::open(scene.path(".poolhouse/emulator.redb")).expect("free again");
    let told = scene.run("plan scripts/quickstart.lua");
    assert_eq!(told.code, 1, "{told}");
    assert!(told.stderr.contains("another run of this project has the embedded emulator"), "{told}");
    drop(held);
    scene.run("plan scripts/quickstart.lua").succeeded();
}

#[test]
fn destroy_finds_whom_a_killed_run_made_without_remembering() {
    let scene = Scene::new(&[("people.csv", &many(4000)), ("people.lua", MANY)]);
    let mut run = scene.start("apply people.lua --yes");
    let state = scene.path(".poolhouse/state/dev/embedded/script+people.lua.redb");
    wait_until("200 users are remembered", || {
        LocalState::read_only(&state).is_ok_and(|state| state.entries.len() >= 200)
    });
    run.0.kill().expect("killed");
    run.0.wait().expect("ended");
    scene.run("destroy people.lua --yes").succeeded();
    assert_eq!(scene.run("state list").stdout, "");
    let plan = scene.run("plan people.lua --json").succeeded().json();
    assert_eq!((&plan["totals"]["create"], &plan["unchanged"]), (&4000.into(), &0.into()), "some were left");
}

#[test]
fn nobody_is_changed_when_nobody_says_yes() {
    let scene = Scene::of_repository();
    let told = scene.run("apply scripts/quickstart.lua");
    assert_eq!(told.code, 1);
    assert!(told.stderr.contains("--yes"), "{told}");
    assert_eq!(scene.run("plan scripts/quickstart.lua --detailed-exitcode").code, 2);
}

#[test]
fn two_scripts_in_one_folder_never_touch_each_others_people() {
    let script = |name: &str| {
        format!(
            "local pool = (require \"poolhouse\").cognito.pool \"us-east-1_examplepool\"\n\
             pool:user(\"{name}\", {{ message_action = \"SUPPRESS\" }})\n"
        )
    };
    let scene = Scene::new(&[("a.lua", &script("ann")), ("b.lua", &script("bob"))]);
    scene.run("apply a.lua --yes").succeeded();
    scene.run("apply b.lua --yes").succeeded();
    scene.run("apply b.lua --yes --name other --adopt").succeeded();
    says(
        &scene.run("destroy a.lua --yes"),
        expect![[r#"
            - user "ann" will be deleted
            plan: 1 to delete
            cost: 1 call (1 UserUpdate), 0 monthly active users
            done: 1 deleted
            --- exit 0
        "#]],
    );
    assert_eq!(scene.run("plan b.lua --detailed-exitcode").code, 0);
    says(
        &scene.run("state list"),
        expect![[r#"
            of name other, stage dev, target embedded (serial 1)
              user/bob  bob  us-east-1_examplepool
            of script b.lua, stage dev, target embedded (serial 3)
              user/bob  bob  us-east-1_examplepool
            --- exit 0
        "#]],
    );
    let told = scene.run("state list --source b.lua").succeeded();
    assert!(told.stdout.contains("script b.lua") && !told.stdout.contains("name other"), "{told}");
    for verb in ["list", "unlock"] {
        let told = scene.run(&format!("state {verb} --source c.lua"));
        assert!(told.code == 1 && told.stderr.contains("there is no such state; there are:"), "{told}");
    }
}

#[test]
fn where_nobody_answers_a_plan_gives_up_soon() {
    let scene =
        Scene::new(&[("people.lua", "require('poolhouse').cognito.pool('us-east-1_a'):user('ann', {})")]);
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = listener.local_addr().expect("an address");
    let tries = Arc::new(AtomicU32::new(0));
    let seen = Arc::clone(&tries);
    std::thread::spawn(move || {
        for connection in listener.incoming() {
            drop(connection);
            seen.fetch_add(1, Ordering::Relaxed);
        }
    });
    let told = scene.run(&format!("plan people.lua --backend aws --endpoint http://{address}"));
    assert_eq!(told.code, 1, "{told}");
    assert!(told.stderr.contains("DescribeUserPool"), "{told}");
    let tries = tries.load(Ordering::Relaxed);
    assert!((1..=5).contains(&tries), "{tries} connections: {told}");
}

#[test]
fn two_targets_of_one_script_never_touch_each_others_people() {
    let scene = Scene::of_repository();
    let (one, other) = (Served::start(&scene), Served::start(&scene));
    let on = |server: &Served, verb: &str| {
        let told = scene
            .run(&format!("{verb} scripts/quickstart.lua --backend aws --endpoint {} --yes", server.url));
        told.succeeded();
    };
    scene.run("apply scripts/quickstart.lua --yes").succeeded();
    on(&one, "apply");
    on(&other, "apply");
    on(&one, "destroy");
    let plan = |arguments: &str| {
        scene.run(&format!("plan scripts/quickstart.lua --detailed-exitcode {arguments}")).code
    };
    assert_eq!(plan(""), 0);
    assert_eq!(plan(&format!("--backend aws --endpoint {}", other.url)), 0);
    assert_eq!(plan(&format!("--backend aws --endpoint {}", one.url)), 2);
}

#[test]
fn destroy_deletes_what_was_made_and_leaves_what_was_not() {
    let scene = Scene::of_repository();
    scene.run("apply scripts/staff.lua --yes").succeeded();
    scene.run("apply scripts/quickstart.lua --yes").succeeded();
    let told = scene.run("destroy scripts/staff.lua --yes --json").succeeded().json();
    assert_eq!(told["failed"], serde_json::json!([]));
    assert!(told["done"].as_array().is_some_and(|done| done.len() > 12), "{told:#}");
    assert_eq!(scene.run("plan scripts/quickstart.lua --detailed-exitcode").code, 0);
}

#[test]
fn a_secret_reaches_the_user_and_nothing_else() {
    let scene = Scene::new(&[(
        "people.lua",
        r#"local ph = require "poolhouse"
local pool = ph.cognito.pool "us-east-1_examplepool"
local first = ph.secret.env "FIRST_PASSWORD"
print(first)
pool:user("ann", { password = first, message_action = "SUPPRESS" })
"#,
    )]);
    let refused = scene.run("apply people.lua --yes");
    assert!(refused.stderr.contains("--allow-env FIRST_PASSWORD"), "{refused}");
    let secret = "Correct-Horse-17";
    let output = scene
        .command("apply people.lua --yes --json --allow-env FIRST_PASSWORD")
        .env("FIRST_PASSWORD", secret)
        .output();
    let told = Told::new(output.expect("the command runs")).succeeded();
    assert!(told.stderr.contains("secret(FIRST_PASSWORD)"), "{told}");
    assert!(!told.to_string().contains(secret), "{told}");
    for file in files_beneath(&scene.path(".poolhouse")) {
        let bytes = std::fs::read(&file).expect("read");
        let held = bytes.windows(secret.len()).any(|window| window == secret.as_bytes());
        assert!(!held, "{} holds the secret", file.display());
    }
}

#[test]
fn a_run_that_is_killed_loses_nobody_and_the_next_one_finishes_its_work() {
    let scene = Scene::new(&[("people.csv", &many(4000)), ("people.lua", MANY)]);
    let place = Place { stage: "dev".into(), target: "embedded".into(), source: "script people.lua".into() };
    let state = place.file(&scene.path(".poolhouse"));
    let mut run = scene.start("apply people.lua --yes");
    wait_until("200 users are remembered", || {
        LocalState::read_only(&state).is_ok_and(|state| state.entries.len() >= 200)
    });
    run.0.kill().expect("killed");
    run.0.wait().expect("ended");
    let remembered = LocalState::read_only(&state).expect("the state can be read").entries.len();
    assert!((200..4000).contains(&remembered), "killed too late to show anything: {remembered}");
    let told = scene.run("apply people.lua --yes --json").succeeded().json();
    assert_eq!((&told["failed"], &told["skipped"]), (&serde_json::json!([]), &serde_json::json!([])));
    let made = told["plan"]["totals"]["create"].as_u64().expect("a count");
    assert!(made <= 4000 - remembered as u64, "{made} made anew, {remembered} were remembered");
    assert_eq!(scene.run("plan people.lua --detailed-exitcode").code, 0);
}

#[test]
fn faults_and_warnings_have_their_very_places_for_programs() {
    let scene = Scene::new(&[(
        "people.lua",
        "local pool = (require 'poolhouse').cognito.pool 'us-east-1_examplepool'\n\
         pool:user('ann', {\n  attributes = { emial = 'ann@example.com' },\n})\n",
    )]);
    let fault = scene.run("check people.lua --json").json()["faults"][0].clone();
    assert_eq!(
        (&fault["line"], &fault["column"], &fault["path"]),
        (&3.into(), &18.into(), &"attributes.emial".into())
    );
    scene.write("people.lua", "local ph = require 'poolhouse'\nph.json.decode('1')\n");
    let warning = scene.run("check people.lua --json").json()["warnings"][0].clone();
    assert_eq!((&warning["line"], &warning["column"]), (&2.into(), &1.into()));
}

#[test]
fn plans_and_reports_can_be_had_as_json() {
    let scene = Scene::of_repository();
    let plan = scene.run("plan scripts/quickstart.lua --json").succeeded().json();
    assert_eq!(plan["totals"]["create"], 4);
    assert_eq!(plan["changes"][0]["resource"], "user/newUser");
    assert_eq!(plan["changes"][0]["origin"], "scripts/quickstart.lua:9");
    let report = scene.run("apply scripts/quickstart.lua --yes --json").succeeded().json();
    assert_eq!(report["done"].as_array().map(Vec::len), Some(4));
    let shown = scene.run("state show user/newUser --json").succeeded().json();
    assert_eq!(shown[0]["entries"]["user/newUser"]["user"]["username"], "john.doe@example.com");
    let faults = scene.run("check scripts/quickstart.lua --arg pool=nonsense --json");
    assert_eq!((faults.code, faults.json()["faults"][0]["line"].clone()), (1, serde_json::json!(6)));
    assert_eq!(faults.json()["faults"][0]["column"], 14, "{faults}");
    let refused = scene.run("apply scripts/quickstart.lua --arg pool=nonsense --json --yes");
    assert_eq!((refused.code, refused.json()), (1, faults.json()));
    let asked = scene.run("destroy scripts/quickstart.lua --json");
    assert!(asked.code == 1 && asked.stderr.contains("--yes"), "{asked}");
}

#[test]
fn the_emulator_lists_what_is_built_and_what_is_not() {
    let told = Scene::new(&[]).run("emulator --operations").succeeded();
    assert_eq!(told.stdout.lines().count(), 141 + 1, "{told}");
    for name in poolhouse::emulator_model::OperationName::ALL {
        let word = if poolhouse::emulator::is_implemented(*name) { "built" } else { "not implemented" };
        assert!(told.stdout.contains(&format!("{:<40} {word}", name.as_str())), "{name} in {told}");
    }
}

#[test]
fn the_emulator_ends_well_when_it_is_told_to() {
    for signal in ["-INT", "-TERM"] {
        let mut served = Served::start(&Scene::new(&[]));
        let process = &mut served.process.0;
        let told = std::process::Command::new("kill").args([signal, &process.id().to_string()]).status();
        assert!(told.expect("kill runs").success());
        assert_eq!(process.wait().expect("it ends").code(), Some(0), "{signal}");
    }
}

/// A script with a user for each row.
const MANY: &str = r#"local ph = require "poolhouse"
local pool = ph.cognito.pool "us-east-1_examplepool"
for row in ph.csv.rows "people.csv" do
  pool:user(row.id, { username = row.email, attributes = { email = row.email }, message_action = "SUPPRESS",
                      password = "Correct-Horse-17" })
end
"#;

fn many(people: usize) -> String {
    let rows: String = (0..people).map(|i| format!("{i},p{i}@example.com\n")).collect();
    format!("id,email\n{rows}")
}

/// An emulator on a port of its own.
pub(crate) struct Served {
    pub(crate) url: String,
    process: Started,
}

impl Served {
    pub(crate) fn start(scene: &Scene) -> Self {
        Self::by(&mut scene.command("emulator --port 0"))
    }

    pub(crate) fn by(command: &mut Command) -> Self {
        let mut process = Started::new(command);
        let mut line = String::new();
        let output = process.0.stdout.take().expect("piped");
        BufReader::new(output).read_line(&mut line).expect("it says where it listens");
        let url = line.trim().strip_prefix("listening on ").expect("where it listens").to_owned();
        Self { url, process }
    }
}

fn files_beneath(folder: &std::path::Path) -> Vec<std::path::PathBuf> {
    let entries = std::fs::read_dir(folder).expect("listed").map(|entry| entry.expect("an entry").path());
    entries.flat_map(|path| if path.is_dir() { files_beneath(&path) } else { vec![path] }).collect()
}

fn wait_until(what: &str, holds: impl Fn() -> bool) {
    let begin = Instant::now();
    while !holds() {
        assert!(begin.elapsed() < Duration::from_secs(60), "a minute went by before {what}");
        std::thread::sleep(Duration::from_millis(2));
    }
}
