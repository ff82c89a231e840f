//! Tests as text: requests go in, answers come out, and no test knows a Rust API.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use expect_test::Expect;
use poolhouse_emulator_model::Timestamp;
use poolhouse_emulator_model::shapes::{EventResponseType, EventType, UserStatusType};
use serde_json::{Value, json};

use crate::clock::ManualClock;
use crate::context::Caller;
use crate::domain::{AuthEvent, User};
use crate::emulator::Emulator;
use crate::error::ApiError;

/// Plays requests on an emulator with a fixed clock and seed, and compares the answers. Each request
/// is `Operation {json}`, which may run over several lines. Around it may stand:
///
/// - `$name = Operation {…}` keeps a part of the answer under `$name`, to be used in strings later:
///   the part behind `> path`, or the id of what was made;
/// - `Operation {…} > UserPool.Schema.0` prints that part of the answer alone, `> -` nothing but an
///   error.
///
/// Lines that are no requests: `wait 60` moves the clock by so many seconds, `region eu-west-1` has
/// the following requests signed for that region, and `user ann` puts a user into `$pool` whose
/// `sub` is then `$ann`, `unconfirmed ann` one who has not confirmed, and `event ann` logs a sign-in of
/// that user, whose id is then `$event` and whose feedback token `feedback-token`. The pool `$pool` is
/// there from the beginning. Values of variables print as their names.
///
/// `UPDATE_EXPECT=1` writes the answers into the tests.
pub(crate) fn transcript(requests: &str, expected: Expect) {
    let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
    let actual = runtime.block_on(play(requests));
    expected.assert_eq(&actual);
}

async fn play(requests: &str) -> String {
    let mut player = Player::new().await;
    let mut rest = requests.trim();
    while !rest.is_empty() {
        rest = player.step(rest).await.trim_start();
    }
    player.answers
}

struct Player {
    emulator: Emulator,
    clock: Arc<ManualClock>,
    caller: Caller,
    variables: BTreeMap<String, String>,
    answers: String,
}

impl Player {
    async fn new() -> Self {
        let clock = Arc::new(ManualClock::at(Timestamp::from_millis(1_700_000_000_000)));
        let emulator = Emulator::builder().clock(clock.clone()).seed(1).build().expect("no data to read");
        let caller = emulator.caller();
        let (variables, answers) = (BTreeMap::new(), String::new());
        let mut player = Self { emulator, clock, caller, variables, answers };
        player.request(r#"$pool = CreateUserPool {"PoolName": "people"} > -"#).await;
        player
    }

    /// Plays the first request or line, and gives what comes after it.
    async fn step<'a>(&mut self, text: &'a str) -> &'a str {
        let (line, after) = text.split_once('\n').unwrap_or((text, ""));
        match line.trim().split_once(' ') {
            Some(("wait", seconds)) => {
                self.clock.advance(Duration::from_secs(seconds.parse().expect("seconds to wait")));
            }
            Some(("region", region)) => self.caller.region = region.to_owned(),
            Some(("user", name)) => self.add_user(name, UserStatusType::Confirmed),
            Some(("unconfirmed", name)) => self.add_user(name, UserStatusType::Unconfirmed),
            Some(("event", name)) => self.log_event(name),
            _ => return self.request(text).await,
        }
        after
    }

    async fn request<'a>(&mut self, text: &'a str) -> &'a str {
        let (name, input, path, after) = parse(text);
        let (variable, operation) = match name.split_once('=') {
            Some((variable, operation)) => (Some(variable.trim()), operation.trim()),
            None => (None, name),
        };
        let input = substitute(input, &self.variables);
        let answer = self.emulator.handle(operation, input, &self.caller).await;
        if let (Some(variable), Ok(Some(output))) = (variable, &answer) {
            self.variables.insert(variable.to_owned(), captured(output, path));
        }
        self.print(&answer, path.filter(|_| variable.is_none() || path == Some("-")));
        after
    }

    fn print(&mut self, answer: &Result<Option<Value>, ApiError>, path: Option<&str>) {
        let text = match (answer, path) {
            (Err(error), _) => error.to_string().replace('\n', "\\n"),
            (_, Some("-")) => return,
            (Ok(None), _) => "(empty)".to_owned(),
            (Ok(Some(output)), path) => {
                layout(path.map_or(Some(output), |path| at(output, path)).unwrap_or(&Value::Null), 0)
            }
        };
        let mut text = text;
        for (name, value) in &self.variables {
            text = text.replace(value, name);
        }
        self.answers.push_str(&text);
        self.answers.push('\n');
    }

    fn add_user(&mut self, name: &str, status: UserStatusType) {
        let ctx = self.emulator.context(self.caller.clone());
        let sub = ctx.random().sub();
        self.variables.insert(format!("${name}"), sub.clone());
        let mut user = User { status, ..User::new(name.to_owned(), sub, ctx.now()) };
        user.attributes.insert("email".to_owned(), format!("{name}@example.com"));
        ctx.pool(&self.variables["$pool"]).expect("the pool").put_user(user);
    }

    fn log_event(&mut self, name: &str) {
        let ctx = self.emulator.context(self.caller.clone());
        let id = ctx.random().uuid();
        self.variables.insert("$event".to_owned(), id.clone());
        let token = "feedback-token".into();
        let event = AuthEvent::new(id, token, EventType::SignIn, EventResponseType::Pass, ctx.now());
        let mut pool = ctx.pool(&self.variables["$pool"]).expect("the pool");
        let user = pool.resolve_user(name).expect("the user").clone();
        pool.log_auth_event(&user, event);
    }
}

/// Splits a request off the text: name, input, path, and what comes after it.
fn parse(text: &str) -> (&str, Value, Option<&str>, &str) {
    let brace = text.find('{').unwrap_or_else(|| panic!("a request has a body: {text}"));
    let (name, json) = text.split_at(brace);
    let mut values = serde_json::Deserializer::from_str(json).into_iter::<Value>();
    let input = values.next().expect("a body").unwrap_or_else(|error| panic!("{error} in {json}"));
    let after = &json[values.byte_offset()..];
    match after.trim_start().strip_prefix('>') {
        Some(path) => {
            let (path, after) = path.split_once('\n').unwrap_or((path, ""));
            (name.trim(), input, Some(path.trim()), after)
        }
        None => (name.trim(), input, None, after),
    }
}

fn substitute(value: Value, variables: &BTreeMap<String, String>) -> Value {
    match value {
        Value::String(text) => {
            // Longer names first, for `$pool` begins like `$pools`.
            let replaced = variables.iter().rev().fold(text, |text, (name, value)| text.replace(name, value));
            Value::String(replaced)
        }
        Value::Array(items) => items.into_iter().map(|item| substitute(item, variables)).collect(),
        Value::Object(members) => {
            members.into_iter().map(|(name, value)| (name, substitute(value, variables))).collect()
        }
        other => other,
    }
}

fn captured(output: &Value, path: Option<&str>) -> String {
    let found = match path {
        Some(path) if path != "-" => at(output, path),
        _ => IDS.iter().find_map(|path| at(output, path)),
    };
    found.and_then(Value::as_str).unwrap_or_else(|| panic!("nothing to keep in {output}")).to_owned()
}

fn at<'a>(value: &'a Value, path: &str) -> Option<&'a Value> {
    path.split('.').try_fold(value, |value, part| match value {
        Value::Array(items) => items.get(part.parse::<usize>().ok()?),
        other => other.get(part),
    })
}

/// JSON with sorted members: on one line if it fits, else one line for each part.
fn layout(value: &Value, depth: usize) -> String {
    let flat = flat(value);
    if flat.len() + 4 * depth <= WIDTH {
        return flat;
    }
    let (open, parts, close) = match value {
        Value::Array(items) => ("[", items.iter().map(|item| layout(item, depth + 1)).collect(), "]"),
        Value::Object(members) => {
            let sorted: BTreeMap<_, _> = members.iter().collect();
            let part =
                |(name, value): (&String, &Value)| format!("{}: {}", json!(name), layout(value, depth + 1));
            ("{", sorted.into_iter().map(part).collect::<Vec<_>>(), "}")
        }
        _ => return flat,
    };
    let indent = "  ".repeat(depth + 1);
    format!("{open}\n{indent}{}\n{}{close}", parts.join(&format!(",\n{indent}")), "  ".repeat(depth))
}

fn flat(value: &Value) -> String {
    match value {
        Value::Array(items) => format!("[{}]", items.iter().map(flat).collect::<Vec<_>>().join(", ")),
        Value::Object(members) => {
            let sorted: BTreeMap<_, _> = members.iter().collect();
            let parts = sorted.into_iter().map(|(name, value)| format!("{}: {}", json!(name), flat(value)));
            format!("{{{}}}", parts.collect::<Vec<_>>().join(", "))
        }
        other => other.to_string(),
    }
}

/// Where the ids of new things are.
const IDS: [&str; 5] = [
    "UserPool.Id",
    "UserPoolClient.ClientId",
    "User.Username",
    "Terms.TermsId",
    "ManagedLoginBranding.ManagedLoginBrandingId",
];
const WIDTH: usize = 100;
