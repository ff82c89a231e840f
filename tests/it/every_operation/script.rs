//! Steps as text, and what flows from one to the next.
//!
//! `Operation {json} > $name = Path.In.Answer, …` is a call; `! Code` in place of captures says what it
//! is refused with. What is captured is a text, or else JSON. Lines that are no calls:
//!
//! - `code $name = $pool ann` keeps the last code that ann was sent, `totp $name = $secret` what an authenticator
//!   app shows;
//! - `create $name = {options}` keeps what a passkey answers when it is made, in JSON, `get $name = {options}` what it
//!   answers when it is used, as a text in JSON;
//! - `wait 60` moves the clock by so many seconds;
//! - `upload $url $pool 1000` uploads a file of so many rows for an import, none of which is a user.
//!
//! A line that begins with a blank goes on with the one before.

use std::collections::BTreeMap;
use std::time::Duration;

use poolhouse_emulator::Emulator;
use poolhouse_emulator_model::OperationName;
use poolhouse_emulator_model::shapes::GetCSVHeaderRequest;
use serde_json::{Value, json};

use super::authenticator::Authenticator;
use crate::wire;

pub(super) struct Script {
    lines: std::vec::IntoIter<String>,
    variables: BTreeMap<String, String>,
    emulator: Emulator,
    passkey: Authenticator,
}

pub(super) struct Step {
    pub(super) line: String,
    pub(super) operation: OperationName,
    pub(super) input: Value,
    pub(super) refusal: Option<String>,
    captures: String,
}

impl Script {
    pub(super) fn new(text: &str, emulator: Emulator) -> Self {
        let text = text.replace("\n ", " ");
        let lines = text.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
        let lines: Vec<String> = lines.map(str::to_owned).collect();
        let passkey = Authenticator::new(7, "example.com", "https://example.com");
        Self { lines: lines.into_iter(), variables: BTreeMap::new(), emulator, passkey }
    }

    /// The next call, with the variables filled in.
    pub(super) async fn next(&mut self) -> Option<Step> {
        loop {
            let line = self.lines.next()?;
            match line.split_once(' ').expect("a step has two parts") {
                ("code", rest) => self.keep_code(rest),
                ("totp", rest) => self.keep_totp(rest),
                ("create" | "get", _) => self.keep_credential(&line),
                ("wait", seconds) => {
                    self.emulator.clock().advance(Duration::from_secs(seconds.parse().expect("seconds")));
                }
                ("upload", rest) => self.upload(rest).await,
                (operation, rest) => return Some(self.step(operation, rest, &line)),
            }
        }
    }

    fn step(&self, operation: &str, rest: &str, line: &str) -> Step {
        let end = rest.rfind('}').expect("a request is JSON") + 1;
        let (input, after) = rest.split_at(end);
        let after = after.trim();
        Step {
            line: line.to_owned(),
            operation: operation.parse().unwrap_or_else(|_| panic!("{line}")),
            input: serde_json::from_str(&self.filled(input))
                .unwrap_or_else(|error| panic!("{line}: {error}")),
            refusal: after.strip_prefix("! ").map(str::to_owned),
            captures: after.strip_prefix("> ").unwrap_or_default().to_owned(),
        }
    }

    /// The text with the values of variables; the longest names first, for one may begin with another.
    fn filled(&self, text: &str) -> String {
        let fill = |text: String, (name, value): (&String, &String)| text.replace(name.as_str(), value);
        self.variables.iter().rev().fold(text.to_owned(), fill)
    }

    /// Keeps what the step says of its answer, and tells what of it is missing.
    pub(super) fn capture(&mut self, step: &Step, answer: &Value) -> Vec<String> {
        let mut missing = vec![];
        for capture in step.captures.split(", ").filter(|capture| !capture.is_empty()) {
            let (name, path) = capture.trim().split_once(" = ").expect("a capture is `$name = path`");
            match answer.pointer(&format!("/{}", path.replace('.', "/"))) {
                Some(Value::String(text)) => self.keep(name, text.clone()),
                Some(value) => self.keep(name, value.to_string()),
                None => missing.push(format!("there is nothing at {path}")),
            }
        }
        missing
    }

    fn keep_code(&mut self, line: &str) {
        let (name, of) = line.split_once(" = ").expect("`$name = $pool ann`");
        let of = self.filled(of);
        let (pool, username) = of.split_once(' ').expect("`$pool ann`");
        let messages = self.emulator.messages(pool, Some(username)).expect("the pool is there");
        let code = messages.iter().rev().find_map(|message| message.code.clone());
        self.keep(name, code.unwrap_or_else(|| panic!("{line}: no code was sent")));
    }

    fn keep_totp(&mut self, line: &str) {
        let (name, secret) = line.split_once(" = ").expect("`$name = $secret`");
        let secret = totp_rs::Secret::try_from_base32(self.filled(secret)).expect("a secret");
        let totp = totp_rs::Builder::new().with_secret(secret).build_noncompliant();
        let now = self.emulator.now().millis() / 1000;
        self.keep(name, totp.generate(now.try_into().expect("after 1970")).to_string());
    }

    fn keep_credential(&mut self, line: &str) {
        let (left, options) = line.split_once(" = ").expect("`get $name = {options}`");
        let (ceremony, name) = left.split_once(' ').expect("`get $name`");
        let options: Value = serde_json::from_str(&self.filled(options)).expect("options are JSON");
        let credential = match ceremony {
            "create" => self.passkey.create(&options),
            _ => json!(self.passkey.get(&options).to_string()),
        };
        self.keep(name, credential.to_string());
    }

    async fn upload(&self, line: &str) {
        let filled = self.filled(line);
        let [url, pool, rows] = filled.split(' ').collect::<Vec<_>>()[..] else { panic!("{line}") };
        let header = GetCSVHeaderRequest { user_pool_id: pool.to_owned() };
        let header =
            self.emulator.call(header).await.expect("the pool is there").csv_header.expect("columns");
        let rows = "nobody\n".repeat(rows.parse().expect("a number of rows"));
        wire::upload(url, &format!("{}\n{rows}", header.join(","))).await;
    }

    fn keep(&mut self, name: &str, value: String) {
        self.variables.insert(name.to_owned(), value);
    }
}
