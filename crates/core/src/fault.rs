//! What is wrong with a declaration, said so that its author can mend it.

use std::fmt;

use crate::declare::Origin;
use crate::said::cut;

/// One thing that is wrong in what was declared: where, what, and what to do instead. What is longer than a message is
/// cut where a fault is made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The place, when it is known.
    pub origin: Option<Origin>,
    /// The resource, as `user "ann"`, when the fault is in one.
    pub subject: Option<String>,
    /// The property path, as `attributes.emial`, when the fault is in one.
    pub path: Option<String>,
    /// What is wrong, a fragment: `is not in pool us-east-1_examplepool`.
    pub message: String,
    /// What to do instead: `did you mean "email"?`
    pub hint: Option<String>,
}

impl Fault {
    /// A fault at a place.
    pub fn new(origin: Option<Origin>, message: impl Into<String>) -> Self {
        Self { origin, subject: None, path: None, message: cut(message), hint: None }
    }

    /// The same fault, in a resource.
    #[must_use]
    pub fn of(mut self, subject: impl Into<String>) -> Self {
        self.subject = Some(cut(subject));
        self
    }

    /// The same fault, in a property.
    #[must_use]
    pub fn at(mut self, path: impl Into<String>) -> Self {
        self.path = Some(cut(path));
        self
    }

    /// The same fault, with advice.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(cut(hint));
        self
    }
}

impl fmt::Display for Fault {
    /// `people.lua:9: user "ann": attributes.emial is not in the pool (did you mean "email"?)`
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(origin) = &self.origin {
            write!(f, "{origin}: ")?;
        }
        if let Some(subject) = &self.subject {
            write!(f, "{subject}: ")?;
        }
        if let Some(path) = &self.path {
            write!(f, "{path} ")?;
        }
        f.write_str(&self.message)?;
        match &self.hint {
            Some(hint) => write!(f, " ({hint})"),
            None => Ok(()),
        }
    }
}

/// All that is wrong, in the order of files and lines.
#[derive(Clone, Debug, Default, PartialEq, Eq, thiserror::Error)]
pub struct Faults(Vec<Fault>);

impl Faults {
    /// Adds one.
    pub fn push(&mut self, fault: Fault) {
        self.0.push(fault);
    }

    /// Adds many.
    pub fn extend(&mut self, faults: impl IntoIterator<Item = Fault>) {
        self.0.extend(faults);
    }

    /// Whether nothing is wrong.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Each of them.
    pub fn iter(&self) -> std::slice::Iter<'_, Fault> {
        self.0.iter()
    }

    /// Nothing wrong, or all of it sorted by place.
    ///
    /// # Errors
    /// The faults themselves when there are any.
    pub fn into_result(mut self) -> Result<(), Self> {
        if self.is_empty() {
            return Ok(());
        }
        self.0.sort_by(|one, other| one.origin.cmp(&other.origin));
        Err(self)
    }
}

impl From<Fault> for Faults {
    fn from(fault: Fault) -> Self {
        Self(vec![fault])
    }
}

impl IntoIterator for Faults {
    type Item = Fault;
    type IntoIter = std::vec::IntoIter<Fault>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl fmt::Display for Faults {
    /// A line each.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, fault) in self.0.iter().enumerate() {
            if index > 0 {
                f.write_str("\n")?;
            }
            write!(f, "{fault}")?;
        }
        Ok(())
    }
}

/// The one of `known` that comes closest to `given`, when it comes close enough to be meant. Nobody means a name by far
/// more text than names have; to compare that would take long.
pub fn nearest<'a>(given: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    if given.len() > LONGEST_MEANT {
        return None;
    }
    let given = given.to_lowercase();
    known
        .into_iter()
        .map(|name| (strsim::normalized_damerau_levenshtein(&given, &name.to_lowercase()), name))
        .filter(|(likeness, _)| *likeness >= 0.5)
        .max_by(|one, other| one.0.total_cmp(&other.0))
        .map(|(_, name)| name)
}

/// More than the name of any operation, with room for slips.
const LONGEST_MEANT: usize = 128;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_of_any_length_is_answered_at_once() {
        assert_eq!(nearest("emial", ["email", "name"]), Some("email"));
        let known = "k".repeat(LONGEST_MEANT + 1);
        assert_eq!(nearest(&known, [known.as_str()]), None, "not compared, however near");
    }

    #[test]
    fn a_fault_says_where_who_what_and_what_instead() {
        let fault = Fault::new(Some(Origin { file: "staff.lua".into(), line: 9 }), "is not in the pool")
            .of("user \"ann\"")
            .at("attributes.emial")
            .hint("did you mean \"email\"?");
        assert_eq!(
            fault.to_string(),
            r#"staff.lua:9: user "ann": attributes.emial is not in the pool (did you mean "email"?)"#
        );
    }

    #[test]
    fn nothing_of_a_fault_is_longer_than_a_message() {
        let long = "x".repeat(100_000);
        let fault = Fault::new(None, long.as_str()).of(long.as_str()).at(long.as_str()).hint(long.as_str());
        let told = fault.to_string();
        assert!(told.len() < 40_000 && told.contains("x… (91808 more bytes): "), "{}", told.len());
    }

    #[test]
    fn faults_come_in_the_order_of_their_lines() {
        let at = |line| Fault::new(Some(Origin { file: "a.lua".into(), line }), "wrong");
        let mut faults = Faults::default();
        faults.extend([at(9), at(2)]);
        assert_eq!(faults.into_result().unwrap_err().to_string(), "a.lua:2: wrong\na.lua:9: wrong");
    }

    #[test]
    fn the_nearest_name_is_offered_and_a_far_one_is_not() {
        let known = ["email", "email_verified", "name"];
        assert_eq!(nearest("emial", known), Some("email"));
        assert_eq!(nearest("zzz", known), None);
    }
}
