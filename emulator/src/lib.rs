//! Amazon Cognito user pools on your own machine: a server, and a library for tests.
//!
//! ```no_run
//! # async fn example() -> std::io::Result<()> {
//! let server = poolhouse_emulator::Emulator::new().start().await?;
//! println!("a whole Cognito at {}", server.url());
//! # Ok(())
//! # }
//! ```
//!
//! In process, [`Emulator::call`] takes a request of `poolhouse_emulator_model` and answers with
//! its typed output; [`Emulator::handle`] takes and gives JSON. Both keep the promises the socket
//! keeps: the same checks, the same errors.

mod authorize;
mod clock;
mod context;
mod dispatch;
mod domain;
mod durable;
mod emulator;
mod error;
mod fault;
mod fixture;
mod flow;
#[cfg(any(test, feature = "fuzzing"))]
pub mod fuzzing;
pub mod http;
mod operations;
mod page;
mod protocol;
mod quota;
mod random;
mod signature;
mod snapshot_file;
mod store;
#[cfg(test)]
mod testing;
mod trigger;

pub use clock::{AdjustableClock, Clock, ManualClock, SystemClock};
pub use context::Caller;
pub use dispatch::is_implemented;
pub use domain::{Issuer, RateCategory};
pub use domain::{Message, MessageKind};
pub use durable::{DataError, Durable, Record, RecordChange, RecordKey, RedbData, Ticket};
pub use emulator::{Builder, Emulator};
pub use error::ApiError;
pub use fault::{ActiveFault, Fault};
pub use fixture::{FixtureError, FixtureOutcome, unknown_member};
pub use poolhouse_emulator_model::UnknownMember;
pub use quota::Quotas;
pub use signature::AccessKey;
pub use store::Snapshot;
pub use trigger::{TRIGGER_TIME_LIMIT, TriggerError, Triggers};
