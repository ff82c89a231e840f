//! Running a script for what it does, and not for what it declares.

use poolhouse_core::fault::Faults;

use crate::host::LuaOptions;
use crate::live::Live;
use crate::sandbox::Sandbox;
use crate::session::Session;

/// Runs a script that calls the API. It blocks until the script has ended, also while the script waits.
///
/// # Errors
/// The fault that ended it.
pub fn run(options: &LuaOptions, live: Live) -> Result<(), Faults> {
    let session = Session::of_run(options, live).map_err(|error| options.fault(error.to_string()))?;
    let sandbox =
        Sandbox::open(&session).map_err(|error| options.fault(format!("Lua did not start: {error}")))?;
    sandbox.run()?;
    Ok(())
}
