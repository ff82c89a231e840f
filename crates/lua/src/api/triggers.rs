//! `pool:on`: functions that answer the pool's triggers.

use mlua::Value;
use poolhouse_core::hook::{Handler, Hook};

use crate::bind::{Call, text};
use crate::error::Refusal;
use crate::registry::{Argument, Class, Field, Function, Type};
use crate::trigger::Answer;

pub(super) fn on() -> Function {
    let event = || Type::Object(EVENT);
    let argument = Argument { name: "event", takes: event(), doc: "" };
    let answer = Type::Function(vec![argument], vec![Type::Optional(Box::new(event()))]);
    let doc = "Answers a trigger of the pool for as long as this script is applied to an emulator. The function fills in \
               `event.response`; an error refuses what the user does, with its text. It runs in a state of its own, in \
               which the script is run once more, and has 200 ms. On AWS a Lambda function answers, and this is an error.";
    Function::new("on", doc, add).takes("trigger", Type::Text, "its name, such as `pre_sign_up`").takes(
        "answer",
        answer,
        "what answers",
    )
}

pub(super) fn event_class() -> Class {
    let text = |name, doc| Field::new(name, Type::Text, doc);
    let fields = vec![
        text("version", "The version of the event's form."),
        text("region", "The pool's region."),
        text("userPoolId", "The pool's id."),
        text("userName", "The user whom it is about."),
        text("triggerSource", "What happens: `PreSignUp_AdminCreateUser`."),
        Field::new("callerContext", Type::Any, "A table with the `clientId` of the app client."),
        Field::new(
            "request",
            Type::Any,
            "A table of what the trigger's events say, such as `userAttributes`.",
        ),
        Field::new("response", Type::Any, "A table to be filled in, as the trigger's answers are."),
    ];
    let doc = "An event of a trigger, as Cognito sends it to a Lambda function. What is null there is nil.";
    Class { name: EVENT, doc, fields, methods: Vec::new() }
}

const EVENT: &str = "Event";

fn add(call: &Call<'_>, [pool, trigger, function]: [Value; 3]) -> Result<Value, Refusal> {
    if call.session.is_run() {
        return Ok(Value::Nil);
    }
    call.session.refuse_when_over()?;
    let (Value::Table(pool), Value::Function(function)) = (pool, function) else { return Ok(Value::Nil) };
    let (pool, trigger): (String, _) = (pool.raw_get("id")?, text(call.name, &trigger)?);
    let hook: Hook =
        trigger.parse().map_err(|unknown| Refusal::new(format!("{}: `{trigger}` {unknown}", call.name)))?;
    let mut answers = call.session.handlers.lock();
    let first = answers.iter().find(|first| first.handler.pool == pool && first.handler.hook == hook);
    if let Some(Answer { handler, .. }) = first {
        let message =
            format!("{}: {pool} has a function for {hook} already, at {}", call.name, handler.origin);
        return Err(Refusal::new(message));
    }
    let handler = Handler { pool, hook, origin: call.session.origin(call.lua) };
    answers.push(Answer { handler, function });
    Ok(Value::Nil)
}

#[cfg(test)]
mod tests {
    use expect_test::expect;
    use poolhouse_core::hook::Hook;
    use poolhouse_core::host::Host as _;
    use serde_json::json;

    use crate::testing::Case;

    fn case(rest: &str) -> Case {
        let pool = "local ph = require 'poolhouse'\nlocal pool = ph.cognito.pool 'us-east-1_test'";
        Case::new(&format!("{pool}\n{rest}"))
    }

    #[test]
    fn a_function_of_the_script_answers_with_what_the_script_knows() {
        let case = case(
            "local allowed = { ['example.com'] = true }
             pool:user('ann', {})
             pool:on('pre_sign_up', function(event)
                local domain = event.request.userAttributes.email:match('@(.+)$')
                if not allowed[domain] then error('not from ' .. domain) end
                event.response.autoConfirmUser = true
             end)",
        );
        let (host, declared) = case.declare_on();
        let handler = &declared.handlers[0];
        assert_eq!((handler.hook, handler.origin.line), (Hook::PreSignUp, 5));
        let event = |email: &str| json!({"request": {"userAttributes": {"email": email}}, "response": {}});
        let answer = |email: &str| host.handle("us-east-1_test", Hook::PreSignUp, &event(email));
        assert_eq!(answer("ann@example.com").unwrap()["response"], json!({"autoConfirmUser": true}));
        assert_eq!(answer("bob@example.org").unwrap_err().message, "not from example.org");
        let other = host.handle("us-east-1_other", Hook::PreSignUp, &event("")).unwrap_err();
        assert_eq!(other.to_string(), "main.lua: has no function for pre_sign_up");
    }

    #[test]
    fn what_cannot_be_answered_is_an_error() {
        case("pool:on('pre_signup', print)")
            .check(expect!["main.lua:3: pool:on: `pre_signup` is no trigger (did you mean `pre_sign_up`?)"]);
        case("pool:on('pre_sign_up', 'x')")
            .check(expect!["main.lua:3: pool:on: answer must be a function, got string"]);
        case("for i = 1, 2 do pool:on('pre_sign_up', print) end").check(expect![
            "main.lua:3: pool:on: us-east-1_test has a function for pre_sign_up already, at main.lua:3"
        ]);
    }

    #[test]
    fn a_function_that_answers_declares_nothing() {
        let case = case("pool:on('pre_sign_up', function() pool:user('ann', {}) end)");
        let (host, declared) = case.declare_on();
        assert!(declared.faults.is_empty(), "{}", declared.faults);
        let fault = host.handle("us-east-1_test", Hook::PreSignUp, &json!({})).unwrap_err();
        assert!(fault.message.starts_with("the script has ended, and nothing more"), "{fault}");
    }
}
