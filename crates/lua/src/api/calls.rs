//! `ph.api`: every operation of the API as a function, made from its model.

use mlua::{Table, Value};
use parking_lot::Mutex;
use poolhouse_emulator_model::OperationName;
use serde_json::{Map, Value as Json};

use crate::bind::Call;
use crate::error::Refusal;
use crate::failure::Failure;
use crate::registry::{Function, Space, Type};
use crate::{request, session::Session};

const DOC: &str = "The API itself, for scripts that `poolhouse run` runs and for cases of tests: its operations by their \
                   names in snake case, requests and answers in the API's own shapes. Requests are checked before they \
                   are sent. A call that fails raises a table of `code`, `message`, `operation` and `retryable`.";

pub(super) fn space() -> Space {
    OperationName::ALL.iter().fold(Space::new("api", DOC).made_when_read(), |space, &operation| {
        match operation.page_token() {
            Some(token) => space.space(
                Space::new(operation.snake_case(), operation.as_str())
                    .called(caller(operation))
                    .function(pages(operation, token)),
            ),
            None => space.function(caller(operation)),
        }
    })
}

fn caller(operation: OperationName) -> Function {
    let body = move |call: &Call<'_>, [said, ..]: [Value; 3]| {
        let reach = call.session.reach(call.name)?;
        let answer = reach.call(call.session, operation, request::read(call, operation, &said)?)?;
        table(call, &answer).map(Value::Table)
    };
    Function::new(operation.snake_case(), operation.as_str(), body)
        .takes("request", Type::Request(operation), "what it is called with")
        .gives(Type::Answer(operation))
}

fn pages(operation: OperationName, token: &'static str) -> Function {
    let body = move |call: &Call<'_>, [said, ..]: [Value; 3]| {
        call.session.reach(call.name)?;
        let pages =
            Mutex::new(Pages { operation, token, next: Some(request::read(call, operation, &said)?) });
        let name = call.name.to_owned();
        let next = call.binder.function(move |lua, session, ()| {
            let Some(answer) = pages.lock().next(&name, session)? else { return Ok(Value::Nil) };
            super::json::value(lua, operation.as_str(), &answer)
        })?;
        Ok(Value::Function(next))
    };
    Function::new("pages", "The answers one after the other, in a `for` loop, as many as there are.", body)
        .takes("request", Type::Request(operation), "what the first is called with")
        .gives(Type::Iterator(Box::new(Type::Answer(operation))))
}

/// A list on its way.
struct Pages {
    operation: OperationName,
    /// The member that names the next page, in requests and answers.
    token: &'static str,
    /// The request of the next page.
    next: Option<Json>,
}

impl Pages {
    /// The next answer; none after the last.
    fn next(&mut self, name: &str, session: &Session) -> Result<Option<Json>, Refusal> {
        let Some(mut input) = self.next.take() else { return Ok(None) };
        let answer = session.reach(name)?.call(session, self.operation, input.clone())?;
        let token = answer.get(self.token).and_then(Json::as_str).filter(|token| !token.is_empty());
        if let Some(token) = token {
            if input.get(self.token).and_then(Json::as_str) == Some(token) {
                let message = "the answer names itself as the next page";
                return Err(Refusal::Failed(Failure::of_request(self.operation, message)));
            }
            input[self.token] = Json::from(token);
            self.next = Some(input);
        }
        Ok(Some(answer))
    }
}

/// An answer as a table; one without a body is empty.
fn table(call: &Call<'_>, answer: &Json) -> Result<Table, Refusal> {
    let empty = Json::Object(Map::new());
    let answer = if answer.is_null() { &empty } else { answer };
    match super::json::value(call.lua, call.name, answer)? {
        Value::Table(table) => Ok(table),
        _ => Err(Refusal::new(format!("{}: the answer is no table", call.name))),
    }
}
