//! A script that answers triggers, in as many states as it takes; it follows its files.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::thread::available_parallelism;
use std::time::SystemTime;

use parking_lot::{Condvar, Mutex};
use poolhouse_core::declare::Origin;
use poolhouse_core::fault::Fault;
use poolhouse_core::hook::Hook;
use poolhouse_core::log::{LogLevel, LogLine};
use serde_json::Value as Json;

use super::state::{Role, State};
use crate::host::LuaOptions;
use crate::limits::Limits;
use crate::project::Kept;
use crate::session::Session;

/// A script whose functions answer triggers.
///
/// Events that come at once are answered in states of their own. A state answers many, one after the other, as a warm
/// function does; after an error, or when it has grown, it is thrown away. When a file of the script is written, a new
/// version is tried, and takes over when it is good.
pub struct TriggerScript {
    options: LuaOptions,
    role: Role,
    /// What a function may take.
    limits: Limits,
    states: Mutex<States>,
    freed: Condvar,
    /// The files of the script as they were when they were last looked at.
    seen: Mutex<BTreeMap<PathBuf, Stamp>>,
}

struct States {
    version: u64,
    /// What the files of this version hold, whatever is written to them since.
    kept: Kept,
    free: Vec<State>,
    /// How many there are, those that answer among them.
    made: usize,
}

/// What tells that a file was written: its time and its size.
type Stamp = Option<(SystemTime, u64)>;

impl TriggerScript {
    /// Runs a trigger's script, which returns a function, or a table of functions by trigger. The limits are those of the
    /// script, and of each function.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn open(options: LuaOptions) -> Result<Self, Fault> {
        let limits = options.limits;
        let script = Self::of(options, Role::Trigger, limits, Kept::default());
        let (state, files) = script.try_version(Kept::clone(&script.states.lock().kept));
        let state = state?;
        script.seen.lock().extend(stamped(files));
        script.put(state);
        Ok(script)
    }

    fn put(&self, state: State) {
        let mut states = self.states.lock();
        states.free.push(state);
        states.made += 1;
    }

    /// The functions that a declaring script gave to `pool:on`, with its files as they were then.
    pub(crate) fn of_source(options: LuaOptions, kept: Kept) -> Self {
        let limits = Limits::trigger().at_most(options.limits);
        Self::of(options, Role::Source, limits, kept)
    }

    fn of(options: LuaOptions, role: Role, limits: Limits, kept: Kept) -> Self {
        let states = Mutex::new(States { version: 0, kept, free: Vec::new(), made: 0 });
        Self { options, role, limits, states, freed: Condvar::new(), seen: Mutex::default() }
    }

    /// Answers an event: with the event, its `response` filled in. It blocks as long as the function runs, and as long as
    /// all states are busy.
    ///
    /// # Errors
    /// What the function raised, or why there is no answer.
    pub fn handle(&self, hook: Hook, event: &Json) -> Result<Json, Fault> {
        self.handle_of("", hook, event)
    }

    /// The same, of a script that has functions for several pools.
    pub(crate) fn handle_of(&self, pool: &str, hook: Hook, event: &Json) -> Result<Json, Fault> {
        self.follow();
        let (place, free) = self.take();
        let state = match free {
            Some(state) => state,
            None => self.try_version(Kept::clone(&place.kept)).0?,
        };
        let answer = state.handle(pool, hook, event)?;
        place.give_back(state);
        Ok(answer)
    }

    /// Tries a new version when a file was written since. Whoever asks meanwhile has the old one.
    fn follow(&self) {
        let Some(mut seen) = self.seen.try_lock() else { return };
        let found: BTreeMap<_, _> = seen.keys().map(|file| (file.clone(), stamp(file))).collect();
        if found == *seen {
            return;
        }
        let kept = Kept::default();
        let (state, files) = self.try_version(Kept::clone(&kept));
        *seen = stamped(files).chain(found).collect();
        match state {
            Ok(state) => self.take_over(state, kept),
            Err(fault) => {
                self.tell(
                    LogLevel::Warn,
                    fault.origin.clone(),
                    format!("{}; the old version stays", fault.message),
                );
            }
        }
    }

    fn take_over(&self, state: State, kept: Kept) {
        let mut states = self.states.lock();
        if *kept.lock() == *states.kept.lock() {
            return;
        }
        let old = std::mem::replace(&mut states.free, vec![state]);
        states.made = states.made + 1 - old.len();
        states.version += 1;
        states.kept = kept;
        drop(states);
        self.freed.notify_all();
        self.tell(LogLevel::Info, None, "a new version is loaded".to_owned());
    }

    fn tell(&self, level: LogLevel, origin: Option<Origin>, text: String) {
        let whole = || Origin { file: self.options.script.display().to_string(), line: 0 };
        (self.options.log)(LogLine { level, origin: origin.or_else(|| Some(whole())), text });
    }

    /// A state with those files, and the files that were read for it.
    fn try_version(&self, kept: Kept) -> (Result<State, Fault>, Vec<PathBuf>) {
        match Session::open(&self.options, kept) {
            Ok(session) => {
                let state = State::start(&session, self.role, self.limits);
                (state, session.project.opened().into_iter().collect())
            }
            Err(error) => {
                let whole = Origin { file: self.options.script.display().to_string(), line: 0 };
                (Err(Fault::new(Some(whole), error.to_string())), Vec::new())
            }
        }
    }

    /// A place for a state, and one that is free; where none is, it is to be made. Waits where there are many.
    fn take(&self) -> (Place<'_>, Option<State>) {
        let mut states = self.states.lock();
        while states.free.is_empty() && states.made >= most_states() {
            self.freed.wait(&mut states);
        }
        let free = states.free.pop();
        states.made += usize::from(free.is_none());
        let (version, kept) = (states.version, Kept::clone(&states.kept));
        (Place { script: self, version, kept, is_taken: true }, free)
    }
}

/// The place of a state that answers. Unless the state is given back, it is free for another.
struct Place<'a> {
    script: &'a TriggerScript,
    version: u64,
    kept: Kept,
    is_taken: bool,
}

impl Place<'_> {
    /// Gives back a state that has answered well, for the next event, if it is still of use.
    fn give_back(mut self, state: State) {
        let mut states = self.script.states.lock();
        if states.version == self.version && state.is_light() {
            states.free.push(state);
            self.is_taken = false;
        }
    }
}

impl Drop for Place<'_> {
    fn drop(&mut self) {
        if self.is_taken {
            self.script.states.lock().made -= 1;
        }
        self.script.freed.notify_one();
    }
}

/// As many as can run at once, so that memory stays bounded.
fn most_states() -> usize {
    available_parallelism().map_or(2, usize::from).clamp(2, 16)
}

fn stamped(files: Vec<PathBuf>) -> impl Iterator<Item = (PathBuf, Stamp)> {
    files.into_iter().map(|file| {
        let stamp = stamp(&file);
        (file, stamp)
    })
}

fn stamp(file: &Path) -> Stamp {
    let metadata = std::fs::metadata(file).ok()?;
    Some((metadata.modified().ok()?, metadata.len()))
}
