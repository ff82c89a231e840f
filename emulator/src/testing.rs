//! Tests as text: requests go in, answers come out, and no test knows a Rust API.

mod authenticator;
mod functions;

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use expect_test::Expect;
use poolhouse_emulator_model::Timestamp;
use poolhouse_emulator_model::shapes::{EventResponseType, EventType, UserStatusType};
use serde_json::{Value, json};

pub(crate) use self::authenticator::Authenticator;
use self::functions::Functions;
use crate::clock::{Clock, ManualClock};
use crate::context::Caller;
use crate::domain::{AuthEvent, User};
use crate::durable::Memory;
use crate::emulator::Emulator;
use crate::error::ApiError;
use crate::flow::triggers::TokenOccasion;
use crate::flow::{Grant, issue};

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
/// `sub` is then `$ann`, `unconfirmed ann` one who has not confirmed, `federated ann` one of an identity
/// provider, and `event ann` logs a sign-in of that user, whose id is then `$event` and whose feedback
/// token `feedback-token`. `restart now`
/// ends the emulator, and begins another one with what the first one kept. The pool `$pool` is
/// there from the beginning. Values of variables print as their names, tokens and sessions as `…`.
///
/// `messages $pool` and `messages $pool ann` print the outbox, and `code $pool` keeps the last code
/// of it in `$code`; `totp $secret` keeps there what an authenticator of that secret shows. `token
/// $pool $client ann` keeps an access token of ann in `$token`. `function arn …` makes a function of the pool, whose events are printed before the answer: see
/// [`Functions::set`].
///
/// `UPDATE_EXPECT=1` writes the answers into the tests.
pub(crate) fn transcript(requests: &str, expected: Expect) {
    expected.assert_eq(&answers(requests));
}

/// The answers alone, for tests that look at a part of them.
pub(crate) fn answers(requests: &str) -> String {
    let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
    runtime.block_on(play(requests))
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
    functions: Arc<Functions>,
    memory: Arc<Memory>,
    caller: Caller,
    variables: BTreeMap<String, String>,
    answers: String,
}

impl Player {
    async fn new() -> Self {
        let clock = Arc::new(ManualClock::at(Timestamp::from_millis(1_700_000_000_000)));
        let functions = Arc::new(Functions::default());
        let memory = Arc::new(Memory::default());
        let emulator = emulator(&clock, &functions, &memory, 1);
        let caller = emulator.caller();
        let (variables, answers) = (BTreeMap::new(), String::new());
        let mut player = Self { emulator, clock, functions, memory, caller, variables, answers };
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
            Some(("messages", of)) => self.print_messages(of),
            Some(("code", pool)) => self.keep_code(pool),
            Some(("totp", secret)) => self.keep_totp(secret),
            Some(("token", of)) => self.keep_token(of).await,
            Some(("function", function)) => self.functions.set(function),
            Some(("region", region)) => self.caller.region = region.to_owned(),
            Some(("user", name)) => self.add_user(name, UserStatusType::Confirmed),
            Some(("unconfirmed", name)) => self.add_user(name, UserStatusType::Unconfirmed),
            Some(("federated", name)) => self.add_user(name, UserStatusType::ExternalProvider),
            Some(("event", name)) => self.log_event(name),
            Some(("restart", "now")) => self.restart(),
            _ => return self.request(text).await,
        }
        after
    }

    fn restart(&mut self) {
        self.emulator = emulator(&self.clock, &self.functions, &self.memory, 2);
    }

    async fn request<'a>(&mut self, text: &'a str) -> &'a str {
        let (name, input, path, after) = parse(text);
        let (variable, operation) = match name.split_once('=') {
            Some((variable, operation)) => (Some(variable.trim()), operation.trim()),
            None => (None, name),
        };
        let input = substitute(input, &self.variables);
        let answer = self.emulator.handle(operation, input, &self.caller).await;
        for event in self.functions.told() {
            self.print_text(layout(&event, 0));
        }
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
                let shown = without_secrets(output);
                layout(path.map_or(Some(&shown), |path| at(&shown, path)).unwrap_or(&Value::Null), 0)
            }
        };
        self.print_text(text);
    }

    fn print_text(&mut self, mut text: String) {
        for (name, value) in &self.variables {
            text = text.replace(value, name);
        }
        self.answers.push_str(&text);
        self.answers.push('\n');
    }

    fn print_messages(&mut self, of: &str) {
        let mut names = of.split(' ').map(|name| self.variables.get(name).map_or(name, String::as_str));
        let pool = names.next().expect("a pool");
        let messages = self.emulator.messages(pool, names.next()).expect("the outbox");
        self.print_text(layout(&json!(messages), 0));
    }

    fn keep_code(&mut self, pool: &str) {
        let messages = self.emulator.messages(&self.variables[pool], None).expect("the outbox");
        let code = messages.last().and_then(|message| message.code.clone()).expect("a code");
        self.variables.insert("$code".to_owned(), code);
    }

    fn keep_totp(&mut self, secret: &str) {
        let secret = totp_rs::Secret::try_from_base32(&self.variables[secret]).expect("a secret");
        let now = self.clock.now().millis() / 1000;
        let totp = totp_rs::Builder::new().with_secret(secret).build_noncompliant();
        let code = totp.generate(now.try_into().expect("after 1970")).to_string();
        self.variables.insert("$code".to_owned(), code);
    }

    async fn keep_token(&mut self, of: &str) {
        let [pool, client, username] = of.split(' ').collect::<Vec<_>>()[..] else { panic!("{of}") };
        let ctx = self.emulator.context(self.caller.clone());
        let (pool_id, client) = (&self.variables[pool], &self.variables[client]);
        let client = ctx.client(client).expect("the client").1;
        let grant = Grant {
            pool_id,
            username,
            client: &client,
            trigger: TokenOccasion::Authentication,
            metadata: None,
            device_key: None,
            assurance: None,
        };
        let tokens = issue(&ctx, &grant).await.expect("tokens");
        let token = tokens.access_token.expect("an access token").into_exposed();
        self.variables.insert("$token".to_owned(), token);
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
        pool.log_auth_event(&user, || event);
    }
}

fn emulator(
    clock: &Arc<ManualClock>,
    functions: &Arc<Functions>,
    memory: &Arc<Memory>,
    seed: u64,
) -> Emulator {
    let builder = Emulator::builder().clock(clock.clone()).triggers(functions.clone());
    builder.data(memory.clone()).seed(seed).build().expect("what was kept can be read")
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

/// The same without what is different each time: tokens, and what is sealed.
fn without_secrets(value: &Value) -> Value {
    match value {
        Value::Array(items) => items.iter().map(without_secrets).collect(),
        Value::Object(members) => {
            let shown = |(name, value): (&String, &Value)| match SECRETS.contains(&name.as_str()) {
                true => (name.clone(), json!("…")),
                false => (name.clone(), without_secrets(value)),
            };
            members.iter().map(shown).collect()
        }
        other => other.clone(),
    }
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

/// Members whose values are different each time.
const SECRETS: [&str; 8] =
    ["AccessToken", "IdToken", "RefreshToken", "IssuedToken", "Session", "SECRET_BLOCK", "SRP_B", "SALT"];

/// Where the ids of new things are.
const IDS: [&str; 5] = [
    "UserPool.Id",
    "UserPoolClient.ClientId",
    "User.Username",
    "Terms.TermsId",
    "ManagedLoginBranding.ManagedLoginBrandingId",
];
const WIDTH: usize = 100;
