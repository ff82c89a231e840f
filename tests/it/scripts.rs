//! Scripts as cases: a folder with a `main.lua`, and what `plan` says of it. Adding one needs no Rust.
//!
//! `UPDATE_EXPECT=1` writes `plan.txt` anew; read what it wrote.

use std::fs;
use std::path::{Path, PathBuf};

use crate::command::{Scene, repository};

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
    let scripts = fs::read_dir(repository().join("scripts")).expect("listed");
    let scripts: Vec<PathBuf> =
        scripts.map(|entry| entry.expect("an entry").path()).filter(|path| is_lua(path)).collect();
    assert!(scripts.len() >= 2, "{scripts:?}");
    for script in scripts {
        let scene = Scene::of_repository();
        let name = script.file_name().expect("a name").to_str().expect("text");
        scene.run(&format!("apply scripts/{name} --yes")).succeeded();
        let told = scene.run(&format!("plan scripts/{name} --detailed-exitcode")).succeeded();
        assert!(told.stdout.contains("nothing to do"), "{name}: {told}");
    }
}

fn is_lua(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension == "lua" || extension == "luau")
}

fn folders(root: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(root).expect("listed").map(|entry| entry.expect("an entry").path());
    let mut folders: Vec<_> = entries.filter(|path| path.is_dir()).collect();
    folders.sort();
    folders
}
