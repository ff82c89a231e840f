//! What a look at the pool tells of a declaration before anything is written.
//!
//! What the service would refuse is a fault and refuses the plan; what it accepts and nobody can have meant is a
//! warning.

mod access;
mod aliases;
mod attributes;
mod crowd;
mod delivery;
mod names;
mod passwords;
mod secrets;

use std::sync::Arc;

use crate::actual::ActualPool;
use crate::desired::Declared;
use crate::fault::Fault;
use crate::plan::planner::Planner;
use crate::pool::Pool;
use crate::schema::Kind;
use crate::state::Key;
use crate::user::{User, UserSpec};

pub(super) use crowd::warnings;
pub(super) use delivery::invitation_mediums;
pub(super) use passwords::{literal_faults, passwords, secret_faults};

/// What was found: faults refuse the plan, warnings do not.
#[derive(Default)]
pub(super) struct Findings {
    pub(super) faults: Vec<Fault>,
    pub(super) warnings: Vec<Fault>,
}

/// Looks at one user.
pub(super) fn user(
    planner: &Planner<'_>,
    pool: &ActualPool,
    id: &str,
    declared: &Declared<Arc<UserSpec>>,
) -> Findings {
    let entry = planner.remembered_user(id).filter(|entry| entry.pool == pool.pool.id);
    let user = entry.and_then(|entry| pool.user(&entry.physical));
    let user = user.or_else(|| pool.named(&declared.spec.username));
    let spec = &declared.spec;
    let findings = Findings::default();
    let mut lint = Lint { planner, id, declared, spec, here: pool, pool: &pool.pool, user, findings };
    lint.attributes();
    lint.names();
    lint.groups();
    lint.second_factors();
    lint.aliases();
    // What concerns the making of a user is said once, when it is made.
    if user.is_none() {
        lint.missing_attributes();
        lint.invitation();
        lint.capitals();
        lint.validation_data();
    }
    lint.secrets();
    lint.findings
}

struct Lint<'a> {
    planner: &'a Planner<'a>,
    id: &'a str,
    declared: &'a Declared<Arc<UserSpec>>,
    spec: &'a UserSpec,
    here: &'a ActualPool,
    pool: &'a Pool,
    /// The account, where there is one.
    user: Option<&'a User>,
    findings: Findings,
}

impl Lint<'_> {
    fn about(&self, path: &str, message: impl Into<String>) -> Fault {
        about(self.id, self.declared, path, message)
    }

    fn refuse(&mut self, path: &str, message: impl Into<String>, hint: Option<String>) {
        let fault = self.about(path, message);
        self.findings.faults.push(Fault { hint, ..fault });
    }

    fn warn(&mut self, path: &str, message: impl Into<String>, hint: &str) {
        let warning = self.about(path, message).hint(hint);
        self.findings.warnings.push(warning);
    }
}

/// A fault of a user's property.
fn about(id: &str, declared: &Declared<Arc<UserSpec>>, path: &str, message: impl Into<String>) -> Fault {
    Fault::new(declared.origin.clone(), message).of(Key::new(Kind::User, id).spoken()).at(path)
}
