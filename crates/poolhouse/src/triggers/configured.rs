//! Functions that a project's file gives to pools: the tables `[triggers.POOL]`.

use std::collections::BTreeMap;
use std::sync::Arc;

use poolhouse_core::hook::Hook;
use poolhouse_emulator::Emulator;
use serde::Deserialize;

use super::failing_open::FailingOpen;
use super::function::FunctionSource;
use super::opening::{Opening, loaded};
use super::router::{Router, arn_of, lambda_config};
use crate::config::{Config, FILE};
use crate::error::Error;
use crate::surroundings::Surroundings;
use crate::trust::Ask;

/// The functions of a pool, by trigger.
pub(crate) type PoolTriggers = BTreeMap<String, Function>;

/// A function as the project's file names it: a file, a plugin's name or a URL, or a table.
#[derive(Clone, Debug, Deserialize)]
#[serde(
    untagged,
    expecting = "a function is a file, a plugin's name or a URL, or a table of function, failure and version"
)]
pub(crate) enum Function {
    Named(String),
    Described(Described),
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Described {
    function: String,
    #[serde(default)]
    failure: Failure,
    #[serde(default = "first")]
    version: u8,
}

/// What happens when a function fails.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Failure {
    /// What the user does is refused, as Cognito refuses it.
    #[default]
    Closed,
    /// It goes on as though there were no function.
    Open,
}

fn first() -> u8 {
    1
}

impl Function {
    fn described(self) -> Described {
        match self {
            Self::Named(function) => Described { function, failure: Failure::default(), version: first() },
            Self::Described(described) => described,
        }
    }
}

/// What the project's file gives to pools; none where it gives nothing.
///
/// Plugins look at the pools of that emulator, where they may.
pub(crate) async fn configured(run: &Surroundings, emulator: &Emulator) -> Result<Option<Router>, Error> {
    let triggers = Config::read(run.project.root())?.triggers;
    if triggers.is_empty() {
        return Ok(None);
    }
    let opening = Opening::of_run(run, emulator);
    let mut giving = Giving { router: Router::default(), opening, run: run.clone() };
    loaded(move || {
        for (pool, functions) in triggers {
            giving.give(pool, functions)?;
        }
        Ok(Some(giving.router))
    })
    .await
}

/// The functions of a pool that take its events out of this process, which has to be granted.
pub(crate) fn events_sent(pool: &str, functions: &PoolTriggers) -> Vec<Ask> {
    let sent = functions.iter().filter_map(|(trigger, function)| {
        let Ok(source) = function.clone().described().function.parse();
        event_sent(pool, trigger, &source)
    });
    sent.collect()
}

fn event_sent(pool: &str, trigger: &str, source: &FunctionSource) -> Option<Ask> {
    match source {
        FunctionSource::Url(url) => {
            Some(Ask::Events { trigger: format!("{pool}.{trigger}"), url: url.clone() })
        }
        FunctionSource::Lua(_) | FunctionSource::Wasm(_) | FunctionSource::Plugin(_) => None,
    }
}

/// Functions on their way to pools.
struct Giving {
    router: Router,
    opening: Opening,
    run: Surroundings,
}

impl Giving {
    fn give(&mut self, pool: String, functions: PoolTriggers) -> Result<(), Error> {
        let mut hooks = Vec::new();
        for (name, function) in functions {
            let wrong = |what: String| self.wrong(&pool, &name, &what);
            let hook: Hook = name.parse().map_err(|unknown| wrong(format!("{unknown}")))?;
            let described = function.described();
            let trigger = (hook, described.version);
            lambda_config(&pool, [trigger])
                .map_err(|_| wrong(format!("has no version {}", described.version)))?;
            let arn = arn_of(&pool, hook);
            let Ok(source) = described.function.parse();
            event_sent(&pool, &name, &source).map_or(Ok(()), |ask| self.run.granted.check(&ask))?;
            let mut function = self.opening.open(&arn, &source.within(self.run.project.root()))?;
            if described.failure == Failure::Open {
                function = Arc::new(FailingOpen { function, log: Arc::clone(&self.run.log) });
            }
            self.router.add(arn, function);
            hooks.push(trigger);
        }
        let functions =
            lambda_config(&pool, hooks).map_err(|error| self.wrong(&pool, "", &error.to_string()))?;
        self.router.give(pool, functions);
        Ok(())
    }

    fn wrong(&self, pool: &str, trigger: &str, what: &str) -> Error {
        Error::project(self.run.project.root().join(FILE), format!("triggers.{pool}.{trigger} {what}"))
    }
}
