//! What the command that runs tests takes.

use std::num::NonZero;
use std::path::PathBuf;

use super::{CallLimitArgs, LimitArgs};

#[derive(Debug, clap::Args)]
pub(crate) struct TestArgs {
    /// Test files, or folders in which those are whose names end in _test.luau or _test.lua
    #[arg(default_value = ".")]
    pub(crate) paths: Vec<PathBuf>,

    /// Run only cases in whose name, with those of its suites, this stands: "onboarding > invites"
    #[arg(long, value_name = "TEXT")]
    pub(crate) filter: Option<String>,

    /// Take all snapshots anew, and remove those that no case asks for
    #[arg(long)]
    pub(crate) update: bool,

    /// Run so many cases at once: as many as the machine has threads by default
    #[arg(long, value_name = "COUNT")]
    pub(crate) at_once: Option<NonZero<usize>>,

    /// Give the emulators a pool: a JSON file in the form of DescribeUserPool's answer; may be repeated
    #[arg(long, value_name = "FILE")]
    pub(crate) fixture: Vec<PathBuf>,

    #[command(flatten)]
    pub(crate) limits: LimitArgs,

    #[command(flatten)]
    pub(crate) calls: CallLimitArgs,

    /// Say which lines of the scripts ran
    #[arg(long)]
    pub(crate) coverage: bool,

    /// Write which lines ran into a file, in the form of lcov
    #[arg(long, value_name = "FILE")]
    pub(crate) lcov: Option<PathBuf>,

    /// Write what came of the cases into a file, in the form of JUnit
    #[arg(long, value_name = "FILE")]
    pub(crate) junit: Option<PathBuf>,

    /// Run them again whenever a file of the project changes, until Ctrl-C
    #[arg(long, conflicts_with_all = ["json", "update"])]
    pub(crate) watch: bool,

    /// Print JSON
    #[arg(long)]
    pub(crate) json: bool,

    /// Whether this is a machine where nobody looks at new snapshots, so that none is taken
    #[arg(long = "ci", env = "CI", value_parser = clap::builder::FalseyValueParser::new(), hide = true)]
    pub(crate) is_ci: bool,
}
