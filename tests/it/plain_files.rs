//! What is named where a file is needed and is none: a pipe, which nobody writes to, and a folder.

use std::process::Command;

use crate::command::{Scene, Told};

/// A command with `IT` where the file is named.
const COMMANDS: &[&str] = &[
    "check IT",
    "run IT",
    "plan IT",
    "apply IT",
    "plugin check IT.wasm",
    "plugin inspect IT.wasm",
    "plugin add IT.wasm",
    "plugin add IT",
    "plugin build IT-plugin",
    "check IT.wasm",
    "trigger invoke IT.lua event.json",
    "trigger invoke IT.wasm event.json",
    "trigger invoke hook.lua IT",
    "state import IT",
    "emulator --port 0 --data IT.redb",
    "emulator --port 0 --fixture IT",
];

fn told(made: impl Fn(&Scene, &str), words: &[&str]) {
    let scene = Scene::new(&[
        ("poolhouse.toml", ""),
        ("hook.lua", "return function(event) return event end"),
        ("event.json", r#"{"triggerSource": "PreSignUp_SignUp"}"#),
    ]);
    std::fs::create_dir(scene.path("it-plugin")).expect("made");
    for name in ["it", "it.wasm", "it.lua", "it.redb", "it-plugin/plugin.toml"] {
        made(&scene, name);
    }
    for command in COMMANDS {
        let told = Told::in_time(&mut scene.command(&command.replace("IT", "it")));
        assert_eq!(told.code, 1, "{command}: {told}");
        assert!(words.iter().any(|words| told.stderr.contains(words)), "{command}: {told}");
    }
}

#[test]
fn nobody_waits_for_a_pipe() {
    let made = |scene: &Scene, name: &str| {
        let made = Command::new("mkfifo").arg(scene.path(name)).status();
        assert!(made.expect("mkfifo runs").success());
    };
    told(made, &["is no plain file"]);
}

#[test]
fn a_folder_is_told_in_words() {
    let made = |scene: &Scene, name: &str| std::fs::create_dir(scene.path(name)).expect("made");
    told(made, &["is a folder, where a file is needed", "is no plain file"]);
}
