//! What a transform is given of what others declared, and what it makes of that.
//!
//! What it does not touch stays as it was said, word for word: spelling, secrets, values to come. So a plugin that knows
//! less than scripts can say takes nothing away.

use std::collections::{BTreeSet, HashMap};

use poolhouse_core::declare::{Declaration, Origin, Value};
use poolhouse_core::fault::Fault;
use poolhouse_core::schema::Kind;
use poolhouse_core::secret::Secret;
use poolhouse_core::state::Key;

use crate::bindings::interface::types;
use crate::call::Call;
use crate::convert;
use crate::record::{Record as _, Sayings, named, shown};

/// What a transform says of the declarations of a run.
#[derive(Debug)]
pub enum Ruling {
    /// It goes on with these.
    Allowed(Transformed),
    /// It refuses them. Each fault is a reason.
    Refused(Vec<Fault>),
}

/// What a transform made of declarations.
#[derive(Debug, Default)]
pub struct Transformed {
    /// What to go on with. What was there before keeps its place.
    pub declarations: Vec<Declaration>,
    /// Which of it was changed or added.
    pub changed: BTreeSet<Key>,
    /// What is declared no more.
    pub dropped: BTreeSet<Key>,
    /// The pools of what was declared before.
    pub pools: BTreeSet<String>,
}

/// Declarations on their way through a plugin.
pub(crate) struct Given {
    declarations: Vec<Declaration>,
    /// What the plugin sees of them, in the same order.
    pub(crate) records: Vec<types::Declaration>,
}

impl Given {
    /// Secrets go to `kept`, and the plugin gets their numbers.
    pub(crate) fn new(declarations: Vec<Declaration>, kept: &mut Vec<Secret>) -> Self {
        let records = declarations.iter().map(|declaration| record(declaration, kept)).collect();
        Self { declarations, records }
    }

    /// The pools of what is declared.
    pub(crate) fn pools(&self) -> BTreeSet<String> {
        self.records.iter().map(|record| pool(&record.what).to_owned()).collect()
    }

    /// What the plugin's answer comes to.
    pub(crate) fn answered(
        self,
        call: &Call,
        answer: Result<Vec<types::Declaration>, Vec<types::Fault>>,
    ) -> Ruling {
        match answer {
            Ok(said) => Ruling::Allowed(self.merged(call, said)),
            Err(faults) => Ruling::Refused(self.placed(call, faults)),
        }
    }

    fn merged(self, call: &Call, answer: Vec<types::Declaration>) -> Transformed {
        let pools = self.pools();
        let places: HashMap<_, _> = self.records.iter().map(|record| name(&record.what)).zip(0..).collect();
        let mut left: Vec<_> = self.declarations.into_iter().map(Some).collect();
        let mut transformed = Transformed { pools, ..Transformed::default() };
        for said in answer {
            let (kind, id) = name(&said.what);
            let key = Key::new(kind, id);
            let place = places.get(&(kind, id)).copied();
            let before = place.and_then(|place| Some((left[place].take()?, &self.records[place])));
            let Some((before, record)) = before else {
                transformed.changed.insert(key);
                transformed.declarations.push(convert::declaration(call, said));
                continue;
            };
            let differences = differences(&record.what, &said.what);
            if differences.is_empty() {
                transformed.declarations.push(before);
            } else {
                transformed.changed.insert(key);
                let said = convert::declaration(call, said);
                transformed.declarations.push(changed(before, said, &differences));
            }
        }
        transformed.dropped = left.into_iter().flatten().map(|gone| Key::new(gone.kind, &gone.id)).collect();
        transformed
    }

    /// Faults at the places of the declarations that they are of.
    fn placed(&self, call: &Call, faults: Vec<types::Fault>) -> Vec<Fault> {
        let places: HashMap<String, &Origin> = self
            .declarations
            .iter()
            .map(|said| (Key::new(said.kind, &said.id).spoken(), &said.origin))
            .collect();
        let placed = |said: types::Fault| {
            let is_placed = said.origin.is_some();
            let fault = convert::fault(call, said);
            let place = fault.subject.as_ref().and_then(|subject| places.get(subject));
            match place.filter(|_| !is_placed) {
                Some(place) => Fault { origin: Some((*place).clone()), ..fault },
                None => fault,
            }
        };
        faults.into_iter().map(placed).collect()
    }
}

fn record(declaration: &Declaration, kept: &mut Vec<Secret>) -> types::Declaration {
    let Declaration { kind, id, origin, properties } = declaration;
    let properties = properties.iter();
    let said: Sayings<'_> = properties
        .filter_map(|(spelled, value)| Some((kind.resource().property(spelled)?.snake, value)))
        .collect();
    let id = id.clone();
    let what = match kind {
        Kind::Group => types::Declarable::Group(types::Group::of(id, &said, kept)),
        Kind::User => types::Declarable::User(types::User::of(id, &said, kept)),
        Kind::Membership => types::Declarable::Membership(types::Membership::of(id, &said, kept)),
    };
    let origin = types::Origin { file: origin.file.clone(), line: origin.line };
    types::Declaration { what, origin: Some(origin) }
}

fn name(what: &types::Declarable) -> (Kind, &str) {
    match what {
        types::Declarable::Group(said) => (Kind::Group, &said.id),
        types::Declarable::User(said) => (Kind::User, &said.id),
        types::Declarable::Membership(said) => (Kind::Membership, &said.id),
    }
}

fn pool(what: &types::Declarable) -> &str {
    match what {
        types::Declarable::Group(said) => &said.user_pool_id,
        types::Declarable::User(said) => &said.user_pool_id,
        types::Declarable::Membership(said) => &said.user_pool_id,
    }
}

/// The properties in which two records of one kind differ, by their names in snake case.
fn differences(one: &types::Declarable, other: &types::Declarable) -> Vec<&'static str> {
    match (one, other) {
        (types::Declarable::Group(one), types::Declarable::Group(other)) => one.differences(other),
        (types::Declarable::User(one), types::Declarable::User(other)) => one.differences(other),
        (types::Declarable::Membership(one), types::Declarable::Membership(other)) => one.differences(other),
        _ => Vec::new(),
    }
}

/// The declaration with those properties as `said` has them, in the spelling that they have already.
fn changed(mut declaration: Declaration, mut said: Declaration, differences: &[&str]) -> Declaration {
    let resource = declaration.kind.resource();
    for name in differences {
        let is_it = |spelled: &&String| resource.property(spelled).is_some_and(|one| one.snake == *name);
        let spelled = declaration.properties.keys().find(is_it).cloned();
        let before = spelled.as_ref().and_then(|spelled| declaration.properties.remove(spelled));
        if let Some(value) = said.properties.remove(*name) {
            let spelled = spelled.unwrap_or_else(|| (*name).to_owned());
            declaration.properties.insert(spelled, with_entries_of(before.as_ref(), value));
        }
    }
    declaration
}

/// A map whose entries that show the same as before are those from before: one that is to come still is.
fn with_entries_of(before: Option<&Value>, value: Value) -> Value {
    let (Some(before), Value::Map(mut entries)) = (before.map(named), value.clone()) else { return value };
    for (name, value) in &mut entries {
        if let Some(before) = before.get(name).filter(|before| shown(before) == shown(value)) {
            *value = (*before).clone();
        }
    }
    Value::Map(entries)
}
