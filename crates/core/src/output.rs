//! Values that become known when the resources they come from exist.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::sync::Arc;

use crate::attribute::{AttributeName, Attributes};
use crate::schema::Kind;
use crate::state::{Key, UserEntry};

/// What the service made up for resources, as far as it is known.
pub type Known<'a> = dyn Fn(&Key, &str) -> Option<String> + 'a;

/// A value to come: an output of a resource, or what was made of some.
#[derive(Clone)]
pub struct Output {
    sources: BTreeSet<(Key, &'static str)>,
    steps: usize,
    make: Arc<Make>,
}

type Make = dyn Fn(&Known<'_>) -> Result<String, OutputError> + Send + Sync;

/// Why a value did not become known.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum OutputError {
    /// The resource it comes from was not made.
    #[error("{name} is not known: {} was not made", .key.spoken())]
    Unknown {
        /// The output.
        name: &'static str,
        /// The resource.
        key: Key,
    },
    /// What a script makes of it failed.
    #[error("{0}")]
    Failed(String),
}

impl Output {
    /// The output of that name (`sub`) of a resource.
    #[must_use]
    pub fn of(key: Key, name: &'static str) -> Self {
        let source = key.clone();
        Self {
            sources: BTreeSet::from([(key, name)]),
            steps: 1,
            make: Arc::new(move |known| {
                known(&source, name).ok_or_else(|| OutputError::Unknown { name, key: source.clone() })
            }),
        }
    }

    /// A value made of others, all of them known by then, in their order.
    pub fn made_of(
        parts: Vec<Self>,
        make: impl Fn(Vec<String>) -> Result<String, OutputError> + Send + Sync + 'static,
    ) -> Self {
        let sources = parts.iter().flat_map(|part| part.sources.clone()).collect();
        let steps = parts.iter().fold(1, |steps, part| part.steps.saturating_add(steps));
        let made = move |known: &Known<'_>| {
            let values = parts.iter().map(|part| part.value(known)).collect::<Result<_, _>>()?;
            make(values)
        };
        Self { sources, steps, make: Arc::new(made) }
    }

    /// How many steps the value takes, each as often as it is needed. They nest, at most as deep as that.
    #[must_use]
    pub fn steps(&self) -> usize {
        self.steps
    }

    /// The value.
    ///
    /// # Errors
    /// When a resource it comes from is not known, or what a script makes of it fails.
    pub fn value(&self, known: &Known<'_>) -> Result<String, OutputError> {
        (self.make)(known)
    }

    /// What it is, as people call it: `sub of user ann`.
    #[must_use]
    pub fn named(&self) -> String {
        let names = self.sources.iter().map(|(key, name)| format!("{name} of {} {}", key.kind, key.id));
        names.collect::<Vec<_>>().join(", ")
    }

    /// The resources it comes from.
    pub fn sources(&self) -> impl Iterator<Item = &Key> {
        self.sources.iter().map(|(key, _)| key)
    }
}

impl fmt::Display for Output {
    /// What a plan shows in its place: `(sub of user ann, known after apply)`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "({}, known after apply)", self.named())
    }
}

impl fmt::Debug for Output {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// The outputs of one resource, by name.
pub type Outputs = BTreeMap<&'static str, String>;

/// The outputs of an account.
pub(crate) fn of_user(entry: &UserEntry) -> Outputs {
    let outputs = Kind::User.resource().outputs.iter().filter_map(|output| {
        let value = match output.name {
            "sub" => entry.sub.clone()?,
            _ => entry.physical.clone(),
        };
        Some((output.name, value))
    });
    outputs.collect()
}

/// Attributes whose values are not known yet. Until they are, [`Attributes`] holds what a plan shows in their place.
pub type Pending = BTreeMap<AttributeName, Output>;

/// Puts the values that are known into `attributes`; what is not stays pending.
///
/// # Errors
/// When what a script makes of a value fails.
pub(crate) fn settle(
    attributes: &mut Attributes,
    pending: &mut Pending,
    known: &Known<'_>,
) -> Result<(), (AttributeName, OutputError)> {
    for (name, output) in std::mem::take(pending) {
        match output.value(known) {
            // An empty text means absent, as it does where a script writes it.
            Ok(value) if value.is_empty() => drop(attributes.remove(&name)),
            Ok(value) => drop(attributes.insert(name, value)),
            Err(OutputError::Unknown { .. }) => drop(pending.insert(name, output)),
            Err(error) => return Err((name, error)),
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ann() -> Output {
        Output::of(Key::new(Kind::User, "ann"), "sub")
    }

    #[test]
    fn a_value_is_made_of_others_once_all_are_known() {
        let both = Output::made_of(vec![ann(), ann()], |values| Ok(values.join("+")));
        assert_eq!((ann().steps(), both.steps()), (1, 3));
        assert_eq!(both.to_string(), "(sub of user ann, known after apply)");
        assert_eq!(both.value(&|_, name| Some(format!("the {name}"))).unwrap(), "the sub+the sub");
        let error = both.value(&|_, _| None).unwrap_err();
        assert_eq!(error.to_string(), "sub is not known: user \"ann\" was not made");
    }

    #[test]
    fn what_is_not_known_yet_stays_pending() {
        let name = AttributeName::new("custom:boss").unwrap();
        let mut attributes = Attributes::from([(name.clone(), ann().to_string())]);
        let mut pending = Pending::from([(name.clone(), ann())]);
        settle(&mut attributes, &mut pending, &|_, _| None).unwrap();
        assert!(pending.contains_key(&name));
        settle(&mut attributes, &mut pending, &|_, _| Some("s".into())).unwrap();
        assert!(pending.is_empty() && attributes[&name] == "s");
    }
}
