//! The handle: what is declared, on which Cognito, remembered where.

use std::path::PathBuf;
use std::sync::Arc;

use poolhouse_core::apply::Stop;
use poolhouse_core::clock::Clock;
use poolhouse_core::event::Observer;
use poolhouse_core::log::LogSink;
use poolhouse_core::plan::{Drift, Options, Plan};
use poolhouse_core::state::StateStore;

use crate::builder::Builder;
use crate::error::Error;
#[cfg(feature = "passwords")]
use crate::passwords::PasswordFile;
use crate::project::Project;
use crate::saved_plan::SavedPlan;
use crate::session::{Planned, Run, Session, open_and_hear};
use crate::sources::Sources;
use crate::state::{StateChoice, StateHome};
use crate::surroundings::Surroundings;
use crate::target::Target;
use crate::trust::Granted;

/// Declarations, a Cognito and a state: everything that a plan and its apply need.
///
/// Made by [`Poolhouse::builder`]. Nothing is read, run or contacted before one of its methods is called.
pub struct Poolhouse {
    pub(crate) sources: Sources,
    /// What can be run instead of asked what it declares.
    #[cfg(feature = "lua")]
    pub(crate) script: Option<poolhouse_lua::LuaOptions>,
    pub(crate) project: Option<Project>,
    pub(crate) stage: String,
    pub(crate) target: Target,
    /// What a state in the project's folder belongs to: `script a.lua`, `name people`.
    pub(crate) source: Option<String>,
    pub(crate) store: Option<Arc<dyn StateStore>>,
    pub(crate) state_choice: StateChoice,
    #[cfg_attr(
        not(feature = "emulator"),
        allow(dead_code, reason = "only the embedded emulator is given pools")
    )]
    pub(crate) fixtures: Vec<PathBuf>,
    pub(crate) observer: Arc<dyn Observer>,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) stop: Stop,
    pub(crate) at_once: Option<usize>,
    pub(crate) quota_share: Option<f64>,
    #[cfg(feature = "passwords")]
    pub(crate) passwords: Option<PasswordFile>,
    pub(crate) log: LogSink,
    /// What of the project's file counts.
    pub(crate) granted: Granted,
}

impl Poolhouse {
    /// Begins with nothing declared, on the embedded emulator.
    #[must_use]
    pub fn builder() -> Builder {
        Builder::new()
    }

    /// Plans, and writes nothing.
    ///
    /// # Errors
    /// Every fault of what is declared; whatever keeps the state or the Cognito from being read.
    pub async fn plan(&self, options: Options) -> Result<Plan, Error> {
        // Planning goes deep; in a box, the futures of whoever calls stay small.
        Ok(Box::pin(self.planned(options)).await?.plan)
    }

    /// Plans, and gives the plan in the form in which it can be saved and applied later. `arguments` are kept with it,
    /// for whoever has to say `options` and all the rest again.
    ///
    /// # Errors
    /// As [`Poolhouse::plan`].
    pub async fn plan_to_save(
        &self,
        options: Options,
        arguments: Vec<String>,
    ) -> Result<(Plan, SavedPlan), Error> {
        let planned = Box::pin(self.planned(options)).await?;
        let basis = planned.basis(self)?;
        let saved = SavedPlan::new(&planned.plan, basis, arguments);
        Ok((planned.plan, saved))
    }

    /// As [`Poolhouse::prepare`], for a plan that was saved: it comes out just as it was, or not at all.
    ///
    /// # Errors
    /// As [`Poolhouse::prepare`], and [`Error::Stale`] when a file that was read, the state, an account that is touched,
    /// or anything else that leads to other changes is not as it was.
    pub async fn prepare_saved(&self, options: Options, saved: &SavedPlan) -> Result<Run, Error> {
        let (session, heard) = Box::pin(open_and_hear(self, &options, Session::writing(self))).await?;
        let planned = Box::pin(session.plan(self, heard, options)).await?;
        saved.check(&planned.plan, &planned.basis(self)?)?;
        session.into_run(self, planned.plan)
    }

    /// Compares the pools with what the state remembers, and changes nothing.
    ///
    /// # Errors
    /// As [`Poolhouse::plan`].
    pub async fn drift(&self, options: Options) -> Result<Drift, Error> {
        let (session, heard) = Box::pin(open_and_hear(self, &options, Session::reading(self))).await?;
        Box::pin(session.drift(self, heard, options)).await
    }

    /// A plan that nothing is written for.
    async fn planned(&self, options: Options) -> Result<Planned, Error> {
        let (session, heard) = open_and_hear(self, &options, Session::reading(self)).await?;
        session.plan(self, heard, options).await
    }

    /// Where its state is kept.
    pub(crate) fn state_home(&self) -> Result<StateHome, Error> {
        let project = self.own_project()?;
        project.own_folder()?;
        self.state_choice.home_with(project, &self.granted)
    }

    /// What everything that runs has around it.
    pub(crate) fn surroundings(&self) -> Result<Surroundings, Error> {
        Ok(Surroundings {
            project: self.own_project()?.clone(),
            granted: self.granted.clone(),
            stage: self.stage.clone(),
            clock: Arc::clone(&self.clock),
            log: Arc::clone(&self.log),
        })
    }

    /// The project, for what cannot do without.
    pub(crate) fn own_project(&self) -> Result<&Project, Error> {
        let missing = "without a script, say which folder is the project's: `Builder::project`";
        self.project.as_ref().ok_or_else(|| Error::Usage(missing.to_owned()))
    }

    /// Locks the state and plans; the plan can be looked at, and applied or dropped.
    ///
    /// # Errors
    /// As [`Poolhouse::plan`], and when another process has the state locked.
    pub async fn prepare(&self, options: Options) -> Result<Run, Error> {
        let (session, heard) = Box::pin(open_and_hear(self, &options, Session::writing(self))).await?;
        let planned = Box::pin(session.plan(self, heard, options)).await?;
        session.into_run(self, planned.plan)
    }
}
