//! Requests: from what a script says to the JSON of an operation, guided by the shapes of the API's model.

use std::collections::BTreeMap;

use mlua::Value;
use poolhouse_core::declare::Value as Said;
use poolhouse_core::fault::nearest;
use poolhouse_emulator_model::{OperationName, Shape, ShapeKind, check, takes_secret_under, takes_secrets};
use serde_json::{Map, Value as Json};

use crate::api::json::number;
use crate::bind::Call;
use crate::convert::{Converter, Problem};
use crate::error::Refusal;
use crate::failure::Failure;

/// The request of an operation, held against the rules of the model. Secrets are revealed in it.
pub(crate) fn read(call: &Call<'_>, operation: OperationName, said: &Value) -> Result<Json, Refusal> {
    let refused = |message: String| Refusal::Failed(Failure::of_request(operation, message));
    let said = match said {
        Value::Nil => Ok(Said::Map(BTreeMap::new())),
        said => Converter::new(call.session, call.handles).value(said)?,
    };
    let said = said.map_err(|problems| refused(joined(problems)))?;
    let mut reader = Reader::default();
    let input = reader.value(operation.input_shape(), said, "", false);
    if !reader.problems.is_empty() {
        return Err(refused(joined(reader.problems)));
    }
    check(operation, input).map_err(|error| refused(error.to_string()))
}

fn joined(problems: Vec<Problem>) -> String {
    let said = problems.into_iter().map(|Problem { path, message }| match path.as_str() {
        "" => format!("the request {message}"),
        path => format!("{path} {message}"),
    });
    said.collect::<Vec<_>>().join(", ")
}

/// Puts what was said into the shapes, going on after what does not fit.
#[derive(Default)]
struct Reader {
    problems: Vec<Problem>,
}

impl Reader {
    /// `hidden`: what is around the value can be secret. Scalars stay as they are; the rules are for `check`.
    fn value(&mut self, shape: &Shape, said: Said, path: &str, hidden: bool) -> Json {
        let hidden = hidden || takes_secrets(shape);
        match (&shape.kind, said) {
            (ShapeKind::Document, said) => self.document(said, path),
            (_, Said::Bool(value)) => Json::Bool(value),
            (_, Said::Number(value)) => number(value),
            (_, Said::Text(text)) => Json::String(text),
            (ShapeKind::Structure { .. }, Said::Map(members)) => self.structure(shape, members, path, hidden),
            (ShapeKind::Map { value, .. }, Said::Map(entries)) => {
                let entries = entries.into_iter().map(|(name, said)| {
                    let hidden = hidden && takes_secret_under(&name);
                    let inside = self.value(value, said, &below(path, &name), hidden);
                    (name, inside)
                });
                Json::Object(entries.collect())
            }
            (ShapeKind::List { member, .. }, Said::List(items)) => {
                let items = items.into_iter().zip(1..);
                items.map(|(said, at)| self.value(member, said, &format!("{path}[{at}]"), hidden)).collect()
            }
            // An empty table is an empty list, too.
            (ShapeKind::List { .. }, Said::Map(entries)) if entries.is_empty() => Json::Array(Vec::new()),
            (_, Said::Secret(secret)) if hidden => match secret.reveal() {
                Ok(revealed) => Json::from(revealed.as_str()),
                Err(error) => self.wrong(path, format!("is a secret without a value: {error}")),
            },
            (_, Said::Secret(_)) => {
                self.wrong(path, "takes no secret: what stands there is shown, or can be read back")
            }
            (_, other) => self.wrong(path, format!("takes {}, got a {}", spoken(shape), other.type_name())),
        }
    }

    fn structure(
        &mut self,
        shape: &Shape,
        members: BTreeMap<String, Said>,
        path: &str,
        hidden: bool,
    ) -> Json {
        let mut object = Map::new();
        for (name, said) in members {
            let path = below(path, &name);
            match shape.member(&name) {
                Some(member) => {
                    let value = self.value(member.shape, said, &path, hidden);
                    object.insert(name, value);
                }
                None => drop(self.wrong(&path, unknown(shape, &name))),
            }
        }
        Json::Object(object)
    }

    /// Any JSON.
    fn document(&mut self, said: Said, path: &str) -> Json {
        match said {
            Said::Bool(value) => Json::Bool(value),
            Said::Number(value) => number(value),
            Said::Text(text) => Json::String(text),
            Said::List(items) => {
                let items = items.into_iter().zip(1..);
                items.map(|(said, at)| self.document(said, &format!("{path}[{at}]"))).collect()
            }
            Said::Map(members) => {
                let members = members.into_iter().map(|(name, said)| {
                    let value = self.document(said, &below(path, &name));
                    (name, value)
                });
                Json::Object(members.collect())
            }
            other => self.wrong(path, format!("is a {}, which JSON cannot hold", other.type_name())),
        }
    }

    fn wrong(&mut self, path: &str, message: impl Into<String>) -> Json {
        self.problems.push(Problem { path: path.to_owned(), message: message.into() });
        Json::Null
    }
}

fn below(path: &str, name: &str) -> String {
    if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") }
}

fn unknown(shape: &Shape, name: &str) -> String {
    let known = shape.members().iter().map(|member| member.name);
    match nearest(name, known) {
        Some(nearest) => format!("is no member of {} (did you mean `{nearest}`?)", shape.name),
        None => format!("is no member of {}", shape.name),
    }
}

/// What a shape takes, for people.
fn spoken(shape: &Shape) -> &'static str {
    match shape.kind {
        ShapeKind::List { .. } => "a list",
        ShapeKind::Map { .. } => "a table by name",
        ShapeKind::Structure { .. } => "a table of members",
        ShapeKind::Integer { .. } | ShapeKind::Long | ShapeKind::Timestamp => "a number",
        ShapeKind::Boolean => "true or false",
        _ => "text",
    }
}
