//! Amazon Cognito users as code, and a Cognito of your own to try them on.
//!
//! A [`Poolhouse`] takes what a script or plain Rust declares, compares it with a pool, and makes the pool hold it:
//!
//! ```
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! use poolhouse::{Options, Poolhouse, PoolId, Target, UserSpec, Username, emulator::Emulator};
//!
//! let emulator = Emulator::new();
//! emulator.add_pool(serde_json::json!({ "Id": "us-east-1_people" }))?;
//!
//! let ann = UserSpec::new(PoolId::new("us-east-1_people")?, Username::new("ann")?);
//! let poolhouse = Poolhouse::builder().declare("ann", ann).target(Target::Emulator(emulator)).build()?;
//!
//! let run = poolhouse.prepare(Options::default()).await?;
//! println!("{}", run.plan());
//! assert!(run.apply().await?.is_complete());
//! # Ok(())
//! # }
//! ```
//!
//! A Cognito in a test is three lines, with this crate as the only dependency (of its features, `emulator` alone will
//! do):
//!
//! ```
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> std::io::Result<()> {
//! let cognito = poolhouse::emulator::Emulator::new();
//! let server = cognito.start().await?;
//! let endpoint = server.url(); // for any AWS SDK, for as long as `server` lives
//! # assert!(endpoint.starts_with("http://127.0.0.1:"));
//! # Ok(())
//! # }
//! ```
//!
//! Features: `lua` (scripts) and `emulator` (the embedded Cognito) by default, `wasm` (plugins), `plugin-kit` (making
//! plugins), `aws` (the real Cognito), `passwords` (generated passwords in an encrypted file) and `team-state` (states on
//! object stores) by choice.

#![cfg_attr(
    not(all(
        feature = "aws",
        feature = "emulator",
        feature = "lua",
        feature = "passwords",
        feature = "team-state",
        feature = "wasm"
    )),
    allow(dead_code, reason = "what nothing uses shows with all features")
)]

mod builder;
mod config;
#[cfg(feature = "emulator")]
mod embedded;
#[cfg(feature = "emulator")]
mod emulator_clock;
#[cfg(any(feature = "lua", feature = "wasm"))]
mod entry;
mod error;
mod import;
pub mod json;
#[cfg(any(feature = "lua", feature = "wasm"))]
mod limits;
#[cfg(feature = "lua")]
mod live;
mod own_file;
mod ownership;
#[cfg(feature = "passwords")]
mod passwords;
mod places;
#[cfg(feature = "wasm")]
pub mod plugins;
mod poolhouse;
mod project;
#[cfg(feature = "emulator")]
mod pull;
#[cfg(feature = "emulator")]
mod rehearsal;
mod saved_plan;
#[cfg(feature = "lua")]
pub mod scaffold;
#[cfg(all(feature = "lua", feature = "emulator"))]
pub mod script_tests;
#[cfg(feature = "emulator")]
pub mod serve;
mod session;
mod sources;
pub mod state;
mod surroundings;
mod system_clock;
mod target;
mod transforming;
#[cfg(feature = "emulator")]
pub mod triggers;
pub mod trust;
#[cfg(feature = "emulator")]
mod virtual_clock;

pub use poolhouse_core as core;
pub use poolhouse_core::actual::Refresh;
pub use poolhouse_core::apply::Stop;
pub use poolhouse_core::attribute::{AttributeName, Attributes};
pub use poolhouse_core::change::{Action, Change, Step};
pub use poolhouse_core::desired::Spec;
pub use poolhouse_core::event::{Event, Failure, Observer, Report};
pub use poolhouse_core::fault::{Fault, Faults};
pub use poolhouse_core::group::{GroupName, GroupSettings, GroupSpec, MembershipSpec};
pub use poolhouse_core::import_job::Strategy;
pub use poolhouse_core::lifecycle::{Lifecycle, MaxDeletes, OnDelete};
pub use poolhouse_core::mfa::{MfaFactor, MfaPreference};
pub use poolhouse_core::plan::{Drift, Drifted, How, Line, Options, Plan, Tone, Totals};
pub use poolhouse_core::pool::PoolId;
pub use poolhouse_core::secret::Secret;
pub use poolhouse_core::selection::{KeyPattern, Selection};
pub use poolhouse_core::transform::{Transform, Transformed};
pub use poolhouse_core::user::{GroupsMode, Medium, MessageAction, Replace, UserSpec, Username};
#[cfg(feature = "emulator")]
pub use poolhouse_emulator as emulator;
#[cfg(feature = "emulator")]
pub use poolhouse_emulator_model as emulator_model;
pub use poolhouse_files as files;
#[cfg(feature = "plugin-kit")]
pub use poolhouse_kit as kit;
#[cfg(feature = "lua")]
pub use poolhouse_lua as lua;
#[cfg(feature = "wasm")]
pub use poolhouse_wasm as wasm;

pub use crate::builder::Builder;
pub use crate::error::Error;
pub use crate::import::PoolImport;
#[cfg(any(feature = "lua", feature = "wasm"))]
pub use crate::limits::AskedLimits;
#[cfg(feature = "lua")]
pub use crate::live::console_history;
#[cfg(feature = "passwords")]
pub use crate::passwords::PasswordFile;
pub use crate::poolhouse::Poolhouse;
pub use crate::project::Project;
#[cfg(feature = "emulator")]
pub use crate::rehearsal::Rehearsal;
pub use crate::saved_plan::SavedPlan;
pub use crate::session::Run;
pub use crate::system_clock::SystemClock;
#[cfg(feature = "aws")]
pub use crate::target::AwsTarget;
pub use crate::target::Target;

/// The snippets of the README, run as tests.
#[cfg(doctest)]
#[doc = include_str!("../../../README.md")]
pub struct Readme;
