//! How a [`Poolhouse`] is made.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use poolhouse_core::apply::Stop;
use poolhouse_core::clock::Clock;
use poolhouse_core::desired::Spec;
use poolhouse_core::event::{Deaf, Observer};
use poolhouse_core::host::Host;
use poolhouse_core::log::LogSink;
#[cfg(feature = "emulator")]
use poolhouse_core::state::MemoryState;
use poolhouse_core::state::StateStore;
use poolhouse_core::transform::Transform;

#[cfg(any(feature = "lua", feature = "wasm"))]
use crate::entry::{Entry, Language};
use crate::error::Error;
#[cfg(any(feature = "lua", feature = "wasm"))]
use crate::limits::AskedLimits;
#[cfg(feature = "passwords")]
use crate::passwords::PasswordFile;
#[cfg(feature = "wasm")]
use crate::plugins;
use crate::poolhouse::Poolhouse;
use crate::project::Project;
use crate::sources::Sources;
use crate::state::StateChoice;
use crate::surroundings::Surroundings;
use crate::system_clock::SystemClock;
use crate::target::Target;
use crate::trust::{Granted, Trust};

/// Makes a [`Poolhouse`].
pub struct Builder {
    #[cfg(any(feature = "lua", feature = "wasm"))]
    entry: Option<Entry>,
    hosts: Vec<Arc<dyn Host>>,
    transforms: Vec<Arc<dyn Transform>>,
    #[cfg(feature = "wasm")]
    transform_plugins: Vec<String>,
    declared: Vec<(String, Spec)>,
    project: Option<PathBuf>,
    name: Option<String>,
    stage: String,
    target: Target,
    store: Option<Arc<dyn StateStore>>,
    state_choice: StateChoice,
    fixtures: Vec<PathBuf>,
    observer: Arc<dyn Observer>,
    clock: Arc<dyn Clock>,
    stop: Stop,
    at_once: Option<usize>,
    quota_share: Option<f64>,
    #[cfg(feature = "passwords")]
    passwords: Option<PasswordFile>,
    log: LogSink,
    trust: Option<Trust>,
    allow_http: BTreeSet<String>,
    is_closed: bool,
}

impl Builder {
    pub(crate) fn new() -> Self {
        Self {
            #[cfg(any(feature = "lua", feature = "wasm"))]
            entry: None,
            hosts: Vec::new(),
            transforms: Vec::new(),
            #[cfg(feature = "wasm")]
            transform_plugins: Vec::new(),
            declared: Vec::new(),
            project: None,
            name: None,
            stage: "dev".to_owned(),
            target: Target::default(),
            store: None,
            state_choice: StateChoice::default(),
            fixtures: Vec::new(),
            observer: Arc::new(Deaf),
            clock: Arc::new(SystemClock),
            stop: Stop::default(),
            at_once: None,
            quota_share: None,
            #[cfg(feature = "passwords")]
            passwords: None,
            log: Arc::new(|_| {}),
            trust: None,
            allow_http: BTreeSet::new(),
            is_closed: false,
        }
    }

    /// Declares what a Lua script declares. The script decides the project, unless [`Builder::project`] does.
    #[cfg(feature = "lua")]
    #[must_use]
    pub fn script(mut self, path: impl Into<PathBuf>) -> Self {
        self.entry = Some(Entry::new(path.into(), Language::Lua));
        self
    }

    /// Declares nothing: Lua is typed, entry by entry, into [`Poolhouse::console`]. Give it a project.
    #[cfg(feature = "lua")]
    #[must_use]
    pub fn typed(mut self) -> Self {
        self.entry = Some(Entry::new("console".into(), Language::Console));
        self
    }

    /// Declares what a WASM plugin of the world `provisioner` declares. The plugin decides the project, unless
    /// [`Builder::project`] does.
    #[cfg(feature = "wasm")]
    #[must_use]
    pub fn plugin(mut self, path: impl Into<PathBuf>) -> Self {
        self.entry = Some(Entry::new(path.into(), Language::Wasm));
        self
    }

    /// Declares what a file declares: a plugin's where its name ends in `.wasm`, else a script's.
    #[cfg(all(feature = "lua", feature = "wasm"))]
    #[must_use]
    pub fn source(self, path: impl Into<PathBuf>) -> Self {
        let path = path.into();
        if path.extension().is_some_and(|ending| ending == "wasm") {
            self.plugin(path)
        } else {
            self.script(path)
        }
    }

    /// Gives the script an argument, `ph.args.KEY`, or the plugin a value of its configuration. Without either it means
    /// nothing.
    #[cfg(any(feature = "lua", feature = "wasm"))]
    #[must_use]
    pub fn arg(self, key: impl Into<String>, value: impl Into<String>) -> Self {
        self.with_entry(|entry| drop(entry.args.insert(key.into(), value.into())))
    }

    /// Lets the script see a variable of its environment; it sees no other. A plugin can name it as the value of a
    /// password, and does not see it. Give the value, or none when it is not set.
    #[cfg(any(feature = "lua", feature = "wasm"))]
    #[must_use]
    pub fn env(self, name: impl Into<String>, value: Option<String>) -> Self {
        let name = name.into();
        self.with_entry(|entry| {
            entry.env.extend(value.map(|value| (name.clone(), value)));
            entry.allowed.insert(name);
        })
    }

    /// Lets the plugin read a file, under that name. A script reads the files of its project, and needs none.
    #[cfg(feature = "wasm")]
    #[must_use]
    pub fn input(self, name: impl Into<String>, file: impl Into<PathBuf>) -> Self {
        self.with_entry(|entry| drop(entry.inputs.insert(name.into(), file.into())))
    }

    /// Takes what the script or plugin prints and logs, and functions that answer triggers.
    #[must_use]
    pub fn log(mut self, sink: LogSink) -> Self {
        self.log = Arc::clone(&sink);
        #[cfg(any(feature = "lua", feature = "wasm"))]
        return self.with_entry(|entry| entry.log = sink);
        #[cfg(not(any(feature = "lua", feature = "wasm")))]
        self
    }

    /// What the script or plugin may take, where that is not to be the usual. The ceiling of the machine or the user stands
    /// over it: more is an error of [`Builder::build`].
    #[cfg(any(feature = "lua", feature = "wasm"))]
    #[must_use]
    pub fn limits(self, limits: AskedLimits) -> Self {
        self.with_entry(|entry| entry.limits = limits)
    }

    /// Who is asked whether the project's file counts; the user's own folder unless given.
    #[must_use]
    pub fn trust(mut self, trust: Trust) -> Self {
        self.trust = Some(trust);
        self
    }

    /// Lets the project's file send events of triggers to a host, though nobody trusts it: `127.0.0.1:9001`.
    #[must_use]
    pub fn allow_http(mut self, host: impl Into<String>) -> Self {
        self.allow_http.insert(host.into());
        self
    }

    #[cfg(any(feature = "lua", feature = "wasm"))]
    pub(crate) fn with_entry(mut self, change: impl FnOnce(&mut Entry)) -> Self {
        self.entry.as_mut().map(change);
        self
    }

    /// Asks nobody for trust, and gives nothing that would leave this process: for a test.
    #[cfg(all(feature = "lua", feature = "emulator"))]
    #[must_use]
    pub(crate) fn closed(mut self) -> Self {
        self.is_closed = true;
        self
    }

    /// Has a transform rule over all that is declared by scripts and plugins, and over the plan, after those that the
    /// project's file lists.
    #[must_use]
    pub fn transform(mut self, transform: Arc<dyn Transform>) -> Self {
        self.transforms.push(transform);
        self
    }

    /// The same by a plugin: one of the project's by its name, or a path.
    #[cfg(feature = "wasm")]
    #[must_use]
    pub fn transform_plugin(mut self, name_or_path: impl Into<String>) -> Self {
        self.transform_plugins.push(name_or_path.into());
        self
    }

    /// Declares what a host declares.
    #[must_use]
    pub fn host(mut self, host: Arc<dyn Host>) -> Self {
        self.hosts.push(host);
        self
    }

    /// Declares one user, group or membership.
    #[must_use]
    pub fn declare(mut self, id: impl Into<String>, spec: impl Into<Spec>) -> Self {
        self.declared.push((id.into(), spec.into()));
        self
    }

    /// The project's folder, where `.poolhouse/` stands.
    #[must_use]
    pub fn project(mut self, folder: impl Into<PathBuf>) -> Self {
        self.project = Some(folder.into());
        self
    }

    /// Names the state, so that a script can be moved or several can share it.
    #[must_use]
    pub fn name(mut self, name: impl Into<String>) -> Self {
        self.name = Some(name.into());
        self
    }

    /// The stage; each has a state of its own. `dev` unless given.
    #[must_use]
    pub fn stage(mut self, stage: impl Into<String>) -> Self {
        self.stage = stage.into();
        self
    }

    /// The Cognito. The embedded emulator unless given.
    #[must_use]
    pub fn target(mut self, target: Target) -> Self {
        self.target = target;
        self
    }

    /// Keeps the state elsewhere than in the project's folder.
    #[must_use]
    pub fn state(mut self, store: Arc<dyn StateStore>) -> Self {
        self.store = Some(store);
        self
    }

    /// Says where states are kept, when not in the project's folder; a store of one's own wins over it.
    #[must_use]
    pub fn state_at(mut self, choice: StateChoice) -> Self {
        self.state_choice = choice;
        self
    }

    /// Gives the embedded emulator the pool of a JSON file, when it lacks it.
    #[must_use]
    pub fn fixture(mut self, file: impl Into<PathBuf>) -> Self {
        self.fixtures.push(file.into());
        self
    }

    /// Hears what an apply does while it does it.
    #[must_use]
    pub fn observer(mut self, observer: Arc<dyn Observer>) -> Self {
        self.observer = observer;
        self
    }

    /// The clock for waits and intents. The machine's unless given.
    #[must_use]
    pub fn clock(mut self, clock: Arc<dyn Clock>) -> Self {
        self.clock = clock;
        self
    }

    /// Ends an apply early, its state settled.
    #[must_use]
    pub fn stop(mut self, stop: Stop) -> Self {
        self.stop = stop;
        self
    }

    /// Changes under way at once: 10 on the real service, 64 on an emulator in this process, unless given.
    #[must_use]
    pub fn at_once(mut self, changes: usize) -> Self {
        self.at_once = Some(changes.max(1));
        self
    }

    /// The percentage of each of the account's rate quotas that calls keep to, 1 to 100. Half of them unless given, and
    /// no limit on an emulator or another server on this machine.
    #[must_use]
    pub fn quota_share(mut self, percent: u8) -> Self {
        self.quota_share = Some(f64::from(percent.clamp(1, 100)) / 100.0);
        self
    }

    /// Keeps the passwords that an apply makes up, for the recipients of that file. Nobody knows them otherwise.
    #[cfg(feature = "passwords")]
    #[must_use]
    pub fn passwords_to(mut self, file: PasswordFile) -> Self {
        self.passwords = Some(file);
        self
    }

    /// The poolhouse.
    ///
    /// # Errors
    /// When the script does not exist, or stage or name are empty: a state needs them to be told from others. When more is
    /// asked for than the ceiling allows.
    pub fn build(self) -> Result<Poolhouse, Error> {
        if self.stage.is_empty() || self.name.as_ref().is_some_and(String::is_empty) {
            return Err(Error::Usage("a stage or a name must not be empty".to_owned()));
        }
        let project = self.find_project()?;
        let source = self.state_source(project.as_ref())?;
        let store = match (&self.store, &self.target) {
            (Some(store), _) => Some(Arc::clone(store)),
            #[cfg(feature = "emulator")]
            (None, Target::Emulator(_)) => Some(Arc::new(MemoryState::default()) as Arc<dyn StateStore>),
            _ => None,
        };
        let granted = match &project {
            _ if self.is_closed => Granted::closed(),
            Some(project) => Granted::of(project, self.trust.as_ref(), &self.allow_http)?,
            None => Granted::default(),
        };
        let run = project.clone().map(|project| Surroundings {
            project,
            granted: granted.clone(),
            stage: self.stage.clone(),
            clock: Arc::clone(&self.clock),
            log: Arc::clone(&self.log),
        });
        let hosts = self.hosts.into_iter();
        #[cfg(any(feature = "lua", feature = "wasm"))]
        let entry = self.entry.zip(run.as_ref()).map(|(entry, run)| {
            let entry = entry.with_env(run)?;
            Ok::<_, Error>((entry, run))
        });
        #[cfg(any(feature = "lua", feature = "wasm"))]
        let entry = entry.transpose()?;
        #[cfg(feature = "lua")]
        let script = entry.as_ref().map(|(entry, run)| entry.script(run));
        #[cfg(feature = "lua")]
        let script = script.transpose()?.flatten();
        #[cfg(any(feature = "lua", feature = "wasm"))]
        let host = entry.map(|(entry, run)| entry.host(run)).transpose()?.flatten();
        #[cfg(any(feature = "lua", feature = "wasm"))]
        let hosts = hosts.chain(host);
        #[cfg(feature = "wasm")]
        let plugins = run.map(|run| plugins::transforms(&run, self.transform_plugins)).transpose()?;
        #[cfg(not(feature = "wasm"))]
        let plugins = run.map(|run| refuse_transforms(&run)).transpose()?;
        let transforms = plugins.into_iter().flatten().chain(self.transforms);
        Ok(Poolhouse {
            #[cfg(feature = "lua")]
            script,
            sources: Sources::new(hosts.collect(), self.declared, transforms.collect()),
            project,
            stage: self.stage,
            target: self.target,
            source,
            store,
            state_choice: self.state_choice,
            fixtures: self.fixtures,
            observer: self.observer,
            clock: self.clock,
            stop: self.stop,
            at_once: self.at_once,
            quota_share: self.quota_share,
            #[cfg(feature = "passwords")]
            passwords: self.passwords,
            log: self.log,
            granted,
        })
    }

    fn entry_path(&self) -> Option<&Path> {
        #[cfg(any(feature = "lua", feature = "wasm"))]
        return self.entry.as_ref().and_then(Entry::file);
        #[cfg(not(any(feature = "lua", feature = "wasm")))]
        None
    }

    fn find_project(&self) -> Result<Option<Project>, Error> {
        if let Some(folder) = &self.project {
            let folder = std::fs::canonicalize(folder).map_err(|error| Error::project(folder, error))?;
            return Ok(Some(Project::at(folder)));
        }
        self.entry_path().map(Project::of_script).transpose()
    }

    fn state_source(&self, project: Option<&Project>) -> Result<Option<String>, Error> {
        if let Some(name) = &self.name {
            return Ok(Some(format!("name {name}")));
        }
        match (self.entry_path(), project) {
            (Some(script), Some(project)) => Ok(Some(format!("script {}", project.path_within(script)?))),
            _ => Ok(None),
        }
    }
}

/// No rule of a project is passed over in silence.
#[cfg(not(feature = "wasm"))]
fn refuse_transforms(run: &Surroundings) -> Result<Vec<Arc<dyn Transform>>, Error> {
    let listed = crate::config::Config::read(run.project.root())?.transforms;
    match listed.first() {
        Some(name) => Err(Error::Usage(format!("{name}: this poolhouse was built without plugins"))),
        None => Ok(Vec::new()),
    }
}
