//! One run: a backend and a state that are open, and the plan between them.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::Arc;

use poolhouse_core::actual::Actual;
use poolhouse_core::apply::{self, ApplyOptions, Ports};
use poolhouse_core::backend::Backend;
use poolhouse_core::desired::Desired;
use poolhouse_core::event::Report;
use poolhouse_core::fault::{Fault, Faults};
use poolhouse_core::fence::Fenced;
use poolhouse_core::hook::Handler;
use poolhouse_core::pace::{Pace, Paced};
use poolhouse_core::plan::{Drift, Options, Plan, drift, plan_with};
use poolhouse_core::state::{State, StateStore};

use crate::error::Error;
use crate::ownership;
#[cfg(feature = "passwords")]
use crate::passwords::PasswordFile;
use crate::poolhouse::Poolhouse;
use crate::saved_plan::Basis;
use crate::sources::{Heard, Said, Sources};
use crate::state::Place;
use crate::target::Target;
use crate::transforming::Changed;
#[cfg(feature = "emulator")]
use crate::triggers;

/// A Cognito and a state, open.
pub(crate) struct Session {
    backend: Arc<dyn Backend>,
    /// What calls keep to; nothing on an emulator, unless asked for.
    pace: Option<Arc<Pace>>,
    memory: Memory,
    /// The Cognito's name in the place of a state.
    target: Option<String>,
}

/// A Cognito, and a state that is locked.
pub(crate) type LockedPorts = (Arc<dyn Backend>, Arc<dyn StateStore>);

/// Everything that a plan is made of.
struct Read {
    desired: Desired,
    /// What is wrong already.
    faults: Faults,
    changed: Changed,
    inputs: BTreeSet<PathBuf>,
    values: BTreeMap<String, String>,
    warnings: Vec<Fault>,
    state: Arc<State>,
    actual: Actual,
}

/// A plan, and what it follows from.
pub(crate) struct Planned {
    pub(crate) plan: Plan,
    actual: Actual,
    serial: u64,
    inputs: BTreeSet<PathBuf>,
    values: BTreeMap<String, String>,
}

impl Planned {
    /// What it follows from, in the form in which it is saved.
    pub(crate) fn basis(&self, poolhouse: &Poolhouse) -> Result<Basis, Error> {
        let Self { plan, actual, serial, inputs, values } = self;
        Ok(Basis::of(plan, actual, *serial, inputs, poolhouse.project.as_ref())?.and_values(values))
    }
}

/// A state, open for reading or for writing.
enum Memory {
    Read(Arc<State>),
    Store(Arc<dyn StateStore>),
}

impl Session {
    /// Opens what a plan needs; the state is not locked.
    pub(crate) async fn reading(poolhouse: &Poolhouse) -> Result<Self, Error> {
        let opened = Box::pin(open(poolhouse)).await?;
        let memory = match &poolhouse.store {
            Some(store) => Memory::Store(Arc::clone(store)),
            None => {
                let place = place(poolhouse, opened.target.clone())?;
                Memory::Read(Arc::new(Box::pin(poolhouse.state_home()?.read(&place)).await?))
            }
        };
        Ok(Self::new(poolhouse, opened, memory))
    }

    /// Opens what an apply needs; the state is locked until the session ends.
    pub(crate) async fn writing(poolhouse: &Poolhouse) -> Result<Self, Error> {
        // The state knows who is at work on it, the embedded emulator only that somebody is: the state comes first.
        let first = if matches!(poolhouse.target, Target::Embedded) {
            Some(locked(poolhouse, Some(EMBEDDED.to_owned())).await?)
        } else {
            None
        };
        let mut opened = Box::pin(open(poolhouse)).await?;
        let store = match first {
            Some(store) => store,
            None => locked(poolhouse, opened.target.clone()).await?,
        };
        opened.backend = Arc::new(Fenced::new(opened.backend, Arc::clone(&store)));
        Ok(Self::new(poolhouse, opened, Memory::Store(store)))
    }

    fn new(poolhouse: &Poolhouse, opened: Opened, memory: Memory) -> Self {
        let target = opened.target.clone();
        let (backend, pace) = paced(poolhouse, opened);
        Self { backend, pace, memory, target }
    }

    /// Refuses to take over what another state of the project manages, unless that was asked for by name.
    async fn check_ownership(
        &self,
        poolhouse: &Poolhouse,
        plan: &mut Plan,
        options: &Options,
    ) -> Result<(), Error> {
        if !ownership::is_concerned(plan) {
            return Ok(());
        }
        Ok(ownership::check(plan, &self.other_states(poolhouse).await?, options.adopt)?)
    }

    /// The other states of the project that are about the same Cognito; none where somebody else keeps the state.
    pub(crate) async fn other_states(&self, poolhouse: &Poolhouse) -> Result<Vec<(Place, State)>, Error> {
        let mut others = Vec::new();
        if poolhouse.store.is_some() {
            return Ok(others);
        }
        let (own, home) = (place(poolhouse, self.target.clone())?, poolhouse.state_home()?);
        for other in Box::pin(home.list()).await? {
            if other.target == own.target && other != own {
                let state = Box::pin(home.read(&other)).await?;
                others.push((other, state));
            }
        }
        Ok(others)
    }

    /// What the state holds now.
    pub(crate) async fn state(&self) -> Result<Arc<State>, Error> {
        match &self.memory {
            Memory::Read(state) => Ok(Arc::clone(state)),
            Memory::Store(store) => Ok(Arc::new(store.read().await?)),
        }
    }

    /// Learns which quotas the account has of those that can be raised and are called upon, and reckons how long the
    /// plan takes. An account that may not be asked has the default quotas.
    async fn reckon(&self, plan: &mut Plan) {
        let Some(pace) = &self.pace else { return };
        let raisable = plan.cost().calls.into_keys().filter(|category| category.is_adjustable());
        for category in raisable {
            let pool = plan.changes.first().map(|change| &change.pool);
            let Some(pool) = pool else { break };
            if let Ok(Some(rate)) = self.backend.quota(pool, category).await {
                pace.set_quota(category, rate);
            }
        }
        plan.least_time = Some(pace.least_time(&plan.operations()));
    }

    /// Plans, with every fault that there is to tell.
    pub(crate) async fn plan(
        &self,
        poolhouse: &Poolhouse,
        heard: Option<Heard>,
        options: Options,
    ) -> Result<Planned, Error> {
        let Read { desired, faults, changed, inputs, values, warnings, state, actual } =
            self.read(poolhouse, heard, &options).await?;
        let (mut plan, found) = plan_with(faults, &desired, &actual, &state, &options);
        changed.told(found).into_result()?;
        plan.warnings.splice(..0, warnings);
        self.check_ownership(poolhouse, &mut plan, &options).await?;
        if !options.destroy {
            plan = poolhouse.sources.allow(plan, &self.backend).await?;
        }
        self.reckon(&mut plan).await;
        Ok(Planned { plan, actual, serial: state.serial, inputs, values })
    }

    /// What others did since the last apply.
    pub(crate) async fn drift(
        &self,
        poolhouse: &Poolhouse,
        heard: Option<Heard>,
        options: Options,
    ) -> Result<Drift, Error> {
        let Read { desired, faults, changed, state, actual, .. } =
            self.read(poolhouse, heard, &options).await?;
        Ok(drift(faults, &desired, &actual, &state, &options).map_err(|faults| changed.told(faults))?)
    }

    /// Reads state and pools for what was heard.
    async fn read(
        &self,
        poolhouse: &Poolhouse,
        heard: Option<Heard>,
        options: &Options,
    ) -> Result<Read, Error> {
        let said = match heard {
            Some(heard) => poolhouse.sources.desired(heard, &self.backend).await,
            None => Said { complete: true, ..Said::default() },
        };
        let Said { desired, mut faults, complete, changed, handlers, inputs, values, warnings } = said;
        if !complete {
            faults.into_result()?;
            return Err(Error::Usage("the script ended before its end".to_owned()));
        }
        if !poolhouse.target.is_emulator() {
            faults.extend(handlers.iter().map(unanswerable));
        }
        let state = self.state().await?;
        let backend = self.backend.as_ref();
        let actual =
            match Actual::read(backend, poolhouse.clock.as_ref(), &desired, &state, options.refresh).await {
                Ok(actual) => actual,
                // What is wrong with the declarations is worth more than that the pool cannot be asked.
                Err(error) => return Err(faults.into_result().map_or_else(Error::from, |()| error.into())),
            };
        Ok(Read { desired, faults, changed, inputs, values, warnings, state, actual })
    }

    /// The Cognito.
    pub(crate) fn backend(&self) -> &Arc<dyn Backend> {
        &self.backend
    }

    /// The Cognito, and the state that is locked.
    pub(crate) fn into_ports(self) -> Result<LockedPorts, Error> {
        match self.memory {
            Memory::Store(store) => Ok((self.backend, store)),
            Memory::Read(_) => Err(Error::Usage("the state is open for reading only".to_owned())),
        }
    }

    /// Goes on to an apply of that plan.
    pub(crate) fn into_run(self, poolhouse: &Poolhouse, plan: Plan) -> Result<Run, Error> {
        let Memory::Store(store) = self.memory else {
            return Err(Error::Usage("the state is open for reading only".to_owned()));
        };
        let ports = Ports {
            backend: self.backend,
            store,
            clock: Arc::clone(&poolhouse.clock),
            observer: Arc::clone(&poolhouse.observer),
        };
        let at_once = poolhouse.at_once.unwrap_or_else(|| poolhouse.target.at_once());
        let options = ApplyOptions { at_once, stop: poolhouse.stop.clone(), ..ApplyOptions::default() };
        #[cfg(feature = "passwords")]
        poolhouse.passwords.iter().try_for_each(PasswordFile::check_absent)?;
        Ok(Run {
            plan,
            ports,
            options,
            pace: self.pace,
            sources: poolhouse.sources.clone(),
            #[cfg(feature = "passwords")]
            passwords: poolhouse.passwords.clone(),
        })
    }
}

/// Opens a session, and hears meanwhile what is declared: for many users both take long. Nothing is heard where all is to
/// be destroyed, which is in the state; a broken script must not be in the way.
pub(crate) async fn open_and_hear(
    poolhouse: &Poolhouse,
    options: &Options,
    opening: impl Future<Output = Result<Session, Error>>,
) -> Result<(Session, Option<Heard>), Error> {
    let hearing = async {
        match options.destroy {
            true => None,
            false => Some(poolhouse.sources.hear().await),
        }
    };
    // Hearing first: hosts run on other threads, and opening may keep this one busy.
    let (heard, session) = futures::join!(hearing, opening);
    Ok((session?, heard))
}

/// A plan, its state locked: to be looked at, and applied or dropped.
pub struct Run {
    plan: Plan,
    ports: Ports,
    options: ApplyOptions,
    pace: Option<Arc<Pace>>,
    sources: Sources,
    #[cfg(feature = "passwords")]
    passwords: Option<PasswordFile>,
}

impl Run {
    /// What will be done.
    #[must_use]
    pub fn plan(&self) -> &Plan {
        &self.plan
    }

    /// Does it, and has the script do what it does afterwards. Failures of single changes stand in the report.
    ///
    /// # Errors
    /// When the state cannot be read, a secret will not do, or generated passwords cannot be kept; nothing was done then.
    #[cfg_attr(
        not(feature = "passwords"),
        allow(unused_mut, reason = "only kept passwords are made up first")
    )]
    pub async fn apply(mut self) -> Result<Report, Error> {
        #[cfg(feature = "passwords")]
        if let Some(file) = &self.passwords {
            let generated = self.plan.generate_passwords();
            self.plan.check_secrets()?;
            file.write(&generated)?;
        }
        let mut report = Box::pin(apply::apply(self.plan, &self.ports, &self.options)).await?;
        report.faults = self.sources.tell(report.applied()).await;
        report.calls = self.pace.map(|pace| pace.calls()).unwrap_or_default();
        Ok(report)
    }
}

/// The share of each quota that a run uses, unless someone says otherwise: applications need the rest.
pub(crate) const DEFAULT_SHARE: f64 = 0.5;

/// The target of the emulator in the project's folder, in the place of a state.
const EMBEDDED: &str = "embedded";

/// The backend of a target.
struct Opened {
    backend: Arc<dyn Backend>,
    /// The target's name in the place of a state; none where the state is kept by someone else.
    target: Option<String>,
    /// Whether nobody else is there to share its quotas with.
    local: bool,
}

/// The Cognito of a target, at the pace that calls to it keep to.
#[cfg(feature = "emulator")]
pub(crate) async fn backend(poolhouse: &Poolhouse) -> Result<Arc<dyn Backend>, Error> {
    Ok(paced(poolhouse, open(poolhouse).await?).0)
}

/// The pace that calls keep to, where they keep to one. `local`: nobody else is there to share the quotas with.
pub(crate) fn pace(poolhouse: &Poolhouse, local: bool) -> Option<Arc<Pace>> {
    let share = poolhouse.quota_share.or((!local).then_some(DEFAULT_SHARE));
    share.map(|share| Arc::new(Pace::new(Arc::clone(&poolhouse.clock), share)))
}

fn paced(poolhouse: &Poolhouse, opened: Opened) -> (Arc<dyn Backend>, Option<Arc<Pace>>) {
    match pace(poolhouse, opened.local) {
        Some(pace) => (Arc::new(Paced::new(opened.backend, Arc::clone(&pace))), Some(pace)),
        None => (opened.backend, None),
    }
}

/// The project's own emulator, with the functions that the project's file names for triggers.
#[cfg(feature = "emulator")]
pub(crate) async fn embedded(poolhouse: &Poolhouse) -> Result<poolhouse_emulator::Emulator, Error> {
    let project = poolhouse.own_project()?;
    let emulator = crate::embedded::open(project, &poolhouse.fixtures, &poolhouse.log)?;
    let functions = triggers::configured(&poolhouse.surroundings()?, &emulator).await?;
    Ok(match functions {
        Some(functions) => emulator.with_triggers(Arc::new(functions)),
        None => emulator,
    })
}

async fn open(poolhouse: &Poolhouse) -> Result<Opened, Error> {
    match &poolhouse.target {
        #[cfg(feature = "emulator")]
        Target::Embedded => {
            let backend = local(poolhouse, &embedded(poolhouse).await?);
            Ok(Opened { backend, target: Some(EMBEDDED.to_owned()), local: true })
        }
        #[cfg(not(feature = "emulator"))]
        Target::Embedded => Err(Error::Usage("this poolhouse was built without its emulator".to_owned())),
        #[cfg(feature = "emulator")]
        Target::Emulator(emulator) => {
            Ok(Opened { backend: local(poolhouse, emulator), target: None, local: true })
        }
        #[cfg(feature = "aws")]
        Target::Aws(target) => open_aws(poolhouse, target).await,
    }
}

/// The emulator, asking functions of the scripts before its own.
#[cfg(feature = "emulator")]
fn local(poolhouse: &Poolhouse, emulator: &poolhouse_emulator::Emulator) -> Arc<dyn Backend> {
    let (answering, log) = (poolhouse.sources.answering(), Arc::clone(&poolhouse.log));
    Arc::new(poolhouse_local::LocalBackend::new(triggers::with_declared(emulator, answering, log)))
}

/// What is wrong with a function that answers a trigger where nobody can call it.
fn unanswerable(handler: &Handler) -> Fault {
    let Handler { pool, hook, origin } = handler;
    let message = format!("a function of the script answers {hook} of {pool}, which only an emulator calls");
    Fault::new(Some(origin.clone()), message).hint(
        "on AWS a Lambda function answers, which the pool's LambdaConfig names: leave `pool:on` out there",
    )
}

#[cfg(feature = "aws")]
async fn open_aws(poolhouse: &Poolhouse, target: &crate::target::AwsTarget) -> Result<Opened, Error> {
    let backend = target.connect().await?;
    // Whoever keeps the state knows where it belongs; else the account must be asked for.
    let target = match (&poolhouse.store, backend.endpoint()) {
        (Some(_), _) => None,
        (None, Some(endpoint)) => Some(format!("endpoint {}", endpoint.trim_end_matches('/'))),
        (None, None) => {
            let region = backend.region().await.ok_or_else(|| {
                Error::Usage("no region is set, and a state belongs to one: give --region".to_owned())
            })?;
            Some(format!("aws {} {region}", backend.account_id().await?))
        }
    };
    Ok(Opened { local: backend.is_on_this_machine(), backend: Arc::new(backend), target })
}

/// The state that a run writes, locked.
async fn locked(poolhouse: &Poolhouse, target: Option<String>) -> Result<Arc<dyn StateStore>, Error> {
    match &poolhouse.store {
        Some(store) => Ok(Arc::clone(store)),
        None => Ok(Box::pin(poolhouse.state_home()?.open(&place(poolhouse, target)?)).await?),
    }
}

fn place(poolhouse: &Poolhouse, target: Option<String>) -> Result<Place, Error> {
    let missing = || Error::Usage("without a script, name the state: `Builder::name`".to_owned());
    Ok(Place {
        stage: poolhouse.stage.clone(),
        target: target.ok_or_else(missing)?,
        source: poolhouse.source.clone().ok_or_else(missing)?,
    })
}
