//! From the raw properties of one declaration to values of the right type, every fault noted on the way.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};

use crate::attribute::{AttributeName, Attributes};
use crate::declare::{Declaration, Value};
use crate::fault::{Fault, nearest};
use crate::output::{Output, Pending};
use crate::schema::{Kind, Property, Resource, Shape};
use crate::secret::Secret;

/// Reads one declaration. Each getter takes a property by CloudFormation's name; what is wrong with it becomes a fault
/// and reads as absent, so that one run shows all that is wrong.
pub(crate) struct Reader {
    declaration: Declaration,
    /// By name; a value is taken out by the getter that reads it, its spelling stays.
    values: BTreeMap<&'static str, (String, Option<Value>)>,
    faults: Vec<Fault>,
}

impl Reader {
    /// Sorts the properties by what they mean; unknown, missing and doubly spelled ones are faults.
    pub(crate) fn new(mut declaration: Declaration) -> Self {
        let properties = std::mem::take(&mut declaration.properties);
        let mut reader = Self { declaration, values: BTreeMap::new(), faults: Vec::new() };
        for (spelled, value) in properties {
            reader.sort(spelled, value);
        }
        reader.note_missing();
        reader
    }

    fn resource(&self) -> &'static Resource {
        self.declaration.kind.resource()
    }

    fn sort(&mut self, spelled: String, value: Value) {
        let Some(property) = self.resource().property(&spelled) else {
            let fault = self.unknown(&spelled);
            self.faults.push(fault);
            return;
        };
        if let Some((other, _)) = self.values.get(property.name) {
            let message = format!("is the same property as {other}");
            self.note(&spelled, message, Some("write it once, in one spelling".to_owned()));
            return;
        }
        self.values.insert(property.name, (spelled, Some(value)));
    }

    fn unknown(&self, spelled: &str) -> Fault {
        let resource = self.resource();
        let names = resource.properties.iter().flat_map(|property| [property.snake, property.name]);
        let fault = self.fault(spelled, format!("is not a property of {}", resource.name));
        match nearest(spelled, names) {
            Some(name) => fault.hint(format!("did you mean {name}?")),
            None => {
                let known: Vec<_> = resource.properties.iter().map(|property| property.snake).collect();
                fault.hint(format!("it has {}", known.join(", ")))
            }
        }
    }

    fn note_missing(&mut self) {
        let missing: Vec<&Property> = self
            .resource()
            .properties
            .iter()
            .filter(|property| property.required && !self.values.contains_key(property.name))
            .collect();
        for property in missing {
            self.note(property.snake, "is required".to_owned(), None);
        }
    }

    /// What is wrong so far, and whose it is.
    pub(crate) fn finish(self) -> (Declaration, Vec<Fault>) {
        (self.declaration, self.faults)
    }

    pub(crate) fn kind(&self) -> Kind {
        self.declaration.kind
    }

    /// Whether the declaration says anything of a property.
    pub(crate) fn has(&self, name: &'static str) -> bool {
        self.values.contains_key(name)
    }

    pub(crate) fn id(&self) -> &str {
        &self.declaration.id
    }

    fn fault(&self, path: &str, message: String) -> Fault {
        Fault::new(Some(self.declaration.origin.clone()), message)
            .of(format!("{} \"{}\"", self.declaration.kind, self.declaration.id))
            .at(path)
    }

    /// Adds a fault of the property at `path`.
    pub(crate) fn note(&mut self, path: &str, message: String, hint: Option<String>) {
        let mut fault = self.fault(path, message);
        fault.hint = hint;
        self.faults.push(fault);
    }

    /// How the declaration spelled a property, for faults.
    pub(crate) fn spelled(&self, name: &'static str) -> String {
        match self.values.get(name) {
            Some((spelled, _)) => spelled.clone(),
            None => self.resource().property(name).map_or(name, |property| property.snake).to_owned(),
        }
    }

    fn take(&mut self, name: &'static str) -> Option<(String, Value)> {
        let (spelled, value) = self.values.get_mut(name)?;
        Some((spelled.clone(), value.take()?))
    }

    fn mistyped(&mut self, path: &str, name: &'static str, got: &Value) {
        if let Value::Output(output) = got {
            return self.refuse_output(path, output);
        }
        let expected = self.resource().property(name).map_or(Shape::Text, |property| property.shape);
        self.note(path, format!("must be {expected}, got {}", described(got)), None);
    }

    pub(crate) fn text(&mut self, name: &'static str) -> Option<String> {
        match self.take(name)? {
            (_, Value::Text(text)) => Some(text),
            (path, other) => {
                self.mistyped(&path, name, &other);
                None
            }
        }
    }

    /// A text that becomes a type of its own; `parse` says why it cannot.
    pub(crate) fn parsed<T>(
        &mut self,
        name: &'static str,
        parse: impl Fn(String) -> Result<T, crate::TextError>,
    ) -> Option<T> {
        let text = self.text(name)?;
        parse(text).map_err(|error| self.note(&self.spelled(name), error.to_string(), None)).ok()
    }

    pub(crate) fn boolean(&mut self, name: &'static str) -> Option<bool> {
        match self.take(name)? {
            (_, Value::Bool(truth)) => Some(truth),
            (path, other) => {
                self.mistyped(&path, name, &other);
                None
            }
        }
    }

    pub(crate) fn integer(&mut self, name: &'static str) -> Option<i32> {
        match self.take(name)? {
            (_, Value::Number(number)) if is_natural(number) => Some(number as i32),
            (path, other) => {
                self.mistyped(&path, name, &other);
                None
            }
        }
    }

    /// One of the words that the table allows.
    pub(crate) fn word(&mut self, name: &'static str) -> Option<&'static str> {
        let (path, value) = self.take(name)?;
        let Some(Shape::Word(words)) = self.resource().property(name).map(|property| property.shape) else {
            return None;
        };
        self.one_of(&path, name, words, &value)
    }

    fn one_of(
        &mut self,
        path: &str,
        name: &'static str,
        words: &'static [&'static str],
        value: &Value,
    ) -> Option<&'static str> {
        let Value::Text(text) = value else {
            self.mistyped(path, name, value);
            return None;
        };
        let found = words.iter().copied().find(|word| word == text);
        if found.is_none() {
            let hint = nearest(text, words.iter().copied()).map(|word| format!("did you mean \"{word}\"?"));
            let known = words.iter().map(|word| format!("\"{word}\"")).collect::<Vec<_>>().join(", ");
            self.note(path, format!("must be one of {known}, got \"{text}\""), hint);
        }
        found
    }

    pub(crate) fn words(&mut self, name: &'static str) -> Option<BTreeSet<&'static str>> {
        let Some(Shape::Words(words)) = self.resource().property(name).map(|property| property.shape) else {
            return None;
        };
        let items = self.items(name)?;
        Some(items.iter().filter_map(|(path, value)| self.one_of(path, name, words, value)).collect())
    }

    /// A set of names, each becoming a type of its own.
    pub(crate) fn names<T: Ord>(
        &mut self,
        name: &'static str,
        parse: impl Fn(String) -> Result<T, crate::TextError>,
    ) -> Option<BTreeSet<T>> {
        self.values.get(name)?;
        let mut names = BTreeSet::new();
        for (path, text) in self.texts(name) {
            match parse(text) {
                Ok(parsed) => drop(names.insert(parsed)),
                Err(error) => self.note(&path, error.to_string(), None),
            }
        }
        Some(names)
    }

    /// Texts of a list, each with its path.
    pub(crate) fn texts(&mut self, name: &'static str) -> Vec<(String, String)> {
        let mut texts = Vec::new();
        for (path, value) in self.items(name).unwrap_or_default() {
            match value {
                Value::Text(text) => texts.push((path, text)),
                other => self.note(&path, format!("must be a string, got {}", described(&other)), None),
            }
        }
        texts
    }

    /// The items of a list with their paths; an empty table is an empty list.
    fn items(&mut self, name: &'static str) -> Option<Vec<(String, Value)>> {
        match self.take(name)? {
            (path, Value::List(items)) => Some(
                items.into_iter().enumerate().map(|(i, item)| (format!("{path}[{}]", i + 1), item)).collect(),
            ),
            (_, Value::Map(map)) if map.is_empty() => Some(Vec::new()),
            (path, other) => {
                self.mistyped(&path, name, &other);
                None
            }
        }
    }

    /// User attributes: names checked, booleans and numbers written out, empty strings left out. Values to come are
    /// pending, and stand among the others as what a plan shows of them.
    pub(crate) fn attributes(&mut self, name: &'static str) -> (Attributes, Pending) {
        let (mut attributes, mut pending) = (Attributes::new(), Pending::new());
        let (spelled, pairs) = self.pairs(name);
        for (key, (place, value)) in pairs {
            match (AttributeName::new(key.as_str()), value) {
                (Ok(_), Scalar::Text(text)) if text.is_empty() => {}
                (Ok(attribute), Scalar::Text(text)) => drop(attributes.insert(attribute, text)),
                (Ok(attribute), Scalar::Output(output)) => {
                    attributes.insert(attribute.clone(), output.to_string());
                    pending.insert(attribute, output);
                }
                (Err(error), _) => self.note(&place.path(&spelled, &key), error.to_string(), None),
            }
        }
        (attributes, pending)
    }

    /// Texts by name, from a map or, where the table allows it, from a list of `{ Name = …, Value = … }`.
    pub(crate) fn map(&mut self, name: &'static str) -> BTreeMap<String, String> {
        let mut texts = BTreeMap::new();
        let (spelled, pairs) = self.pairs(name);
        for (key, (place, value)) in pairs {
            match value {
                Scalar::Text(text) => drop(texts.insert(key, text)),
                Scalar::Output(output) => self.refuse_output(&place.path(&spelled, &key), &output),
            }
        }
        texts
    }

    /// Only attributes can wait for a value.
    fn refuse_output(&mut self, path: &str, output: &Output) {
        let message = format!("needs a value that is known when the plan is made, got {output}");
        self.note(path, message, Some("only attributes of users can wait for an output".to_owned()));
    }

    /// Values by name and where each stands, under the spelling of the property.
    fn pairs(&mut self, name: &'static str) -> (String, Pairs) {
        let mut pairs = Pairs::new();
        let Some((spelled, value)) = self.take(name) else { return (String::new(), pairs) };
        let listed =
            matches!(self.resource().property(name).map(|property| property.shape), Some(Shape::Attributes));
        match value {
            Value::Map(map) => {
                for (key, value) in map {
                    self.add_pair(&mut pairs, &spelled, Place::Key, key, value);
                }
            }
            Value::List(items) if listed => {
                for (index, item) in items.into_iter().enumerate() {
                    let place = Place::Item(index);
                    if let Some((key, value)) = self.name_and_value(&place.path(&spelled, ""), item) {
                        self.add_pair(&mut pairs, &spelled, place, key, value);
                    }
                }
            }
            other => self.mistyped(&spelled, name, &other),
        }
        (spelled, pairs)
    }

    fn add_pair(&mut self, pairs: &mut Pairs, spelled: &str, place: Place, key: String, value: Value) {
        let Some(scalar) = self.scalar(|| place.path(spelled, &key), value) else { return };
        match pairs.entry(key) {
            Entry::Vacant(free) => drop(free.insert((place, scalar))),
            Entry::Occupied(taken) => {
                let (key, path) = (taken.key(), place.path(spelled, taken.key()));
                self.note(&path, format!("names \"{key}\" a second time"), None);
            }
        }
    }

    fn name_and_value(&mut self, path: &str, item: Value) -> Option<(String, Value)> {
        let Value::Map(mut item) = item else {
            self.note(path, format!("must be {{ Name = …, Value = … }}, got {}", described(&item)), None);
            return None;
        };
        let name = item.remove("Name");
        let value = item.remove("Value").unwrap_or(Value::Text(String::new()));
        if let Some(extra) = item.keys().next() {
            self.note(&format!("{path}.{extra}"), "is neither Name nor Value".to_owned(), None);
        }
        match name {
            Some(Value::Text(name)) => Some((name, value)),
            _ => {
                self.note(path, "must have a Name that is a string".to_owned(), None);
                None
            }
        }
    }

    fn scalar(&mut self, path: impl Fn() -> String, value: Value) -> Option<Scalar> {
        if let Some(text) = value.written() {
            return Some(Scalar::Text(text));
        }
        match value {
            Value::Output(output) => Some(Scalar::Output(output)),
            Value::Secret(_) => {
                let message = "takes no secret: what stands here is stored and shown";
                self.note(
                    &path(),
                    message.to_owned(),
                    Some("secrets go into password fields only".to_owned()),
                );
                None
            }
            other => {
                let got = described(&other);
                self.note(&path(), format!("must be a string, a number or a boolean, got {got}"), None);
                None
            }
        }
    }

    pub(crate) fn secret(&mut self, name: &'static str) -> Option<Secret> {
        match self.take(name)? {
            (_, Value::Secret(secret)) => Some(secret),
            (_, Value::Text(text)) => Some(Secret::literal(&text)),
            (path, other) => {
                self.mistyped(&path, name, &other);
                None
            }
        }
    }
}

/// Values by name, and where each stands.
type Pairs = BTreeMap<String, (Place, Scalar)>;

/// Where a named value stands in a property. Its path is made only for a fault: there are many values, and few faults.
#[derive(Clone, Copy)]
enum Place {
    /// Under its name, in a map.
    Key,
    /// In a list, counted from zero.
    Item(usize),
}

impl Place {
    fn path(self, spelled: &str, key: &str) -> String {
        match self {
            Self::Key => format!("{spelled}.{key}"),
            Self::Item(index) => format!("{spelled}[{}]", index + 1),
        }
    }
}

/// A value that has a single text, now or later.
enum Scalar {
    Text(String),
    Output(Output),
}

fn is_natural(number: f64) -> bool {
    number.fract() == 0.0 && (0.0..=f64::from(i32::MAX)).contains(&number)
}

fn described(value: &Value) -> String {
    match value {
        Value::Text(text) if text.chars().count() <= 40 => format!("the string \"{text}\""),
        Value::Number(number) => format!("the number {number}"),
        Value::Bool(truth) => truth.to_string(),
        other => format!("a {}", other.type_name()),
    }
}
