//! The arguments of `poolhouse trust`.

use std::path::PathBuf;

#[derive(Debug, clap::Args)]
pub(crate) struct TrustArgs {
    /// A folder of the project
    #[arg(default_value = ".", value_name = "FOLDER")]
    pub(crate) project: PathBuf,

    /// Trust the project no longer
    #[arg(long, conflicts_with = "list")]
    pub(crate) revoke: bool,

    /// Print which projects are trusted
    #[arg(long)]
    pub(crate) list: bool,

    /// Ask nothing
    #[arg(long, short)]
    pub(crate) yes: bool,
}
