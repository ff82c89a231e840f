//! Tables of options, as functions for tests take them.

use std::collections::BTreeMap;

use mlua::Value;
use poolhouse_core::declare::Value as Said;

use crate::bind::Call;
use crate::convert::Converter;
use crate::error::Refusal;

/// The options that are still to be looked at.
pub(super) struct Options {
    function: String,
    given: BTreeMap<String, Said>,
    known: Vec<&'static str>,
}

impl Options {
    /// The entries of a table; none of nil.
    pub(super) fn of(call: &Call<'_>, value: &Value) -> Result<Self, Refusal> {
        let given = match value {
            table @ Value::Table(_) => Converter::new(call.session, call.handles).properties(table)?,
            _ => Ok(BTreeMap::new()),
        };
        let given = given.map_err(|problems| {
            let said = problems.iter().map(|problem| format!("{} {}", problem.path, problem.message));
            Refusal::new(format!("{}: {}", call.name, said.collect::<Vec<_>>().join(", ")))
        })?;
        Ok(Self { function: call.name.to_owned(), given, known: Vec::new() })
    }

    /// An option that is text.
    pub(super) fn text(&mut self, name: &'static str) -> Result<Option<String>, Refusal> {
        match self.take(name) {
            None => Ok(None),
            Some(Said::Text(text)) => Ok(Some(text)),
            Some(other) => Err(self.wrong(name, "a string", &other)),
        }
    }

    /// An option that is true or false; false unless given.
    pub(super) fn flag(&mut self, name: &'static str) -> Result<bool, Refusal> {
        match self.take(name) {
            None => Ok(false),
            Some(Said::Bool(flag)) => Ok(flag),
            Some(other) => Err(self.wrong(name, "true or false", &other)),
        }
    }

    /// An option that is a whole number.
    pub(super) fn count(&mut self, name: &'static str) -> Result<Option<u64>, Refusal> {
        match self.take(name) {
            None => Ok(None),
            Some(Said::Number(count)) if count >= 0.0 && count.fract() == 0.0 => Ok(Some(count as u64)),
            Some(other) => Err(self.wrong(name, "a whole number", &other)),
        }
    }

    /// An option that is text, or a number that is meant as text.
    pub(super) fn text_or_number(&mut self, name: &'static str) -> Result<Option<String>, Refusal> {
        match self.take(name) {
            None => Ok(None),
            Some(Said::Text(text)) => Ok(Some(text)),
            Some(Said::Number(number)) => Ok(Some(number.to_string())),
            Some(other) => Err(self.wrong(name, "a string or a number", &other)),
        }
    }

    /// An option that is a list of text.
    pub(super) fn list(&mut self, name: &'static str) -> Result<Vec<String>, Refusal> {
        let items = match self.take(name) {
            None => return Ok(Vec::new()),
            // An empty table is an empty list, too.
            Some(Said::Map(members)) if members.is_empty() => return Ok(Vec::new()),
            Some(Said::List(items)) => items,
            Some(other) => return Err(self.wrong(name, "a list of strings", &other)),
        };
        let texts = items.into_iter().zip(1..).map(|(item, at)| match item {
            Said::Text(text) => Ok(text),
            other => Err(self.wrong(&format!("{name}[{at}]"), "a string", &other)),
        });
        texts.collect()
    }

    /// An option that is text by name.
    pub(super) fn texts(&mut self, name: &'static str) -> Result<BTreeMap<String, String>, Refusal> {
        let members = match self.take(name) {
            None => return Ok(BTreeMap::new()),
            Some(Said::Map(members)) => members,
            Some(other) => return Err(self.wrong(name, "a table of strings by name", &other)),
        };
        let texts = members.into_iter().map(|(key, value)| match value {
            Said::Text(text) => Ok((key, text)),
            other => Err(self.wrong(&format!("{name}.{key}"), "a string", &other)),
        });
        texts.collect()
    }

    /// Refuses what nobody asked for.
    pub(super) fn finish(self) -> Result<(), Refusal> {
        match self.given.keys().next() {
            None => Ok(()),
            Some(unknown) => {
                let message = format!("{}: there is no option `{unknown}`", self.function);
                Err(Refusal::unknown(message, unknown, self.known))
            }
        }
    }

    fn take(&mut self, name: &'static str) -> Option<Said> {
        self.known.push(name);
        self.given.remove(name)
    }

    fn wrong(&self, name: &str, expected: &str, got: &Said) -> Refusal {
        Refusal::new(format!("{}: {name} must be {expected}, got {}", self.function, got.type_name()))
    }
}
