//! Mutations of lines of requests that keep them requests.

use poolhouse_emulator_model::{Member, OperationName, Shape, ShapeKind};
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use serde_json::{Map, Value};

use super::generate::Generator;
use super::plausible::{Plausible, Request};

/// Mutates what [`super::protocol()`] plays.
pub struct Mutator {
    plausible: Plausible,
    operations: Vec<OperationName>,
}

impl Mutator {
    /// A mutator that begins with the requests in a text, and adds requests of the same operations.
    /// In the text a line `Operation {json}` is a request, one that begins with a blank goes on with the
    /// line before, and others do not count.
    pub fn of(plausible: &str) -> Self {
        let plausible = Plausible::of(plausible);
        let mut operations: Vec<_> = plausible.requests.iter().map(|request| request.operation).collect();
        operations.sort();
        operations.dedup();
        Self { plausible, operations }
    }

    /// Other lines than those given, at most `longest` bytes of them. The same seed does the same.
    pub fn mutate(&self, lines: &str, longest: usize, seed: u32) -> String {
        let random = StdRng::seed_from_u64(seed.into());
        let generator = Generator { plausible: &self.plausible, random };
        let mut mutation = Mutation { operations: &self.operations, generator };
        let mut lines: Vec<String> = lines.lines().map(str::to_owned).collect();
        for _ in 0..mutation.generator.random.random_range(1..=3) {
            mutation.step(&mut lines);
        }
        while lines.iter().map(|line| line.len() + 1).sum::<usize>() > longest.max(1) {
            let at = mutation.generator.random.random_range(0..lines.len());
            lines.remove(at);
        }
        lines.join("\n")
    }
}

struct Mutation<'a> {
    operations: &'a [OperationName],
    generator: Generator<'a>,
}

impl Mutation<'_> {
    fn step(&mut self, lines: &mut Vec<String>) {
        let at = self.below(lines.len() + 1);
        match self.below(20) {
            0 if at < lines.len() => drop(lines.remove(at)),
            1 if at < lines.len() => lines.insert(at, lines[at].clone()),
            2 if at + 1 < lines.len() => lines.swap(at, at + 1),
            3 => lines.insert(at, format!("wait {}", [1, 60, 180, 3_600, 86_400, 31_536_000][self.below(6)])),
            4..8 => lines.extend(self.plausible().map(|request| request.write())),
            8 | 9 => lines.extend(self.invented().map(|request| request.write())),
            10 => lines.insert(at, self.function()),
            _ => match lines.get_mut(at) {
                Some(line) => self.alter_line(line),
                None => lines.extend(self.altered()),
            },
        }
    }

    fn plausible(&mut self) -> Option<Request> {
        let requests = &self.generator.plausible.requests;
        self.generator.one(requests).cloned()
    }

    /// A request made from nothing but what the model says.
    fn invented(&mut self) -> Option<Request> {
        let operation = *self.generator.one(self.operations)?;
        let input = self.generator.value(operation.input_shape(), 0);
        Some(Request { operation, input })
    }

    fn altered(&mut self) -> Option<String> {
        let mut line = self.plausible()?.write();
        self.alter_line(&mut line);
        Some(line)
    }

    /// What functions of pools answer: members that some of them may have.
    fn function(&mut self) -> String {
        let names = [
            "autoConfirmUser",
            "autoVerifyEmail",
            "smsMessage",
            "emailMessage",
            "emailSubject",
            "claimsOverrideDetails",
            "claimsAndScopeOverrideDetails",
            "challengeName",
            "issueTokens",
            "failAuthentication",
            "answerCorrect",
            "publicChallengeParameters",
            "privateChallengeParameters",
            "userAttributes",
            "finalUserStatus",
            "messageAction",
        ];
        let mut response = Map::new();
        for _ in 0..self.below(5) {
            let texts = |mutation: &mut Self| {
                let value = mutation.generator.odd_text();
                Value::from_iter([(mutation.generator.odd_text(), Value::from(value))])
            };
            let value = match self.below(4) {
                0 => Value::from(true),
                1 => Value::from(
                    ["CUSTOM_CHALLENGE", "CONFIRMED", "RESEND", "{####} {username}"][self.below(4)],
                ),
                2 => texts(self),
                _ => Value::from(self.generator.odd_text()),
            };
            response.insert(names[self.below(names.len())].to_owned(), value);
        }
        format!("function {}", Value::Object(response))
    }

    fn alter_line(&mut self, line: &mut String) {
        match Request::read(line) {
            Some(mut request) if !self.generator.chance(5) => {
                self.alter(request.operation.input_shape(), "", &mut request.input, 0);
                *line = request.write();
            }
            _ => self.alter_text(line),
        }
    }

    /// Changes one thing somewhere in a value.
    fn alter(&mut self, shape: &Shape, name: &str, value: &mut Value, depth: usize) {
        match (&shape.kind, value) {
            (ShapeKind::Structure { members }, Value::Object(given)) => {
                self.alter_members(members, given, depth)
            }
            (ShapeKind::Map { value: member, .. }, Value::Object(entries)) if !entries.is_empty() => {
                self.alter_entries(member, entries, depth);
            }
            (ShapeKind::List { member, .. }, Value::Array(items)) if !items.is_empty() => {
                self.alter_items(member, name, items, depth);
            }
            (ShapeKind::String { .. }, Value::String(text)) if self.generator.chance(40) => {
                self.alter_text(text)
            }
            (_, value) => *value = self.generator.member(name, shape, depth),
        }
    }

    fn alter_members(&mut self, members: &[Member], given: &mut Map<String, Value>, depth: usize) {
        let Some(member) = self.generator.one(members) else { return };
        let chosen = match given.keys().nth(self.below(given.len() + 1)) {
            Some(name) if self.generator.chance(70) => members.iter().find(|member| member.name == name),
            _ => Some(member),
        };
        let Some(member) = chosen else { return given.clear() };
        match given.get_mut(member.name) {
            Some(_) if self.generator.chance(15) => drop(given.remove(member.name)),
            Some(value) => self.alter(member.shape, member.name, value, depth + 1),
            None => drop(
                given.insert(member.name.to_owned(), self.generator.member(member.name, member.shape, depth)),
            ),
        }
    }

    fn alter_entries(&mut self, shape: &Shape, entries: &mut Map<String, Value>, depth: usize) {
        let Some(name) = entries.keys().nth(self.below(entries.len())).cloned() else { return };
        if self.generator.chance(15) {
            entries.remove(&name);
        } else if self.generator.chance(15) {
            entries.insert(self.generator.odd_text(), self.generator.value(shape, depth));
        } else if let Some(value) = entries.get_mut(&name) {
            self.alter(shape, &name, value, depth + 1);
        }
    }

    fn alter_items(&mut self, shape: &Shape, name: &str, items: &mut Vec<Value>, depth: usize) {
        let at = self.below(items.len());
        match self.below(6) {
            0 => drop(items.remove(at)),
            1 => items.push(items[at].clone()),
            2 => items.push(self.generator.value(shape, depth)),
            _ => self.alter(shape, name, &mut items[at], depth + 1),
        }
    }

    /// Changes some characters.
    fn alter_text(&mut self, text: &mut String) {
        let at =
            text.char_indices().map(|(at, _)| at).nth(self.below(text.chars().count().max(1))).unwrap_or(0);
        match self.below(6) {
            0 => text.truncate(at),
            1 => text.insert_str(at, &self.generator.odd_text()),
            2 => *text = text.to_uppercase(),
            3 if !text.is_empty() => drop(text.remove(at)),
            4 if text.len() < 1000 => text.push_str(&text.clone()),
            _ => text.insert(at, char::from(u8::try_from(self.below(127)).unwrap_or(0))),
        }
        // A break would make it two lines.
        text.retain(|letter| letter != '\n' && letter != '\r');
    }

    fn below(&mut self, end: usize) -> usize {
        if end == 0 { 0 } else { self.generator.random.random_range(0..end) }
    }
}
