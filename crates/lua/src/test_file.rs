//! A file of tests: which cases it has, and one of them run.

use std::sync::Arc;

use mlua::Function;
use poolhouse_core::declare::Origin;
use poolhouse_core::fault::{Fault, Faults};

use crate::handle::{Held, subject};
use crate::host::LuaOptions;
use crate::sandbox::Sandbox;
use crate::session::Session;
use crate::suite::{Case, Tests};
use crate::testbed::TestBed;

/// A file of tests.
///
/// Each case runs in a state of its own, in which the whole file has run first: what one case leaves in a variable, no
/// other one finds. The limits of a run hold for each case, the file's own lines included.
pub struct TestFile {
    options: LuaOptions,
}

/// A case of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TestCase {
    /// The names of the suites around it, from the outermost.
    pub suites: Vec<String>,
    /// Its own name.
    pub name: String,
    /// The line that says it.
    pub origin: Origin,
}

impl TestCase {
    /// The names of its suites and its own: `onboarding > invites new starters`.
    #[must_use]
    pub fn full_name(&self) -> String {
        let parts: Vec<_> = self.suites.iter().chain([&self.name]).map(String::as_str).collect();
        parts.join(" > ")
    }
}

impl TestFile {
    /// A file of tests; `script` is the file. Nothing is read yet.
    #[must_use]
    pub fn new(options: LuaOptions) -> Self {
        Self { options }
    }

    /// The cases of the file, in the order in which they stand there. None of them runs.
    ///
    /// # Errors
    /// What is wrong with the file.
    pub fn cases(&self) -> Result<Vec<TestCase>, Faults> {
        let tests = Arc::new(Tests::new(None));
        let sandbox = self.open(&tests)?;
        let ran = sandbox.run_and(|_| complete(&sandbox, &tests));
        settle(&sandbox.session, ran)?;
        let suites = tests.suites.lock();
        let cases = suites.cases().into_iter().map(|case| TestCase {
            suites: suites.path(&case),
            name: case.name,
            origin: case.origin,
        });
        Ok(cases.collect())
    }

    /// Runs a case, which has nothing at hand but `bed`.
    ///
    /// # Errors
    /// Why it failed.
    pub fn run(&self, case: &TestCase, bed: Arc<dyn TestBed>) -> Result<(), Faults> {
        let tests = Arc::new(Tests::new(Some(bed)));
        let sandbox = self.open(&tests)?;
        let ran = sandbox.run_and(|_| {
            complete(&sandbox, &tests)?;
            let (found, before) = find(&tests, case)?;
            tests.begin(case.full_name());
            let emulator = sandbox.object(Held::Emulator).map_err(|error| sandbox.fault(&error))?;
            for function in before.iter().chain([&found.body]) {
                sandbox.watch(function, &emulator)?;
            }
            Ok(())
        });
        settle(&sandbox.session, ran)
    }

    fn open(&self, tests: &Arc<Tests>) -> Result<Arc<Sandbox>, Fault> {
        let session = Session::of_tests(&self.options, Arc::clone(tests));
        let session = session.map_err(|error| self.fault(error.to_string()))?;
        Sandbox::open(&session).map_err(|error| self.fault(format!("Lua did not start: {error}")))
    }

    /// A fault of the file as a whole.
    fn fault(&self, message: String) -> Fault {
        Fault::new(Some(Origin { file: self.options.script.display().to_string(), line: 0 }), message)
    }
}

/// What ended the run, and everything else that was wrong.
fn settle(session: &Session, ran: Result<(), Fault>) -> Result<(), Faults> {
    let complete = ran.is_ok();
    if let Err(fault) = ran {
        session.end(fault);
    }
    let declared = session.finish(complete);
    let mut faults = declared.faults;
    faults.extend(declared.handlers.into_iter().map(|handler| {
        Fault::new(Some(handler.origin), "answers a trigger in a test, where nobody asks it")
            .hint("put it into a script that the test applies")
    }));
    faults.extend(declared.declarations.into_iter().map(|declaration| {
        Fault::new(Some(declaration.origin), "is declared in a test, where nothing comes of it")
            .of(subject(declaration.kind, &declaration.id))
            .hint("declare it in a script, and have the test apply that")
    }));
    faults.into_result()
}

/// Has every suite say its cases.
fn complete(sandbox: &Sandbox, tests: &Tests) -> Result<(), Fault> {
    let next = || -> Option<Function> { tests.suites.lock().open_next() };
    while let Some(body) = next() {
        sandbox.watch(&body, ())?;
    }
    Ok(())
}

/// The case in this run of the file, and what runs before it.
fn find(tests: &Tests, wanted: &TestCase) -> Result<(Case, Vec<Function>), Fault> {
    let suites = tests.suites.lock();
    let is_wanted = |case: &Case| case.name == wanted.name && suites.path(case) == wanted.suites;
    let found = suites.cases().into_iter().find(is_wanted).ok_or_else(|| {
        Fault::new(Some(wanted.origin.clone()), "the case is not there any more")
            .hint("the file, or one that it reads, was changed while its tests ran")
    })?;
    let before = suites.before(&found);
    Ok((found, before))
}
