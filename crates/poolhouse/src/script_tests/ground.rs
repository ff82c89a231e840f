//! What all cases of a project begin with.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use poolhouse_core::log::LogSink;
use poolhouse_emulator::{Emulator, ManualClock, Snapshot};
use poolhouse_emulator_model::Timestamp;
use poolhouse_lua::{Coverage, Limits};

use super::run::TestOptions;
use crate::embedded;
use crate::error::Error;
use crate::limits::AskedLimits;
use crate::project::Project;

/// When every case begins, in milliseconds since 1970: 2026-01-01 00:00 UTC.
pub(super) const BEGINNING: i64 = 1_767_225_600_000;

/// What makes names, codes and passwords the same in every run.
pub(super) const SEED: u64 = 1;

/// A project, the pools of its emulator, and what its cases and scripts may take.
pub(super) struct Ground {
    pub(super) project: Project,
    pub(super) pools: Snapshot,
    /// The limits that are asked for, and those that this comes to.
    pub(super) asked: AskedLimits,
    pub(super) limits: Limits,
    pub(super) coverage: Option<Coverage>,
}

/// The grounds of the projects that tests lie in.
#[derive(Default)]
pub(super) struct Grounds(BTreeMap<PathBuf, Arc<Ground>>);

impl Grounds {
    /// The ground of a test file.
    pub(super) fn of(&mut self, file: &Path, options: &TestOptions) -> Result<Arc<Ground>, Error> {
        let project = Project::of_script(file)?;
        if let Some(ground) = self.0.get(project.root()) {
            return Ok(Arc::clone(ground));
        }
        let root = project.root().to_path_buf();
        let ground = Arc::new(Ground::of(project, options)?);
        self.0.insert(root, Arc::clone(&ground));
        Ok(ground)
    }
}

impl Ground {
    fn of(project: Project, options: &TestOptions) -> Result<Self, Error> {
        let clock = ManualClock::at(Timestamp::from_millis(BEGINNING));
        let emulator = Emulator::builder().clock(Arc::new(clock)).seed(SEED).build()?;
        let unheard: LogSink = Arc::new(|_| {});
        embedded::give_pools(&emulator, &project, &options.fixtures, &unheard)?;
        let (asked, limits) = (options.limits, options.limits.within(&project)?);
        Ok(Self { project, pools: emulator.snapshot(), asked, limits, coverage: options.coverage.clone() })
    }
}
