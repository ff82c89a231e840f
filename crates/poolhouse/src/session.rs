//! One run: a backend and a state that are open, and the plan between them.

use std::sync::Arc;

use poolhouse_core::actual::Actual;
use poolhouse_core::apply::{self, ApplyOptions, Ports};
use poolhouse_core::backend::Backend;
use poolhouse_core::desired::Desired;
use poolhouse_core::event::Report;
use poolhouse_core::fault::Faults;
use poolhouse_core::plan::{Options, Plan, plan_with};
use poolhouse_core::state::{State, StateStore};

use crate::error::Error;
use crate::poolhouse::Poolhouse;
use crate::state::{LocalState, Place};
use crate::target::Target;

/// A Cognito and a state, open.
pub(crate) struct Session {
    backend: Arc<dyn Backend>,
    memory: Memory,
}

/// A state, open for reading or for writing.
enum Memory {
    Read(State),
    Store(Arc<dyn StateStore>),
}

impl Session {
    /// Opens what a plan needs; the state is not locked.
    pub(crate) async fn reading(poolhouse: &Poolhouse) -> Result<Self, Error> {
        let (backend, target) = open(poolhouse).await?;
        let memory = match &poolhouse.store {
            Some(store) => Memory::Store(Arc::clone(store)),
            None => Memory::Read(LocalState::read_only(&state_file(poolhouse, target)?)?),
        };
        Ok(Self { backend, memory })
    }

    /// Opens what an apply needs; the state is locked until the session ends.
    pub(crate) async fn writing(poolhouse: &Poolhouse) -> Result<Self, Error> {
        let (backend, target) = open(poolhouse).await?;
        let memory = match &poolhouse.store {
            Some(store) => Memory::Store(Arc::clone(store)),
            None => Memory::Store(Arc::new(LocalState::open(&state_file(poolhouse, target)?)?)),
        };
        Ok(Self { backend, memory })
    }

    /// Plans, with every fault that there is to tell.
    pub(crate) async fn plan(&self, poolhouse: &Poolhouse, options: Options) -> Result<Plan, Error> {
        // What is to be destroyed is in the state; a broken script must not be in the way.
        let (desired, faults, complete) = match options.destroy {
            true => (Desired::default(), Faults::default(), true),
            false => poolhouse.sources.desired().await,
        };
        if !complete {
            faults.into_result()?;
            return Err(Error::Usage("the script ended before its end".to_owned()));
        }
        let state = match &self.memory {
            Memory::Read(state) => state.clone(),
            Memory::Store(store) => store.read().await?,
        };
        let backend = self.backend.as_ref();
        let actual = match Actual::read(backend, poolhouse.clock.as_ref(), &desired, &state).await {
            Ok(actual) => actual,
            // What is wrong with the declarations is worth more than that the pool cannot be asked.
            Err(error) => return Err(faults.into_result().map_or_else(Error::from, |()| error.into())),
        };
        let (plan, found) = plan_with(faults, &desired, &actual, &state, &options);
        found.into_result()?;
        Ok(plan)
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
        Ok(Run { plan, ports, options })
    }
}

/// A plan, its state locked: to be looked at, and applied or dropped.
pub struct Run {
    plan: Plan,
    ports: Ports,
    options: ApplyOptions,
}

impl Run {
    /// What will be done.
    #[must_use]
    pub fn plan(&self) -> &Plan {
        &self.plan
    }

    /// Does it. Failures of single changes stand in the report.
    ///
    /// # Errors
    /// When the state cannot be read; nothing was done then.
    pub async fn apply(self) -> Result<Report, Error> {
        Ok(apply::apply(self.plan, &self.ports, &self.options).await?)
    }
}

/// The backend of the target, and the target's name in the place of a state.
async fn open(poolhouse: &Poolhouse) -> Result<(Arc<dyn Backend>, Option<String>), Error> {
    match &poolhouse.target {
        #[cfg(feature = "emulator")]
        Target::Embedded => {
            let emulator = crate::embedded::open(project(poolhouse)?, &poolhouse.fixtures)?;
            Ok((Arc::new(poolhouse_local::LocalBackend::new(emulator)), Some("embedded".to_owned())))
        }
        #[cfg(not(feature = "emulator"))]
        Target::Embedded => Err(Error::Usage("this poolhouse was built without its emulator".to_owned())),
        #[cfg(feature = "emulator")]
        Target::Emulator(emulator) => {
            Ok((Arc::new(poolhouse_local::LocalBackend::new(emulator.clone())), None))
        }
        #[cfg(feature = "aws")]
        Target::Aws(target) => open_aws(poolhouse, target).await,
    }
}

#[cfg(feature = "aws")]
async fn open_aws(
    poolhouse: &Poolhouse,
    target: &crate::target::AwsTarget,
) -> Result<(Arc<dyn Backend>, Option<String>), Error> {
    let backend = poolhouse_aws::AwsBackend::connect(poolhouse_aws::AwsOptions {
        region: target.region.clone(),
        profile: target.profile.clone(),
        endpoint: target.endpoint.clone(),
    })
    .await?;
    // Whoever keeps the state knows where it belongs; else the account must be asked for.
    let name = match (&poolhouse.store, backend.endpoint()) {
        (Some(_), _) => None,
        (None, Some(endpoint)) => Some(format!("endpoint {}", endpoint.trim_end_matches('/'))),
        (None, None) => {
            let region = backend.region().await.ok_or_else(|| {
                Error::Usage("no region is set, and a state belongs to one: give --region".to_owned())
            })?;
            Some(format!("aws {} {region}", backend.account_id().await?))
        }
    };
    Ok((Arc::new(backend), name))
}

fn project(poolhouse: &Poolhouse) -> Result<&crate::project::Project, Error> {
    let missing = "without a script, say which folder is the project's: `Builder::project`";
    poolhouse.project.as_ref().ok_or_else(|| Error::Usage(missing.to_owned()))
}

fn state_file(poolhouse: &Poolhouse, target: Option<String>) -> Result<std::path::PathBuf, Error> {
    let missing = || Error::Usage("without a script, name the state: `Builder::name`".to_owned());
    let place = Place {
        stage: poolhouse.stage.clone(),
        target: target.ok_or_else(missing)?,
        source: poolhouse.source.clone().ok_or_else(missing)?,
    };
    Ok(place.file(&project(poolhouse)?.own_folder()?))
}
