//! One run of a script: what it may see, where it is, and what it has said so far.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::PathBuf;
use std::pin::pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock, Weak};
use std::time::{Duration, Instant};

use futures::executor::block_on;
use futures::future::{Either, select};
use mlua::{Function, Lua};
use parking_lot::Mutex;
use poolhouse_core::declare::{Declaration, Origin, Value};
use poolhouse_core::fault::{Fault, Faults};
use poolhouse_core::host::Declared;
use poolhouse_core::output::Output;
use poolhouse_core::secret::Secret;

use crate::callbacks::{After, Policy};
use crate::coverage::Coverage;
use crate::error::{Refusal, Stopped};
use crate::host::LuaOptions;
use crate::limits::{Excess, Limits};
use crate::live::{Live, Reach};
use crate::log::{Log, LogLevel};
use crate::modules::Loading;
use crate::plugins::{PluginCall, Plugins};
use crate::prelude;
use crate::project::{FileError, FilePath, Kept, Project};
use crate::sandbox::Sandbox;
use crate::suite::{Tests, no_case};
use crate::trigger::Answer;
use crate::watch::Watch;

/// The state of a run outside of Lua. Functions of the host share it.
pub(crate) struct Session {
    pub(crate) project: Project,
    /// The script that was started.
    pub(crate) entry: FilePath,
    pub(crate) args: BTreeMap<String, String>,
    pub(crate) env: Arc<BTreeMap<String, String>>,
    pub(crate) stage: String,
    pub(crate) limits: Limits,
    pub(crate) modules: Mutex<Loading>,
    /// Values to come, by the places that their handles have.
    pub(crate) outputs: Mutex<Vec<Output>>,
    /// Secrets, by the places that their handles have.
    pub(crate) secrets: Mutex<Vec<Secret>>,
    /// Properties that pools give their users, by the places that their handles have.
    pub(crate) defaults: Mutex<Vec<BTreeMap<String, Value>>>,
    /// The variables of the environment that were read, secrets apart.
    pub(crate) env_read: Mutex<BTreeSet<String>>,
    pub(crate) policies: Mutex<Vec<Policy>>,
    pub(crate) after: Mutex<Vec<After>>,
    /// What a file of tests says; nothing in any other run.
    pub(crate) tests: Option<Arc<Tests>>,
    coverage: Option<Coverage>,
    /// The code of each file that was loaded, while lines are counted.
    covered: Mutex<Vec<(String, Function)>>,
    /// The functions that answer triggers.
    pub(crate) handlers: Mutex<Vec<Answer>>,
    /// What stops the script while it runs.
    watch: Mutex<Option<Arc<Watch>>>,
    /// Whether somebody wants what runs to end.
    interrupted: AtomicBool,
    /// What the script reaches, where it does not only declare.
    reach: Option<Reach>,
    plugins: Option<Arc<dyn Plugins>>,
    /// How long plugins ran.
    plugins_ran: Mutex<Duration>,
    sandbox: OnceLock<Weak<Sandbox>>,
    log: Log,
    chunks: Mutex<HashMap<String, FilePath>>,
    said: Mutex<Said>,
}

/// What the script said, rightly and wrongly.
#[derive(Default)]
struct Said {
    declarations: Vec<Declaration>,
    faults: Faults,
    /// What plugins read.
    inputs: BTreeSet<PathBuf>,
    /// About how many bytes of memory all that takes.
    kept: usize,
    /// Why nothing more can be declared.
    over: Option<&'static str>,
    /// The last error that the host raised into the script: should it end the run, its hint is still known.
    raised: Option<Fault>,
}

/// The line of a script that is calling the host.
pub(crate) struct Caller {
    pub(crate) origin: Origin,
    pub(crate) file: FilePath,
}

impl Session {
    /// The beginning of a run; nothing is read yet. Files that are `kept` are as they were.
    pub(crate) fn open(options: &LuaOptions, kept: Kept) -> Result<Arc<Self>, FileError> {
        Self::begin(options, kept, None, None)
    }

    /// The same for a file of tests, which reaches what its case has at hand.
    pub(crate) fn of_tests(options: &LuaOptions, tests: Arc<Tests>) -> Result<Arc<Self>, FileError> {
        let live = tests.live();
        Self::begin(options, Kept::default(), Some(tests), live)
    }

    /// The same for what calls the API.
    pub(crate) fn of_run(options: &LuaOptions, live: Live) -> Result<Arc<Self>, FileError> {
        Self::begin(options, Kept::default(), None, Some(live))
    }

    fn begin(
        options: &LuaOptions,
        kept: Kept,
        tests: Option<Arc<Tests>>,
        live: Option<Live>,
    ) -> Result<Arc<Self>, FileError> {
        let project = Project::open(&options.project, &options.shown_from, options.limits.memory, kept)?;
        Ok(Arc::new(Self {
            entry: project.locate(&options.script)?,
            project,
            args: options.args.clone(),
            env: Arc::new(options.env.clone()),
            stage: options.stage.clone(),
            limits: options.limits,
            modules: Mutex::default(),
            outputs: Mutex::default(),
            secrets: Mutex::default(),
            defaults: Mutex::default(),
            env_read: Mutex::default(),
            policies: Mutex::default(),
            after: Mutex::default(),
            tests,
            coverage: options.coverage.clone(),
            covered: Mutex::default(),
            handlers: Mutex::default(),
            watch: Mutex::default(),
            interrupted: AtomicBool::new(false),
            reach: live.map(Reach::new),
            plugins: options.plugins.clone(),
            plugins_ran: Mutex::default(),
            sandbox: OnceLock::new(),
            log: Log::new(Arc::clone(&options.log), options.limits.log_lines),
            chunks: Mutex::default(),
            said: Mutex::default(),
        }))
    }

    /// Makes the lines of `file` known as places that a script can speak from, under the name that is returned.
    pub(crate) fn add_chunk(&self, file: &FilePath) -> String {
        let shown = self.project.shown(file);
        self.chunks.lock().insert(shown.clone(), file.clone());
        shown
    }

    /// The files of code that were loaded, by their names for people.
    pub(crate) fn texts(&self) -> BTreeMap<String, String> {
        let chunks = self.chunks.lock();
        let text = |file| String::from_utf8(self.project.read(file).ok()?).ok();
        chunks.iter().filter_map(|(shown, file)| Some((shown.clone(), text(file)?))).collect()
    }

    /// Whether it is counted which lines run.
    pub(crate) fn counts_lines(&self) -> bool {
        self.coverage.is_some()
    }

    /// Counts the lines of a file's code from now on.
    pub(crate) fn cover(&self, shown: &str, code: &Function) {
        if self.counts_lines() {
            self.covered.lock().push((shown.to_owned(), code.clone()));
        }
    }

    /// Tells which lines have run so far.
    pub(crate) fn tell_coverage(&self) {
        if let Some(coverage) = &self.coverage {
            self.covered.lock().iter().for_each(|(file, code)| coverage.add(file, code));
        }
    }

    /// Makes lines that stand in no file known under that name; they speak as though from the project's root.
    pub(crate) fn add_lines(&self, name: &str) {
        self.chunks.lock().insert(name.to_owned(), self.entry.clone());
    }

    /// The nearest line of a script in the stack of calls.
    pub(crate) fn caller(&self, lua: &Lua) -> Option<Caller> {
        self.nearest(lua, |origin, file| Caller { origin, file: file.clone() })
    }

    /// The place of the call, or the script as a whole.
    pub(crate) fn origin(&self, lua: &Lua) -> Origin {
        self.nearest(lua, |origin, _| origin).unwrap_or_else(|| self.whole())
    }

    fn nearest<T>(&self, lua: &Lua, take: impl Fn(Origin, &FilePath) -> T) -> Option<T> {
        let chunks = self.chunks.lock();
        // The function of the host that asks stands at 0.
        let mut level = 1;
        loop {
            let found = lua.inspect_stack(level, |frame| {
                let source = frame.source();
                let (file, path) = chunks.get_key_value(source.source?.trim_start_matches('='))?;
                let line = frame.current_line().and_then(|line| line.try_into().ok()).unwrap_or_default();
                Some(take(Origin { file: file.clone(), line }, path))
            })?;
            if found.is_some() {
                return found;
            }
            level += 1;
        }
    }

    /// The script as a whole.
    pub(crate) fn whole(&self) -> Origin {
        Origin { file: self.project.shown(&self.entry), line: 0 }
    }

    /// The place and the rest of a message of Lua's, `file:line: rest`. Of an error that was raised anew on its way,
    /// and has a place for each time, the innermost counts. A place in the prelude is none that its reader knows.
    pub(crate) fn split<'a>(&self, mut message: &'a str) -> (Option<Origin>, &'a str) {
        let chunks = self.chunks.lock();
        let mut origin = None;
        let place = |message: &'a str, file: &str| -> Option<(u32, &'a str)> {
            let (line, rest) = message.strip_prefix(file)?.strip_prefix(':')?.split_once(": ")?;
            Some((line.parse().ok()?, rest))
        };
        loop {
            let inner = chunks.keys().find_map(|file| Some((file, place(message, file)?)));
            if let Some((file, (line, rest))) = inner {
                (origin, message) = (Some(Origin { file: file.clone(), line }), rest);
            } else if let Some((_, rest)) = place(message, prelude::NAME) {
                message = rest;
            } else {
                break;
            }
        }
        (origin, message)
    }

    /// Has what runs now end soon; where nothing runs, what runs next.
    pub(crate) fn interrupt(&self) {
        // Said before the watch is looked for, and asked after one is made: between the two nothing is lost.
        self.interrupted.store(true, Ordering::SeqCst);
        if let Some(watch) = &*self.watch.lock() {
            watch.stop(Excess::Interrupted);
        }
    }

    /// Fails once the script has to stop, with what nobody catches.
    pub(crate) fn check_time(&self) -> mlua::Result<()> {
        match &*self.watch.lock() {
            Some(watch) if watch.is_stopped() => Err(Stopped::of(&self.limits, watch)),
            _ => Ok(()),
        }
    }

    /// Forgets that something should end.
    pub(crate) fn forget_interrupt(&self) {
        self.interrupted.store(false, Ordering::SeqCst);
    }

    /// Has a watch stop what runs.
    pub(crate) fn watched_by(&self, watch: &Arc<Watch>) {
        *self.watch.lock() = Some(Arc::clone(watch));
        if self.interrupted.load(Ordering::SeqCst) {
            watch.stop(Excess::Interrupted);
        }
    }

    /// What the script reaches; `function` is what it calls.
    pub(crate) fn reach(&self, function: &str) -> Result<&Reach, Refusal> {
        self.reach.as_ref().ok_or_else(|| match self.tests {
            Some(_) => no_case(function),
            None => Refusal::new(format!("{function}: a script that declares contacts nobody"))
                .hint("`poolhouse run` runs scripts that call the API"),
        })
    }

    /// The names of the plugins that the script can call.
    pub(crate) fn plugins(&self) -> &[String] {
        self.plugins.as_ref().map(|plugins| plugins.names()).unwrap_or_default()
    }

    /// Has a plugin declare, while the clock of the script stands still. All plugins together have as long as the script
    /// has; the last one may take its own time.
    pub(crate) fn ask_plugin(&self, call: PluginCall) -> Result<Declared, Refusal> {
        let Some(plugins) = &self.plugins else { return Ok(Declared::default()) };
        let mut ran = self.plugins_ran.lock();
        if *ran >= self.limits.time {
            return Err(self.exceed(Excess::Time));
        }
        let begun = Instant::now();
        let mut declared = self.wait(|| plugins.declare(call));
        *ran += begun.elapsed();
        self.said.lock().inputs.append(&mut declared.inputs);
        Ok(declared)
    }

    /// Prints a line: to whoever runs the script, or to its log where it declares or tests.
    pub(crate) fn print(&self, lua: &Lua, line: &str) -> Result<(), Refusal> {
        match &self.reach {
            Some(reach) if self.is_run() => reach.print(self, line),
            _ => {
                self.log(lua, LogLevel::Info, line);
                Ok(())
            }
        }
    }

    /// Does what the script waits for, which takes nothing of its time.
    pub(crate) fn wait<T>(&self, work: impl FnOnce() -> T) -> T {
        let watch = self.watch.lock().clone();
        match watch {
            Some(watch) => watch.wait(work),
            None => work(),
        }
    }

    /// Waits for something, unless the script has to stop before.
    pub(crate) fn wait_for<T>(&self, work: impl Future<Output = T>) -> Result<T, Refusal> {
        let Some(watch) = self.watch.lock().clone() else { return Ok(block_on(work)) };
        let first = async {
            match select(pin!(work), pin!(watch.stopped())).await {
                Either::Left((done, _)) => Some(done),
                Either::Right(_) => None,
            }
        };
        watch.wait(|| block_on(first)).ok_or_else(|| self.exceed(Excess::Interrupted))
    }

    /// Ends the script, which cannot catch it, and gives the error of this call.
    pub(crate) fn exceed(&self, excess: Excess) -> Refusal {
        if let Some(watch) = &*self.watch.lock() {
            watch.stop(excess);
        }
        Refusal::new(self.limits.exceeded(excess).0)
    }

    /// Writes a line to the log, from where the script stands.
    pub(crate) fn log(&self, lua: &Lua, level: LogLevel, text: &str) {
        self.log.write(level, self.caller(lua).map(|caller| caller.origin), text);
    }

    /// Lets a script write to the log as much again.
    pub(crate) fn renew_log(&self) {
        self.log.renew();
    }

    /// Lets nothing be declared from the beginning: the script answers triggers.
    pub(crate) fn only_answers(&self) {
        self.said.lock().over = Some(ANSWERS);
    }

    /// Makes the state known in which the script runs.
    pub(crate) fn runs_in(&self, sandbox: &Arc<Sandbox>) {
        // A session has one state, and this is called when that is made.
        let _ = self.sandbox.set(Arc::downgrade(sandbox));
    }

    /// The state in which the script runs, as long as it lives.
    pub(crate) fn sandbox(&self) -> Weak<Sandbox> {
        self.sandbox.get().cloned().unwrap_or_default()
    }

    /// Once the script has ended, functions that it left behind say nothing more of what should be; a script that is run
    /// says nothing of it at all.
    pub(crate) fn refuse_when_over(&self) -> Result<(), Refusal> {
        self.refuse_when_run()?;
        self.said.lock().over.map_or(Ok(()), |why| {
            let refusal = Refusal::new(format!("{why}, and nothing more can be declared"));
            Err(refusal.hint("policies, triggers and what runs after an apply look at what there is"))
        })
    }

    /// Whether the script is run for what it does.
    pub(crate) fn is_run(&self) -> bool {
        self.reach.is_some() && self.tests.is_none()
    }

    pub(crate) fn refuse_when_run(&self) -> Result<(), Refusal> {
        if !self.is_run() {
            return Ok(());
        }
        let refusal = Refusal::new("a script that is run declares nothing");
        Err(refusal.hint("`poolhouse apply` makes pools hold what a script declares"))
    }

    /// Records a declaration.
    pub(crate) fn declare(&self, declaration: Declaration) -> Result<(), Refusal> {
        self.refuse_when_over()?;
        let mut said = self.said.lock();
        self.keep(&mut said, declaration.properties.values().map(Value::size).sum())?;
        said.declarations.push(declaration);
        Ok(())
    }

    /// Records a fault after which the script goes on.
    pub(crate) fn fault(&self, fault: Fault) -> Result<(), Refusal> {
        self.refuse_when_run()?;
        let mut said = self.said.lock();
        self.keep(&mut said, fault.message.len())?;
        said.faults.push(fault);
        Ok(())
    }

    /// Makes room for what a script says, which the limit of Lua's own memory does not bound.
    fn keep(&self, said: &mut Said, bytes: usize) -> Result<(), Refusal> {
        said.kept += bytes + PER_RECORD;
        if said.kept <= self.limits.memory {
            return Ok(());
        }
        let (message, hint) = self.limits.memory_is_used_up();
        Err(Refusal::new(message).hint(hint))
    }

    /// The same of what is no declaration, and lasts as long as the script does.
    pub(crate) fn count(&self, bytes: usize) -> Result<(), Refusal> {
        self.keep(&mut self.said.lock(), bytes)
    }

    /// Records the fault that ended the run.
    pub(crate) fn end(&self, fault: Fault) {
        self.said.lock().faults.push(fault);
    }

    /// Whether something is wrong at that very place already.
    pub(crate) fn has_fault_at(&self, origin: &Origin) -> bool {
        self.said.lock().faults.iter().any(|fault| fault.origin.as_ref() == Some(origin))
    }

    /// Remembers an error that goes to the script, and gives its text.
    pub(crate) fn raise(&self, fault: Fault) -> String {
        let text = fault.to_string();
        self.said.lock().raised = Some(fault);
        text
    }

    /// The error of that text, if it is the last that the host raised.
    pub(crate) fn raised(&self, text: &str) -> Option<Fault> {
        self.said.lock().raised.clone().filter(|fault| fault.to_string() == text)
    }

    /// What was given to the script beside files: arguments, and what it read of the environment.
    fn values(&self) -> BTreeMap<String, String> {
        let args = self.args.iter().map(|(key, value)| (format!("argument {key}"), value.clone()));
        let env_read = self.env_read.lock();
        let env = env_read
            .iter()
            .filter_map(|name| Some((format!("variable {name}"), self.env.get(name)?.clone())));
        args.chain(env).collect()
    }

    /// All that was said: what can be checked further, and what was wrong already.
    pub(crate) fn finish(&self, complete: bool) -> Declared {
        let said = std::mem::replace(&mut *self.said.lock(), Said { over: Some(ENDED), ..Said::default() });
        let mut inputs = self.project.opened();
        inputs.extend(said.inputs);
        Declared {
            declarations: said.declarations,
            faults: said.faults,
            complete,
            handlers: self.handlers.lock().iter().map(|one| one.handler.clone()).collect(),
            inputs,
            values: self.values(),
        }
    }
}

const ENDED: &str = "the script has ended";
const ANSWERS: &str = "the script answers triggers";
/// What a declaration or a fault takes beside its values: id, place, names.
const PER_RECORD: usize = 256;
