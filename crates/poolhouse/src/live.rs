//! Scripts that are run for what they do, and what somebody types: both call the API.

use std::path::PathBuf;
use std::sync::Arc;

use poolhouse_core::api::{Api, PersistentApi};
use poolhouse_lua::{Console, Live, LuaOptions, Terminal, Writes};

use crate::error::Error;
use crate::poolhouse::Poolhouse;
use crate::project::make_private;
use crate::session::pace;
use crate::target::Target;

impl Poolhouse {
    /// Runs the script: its calls of the API are made as it makes them, or what `writes` says becomes of those that do not
    /// only look. No state is read or written.
    ///
    /// # Errors
    /// [`Error::Faults`] with what ended the script before its end; what it did before that is done.
    pub async fn run(&self, writes: Writes, terminal: Arc<dyn Terminal>) -> Result<(), Error> {
        let (options, live) = self.live(writes, terminal).await?;
        match tokio::task::spawn_blocking(move || poolhouse_lua::run(&options, live)).await {
            Ok(outcome) => Ok(outcome?),
            Err(panicked) => std::panic::resume_unwind(panicked.into_panic()),
        }
    }

    /// A console on the target, for a poolhouse that was built with [`Builder::typed`](crate::Builder::typed). What it runs
    /// blocks: use it on a thread of its own, within the runtime.
    ///
    /// # Errors
    /// When the target cannot be opened, or Lua does not start.
    pub async fn console(&self, writes: Writes, terminal: Arc<dyn Terminal>) -> Result<Console, Error> {
        let (options, live) = self.live(writes, terminal).await?;
        Ok(Console::open(&options, live)?)
    }

    /// The script, for what runs it.
    pub(crate) fn script_to_run(&self) -> Result<LuaOptions, Error> {
        let nothing = || Error::Usage("only Lua scripts can be run; a plugin declares".to_owned());
        self.script.clone().ok_or_else(nothing)
    }

    async fn live(&self, writes: Writes, terminal: Arc<dyn Terminal>) -> Result<(LuaOptions, Live), Error> {
        let options = self.script_to_run()?;
        let live = Live { api: self.api().await?, clock: Arc::clone(&self.clock), writes, terminal };
        Ok((options, live))
    }

    /// The API of the target.
    #[cfg_attr(
        not(any(feature = "emulator", feature = "aws")),
        allow(unreachable_code, reason = "without either there is nothing to call")
    )]
    async fn api(&self) -> Result<Arc<dyn Api>, Error> {
        let (api, local): (Arc<dyn Api>, bool) = match &self.target {
            #[cfg(feature = "emulator")]
            Target::Embedded => {
                (Arc::new(poolhouse_local::LocalApi::new(crate::session::embedded(self).await?)), true)
            }
            #[cfg(not(feature = "emulator"))]
            Target::Embedded => {
                return Err(Error::Usage("this poolhouse was built without its emulator".to_owned()));
            }
            #[cfg(feature = "emulator")]
            Target::Emulator(emulator) => (Arc::new(poolhouse_local::LocalApi::new(emulator.clone())), true),
            #[cfg(feature = "aws")]
            Target::Aws(target) => {
                let backend = target.connect().await?;
                let local = backend.is_on_this_machine();
                (Arc::new(backend), local)
            }
        };
        Ok(Arc::new(PersistentApi::new(api, pace(self, local), Arc::clone(&self.clock))))
    }
}

/// The file that keeps what was typed into consoles, in the user's own folder, which is made where it is missing. None where
/// the system has no such folder.
///
/// # Errors
/// When the folder cannot be made.
pub fn console_history() -> Result<Option<PathBuf>, Error> {
    let Some(folder) = dirs::data_dir().map(|folder| folder.join("poolhouse")) else { return Ok(None) };
    make_private(&folder).map_err(|error| Error::project(&folder, error))?;
    Ok(Some(folder.join("console-history")))
}
