//! Every command and snippet of the documents, run.

use std::fs;
use std::io::{BufRead, BufReader};
use std::process::Command;
use std::sync::LazyLock;

use expect_test::expect;

use crate::command::{Scene, Told, cargo, guided_tour, repository};
use crate::servers::{make_bucket, s3_environment};

const DOCUMENTS: [&str; 5] =
    ["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "CHANGELOG.md", "docs/state.md"];

/// A block between fences.
struct Snippet {
    place: String,
    language: String,
    text: String,
}

#[test]
fn every_script_in_the_documents_is_a_good_one() {
    let scripts = snippets("lua");
    assert!(!scripts.is_empty());
    for script in scripts {
        let scene = Scene::new(&[("snippet.lua", &script.text)]);
        let told = scene.run("apply snippet.lua --yes");
        assert_eq!(told.code, 0, "{}: {told}", script.place);
    }
}

#[test]
fn every_command_in_the_documents_does_what_it_should() {
    let scene = Scene::of_repository();
    let commands = snippets("sh");
    assert!(!commands.is_empty());
    for snippet in commands {
        snippet.text.lines().for_each(|command| run(&scene, &snippet.place, command));
    }
}

#[test]
fn every_project_file_in_the_documents_can_be_read() {
    for snippet in snippets("toml") {
        let scene = Scene::new(&[("poolhouse.toml", &snippet.text), ("empty.lua", "")]);
        // Where a project keeps its states is for whoever runs it to say.
        let told = scene.run("check empty.lua --state local");
        assert_eq!(told.code, 0, "{}: {told}", snippet.place);
    }
}

#[test]
fn every_snippet_is_of_a_kind_that_a_test_runs() {
    // Rust in the README is a documentation test of the crate `poolhouse`; `text` is not for running.
    let known = |snippet: &Snippet| match snippet.language.as_str() {
        "lua" | "sh" | "toml" | "text" => true,
        "rust" => snippet.place.starts_with("README.md"),
        _ => false,
    };
    let unknown: Vec<_> =
        all().into_iter().filter(|snippet| !known(snippet)).map(|snippet| snippet.place).collect();
    assert!(unknown.is_empty(), "no test runs the snippets at {unknown:?}");
}

#[test]
fn the_guided_tour_goes_where_it_says() {
    let told = Told::new(Command::new(guided_tour()).output().expect("the tour runs"));
    assert_eq!(told.code, 0, "{told}");
    expect![[r#"
        Some(secret(FIRST))
        + group "admins" will be created
            + precedence = 1
        + user "ann" will be created
            + email = "ann@example.com"
            + email_verified = "true"
            ~ password is set
            + joins group admins
        plan: 2 to create
        heard: group "admins", user "ann"
        in admins: 1
        also at http://127.0.0.1
        user "ann": attributes.emial is not in pool us-east-1_tour (did you mean email?)
        user "ann": groups names group "adnims", which is neither declared nor in pool us-east-1_tour (did you mean "admins"?)
        users: 1
    "#]].assert_eq(&told.stdout);
}

fn run(scene: &Scene, place: &str, command: &str) {
    let told = match command.strip_prefix("cargo ").unwrap_or(command) {
        "poolhouse emulator --port 0" => return serve(scene),
        // This is what runs the tests.
        "xtask test" => return,
        // Writing would get in the way of the build; whether there is anything to write is what can be tested.
        "xtask codegen" | "xtask codegen --check" => xtask("codegen --check"),
        other => match other.strip_prefix("poolhouse ") {
            Some(arguments) => Told::new(with_bucket(scene, arguments).output().expect("the command runs")),
            None => panic!("{place}: no test knows how to run `{command}`"),
        },
    };
    let pending = command.contains("--detailed-exitcode") && told.code == 2;
    assert!(told.code == 0 || pending, "{place}: {command}: {told}");
}

/// The command, with the bucket of the documents at hand.
fn with_bucket(scene: &Scene, arguments: &str) -> Command {
    static BUCKET: LazyLock<()> = LazyLock::new(|| make_bucket("example-states"));
    let mut command = scene.command_of(&words(arguments));
    if arguments.contains("s3://") {
        *BUCKET;
        command.envs(s3_environment());
    }
    command
}

/// The words of a command line, of which some stand in quotes.
fn words(line: &str) -> Vec<String> {
    let pieces = line.split('"').enumerate();
    let words = pieces.flat_map(|(index, piece)| match index % 2 {
        0 => piece.split_whitespace().map(str::to_owned).collect(),
        _ => vec![piece.to_owned()],
    });
    words.collect()
}

fn serve(scene: &Scene) {
    let mut process = scene.start("emulator --port 0");
    let mut line = String::new();
    let output = process.0.stdout.take().expect("piped");
    BufReader::new(output).read_line(&mut line).expect("it says where it listens");
    assert!(line.starts_with("listening on http://127.0.0.1:"), "{line}");
}

fn xtask(arguments: &str) -> Told {
    Told::new(cargo().arg("xtask").args(arguments.split(' ')).output().expect("cargo runs"))
}

fn snippets(language: &str) -> Vec<Snippet> {
    all().into_iter().filter(|snippet| snippet.language == language).collect()
}

fn all() -> Vec<Snippet> {
    DOCUMENTS.iter().flat_map(|document| of(document)).collect()
}

fn of(document: &str) -> Vec<Snippet> {
    let text = fs::read_to_string(repository().join(document)).expect("a document");
    let mut snippets = Vec::new();
    let mut open: Option<Snippet> = None;
    for (index, line) in text.lines().enumerate() {
        match (line.strip_prefix("```"), &mut open) {
            (Some(_), Some(_)) => snippets.extend(open.take()),
            (Some(language), None) => {
                let place = format!("{document}:{}", index + 1);
                open = Some(Snippet { place, language: language.to_owned(), text: String::new() });
            }
            (None, Some(snippet)) => snippet.text.extend([line, "\n"]),
            (None, None) => {}
        }
    }
    snippets
}
