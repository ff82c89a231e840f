//! The types that editors read, at work: a new project in Luau's own type checker.

mod luau;

use std::collections::BTreeSet;
use std::fs;

use luau::Checker;

use crate::command::{Scene, repository};

/// What scripts here begin with.
const HEAD: &str =
    "--!strict\nlocal ph = require '@poolhouse'\nlocal pool = ph.cognito.pool('us-east-1_pool')\n";

/// Mistakes, a line each, and some words of what the checker says of them.
const MISTAKES: [(&str, &str); 14] = [
    ("pool:usr('ann', {})", "Key 'usr' not found in table 'Pool'"),
    ("pool:user(5, {})", "Expected this to be 'string', but got 'number'"),
    ("pool:user('ann', { usrname = 'ann' })", "Expected this to be unreachable"),
    ("pool:user('ann', { enabled = 'yes' })", "Expected this to be 'boolean?'"),
    (
        "pool:user('ann', { message_action = 'SUPRESS' })",
        "'(\"RESEND\" | \"SUPPRESS\")?', but got '\"SUPRESS\"'",
    ),
    ("pool:user('ann', { Groups = 'staff' })", "but got 'string'"),
    ("pool:user('ann', { attributes = 'ann@example.com' })", "but got 'string'"),
    ("pool:membership('ann in staff', { groupname = 'staff' })", "Expected this to be unreachable"),
    ("ph.secrets.env('TOKEN')", "Key 'secrets' not found"),
    ("ph.api.admin_get_usr({ UserPoolId = 'a' })", "Key 'admin_get_usr' not found"),
    ("ph.api.admin_get_user({ UserPoolId = 'a', Usernam = 'ann' })", "missing field 'Username'"),
    (
        "print(ph.api.admin_get_user({ UserPoolId = 'a', Username = 'ann' }).UserStats)",
        "Key 'UserStats' not found",
    ),
    (
        "ph.policy('few', function(plan) return plan.deletions < 5 end)",
        "Key 'deletions' not found in table 'Plan'",
    ),
    ("ph.policy('few', function(plan) return 'yes' end)", "Expected this to be 'boolean', but got 'string'"),
];

/// Lines that are right, of every kind of which a checker could think otherwise.
const RIGHT: &str = r#"
local staff = pool:group("staff", {})
local ann = pool:user("ann", { username = "ann", attributes = { email = "ann@example.com", email_verified = true } })
pool:user("bob", { UserAttributes = { { Name = "email", Value = "bob@example.com" } }, groups = { "all", staff } })
pool:user("cid", { attributes = { name = ann.sub, profile = "https://example.com/" .. ann.sub }, groups = { "all" } })
pool:user("dan", { password = ph.secret.env("TOKEN"), desired_delivery_mediums = { "EMAIL" } })
pool:membership("ann in staff", { username = ann, group_name = staff })
pool:defaults({ message_action = "SUPPRESS" }):user("eve", { Enabled = false })
ph.cognito.UserPoolUser("fay", { UserPoolId = pool, Username = "fay" })
ph.policy("a word", function(plan) return plan.deletes == 0 end)
ph.policy("with reasons", function(plan)
  for _, change in plan.changes do
    if change.action == "delete" then
      return false, `{change.id} goes`
    end
  end
  return true
end)
pool:on("pre_sign_up", function(event)
  event.response.autoConfirmUser = true
end)
pool:on("post_confirmation", function(event)
  return event
end)
ph.after(ann, function(applied)
  print(applied.sub)
end)
for row in ph.csv.rows("people.csv") do
  pool:user(row.id, { username = row.email, attributes = { email = row.email } })
end
for page in ph.api.list_users.pages({ UserPoolId = "a" }) do
  for _, user in page.Users or {} do
    print(user.Username, ph.api.admin_get_user({ UserPoolId = "a", Username = user.Username or "" }).Enabled)
  end
end
"#;

#[test]
fn types_are_sound_to_a_strict_checker() {
    let project = project();
    for types in ["poolhouse", "poolhouse.test"] {
        let file = format!(".poolhouse/types/{types}.d.luau");
        let text = fs::read_to_string(project.path(&file)).expect("types");
        project.write(&file, &format!("--!strict\n{text}"));
        assert_eq!(checker(&project).findings(&file), []);
    }
}

#[test]
fn scripts_of_a_new_project_and_those_that_people_copy_are_right() {
    let project = project();
    let scripts = repository().join("scripts");
    let team = scripts.join("team");
    for entry in fs::read_dir(&scripts).expect("listed").chain(fs::read_dir(&team).expect("listed")) {
        let path = entry.expect("an entry").path();
        if path.extension().is_some_and(|ending| ending == "lua" || ending == "luau") {
            let name = path.strip_prefix(&scripts).expect("a script").to_str().expect("text");
            project.write(name, &fs::read_to_string(&path).expect("a script"));
        }
    }
    let mut checker = checker(&project);
    let mut checked = 0;
    for entry in fs::read_dir(project.path("")).expect("listed") {
        let name = entry.expect("an entry").file_name().to_str().expect("text").to_owned();
        if name.ends_with(".lua") || name.ends_with(".luau") {
            let mut found = checker.findings(&name);
            // What a script is required for is what it declares; to the checker a module has to give something, too.
            found.retain(|finding| !finding.words.contains("Module does not return exactly 1 value"));
            assert_eq!(found, [], "{name}");
            checked += 1;
        }
    }
    assert!(checked > 20, "{checked}");
}

#[test]
fn scripts_that_are_right_are_right_to_a_strict_checker_too() {
    let project = project();
    project.write("right.luau", &format!("{HEAD}{RIGHT}"));
    assert_eq!(checker(&project).findings("right.luau"), []);
    // Those that people copy and that give every function's arguments a type.
    for script in ["offboarding", "quickstart", "services", "user_migration"] {
        let file = format!("{script}.lua");
        let text = fs::read_to_string(repository().join("scripts").join(&file)).expect("a script");
        project.write(&file, &format!("--!strict\n{text}"));
        assert_eq!(checker(&project).findings(&file), []);
    }
}

#[test]
fn a_mistake_is_found_in_its_line() {
    let project = project();
    let lines: Vec<_> = MISTAKES.iter().map(|(line, _)| *line).collect();
    project.write("wrong.luau", &format!("{HEAD}{}\n", lines.join("\n")));
    let found = checker(&project).findings("wrong.luau");
    for (index, (line, words)) in MISTAKES.iter().enumerate() {
        let at = HEAD.lines().count() + index + 1;
        let said: Vec<_> = found.iter().filter(|finding| finding.line == at).collect();
        assert!(said.iter().any(|finding| finding.words.contains(words)), "{line}: {said:?}");
    }
}

#[test]
fn names_are_offered_where_they_can_stand() {
    let project = project();
    let mut checker = checker(&project);
    let mut offered = |line: &str| checker.offered(&format!("{HEAD}{line}\n"));
    let holds = |offered: &BTreeSet<String>, names: &[&str]| {
        assert!(names.iter().all(|name| offered.contains(*name)), "{offered:?}");
    };
    holds(
        &offered("pool:user('ann', { | })"),
        &["username", "attributes", "on_delete", "Username", "UserAttributes"],
    );
    holds(&offered("pool:|"), &["user", "group", "membership", "defaults", "on"]);
    holds(&offered("local _ = ph.|"), &["cognito", "csv", "secret", "policy", "api"]);
    let operations = offered("local _ = ph.api.|");
    holds(&operations, &["admin_create_user", "list_users", "verify_user_attribute"]);
    assert_eq!(operations.len(), 141);
    holds(&offered("ph.api.admin_get_user({ | })"), &["UserPoolId", "Username"]);
    holds(&offered("ph.policy('few', function(plan) return plan.| end)"), &["deletes", "changes"]);
    holds(
        &offered("require('@poolhouse.test').it('', function(emulator) emulator:| end)"),
        &["apply", "messages"],
    );
}

/// A new project.
fn project() -> Scene {
    let scene = Scene::new(&[]);
    fs::remove_file(scene.path("poolhouse.toml")).expect("removed");
    scene.run("init .").succeeded();
    scene
}

fn checker(project: &Scene) -> Checker {
    Checker::new(&project.path(""))
}
