//! Plans in files: made and looked at now, applied later exactly as they were, or not at all.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use poolhouse_core::actual::Actual;
use poolhouse_core::plan::Plan;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::error::Error;
use crate::project::Project;
use crate::{json, own_file};

/// A plan as a file holds it: the changes, and what they follow from. Applying it plans anew, and refuses when anything
/// came out otherwise. It holds attributes of people, and no secret.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct SavedPlan {
    /// The form of the file.
    saved_plan: u64,
    /// The version that made it.
    poolhouse: String,
    /// How whoever saved it would say the same again; the command line of `poolhouse plan`.
    pub arguments: Vec<String>,
    basis: Basis,
    plan: Value,
}

/// What a plan follows from.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Basis {
    /// The files, arguments and variables that were read, and digests of them.
    inputs: BTreeMap<String, String>,
    /// The state's serial.
    serial: u64,
    /// The accounts that changes are about, by resource, and digests of all that the pool tells of them.
    users: BTreeMap<String, String>,
}

impl Basis {
    /// What `plan` follows from.
    pub(crate) fn of(
        plan: &Plan,
        actual: &Actual,
        serial: u64,
        inputs: &BTreeSet<PathBuf>,
        project: Option<&Project>,
    ) -> Result<Self, Error> {
        let users = plan.changes.iter().filter_map(|change| {
            let (pool, physical) = change.account()?;
            Some((change.key.to_string(), actual.pool(pool)?.fingerprint(physical)?))
        });
        let inputs = inputs.iter().map(|path| {
            let bytes = poolhouse_files::read(path).map_err(|error| Error::project(path, error))?;
            let within = project.and_then(|project| path.strip_prefix(project.root()).ok()).unwrap_or(path);
            Ok((within.display().to_string(), hex(&Sha256::digest(bytes))))
        });
        Ok(Self { users: users.collect(), serial, inputs: inputs.collect::<Result<_, Error>>()? })
    }
}

impl Basis {
    /// The same, following from arguments and variables too.
    pub(crate) fn and_values(mut self, values: &BTreeMap<String, String>) -> Self {
        let digests = values.iter().map(|(name, value)| (name.clone(), hex(&Sha256::digest(value))));
        self.inputs.extend(digests);
        self
    }
}

impl SavedPlan {
    pub(crate) fn new(plan: &Plan, basis: Basis, arguments: Vec<String>) -> Self {
        let poolhouse = env!("CARGO_PKG_VERSION").to_owned();
        Self { saved_plan: FORM, poolhouse, arguments, basis, plan: json::plan(plan) }
    }

    /// Writes it to a file that its owner alone can read, in place of a saved plan that is there.
    ///
    /// # Errors
    /// When something else is there, or the file cannot be written; what was there is then as it was.
    pub fn save(&self, path: impl AsRef<Path>) -> Result<(), Error> {
        let is_plan = |text: &str| {
            serde_json::from_str::<Value>(text).is_ok_and(|value| value.get("saved_plan").is_some())
        };
        own_file::write(path.as_ref(), &format!("{:#}\n", json!(self)), is_plan)
    }

    /// Reads a file that [`SavedPlan::save`] wrote.
    ///
    /// # Errors
    /// When it cannot be read, is no saved plan, or one of another version's form.
    pub fn open(path: impl AsRef<Path>) -> Result<Self, Error> {
        let path = path.as_ref();
        let text = poolhouse_files::read_to_string(path).map_err(|error| Error::project(path, error))?;
        let value: Value = serde_json::from_str(&text).unwrap_or_default();
        match value["saved_plan"].as_u64() {
            Some(FORM) => serde_json::from_value(value)
                .map_err(|error| Error::project(path, format!("is no saved plan: {error}"))),
            Some(_) => Err(Error::project(path, "was saved by another version of poolhouse; plan again")),
            None => Err(Error::project(path, "is no saved plan; `poolhouse plan --out FILE` makes one")),
        }
    }

    /// Whether a file is meant as a saved plan, and not as a script: it begins like JSON, as no script does.
    #[must_use]
    pub fn is_at(path: &Path) -> bool {
        poolhouse_files::read(path).is_ok_and(|bytes| bytes.trim_ascii_start().starts_with(b"{"))
    }

    /// The plan, as [`json::plan`] tells it.
    #[must_use]
    pub fn plan(&self) -> &Value {
        &self.plan
    }

    /// Refuses unless `plan` is this plan and follows from the same.
    pub(crate) fn check(&self, plan: &Plan, basis: &Basis) -> Result<(), Error> {
        let mut reasons = Vec::new();
        if self.basis.serial != basis.serial {
            reasons.push(format!("the state is at serial {}, not {}", basis.serial, self.basis.serial));
        }
        let inputs = differences(&self.basis.inputs, &basis.inputs);
        reasons.extend(inputs.map(|file| format!("{file} was changed")));
        let users = differences(&self.basis.users, &basis.users);
        reasons.extend(users.map(|user| format!("{user} is not as it was")));
        if reasons.is_empty() && self.plan["changes"] != json::plan(plan)["changes"] {
            reasons.push("other changes are due now".to_owned());
        }
        if reasons.is_empty() { Ok(()) } else { Err(Error::Stale(reasons)) }
    }
}

/// What one map has otherwise than the other, or alone.
fn differences<'a>(
    one: &'a BTreeMap<String, String>,
    other: &'a BTreeMap<String, String>,
) -> impl Iterator<Item = &'a String> {
    let names: BTreeSet<&String> = one.keys().chain(other.keys()).collect();
    names.into_iter().filter(|name| one.get(*name) != other.get(*name))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

const FORM: u64 = 1;
