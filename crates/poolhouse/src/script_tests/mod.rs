//! Tests of scripts: files of cases, each case run on an emulator of its own.

mod bed;
mod changes;
mod find;
mod ground;
mod outcome;
mod run;
mod snapshots;
mod world;

pub use changes::Stamps;
pub use find::find;
pub use outcome::{CaseOutcome, FileOutcome, TestReport};
pub use run::{TestOptions, run};
pub use snapshots::{SnapshotChanges, SnapshotMode};
