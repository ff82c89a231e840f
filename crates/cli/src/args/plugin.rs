//! The arguments of `poolhouse plugin`.

use std::path::PathBuf;

use clap::Subcommand;

#[derive(Debug, clap::Args)]
pub(crate) struct PluginArgs {
    #[command(subcommand)]
    pub(crate) command: PluginCommand,
}

#[derive(Debug, Subcommand)]
pub(crate) enum PluginCommand {
    /// Say whether a file is a plugin that this poolhouse takes; exits 0 or 1
    Check {
        /// The component
        file: PathBuf,
    },
    /// Show what a plugin is for, what it uses, its size and its SHA-256
    Inspect {
        /// The component
        file: PathBuf,
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
}
