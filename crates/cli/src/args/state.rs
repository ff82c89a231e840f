//! The arguments of `poolhouse state`.

use std::path::PathBuf;

use clap::Subcommand;
use poolhouse::core::state::Key;
use poolhouse::state::StateChoice;

#[derive(Debug, clap::Args)]
pub(crate) struct StateArgs {
    #[command(subcommand)]
    pub(crate) command: StateCommand,
    /// A folder of the project
    #[arg(long, global = true, default_value = ".", value_name = "FOLDER")]
    pub(crate) project: PathBuf,
    /// Only states of this script or name: people.lua, or as list tells it, `script people.lua`
    #[arg(long, global = true)]
    pub(crate) source: Option<String>,
    /// Only states of this stage
    #[arg(long, global = true)]
    pub(crate) stage: Option<String>,
    /// Only states of this Cognito, as list tells it: `embedded`
    #[arg(long, global = true)]
    pub(crate) target: Option<String>,
    /// Where they are kept: local (the project's folder), project (where poolhouse.toml says), or an object store as
    /// s3://BUCKET/PREFIX, gs://… or az://…
    #[arg(long, global = true, value_name = "WHERE", env = "POOLHOUSE_STATE")]
    pub(crate) state: Option<StateChoice>,
    /// Print JSON
    #[arg(long, global = true)]
    pub(crate) json: bool,
}

#[derive(Debug, Subcommand)]
pub(crate) enum StateCommand {
    /// List the project's states and what each remembers
    List,
    /// Show all that is remembered of one resource
    Show {
        /// Its kind and id: user/ann
        resource: Key,
    },
    /// Give what is remembered another logical id; nothing in the pool is changed
    Mv {
        /// What it is called: user/ann
        from: Key,
        /// What it is to be called: user/anna
        to: Key,
    },
    /// Forget a resource; it stays in its pool, and is nobody's
    Rm {
        /// Its kind and id: user/ann
        resource: Key,
    },
    /// Print a state as JSON that import reads
    Export {
        /// Write it to this file instead
        #[arg(long, value_name = "FILE")]
        out: Option<PathBuf>,
    },
    /// Make a state hold what an export holds, in place of what it does
    Import {
        /// The export
        file: PathBuf,
        /// Even when the state has learnt something since
        #[arg(long)]
        force: bool,
    },
    /// Clear a lock that a dead process or a lost machine left, after showing whose it is
    Unlock {
        /// Ask nothing
        #[arg(long, short)]
        yes: bool,
        /// Even when its holder is alive; it writes nothing and changes nothing from then on
        #[arg(long)]
        force: bool,
    },
}
