//! The arguments of `poolhouse plugin`.

use std::path::PathBuf;

use clap::{Subcommand, ValueEnum};
use poolhouse::wasm;

use super::limits::LimitArgs;

#[derive(Debug, clap::Args)]
pub(crate) struct PluginArgs {
    #[command(subcommand)]
    pub(crate) command: PluginCommand,
}

#[derive(Debug, Subcommand)]
pub(crate) enum PluginCommand {
    /// Make a folder with a small plugin in it, its tests, and what editors need
    New {
        /// Its name, which the folder gets too
        name: String,
        /// What it is written in
        #[arg(long, value_enum)]
        lang: Language,
        /// What it is for
        #[arg(long, value_enum, default_value_t)]
        world: World,
    },
    /// Build the component of a plugin's folder, NAME.wasm, by the tools of its language
    Build {
        /// The folder
        #[arg(default_value = ".", value_name = "DIR")]
        folder: PathBuf,
    },
    /// Build it, and run the tests in its folder `tests` on emulators of their own; exits 0 or 1
    Test {
        /// The folder
        #[arg(default_value = ".", value_name = "DIR")]
        folder: PathBuf,
        #[command(flatten)]
        limits: LimitArgs,
    },
    /// Copy a plugin into the project's folder `plugins`, and pin it in its poolhouse.toml
    Add {
        /// The component: a path, or a URL
        #[arg(value_name = "PATH|URL")]
        from: String,
        /// The SHA-256 it must have, in hexadecimal; a URL needs one
        #[arg(long, value_name = "HEX")]
        sha256: Option<String>,
        #[command(flatten)]
        project: ProjectArgs,
    },
    /// List the project's plugins; exits with 1 when one is not what its pin says
    List {
        #[command(flatten)]
        project: ProjectArgs,
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
    /// Say whether a file is a plugin that this poolhouse takes; exits 0 or 1
    Check {
        /// The component
        file: PathBuf,
    },
    /// Show what a plugin is for, what it uses, its size and its SHA-256; and of one of the project's, what it is granted
    Inspect {
        /// The component, or the name of one of the project's plugins
        #[arg(value_name = "FILE.wasm|NAME")]
        plugin: PathBuf,
        #[command(flatten)]
        project: ProjectArgs,
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
}

#[derive(Debug, clap::Args)]
pub(crate) struct ProjectArgs {
    /// A folder of the project
    #[arg(id = "project", long = "project", default_value = ".", value_name = "FOLDER")]
    pub(crate) folder: PathBuf,
}

/// What a plugin is written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Language {
    /// Rust, by cargo
    Rust,
    /// JavaScript, by npm and QuickJS
    Js,
    /// C, by clang and wasi-libc
    C,
    /// Python, by pip and CPython
    Python,
}

/// What a plugin is for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum World {
    /// It declares users and groups
    #[default]
    Provisioner,
    /// It rules over what others declare
    Transform,
    /// It answers a pool's triggers
    Trigger,
}

impl From<Language> for wasm::Language {
    fn from(language: Language) -> Self {
        match language {
            Language::Rust => Self::Rust,
            Language::Js => Self::JavaScript,
            Language::C => Self::C,
            Language::Python => Self::Python,
        }
    }
}

impl From<World> for wasm::World {
    fn from(world: World) -> Self {
        match world {
            World::Provisioner => Self::Provisioner,
            World::Transform => Self::Transform,
            World::Trigger => Self::Trigger,
        }
    }
}
