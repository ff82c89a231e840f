//! Steps as text, and what flows from one to the next.
//!
//! `Operation {json} > $name = Path.In.Answer, …` is a call; `! Code` in place of captures says what it
//! is refused with. `code $name = $pool ann` keeps the last code that ann was sent, `totp $name = $secret`
//! what an authenticator shows. A line that begins with a blank goes on with the one before.

use std::collections::BTreeMap;

use poolhouse_emulator::Emulator;
use poolhouse_emulator_model::OperationName;
use serde_json::Value;

pub(super) struct Script {
    lines: std::vec::IntoIter<String>,
    variables: BTreeMap<String, String>,
    emulator: Emulator,
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
        Self { lines: lines.into_iter(), variables: BTreeMap::new(), emulator }
    }

    /// The next call, with the variables filled in.
    pub(super) fn next(&mut self) -> Option<Step> {
        loop {
            let line = self.lines.next()?;
            match line.split_once(' ').expect("a step has two parts") {
                ("code", rest) => self.keep_code(rest),
                ("totp", rest) => self.keep_totp(rest),
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
            match answer.pointer(&format!("/{}", path.replace('.', "/"))).and_then(Value::as_str) {
                Some(value) => drop(self.variables.insert(name.to_owned(), value.to_owned())),
                None => missing.push(format!("there is no text at {path}")),
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
        self.variables.insert(name.to_owned(), code.unwrap_or_else(|| panic!("{line}: no code was sent")));
    }

    fn keep_totp(&mut self, line: &str) {
        let (name, secret) = line.split_once(" = ").expect("`$name = $secret`");
        let secret = totp_rs::Secret::try_from_base32(self.filled(secret)).expect("a secret");
        let totp = totp_rs::Builder::new().with_secret(secret).build_noncompliant();
        let now = self.emulator.now().millis() / 1000;
        let code = totp.generate(now.try_into().expect("after 1970")).to_string();
        self.variables.insert(name.to_owned(), code);
    }
}
