//! The cases of a test file, in the suites that `describe` makes of them.

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use mlua::Function;
use parking_lot::Mutex;
use poolhouse_core::declare::Origin;

use crate::api::test::ScriptedTerminal;
use crate::error::Refusal;
use crate::live::{Live, Writes};
use crate::testbed::TestBed;

/// What makes a session that of a test.
pub(crate) struct Tests {
    pub(crate) suites: Mutex<Suites>,
    /// What the running case has at hand; nothing while cases are only looked for.
    pub(crate) bed: Option<Arc<dyn TestBed>>,
    /// The name of the case that runs.
    case: OnceLock<String>,
    /// How many snapshots of each name the case has compared with.
    snapshots: Mutex<BTreeMap<String, usize>>,
}

/// The suites of a file, the file itself first.
pub(crate) struct Suites {
    all: Vec<Suite>,
    cases: Vec<Case>,
    /// The suite whose function runs: what is said is said in it.
    open: usize,
    /// Whether nothing more can be said.
    complete: bool,
}

struct Suite {
    /// From the outermost.
    path: Vec<String>,
    around: Option<usize>,
    /// What says its cases; the file itself has none.
    body: Option<Function>,
    before: Vec<Function>,
    items: Vec<Item>,
}

/// What stands in a suite, in the order in which it was said.
enum Item {
    Suite(usize),
    Case(usize),
}

/// A case, and what is called for it.
#[derive(Clone)]
pub(crate) struct Case {
    pub(crate) suite: usize,
    pub(crate) name: String,
    pub(crate) origin: Origin,
    pub(crate) body: Function,
}

impl Tests {
    pub(crate) fn new(bed: Option<Arc<dyn TestBed>>) -> Self {
        let suites = Mutex::new(Suites::new());
        Self { suites, bed, case: OnceLock::new(), snapshots: Mutex::default() }
    }

    /// What the running case reaches, where nobody sits at a terminal.
    pub(crate) fn live(&self) -> Option<Live> {
        let bed = self.bed.as_ref()?;
        let terminal = Arc::new(ScriptedTerminal::default());
        Some(Live { api: bed.api(), clock: bed.clock(), writes: Writes::Sent, terminal })
    }

    /// Makes known which case runs.
    pub(crate) fn begin(&self, case: String) {
        // A state runs one case.
        let _ = self.case.set(case);
    }

    /// The name of the snapshot that is asked for next: the case's, and what tells it from others of the case.
    pub(crate) fn snapshot_name(&self, own: Option<&str>) -> Option<String> {
        let case = self.case.get()?;
        let name = own.map_or_else(|| case.clone(), |own| format!("{case} > {own}"));
        let mut counts = self.snapshots.lock();
        let count = counts.entry(name.clone()).or_default();
        *count += 1;
        Some(if *count == 1 { name } else { format!("{name} {count}") })
    }
}

/// What a call of `function` hears that needs a case's emulator, outside of a case.
pub(crate) fn no_case(function: &str) -> Refusal {
    Refusal::new(format!("{function}: an emulator is there while a case runs"))
        .hint("call it in the function that `it` or `before_each` takes")
}

impl Suites {
    fn new() -> Self {
        let file =
            Suite { path: Vec::new(), around: None, body: None, before: Vec::new(), items: Vec::new() };
        Self { all: vec![file], cases: Vec::new(), open: 0, complete: false }
    }

    /// Says a suite, whose function runs when the file has.
    pub(crate) fn describe(&mut self, name: String, body: Function) -> Result<(), Refusal> {
        self.refuse_when_complete("describe")?;
        let mut path = self.all[self.open].path.clone();
        path.push(name);
        let around = Some(self.open);
        let place = self.all.len();
        self.all.push(Suite { path, around, body: Some(body), before: Vec::new(), items: Vec::new() });
        self.all[self.open].items.push(Item::Suite(place));
        Ok(())
    }

    /// Says a case.
    pub(crate) fn it(&mut self, name: String, origin: Origin, body: Function) -> Result<(), Refusal> {
        self.refuse_when_complete("it")?;
        let path = &self.all[self.open].path;
        if self.cases.iter().any(|case| case.name == name && self.all[case.suite].path == *path) {
            let refusal = Refusal::new(format!("there is a case \"{name}\" in this suite already"));
            return Err(refusal.hint("snapshots, filters and reports tell cases by their names"));
        }
        self.all[self.open].items.push(Item::Case(self.cases.len()));
        self.cases.push(Case { suite: self.open, name, origin, body });
        Ok(())
    }

    /// Says what runs before each case of the suite.
    pub(crate) fn before_each(&mut self, body: Function) -> Result<(), Refusal> {
        self.refuse_when_complete("before_each")?;
        self.all[self.open].before.push(body);
        Ok(())
    }

    /// Opens the suite after the one that is open and gives its function, until there is none.
    pub(crate) fn open_next(&mut self) -> Option<Function> {
        let next = self.all.get(self.open + 1).and_then(|suite| suite.body.clone());
        match &next {
            Some(_) => self.open += 1,
            None => self.complete = true,
        }
        next
    }

    /// All cases, in the order in which they stand in the file.
    pub(crate) fn cases(&self) -> Vec<Case> {
        let mut found = Vec::new();
        self.gather(0, &mut found);
        found
    }

    fn gather(&self, suite: usize, found: &mut Vec<Case>) {
        for item in &self.all[suite].items {
            match item {
                Item::Suite(inner) => self.gather(*inner, found),
                Item::Case(case) => found.push(self.cases[*case].clone()),
            }
        }
    }

    /// The names of the suites around a case, from the outermost.
    pub(crate) fn path(&self, case: &Case) -> Vec<String> {
        self.all[case.suite].path.clone()
    }

    /// What runs before a case, the outermost suite's first.
    pub(crate) fn before(&self, case: &Case) -> Vec<Function> {
        let around = std::iter::successors(Some(case.suite), |suite| self.all[*suite].around);
        let mut suites: Vec<_> = around.collect();
        suites.reverse();
        suites.into_iter().flat_map(|suite| self.all[suite].before.clone()).collect()
    }

    fn refuse_when_complete(&self, function: &str) -> Result<(), Refusal> {
        if !self.complete {
            return Ok(());
        }
        let refusal = Refusal::new(format!("`{function}` is called in a case, and means nothing there"));
        Err(refusal.hint("call it at the top of the file, or in the function that `describe` takes"))
    }
}
