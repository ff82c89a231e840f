//! Events as scripts get them, and what becomes of their answers.

use mlua::{Lua, Value};
use poolhouse_core::fault::Fault;
use serde_json::{Map, Value as Json};

use crate::api::json;
use crate::convert::{Converter, Problem};
use crate::error::Refusal;
use crate::sandbox::Sandbox;

/// The members of responses that hold lists: an empty table of Lua's under such a name is an empty list.
const LISTS: [&str; 6] = [
    "claimsToSuppress",
    "desiredDeliveryMediums",
    "groupsToOverride",
    "iamRolesToOverride",
    "scopesToAdd",
    "scopesToSuppress",
];

/// The event as a table that the script may change.
pub(super) fn told(lua: &Lua, event: &Json) -> Result<Value, Refusal> {
    json::value(lua, "the event", event)
}

/// The answer: the event, with the response of what the function gave, which is the event that it got where it gave
/// nothing. What is no table goes on as it is, for the pool to refuse.
pub(super) fn answered(
    sandbox: &Sandbox,
    event: &Json,
    told: Value,
    given: Option<Value>,
) -> Result<Json, Fault> {
    let answer = given.filter(|given| !given.is_nil()).unwrap_or(told);
    let Value::Table(table) = answer else { return converted(sandbox, &answer) };
    let mut members = event.as_object().cloned().unwrap_or_default();
    let unfilled = members.remove("response");
    let response: Value = table.raw_get("response").map_err(|error| sandbox.fault(&error))?;
    if !response.is_nil() {
        let filled = with_lists(converted(sandbox, &response)?);
        members.insert("response".to_owned(), with_nulls(unfilled.as_ref(), filled));
    }
    Ok(Json::Object(members))
}

fn converted(sandbox: &Sandbox, value: &Value) -> Result<Json, Fault> {
    let said = Converter::new(&sandbox.session, &sandbox.handles).value(value);
    let said = said.map_err(|error| sandbox.fault(&error))?;
    let converted = said.and_then(|said| json::json(&said, ""));
    converted.map_err(|problems| no_answer(sandbox, &problems))
}

fn no_answer(sandbox: &Sandbox, problems: &[Problem]) -> Fault {
    let problems = problems.iter().map(|Problem { path, message }| match path.as_str() {
        "" => message.clone(),
        path => format!("{path} {message}"),
    });
    let message = format!("the response is no answer: {}", problems.collect::<Vec<_>>().join(", "));
    Fault::new(Some(sandbox.session.whole()), message)
}

fn with_lists(response: Json) -> Json {
    let Json::Object(members) = response else { return response };
    let members = members.into_iter().map(|(name, member)| {
        let is_empty = member.as_object().is_some_and(Map::is_empty);
        let member = match is_empty && LISTS.contains(&name.as_str()) {
            true => Json::Array(Vec::new()),
            false => with_lists(member),
        };
        (name, member)
    });
    Json::Object(members.collect())
}

/// What was null and is not filled in is null as before. To Lua it was not there.
fn with_nulls(unfilled: Option<&Json>, filled: Json) -> Json {
    let Json::Object(filled) = filled else { return filled };
    let members = unfilled.and_then(Json::as_object).into_iter().flatten();
    let nulls =
        members.filter(|(_, member)| member.is_null()).map(|(name, null)| (name.clone(), null.clone()));
    Json::Object(nulls.chain(filled).collect())
}
