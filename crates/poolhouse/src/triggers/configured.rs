//! Functions that a project's file gives to pools: the tables `[triggers.POOL]`.

use std::collections::BTreeMap;

use poolhouse_core::hook::Hook;
use poolhouse_core::log::LogSink;
use serde::Deserialize;

use super::failing_open::FailingOpen;
use super::function::FunctionSource;
use super::opening::{Opening, loaded};
use super::router::{Router, arn_of, lambda_config};
use crate::config::{Config, FILE};
use crate::error::Error;
use crate::project::Project;

/// The functions of a pool, by trigger.
pub(crate) type PoolTriggers = BTreeMap<String, Function>;

/// A function as the project's file names it: a file or URL, or a table.
#[derive(Clone, Debug, Deserialize)]
#[serde(untagged, expecting = "a function is a file or URL, or a table of function, failure and version")]
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
pub(crate) async fn configured(project: &Project, log: LogSink) -> Result<Option<Router>, Error> {
    let triggers = Config::read(project.root())?.triggers;
    if triggers.is_empty() {
        return Ok(None);
    }
    let project = project.clone();
    loaded(move || {
        let (opening, mut router) = (Opening::new(log), Router::default());
        for (pool, functions) in triggers {
            give(&mut router, &opening, &project, pool, functions)?;
        }
        Ok(Some(router))
    })
    .await
}

fn give(
    router: &mut Router,
    opening: &Opening,
    project: &Project,
    pool: String,
    functions: PoolTriggers,
) -> Result<(), Error> {
    let file = project.root().join(FILE);
    let mut hooks = Vec::new();
    for (name, function) in functions {
        let place = format!("triggers.{pool}.{name}");
        let wrong = |what: String| Error::project(&file, format!("{place} {what}"));
        let hook: Hook = name.parse().map_err(|unknown| wrong(format!("{unknown}")))?;
        let Described { function, failure, version } = function.described();
        let Ok(source) = function.parse::<FunctionSource>();
        if let FunctionSource::Url(url) = &source {
            return Err(wrong(format!(
                "sends events to {url}, and a project's file grants nothing by itself"
            )));
        }
        let arn = arn_of(&pool, hook);
        let mut function = opening.open(&arn, &source.within(project.root()))?;
        if failure == Failure::Open {
            function = std::sync::Arc::new(FailingOpen { function, log: opening.log() });
        }
        router.add(arn, function);
        lambda_config(&pool, [(hook, version)]).map_err(|_| wrong(format!("has no version {version}")))?;
        hooks.push((hook, version));
    }
    let functions = lambda_config(&pool, hooks).map_err(|error| Error::project(&file, error))?;
    router.give(pool, functions);
    Ok(())
}
