//! A run on a copy: the same script, the same state, the service's own quotas, and a clock that does not wait.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use poolhouse_core::event::Report;
use poolhouse_core::plan::{Options, Plan};
use poolhouse_core::state::MemoryState;
use poolhouse_emulator::{Emulator, Quotas, Snapshot};
use tokio::time::Instant;

use crate::error::Error;
use crate::poolhouse::Poolhouse;
use crate::session::{DEFAULT_SHARE, Session};
use crate::state::StateChoice;
use crate::target::Target;
use crate::virtual_clock::{self, VirtualClock};

/// What a run came to on a copy.
pub struct Rehearsal {
    /// What was planned.
    pub plan: Plan,
    /// What came of it.
    pub report: Report,
    /// How long the apply would have taken at the pace that it keeps to.
    pub took: Duration,
    /// The copy as it is now.
    pub copy: Snapshot,
}

impl Poolhouse {
    /// Runs everything on a copy of the pool, as [`Poolhouse::pull`] makes one: plans, applies, and tells how long it
    /// would have taken under the default quotas of AWS. The pool and the state are read at most, and stay as they are.
    ///
    /// # Errors
    /// As [`Poolhouse::prepare`] and [`Run::apply`](crate::Run::apply).
    pub async fn rehearse(&self, copy: &Snapshot, options: Options) -> Result<Rehearsal, Error> {
        let rehearse = async move |poolhouse: Poolhouse, emulator: Emulator| {
            let run = poolhouse.prepare(options).await?;
            let (plan, planned) = (run.plan().clone(), Instant::now());
            let report = run.apply().await?;
            Ok(Rehearsal { plan, report, took: planned.elapsed(), copy: emulator.snapshot() })
        };
        self.on_copy(copy, rehearse).await
    }

    /// Plans against a copy of the pool. The pool and the state are read at most.
    ///
    /// # Errors
    /// As [`Poolhouse::plan`].
    pub async fn rehearse_plan(&self, copy: &Snapshot, options: Options) -> Result<Plan, Error> {
        self.on_copy(copy, async move |poolhouse: Poolhouse, _| poolhouse.plan(options).await).await
    }

    /// Does something with the same declarations and a copy of the state, on a copy of the pool, in virtual time.
    async fn on_copy<T: Send + 'static>(
        &self,
        copy: &Snapshot,
        work: impl AsyncFnOnce(Self, Emulator) -> Result<T, Error> + Send + 'static,
    ) -> Result<T, Error> {
        let began = self.clock.now();
        let store = Arc::new(MemoryState::new(Arc::unwrap_or_clone(
            Box::pin(Session::reading(self)).await?.state().await?,
        )));
        let stage = self.on_stage(store);
        let copy = copy.clone();
        let done = tokio::task::spawn_blocking(move || {
            virtual_clock::runtime()?.block_on(async move {
                let clock = Arc::new(VirtualClock::at(began));
                let emulator = Emulator::builder().clock(Arc::clone(&clock) as _).build()?;
                emulator.restore(&copy);
                emulator.set_quotas(Quotas::Aws);
                let target = Target::Emulator(emulator.clone());
                work(Self { target, clock, ..stage }, emulator).await
            })
        });
        done.await.map_err(|error| Error::from(io::Error::other(error)))?
    }

    /// The same in all but the Cognito and the clock, remembering elsewhere.
    fn on_stage(&self, store: Arc<MemoryState>) -> Self {
        Self {
            #[cfg(feature = "lua")]
            script: self.script.clone(),
            sources: self.sources.clone(),
            project: self.project.clone(),
            stage: self.stage.clone(),
            target: Target::default(),
            source: None,
            store: Some(store),
            state_choice: StateChoice::default(),
            fixtures: Vec::new(),
            observer: Arc::clone(&self.observer),
            clock: Arc::clone(&self.clock),
            stop: self.stop.clone(),
            // As on the real service.
            at_once: Some(self.at_once.unwrap_or(10)),
            quota_share: Some(self.quota_share.unwrap_or(DEFAULT_SHARE)),
            #[cfg(feature = "passwords")]
            passwords: None,
            log: Arc::clone(&self.log),
            granted: self.granted.clone(),
        }
    }
}
