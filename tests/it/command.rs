//! The `poolhouse` command in a folder of its own, as people run it.

use std::ffi::OsStr;
use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::sync::{LazyLock, mpsc};
use std::thread;
use std::time::Duration;

use tempfile::TempDir;

/// The repository.
pub(crate) fn repository() -> &'static Path {
    static ROOT: LazyLock<PathBuf> = LazyLock::new(|| {
        fs::canonicalize(Path::new(env!("CARGO_MANIFEST_DIR")).join("..")).expect("the repository")
    });
    &ROOT
}

/// Cargo at work on the repository, as a person starts it: what cargo tells the tests it runs of their package would have
/// it build again what depends on such variables.
pub(crate) fn cargo() -> Command {
    let mut command = Command::new(env!("CARGO"));
    command.current_dir(repository());
    let own = ["CARGO_CRATE_", "CARGO_MANIFEST_", "CARGO_PKG_", "CARGO_PRIMARY_"];
    let names = std::env::vars_os().map(|(name, _)| name);
    let told = names.filter(|name| own.iter().any(|own| name.to_string_lossy().starts_with(own)));
    for name in told {
        command.env_remove(name);
    }
    command
}

/// The folder of what is built, where the command and the guided tour are.
///
/// Cargo does not build another package's programs for a test. With an example among them it takes the features that it
/// takes for tests, so that nothing is built twice.
fn built() -> &'static Path {
    static FOLDER: LazyLock<PathBuf> = LazyLock::new(|| {
        let words = ["build", "--quiet", "--workspace", "--bin", "poolhouse", "--example", "guided_tour"];
        let status = cargo().args(words).status();
        assert!(status.expect("cargo runs").success(), "the programs do not build");
        let here = std::env::current_exe().expect("a test has a path");
        here.ancestors().nth(2).expect("target/<profile>/deps/it").to_owned()
    });
    &FOLDER
}

/// The command.
pub(crate) fn program() -> PathBuf {
    built().join("poolhouse")
}

/// The example of the crate people embed.
pub(crate) fn guided_tour() -> PathBuf {
    built().join("examples/guided_tour")
}

/// A folder with files, and the command run in it.
pub(crate) struct Scene {
    folder: TempDir,
}

/// What a run of the command came to.
pub(crate) struct Told {
    pub(crate) stdout: String,
    pub(crate) stderr: String,
    pub(crate) code: i32,
}

impl Scene {
    /// A project with the example pool and these files.
    pub(crate) fn new(files: &[(&str, &str)]) -> Self {
        let scene = Self { folder: tempfile::tempdir().expect("a folder") };
        scene.write(
            "poolhouse.toml",
            "[pools.us-east-1_examplepool]\nAliasAttributes = [\"preferred_username\"]\n",
        );
        files.iter().for_each(|(path, text)| scene.write(path, text));
        scene
    }

    /// A copy of what a fresh clone has for its first command.
    pub(crate) fn of_repository() -> Self {
        let scene = Self { folder: tempfile::tempdir().expect("a folder") };
        copy(&repository().join("scripts"), &scene.path("scripts"));
        fs::copy(repository().join("poolhouse.toml"), scene.path("poolhouse.toml")).expect("copied");
        scene
    }

    pub(crate) fn path(&self, path: &str) -> PathBuf {
        self.folder.path().join(path)
    }

    pub(crate) fn write(&self, path: &str, text: &str) {
        let path = self.path(path);
        fs::create_dir_all(path.parent().expect("a parent")).expect("made");
        fs::write(path, text).expect("written");
    }

    /// Changes a file of the scene.
    pub(crate) fn edit(&self, path: &str, from: &str, to: &str) {
        let text = fs::read_to_string(self.path(path)).expect("read");
        assert!(text.contains(from), "{path} does not hold {from}");
        self.write(path, &text.replace(from, to));
    }

    /// The command with these arguments, separated by spaces.
    pub(crate) fn command(&self, arguments: &str) -> Command {
        self.command_of(&arguments.split_whitespace().collect::<Vec<_>>())
    }

    /// The command with just these arguments.
    pub(crate) fn command_of(&self, arguments: &[impl AsRef<OsStr>]) -> Command {
        let mut command = Command::new(program());
        command.args(arguments).current_dir(self.folder.path()).stdin(Stdio::null());
        command
    }

    /// Runs the command to its end.
    pub(crate) fn run(&self, arguments: &str) -> Told {
        Told::new(self.command(arguments).output().expect("the command runs"))
    }

    /// Starts the command and goes on.
    pub(crate) fn start(&self, arguments: &str) -> Started {
        Started::new(&mut self.command(arguments))
    }
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("made");
    for entry in fs::read_dir(from).expect("listed") {
        let entry = entry.expect("an entry");
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).expect("copied");
        }
    }
}

/// Far more than any command may take that is given something to run for ever on.
const KILLED_AFTER: Duration = Duration::from_secs(120);

impl Told {
    /// Of a command that is killed when it does not end.
    #[track_caller]
    pub(crate) fn in_time(command: &mut Command) -> Self {
        let child =
            command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("the command starts");
        let id = child.id();
        let (sender, ended) = mpsc::channel();
        let waiting = thread::spawn(move || sender.send(child.wait_with_output()));
        let Ok(output) = ended.recv_timeout(KILLED_AFTER) else {
            // Nothing is to be learnt from whether it could be killed.
            let _ = Command::new("kill").args(["-9", &id.to_string()]).status();
            panic!("still running after {KILLED_AFTER:?}: {command:?}");
        };
        waiting.join().expect("the thread only waits").expect("somebody listens");
        Self::new(output.expect("it has output"))
    }

    pub(crate) fn new(output: Output) -> Self {
        Self {
            stdout: String::from_utf8(output.stdout).expect("text"),
            stderr: String::from_utf8(output.stderr).expect("text"),
            code: output.status.code().unwrap_or(-1),
        }
    }

    /// The same, when it succeeded.
    #[track_caller]
    pub(crate) fn succeeded(self) -> Self {
        assert_eq!(self.code, 0, "{self}");
        self
    }

    /// The JSON on standard output.
    pub(crate) fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.stdout).unwrap_or_else(|error| panic!("{error}\n{self}"))
    }
}

impl fmt::Display for Told {
    /// Everything that was said, as a person would see it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.stdout)?;
        if !self.stderr.is_empty() {
            write!(f, "--- stderr\n{}", self.stderr)?;
        }
        writeln!(f, "--- exit {}", self.code)
    }
}

/// A running command, which ends when this is dropped.
pub(crate) struct Started(pub(crate) Child);

impl Started {
    /// Starts a command; what it says can be read.
    pub(crate) fn new(command: &mut Command) -> Self {
        let child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn();
        Self(child.expect("the command starts"))
    }

    /// Waits for its end. What it said on standard error is lost.
    pub(crate) fn output(mut self) -> Told {
        let mut stdout = String::new();
        let output = self.0.stdout.take().expect("piped");
        std::io::Read::read_to_string(&mut { output }, &mut stdout).expect("text");
        let status = self.0.wait().expect("ended");
        Told { stdout, stderr: String::new(), code: status.code().unwrap_or(-1) }
    }
}

impl Drop for Started {
    fn drop(&mut self) {
        // One that has ended already cannot be killed, which is as well.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}
