//! The arguments of `poolhouse trigger`.

use std::path::PathBuf;

use poolhouse::triggers::FunctionSource;

#[derive(Debug, clap::Args)]
pub(crate) struct TriggerArgs {
    #[command(subcommand)]
    pub(crate) command: TriggerCommand,
}

#[derive(Debug, clap::Subcommand)]
pub(crate) enum TriggerCommand {
    /// Call a function with one event and print what it answers; exits 1 when it refuses
    Invoke {
        /// The function: a Lua script, a plugin (.wasm) or the name of one of the project's, or a URL that speaks the Lambda
        /// Invoke API
        #[arg(value_name = "FILE|NAME|URL")]
        function: FunctionSource,

        /// The event, as JSON in the form in which Cognito sends it
        event: PathBuf,
    },
}
