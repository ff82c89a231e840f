//! Scripts as text in, declarations, log and faults as text out. The one place that knows the host's API for tests.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use expect_test::Expect;
use parking_lot::Mutex;
use poolhouse_core::declare::{Declaration, Value};
use poolhouse_core::fault::Faults;
use poolhouse_core::host::Declared;
use poolhouse_core::host::Host as _;
use tempfile::TempDir;

use crate::{Console, Coverage, Limits, Live, LogLevel, LogLine, LuaHost, LuaOptions, Plugins};

/// A project with an entry script.
pub(crate) struct Case {
    project: PathBuf,
    script: String,
    source: Option<String>,
    /// Removes the project at the end, when it is the case's own.
    _own: Option<TempDir>,
    args: BTreeMap<String, String>,
    env: BTreeMap<String, String>,
    limits: Limits,
    log: Arc<Mutex<String>>,
    coverage: Option<Coverage>,
    plugins: Option<Arc<dyn Plugins>>,
}

impl Case {
    /// A project whose entry script is `main.lua` with that source.
    pub(crate) fn new(source: &str) -> Self {
        let own = tempfile::tempdir().unwrap();
        let case = Self::existing(own.path(), "main.lua");
        Self { source: Some(source.into()), _own: Some(own), ..case }
    }

    /// A script of a project that lies there already.
    pub(crate) fn existing(project: &Path, script: &str) -> Self {
        Self {
            project: project.into(),
            script: script.into(),
            source: None,
            _own: None,
            args: BTreeMap::new(),
            env: BTreeMap::new(),
            limits: Limits { time: Duration::from_secs(20), memory: 64 << 20, ..Limits::default() },
            log: Arc::default(),
            coverage: None,
            plugins: None,
        }
    }

    /// The entry script lies there instead.
    pub(crate) fn at(mut self, script: &str) -> Self {
        self.script = script.into();
        self
    }

    pub(crate) fn file(self, path: &str, text: &str) -> Self {
        self.bytes(path, text.as_bytes())
    }

    pub(crate) fn bytes(self, path: &str, content: &[u8]) -> Self {
        let path = self.project.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
        self
    }

    pub(crate) fn arg(mut self, name: &str, value: &str) -> Self {
        self.args.insert(name.into(), value.into());
        self
    }

    pub(crate) fn env(mut self, name: &str, value: &str) -> Self {
        self.env.insert(name.into(), value.into());
        self
    }

    pub(crate) fn covered(mut self, coverage: &Coverage) -> Self {
        self.coverage = Some(coverage.clone());
        self
    }

    pub(crate) fn plugins(mut self, plugins: Arc<dyn Plugins>) -> Self {
        self.plugins = Some(plugins);
        self
    }

    pub(crate) fn limits(mut self, limits: Limits) -> Self {
        self.limits = limits;
        self
    }

    pub(crate) fn declare(&self) -> Declared {
        self.declare_on().1
    }

    /// What was logged since this was last asked.
    pub(crate) fn logged(&self) -> String {
        std::mem::take(&mut *self.log.lock())
    }

    /// The host after its run, and what that came to.
    pub(crate) fn declare_on(&self) -> (LuaHost, Declared) {
        let script = self.written();
        let host = self.host(script);
        let declared = host.declare();
        (host, declared)
    }

    /// The entry script, which lies there from now on.
    pub(crate) fn written(&self) -> PathBuf {
        let script = self.project.join(&self.script);
        if let Some(source) = &self.source {
            fs::create_dir_all(script.parent().unwrap()).unwrap();
            fs::write(&script, source).unwrap();
        }
        script
    }

    /// What the run logged, then what was wrong, or what it declared when nothing was.
    pub(crate) fn run(&self) -> String {
        let Declared { declarations, faults, .. } = self.declare();
        let mut text = std::mem::take(&mut *self.log.lock());
        match faults.into_result() {
            Ok(()) => declarations.iter().for_each(|declaration| show(&mut text, declaration)),
            Err(faults) => text.push_str(&faults.to_string()),
        }
        text.trim_end_matches('\n').to_owned()
    }

    #[track_caller]
    pub(crate) fn check(&self, expected: Expect) {
        expected.assert_eq(&self.run());
    }

    fn host(&self, script: PathBuf) -> LuaHost {
        LuaHost::new(self.options(script))
    }

    /// Runs the script for what it does, and tells what ended it.
    pub(crate) fn run_on(&self, live: Live) -> Result<(), Faults> {
        crate::run(&self.options(self.written()), live)
    }

    /// A console in the project.
    pub(crate) fn console(&self, live: Live) -> Console {
        Console::open(&self.options(self.written()), live).unwrap()
    }

    /// What a run of `script` is given.
    pub(crate) fn options(&self, script: PathBuf) -> LuaOptions {
        let log = Arc::clone(&self.log);
        LuaOptions {
            script,
            project: self.project.clone(),
            shown_from: self.project.clone(),
            args: self.args.clone(),
            env: self.env.clone(),
            stage: "test".into(),
            plugins: self.plugins.clone(),
            limits: self.limits,
            log: Arc::new(move |line| show_line(&mut log.lock(), &line)),
            coverage: self.coverage.clone(),
        }
    }
}

fn show_line(text: &mut String, line: &LogLine) {
    let level = match line.level {
        LogLevel::Info => "info",
        LogLevel::Warn => "warn",
    };
    let origin = line.origin.as_ref().map_or_else(|| "?".to_owned(), ToString::to_string);
    writeln!(text, "{level} {origin} {}", line.text).unwrap();
}

fn show(text: &mut String, declaration: &Declaration) {
    writeln!(text, "{} {} {:?}", declaration.origin, declaration.kind, declaration.id).unwrap();
    for (name, value) in &declaration.properties {
        writeln!(text, "  {name} = {}", shown(value)).unwrap();
    }
}

fn shown(value: &Value) -> String {
    match value {
        Value::Bool(value) => value.to_string(),
        Value::Number(number) => number.to_string(),
        Value::Text(text) => format!("{text:?}"),
        Value::List(items) => format!("[{}]", items.iter().map(shown).collect::<Vec<_>>().join(", ")),
        Value::Map(members) => {
            let members = members.iter().map(|(name, value)| format!("{name} = {}", shown(value)));
            format!("{{{}}}", members.collect::<Vec<_>>().join(", "))
        }
        Value::Secret(secret) => secret.to_string(),
        Value::Output(output) => output.to_string(),
        Value::Other(name) => format!("<{name}>"),
    }
}
