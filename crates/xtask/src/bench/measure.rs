//! What is measured, and what it should be.

use std::fmt;

use serde_json::{Value, json};

use super::server::{BenchServer, Places};
use super::wrk::{Load, requests_per_second};
use crate::Outcome;

/// One line of the table.
pub(super) struct Measure {
    name: &'static str,
    /// The median of the rounds.
    value: f64,
    unit: &'static str,
    target: Option<Target>,
}

#[derive(Clone, Copy)]
enum Target {
    AtLeast(f64),
    AtMost(f64),
}

/// What one round gives: requests per second, but for the fork.
struct Round {
    echo: f64,
    get: f64,
    signature_pairs: f64,
    sign_in: f64,
    filter_small: f64,
    filter_large: f64,
    page: f64,
    create: f64,
    create_kept: f64,
    fork_seconds: f64,
}

/// Measures everything in turn, round by round, so that a noisy moment does not fall on one side of a
/// ratio alone.
pub(super) fn measure(
    mut server: BenchServer,
    first_answer_seconds: Vec<f64>,
    rounds: u32,
    seconds: u32,
) -> Outcome<Vec<Measure>> {
    let memory_bytes = server.places.memory_bytes;
    let rounds =
        (0..rounds).map(|number| round(&mut server, number, seconds)).collect::<Outcome<Vec<_>>>()?;
    let mut measures = of_rounds(&rounds);
    let first = first_answer_seconds.into_iter().map(|seconds| seconds * 1e3).collect();
    measures.push(Measure::of("first answer after the start", first, "ms", Some(Target::AtMost(20.0))));
    if let Some(bytes) = memory_bytes {
        measures.push(Measure::of("memory for 100,000 users", vec![bytes / 1e6], "MB", None));
    }
    Ok(measures)
}

fn round(server: &mut BenchServer, number: u32, seconds: u32) -> Outcome<Round> {
    let Places { emulator, kept, echo, client, .. } = server.places.clone();
    let rate = |url: &str, operation: &str, input: Value| {
        requests_per_second(&Load { url, operation, input }, seconds)
    };
    let get = json!({"UserPoolId": LARGE, "Username": "user0"});
    let sign_in = json!({"ClientId": client, "AuthFlow": "USER_PASSWORD_AUTH",
                         "AuthParameters": {"USERNAME": "user0", "PASSWORD": "Secret-1"}});
    let filter = |pool: &str| json!({"UserPoolId": pool, "Filter": "email = \"user500@example.com\""});
    let page = json!({"UserPoolId": LARGE, "Limit": 60});
    let create =
        json!({"UserPoolId": NEW, "Username": format!("new{number}-#"), "MessageAction": "SUPPRESS"});
    Ok(Round {
        echo: rate(&echo, "AdminGetUser", get.clone())?,
        get: rate(&emulator, "AdminGetUser", get)?,
        signature_pairs: server.ask("signature pairs")?,
        sign_in: rate(&emulator, "InitiateAuth", sign_in)?,
        filter_small: rate(&emulator, "ListUsers", filter(SMALL))?,
        filter_large: rate(&emulator, "ListUsers", filter(LARGE))?,
        page: rate(&emulator, "ListUsers", page)?,
        create: rate(&emulator, "AdminCreateUser", create.clone())?,
        create_kept: rate(&kept, "AdminCreateUser", create)?,
        fork_seconds: server.ask("fork")?,
    })
}

fn of_rounds(rounds: &[Round]) -> Vec<Measure> {
    let row = |name, unit, target, value: fn(&Round) -> f64| {
        Measure::of(name, rounds.iter().map(value).collect(), unit, target)
    };
    let (at_least, at_most) = (|it| Some(Target::AtLeast(it)), |it| Some(Target::AtMost(it)));
    vec![
        row("AdminGetUser", ECHO, at_least(0.5), |it| it.get / it.echo),
        row("sign-in by password", PAIRS, at_least(0.7), |it| it.sign_in / it.signature_pairs),
        row("exact filter, 100,000 users", "x 1,000 users' time", at_most(1.5), |it| {
            it.filter_small / it.filter_large
        }),
        row("ListUsers, page of 60", ECHO, None, |it| it.page / it.echo),
        row("AdminCreateUser", ECHO, None, |it| it.create / it.echo),
        row("AdminCreateUser with --data", ECHO, None, |it| it.create_kept / it.echo),
        row("fork of 100,000 users", "ms", at_most(1.0), |it| it.fork_seconds * 1e3),
    ]
}

impl Measure {
    fn of(name: &'static str, mut values: Vec<f64>, unit: &'static str, target: Option<Target>) -> Self {
        values.sort_by(f64::total_cmp);
        Self { name, value: values[values.len() / 2], unit, target }
    }

    /// Whether it is as it should be; `None` where nothing is asked.
    fn holds(&self) -> Option<bool> {
        self.target.map(|target| match target {
            Target::AtLeast(least) => self.value >= least,
            Target::AtMost(most) => self.value <= most,
        })
    }

    pub(super) fn to_json(&self) -> Value {
        let target = self.target.map(|target| target.to_string());
        json!({"name": self.name, "value": self.value, "unit": self.unit, "target": target, "holds": self.holds()})
    }
}

impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Target::AtLeast(least) => write!(f, "at least {least}"),
            Target::AtMost(most) => write!(f, "at most {most}"),
        }
    }
}

impl fmt::Display for Measure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:<30} {:>9.3} {:<22}", self.name, self.value, self.unit)?;
        let (Some(target), Some(holds)) = (self.target, self.holds()) else { return Ok(()) };
        write!(f, "{target}: {}", if holds { "holds" } else { "MISSED" })
    }
}

const SMALL: &str = "us-east-1_small";
const LARGE: &str = "us-east-1_large";
const NEW: &str = "us-east-1_new";
const ECHO: &str = "x echo";
const PAIRS: &str = "x pairs of signatures";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_measure_is_the_median_and_held_against_its_target() {
        let measure = |target| Measure::of("it", vec![9.0, 1.0, 2.0], "ms", target);
        assert_eq!(measure(None).value, 2.0);
        assert_eq!(measure(None).holds(), None);
        assert_eq!(measure(Some(Target::AtLeast(2.0))).holds(), Some(true));
        assert_eq!(measure(Some(Target::AtMost(1.9))).holds(), Some(false));
    }

    #[test]
    fn a_line_says_the_target_and_whether_it_is_met() {
        let line = Measure::of("it", vec![2.0], "ms", Some(Target::AtMost(1.0))).to_string();
        assert!(line.ends_with("at most 1: MISSED"), "{line}");
    }
}
