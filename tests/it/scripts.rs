//! Scripts as cases: a folder with a `main.lua`, and what `plan` says of it. Adding one needs no Rust.
//!
//! `UPDATE_EXPECT=1` writes `plan.txt` anew; read what it wrote.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::command::{Scene, Told, repository};
use crate::servers;

/// The scripts that call the API, and declare nothing.
const RUN: [&str; 2] = ["migrate_pool", "reset_pool"];

#[test]
fn every_case_plans_as_its_text_says() {
    let cases = folders(&repository().join("tests/scripts"));
    assert!(!cases.is_empty(), "there are no cases");
    for case in cases {
        let scene = Scene::new(&[]);
        for file in fs::read_dir(&case).expect("listed").map(|entry| entry.expect("an entry").path()) {
            let name = file.file_name().expect("a name").to_str().expect("text").to_owned();
            scene.write(&name, &fs::read_to_string(&file).expect("text"));
        }
        let told = scene.run("plan main.lua").to_string();
        expect_test::expect_file![case.join("plan.txt")].assert_eq(&told);
    }
}

#[test]
fn every_script_that_people_copy_applies_and_then_has_nothing_to_do() {
    let scripts = files(&repository().join("scripts"));
    let declares = |path: &PathBuf| is_script(path) && !RUN.contains(&stem(path).as_str());
    let scripts: Vec<PathBuf> = scripts.into_iter().filter(declares).collect();
    assert!(scripts.len() >= 2, "{scripts:?}");
    for script in scripts {
        let scene = Scene::of_repository();
        let name = script.file_name().expect("a name").to_str().expect("text");
        run(&scene, &format!("apply scripts/{name} --yes"));
        let told = run(&scene, &format!("plan scripts/{name} --detailed-exitcode"));
        assert!(told.stdout.contains("nothing to do"), "{name}: {told}");
    }
}

#[test]
fn a_script_that_calls_the_api_says_so_where_it_is_applied() {
    for script in RUN {
        let told =
            Scene::of_repository().run(&format!("apply scripts/{script}.lua --yes --arg to=us-east-1_new"));
        assert!(told.code == 1 && told.stderr.contains("`poolhouse run` runs scripts"), "{told}");
    }
}

#[test]
fn every_script_that_people_copy_has_tests_which_pass() {
    let scripts = repository().join("scripts");
    for script in files(&scripts).into_iter().filter(|path| is_script(path)) {
        let test = script.with_file_name(format!("{}_test.luau", stem(&script)));
        assert!(test.is_file(), "{} has no tests", script.display());
    }
    let told = Scene::of_repository().command("test scripts").env("CI", "true").output();
    Told::new(told.expect("the command runs")).succeeded();
}

#[test]
fn scripts_have_the_form_that_stylua_gives_them() {
    let folders = ["scripts", "scripts/team", "crates/poolhouse/src/scaffold/project", "crates/lua/src"];
    let files = folders.iter().flat_map(|folder| files(&repository().join(folder)));
    let is_code = |path: &PathBuf| path.extension().is_some_and(|ending| ending == "lua" || ending == "luau");
    Told::new(stylua().args(files.filter(is_code)).output().expect("Node.js runs")).succeeded();
}

#[test]
fn types_for_editors_are_lua_and_luau_to_a_parser_of_other_hands() {
    let scene = Scene::new(&[]);
    scene.run("types").succeeded();
    let types = files(&scene.path(".poolhouse/types"));
    assert!(types.len() >= 4, "{types:?}");
    Told::new(stylua().arg("--parse").args(types).output().expect("Node.js runs")).succeeded();
}

fn stylua() -> Command {
    let mut node = Command::new("node");
    node.env("NODE_PATH", servers::node_modules().unwrap_or_else(|reason| panic!("{reason}")));
    node.arg("tests/js/format_scripts.js").current_dir(repository());
    node
}

/// Runs the command with the variables that scripts name.
fn run(scene: &Scene, arguments: &str) -> Told {
    let mut command = scene.command(arguments);
    for name in ["TEST_PASSWORD", "REPORTS_PASSWORD", "MIRROR_PASSWORD"] {
        command.args(["--allow-env", name]).env(name, "Correct-Horse-1");
    }
    Told::new(command.output().expect("the command runs")).succeeded()
}

fn files(folder: &Path) -> Vec<PathBuf> {
    fs::read_dir(folder).expect("listed").map(|entry| entry.expect("an entry").path()).collect()
}

fn stem(path: &Path) -> String {
    path.file_stem().expect("a name").to_string_lossy().into_owned()
}

fn is_script(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension == "lua" || extension == "luau")
        && !stem(path).ends_with("_test")
}

fn folders(root: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(root).expect("listed").map(|entry| entry.expect("an entry").path());
    let mut folders: Vec<_> = entries.filter(|path| path.is_dir()).collect();
    folders.sort();
    folders
}
