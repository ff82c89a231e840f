//! The run: phase after phase, within one many changes at once.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use futures::future::FutureExt;
use futures::stream::{self, StreamExt};

use crate::apply::import::Imported;
use crate::apply::journal::{Journal, journal};
use crate::apply::stop::{Impatient, Stop};
use crate::apply::{group, membership, user};
use crate::backend::{Backend, BackendError, ErrorKind};
use crate::change::{Action, Change, Subject};
use crate::clock::Clock;
use crate::event::{Event, Failure, Observer, Point, Report, Retried};
use crate::fault::Faults;
use crate::output::{self, Output, Outputs};
use crate::plan::Plan;
use crate::pool::PoolId;
use crate::retry::Retry;
use crate::state::{Edit, Entry, Key, State, StateError, StateStore, UserEntry};
use crate::user::Username;

/// Everything outside that an apply touches.
#[derive(Clone)]
pub struct Ports {
    /// The Cognito.
    pub backend: Arc<dyn Backend>,
    /// The state, locked by whoever opened it.
    pub store: Arc<dyn StateStore>,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// Whoever wants to hear.
    pub observer: Arc<dyn Observer>,
}

/// How an apply goes about it.
#[derive(Clone, Debug)]
pub struct ApplyOptions {
    /// Changes under way at once.
    pub at_once: usize,
    /// How calls are tried again.
    pub retry: Retry,
    /// Asked before each call.
    pub stop: Stop,
}

impl Default for ApplyOptions {
    fn default() -> Self {
        Self { at_once: 10, retry: Retry::default(), stop: Stop::default() }
    }
}

/// Carries out `plan`. Failures of single changes stand in the report; the rest goes on.
///
/// # Errors
/// When the state cannot be read at the beginning, or a secret has no value or none that its pool takes. Nothing was
/// done then.
pub async fn apply(plan: Plan, ports: &Ports, options: &ApplyOptions) -> Result<Report, ApplyError> {
    plan.check_secrets()?;
    let state = ports.store.read().await?;
    let (journal, writer) = journal();
    let run = Run {
        ports,
        options,
        journal,
        people: Mutex::new(people(&state)),
        known: Mutex::new(known(&plan, &state)),
        state,
        imported: Imported::default(),
        report: Mutex::default(),
        hopeless: AtomicBool::new(false),
    };
    let work = async move {
        run.all(&plan).await;
        run.report.into_inner().unwrap_or_else(PoisonError::into_inner)
    };
    let (report, ()) = futures::join!(work, writer.write(ports.store.as_ref()));
    Ok(report)
}

/// Why nothing of a plan was carried out.
#[derive(Debug, thiserror::Error)]
pub enum ApplyError {
    /// The state cannot be read.
    #[error(transparent)]
    State(#[from] StateError),
    /// Secrets that will not do.
    #[error(transparent)]
    Secrets(#[from] Faults),
}

/// The names that calls take, by the names that declarations use.
type People = BTreeMap<(PoolId, Username), String>;

fn people(state: &State) -> People {
    let users = state.entries.values().filter_map(|entry| match entry {
        Entry::User(user) => Some(((user.pool.clone(), user.username.clone()), user.physical.clone())),
        _ => None,
    });
    users.collect()
}

/// The outputs that changes wait for and that an earlier run learnt. What this run makes comes instead.
fn known(plan: &Plan, state: &State) -> BTreeMap<Key, Outputs> {
    let sources = plan.changes.iter().filter_map(Change::pending).flat_map(|pending| pending.values());
    let renewed: BTreeSet<&Key> =
        plan.changes.iter().filter(|change| change.renews()).map(|change| &change.key).collect();
    let kept = sources.flat_map(Output::sources).filter(|key| !renewed.contains(key));
    kept.filter_map(|key| Some((key.clone(), output::of_user(state.user(&key.id)?)))).collect()
}

/// The changes of a phase in the order of what waits for what: none waits for one of its own or a later wave.
fn waves(phase: &[Change]) -> Vec<Vec<&Change>> {
    let mut rest: Vec<&Change> = phase.iter().collect();
    let mut waves = Vec::new();
    while rest.iter().any(|change| change.pending().is_some()) {
        let ahead: BTreeSet<&Key> = rest.iter().map(|change| &change.key).collect();
        let waits = |change: &&Change| {
            let mut sources =
                change.pending().into_iter().flat_map(|pending| pending.values()).flat_map(Output::sources);
            sources.any(|source| ahead.contains(source))
        };
        let (later, now): (Vec<_>, Vec<_>) = rest.iter().copied().partition(waits);
        if now.is_empty() {
            break;
        }
        waves.push(now);
        rest = later;
    }
    waves.push(rest);
    waves
}

pub(super) struct Run<'a> {
    pub(super) ports: &'a Ports,
    pub(super) options: &'a ApplyOptions,
    pub(super) journal: Journal,
    /// What the state held when the run began.
    pub(super) state: State,
    people: Mutex<People>,
    /// The outputs of resources that changes wait for, and of those that were made or changed.
    known: Mutex<BTreeMap<Key, Outputs>>,
    /// Whom import jobs made.
    pub(super) imported: Imported,
    report: Mutex<Report>,
    /// Set by a failure that every further change would share.
    pub(super) hopeless: AtomicBool,
}

impl Run<'_> {
    async fn all(&self, plan: &Plan) {
        self.tell(&Event::Started { changes: plan.changes.len() });
        for phase in plan.changes.chunk_by(|one, next| one.phase() == next.phase()) {
            for wave in waves(phase) {
                if let Some(role) = &plan.import_role {
                    self.import(&wave, role.as_str()).await;
                }
                let begin = |change| self.one(change).boxed();
                stream::iter(wave).for_each_concurrent(self.options.at_once, begin).await;
            }
        }
    }

    /// Whether nothing more is to be begun.
    pub(super) fn is_over(&self) -> bool {
        self.options.stop.is_stopped() || self.hopeless.load(Ordering::Relaxed)
    }

    async fn one(&self, change: &Change) {
        if self.is_over() {
            self.tell(&Event::ChangeSkipped(change));
            self.report().skipped.push(change.key.clone());
            return;
        }
        self.tell(&Event::ChangeStarted(change));
        self.reached(change, Point::Begun);
        match self.carry_out(change).await {
            Ok(()) => {
                self.reached(change, Point::Settled);
                self.tell(&Event::ChangeDone(change));
                self.report().done.push((change.key.clone(), change.action));
            }
            Err(failure) => {
                self.hopeless.fetch_or(failure.ends_the_run(), Ordering::Relaxed);
                self.tell(&Event::ChangeFailed(change, &failure));
                self.report().failed.push((change.key.clone(), failure));
            }
        }
    }

    /// Begins no further change.
    pub(super) fn end_early(&self) {
        self.hopeless.store(true, Ordering::Relaxed);
    }

    async fn carry_out(&self, change: &Change) -> Result<(), Failure> {
        let settled = change.pending().map(|_| change.settled(&|key, name| self.output(key, name)));
        let settled = settled.transpose()?;
        let change = settled.as_ref().unwrap_or(change);
        match &change.subject {
            Subject::User { spec, entry } => {
                user::carry_out(self, change, spec.as_deref(), entry.as_deref()).await
            }
            Subject::Group { spec, entry } => {
                group::carry_out(self, change, spec.as_ref(), entry.as_ref()).await
            }
            Subject::Membership { spec, entry } => {
                membership::carry_out(self, change, spec.as_ref(), entry.as_ref()).await
            }
        }
    }

    /// The name that calls take for whom a declaration calls `username`.
    pub(super) fn physical(&self, change: &Change, pool: &PoolId, username: &Username) -> String {
        let people = self.people.lock().unwrap_or_else(PoisonError::into_inner);
        let made = people.get(&(pool.clone(), username.clone())).cloned();
        made.or_else(|| change.physical.clone()).unwrap_or_else(|| username.to_string())
    }

    /// Remembers the name that calls take for a user just made.
    pub(super) fn introduce(&self, pool: &PoolId, username: &Username, physical: &str) {
        let mut people = self.people.lock().unwrap_or_else(PoisonError::into_inner);
        people.insert((pool.clone(), username.clone()), physical.to_owned());
    }

    fn output(&self, key: &Key, name: &str) -> Option<String> {
        let known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        known.get(key)?.get(name).cloned()
    }

    /// Remembers what the service made up for a user.
    pub(super) fn learn(&self, key: &Key, entry: &UserEntry) {
        let outputs = output::of_user(entry);
        self.known.lock().unwrap_or_else(PoisonError::into_inner).insert(key.clone(), outputs.clone());
        self.report().outputs.insert(key.clone(), outputs);
    }

    /// Makes a call, and again while its failure passes.
    pub(super) async fn call<T, F>(
        &self,
        again: impl Fn(ErrorKind) -> bool,
        call: impl FnMut() -> F,
    ) -> Result<T, BackendError>
    where
        F: Future<Output = Result<T, BackendError>>,
    {
        let again = |kind| again(kind) && !self.options.stop.is_stopped();
        self.options.retry.run(&self.clock(), again, |error| self.retried(error), call).await
    }

    /// The clock to wait by.
    pub(super) fn clock(&self) -> Impatient<'_> {
        Impatient { clock: self.ports.clock.as_ref(), stop: &self.options.stop }
    }

    /// Goes on with a change, unless the run was stopped.
    pub(super) fn check_going(&self) -> Result<(), Failure> {
        if self.options.stop.is_stopped() { Err(Failure::Stopped) } else { Ok(()) }
    }

    pub(super) fn reached(&self, change: &Change, point: Point) {
        self.ports.observer.reached(change, point);
    }

    /// Tells that a call is made again.
    pub(super) fn retried(&self, error: &BackendError) {
        self.tell(&Event::Retried(error));
        self.report().retries.push(Retried::from(error));
    }

    pub(super) fn warn(&self, change: &Change, warning: String) {
        self.tell(&Event::Warned(&change.key, &warning));
        self.report().warnings.push((change.key.clone(), warning));
    }

    pub(super) fn tell(&self, event: &Event<'_>) {
        self.ports.observer.event(event);
    }

    fn report(&self) -> MutexGuard<'_, Report> {
        self.report.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Remembers a resource as `entry`, under the id that the script gives it now.
pub(super) fn put(change: &Change, entry: Entry) -> Vec<Edit> {
    let formerly = change.formerly.clone();
    let gone = formerly.into_iter().flat_map(|key| [Edit::Remove(key.clone()), Edit::Settle(key)]);
    gone.chain([Edit::Put(change.key.clone(), entry)]).collect()
}

/// Where a change was declared, as the state keeps it.
pub(super) fn place(change: &Change) -> Option<String> {
    change.origin.as_ref().map(ToString::to_string)
}

/// What should go and is gone already, is gone.
pub(super) fn gone(outcome: Result<(), BackendError>) -> Result<(), BackendError> {
    match outcome {
        Err(error) if matches!(error.kind, ErrorKind::UserNotFound | ErrorKind::NotFound) => Ok(()),
        outcome => outcome,
    }
}

/// Whether the change only ends something.
pub(super) fn ends(change: &Change) -> bool {
    matches!(change.action, Action::Delete | Action::Disable | Action::Forget)
}
