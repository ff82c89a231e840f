//! Which Cognito a command is about.

use std::path::PathBuf;

use clap::ValueEnum;

/// A Cognito, and how hard it may be called.
#[derive(Clone, Debug, PartialEq, clap::Args)]
pub(crate) struct TargetArgs {
    /// Which Cognito: the embedded emulator, or AWS and what speaks like it
    #[arg(long, value_enum, default_value_t, value_name = "WHICH")]
    pub(crate) backend: Backend,

    /// Another server in the place of AWS, with --backend aws: http://127.0.0.1:9229
    #[arg(long, value_name = "URL")]
    pub(crate) endpoint: Option<String>,

    /// The region where a pool's id does not tell, with --backend aws
    #[arg(long)]
    pub(crate) region: Option<String>,

    /// The profile of the credentials, with --backend aws
    #[arg(long)]
    pub(crate) profile: Option<String>,

    /// The percentage of the account's rate quotas to use: 50 by default, no limit on this machine
    #[arg(long, value_name = "PERCENT", value_parser = clap::value_parser!(u8).range(1..=100))]
    pub(crate) quota_share: Option<u8>,

    /// Give the embedded emulator a pool: a JSON file in the form of DescribeUserPool's answer; may be repeated
    #[arg(long, value_name = "FILE")]
    pub(crate) fixture: Vec<PathBuf>,
}

/// Which Cognito.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum Backend {
    /// The emulator in this process, its data kept in the project's .poolhouse folder
    #[default]
    Emulator,
    /// Amazon Cognito, or the server that --endpoint names
    Aws,
}
