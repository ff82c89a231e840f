//! `poolhouse state`: what poolhouse remembers.

use std::process::ExitCode;

use poolhouse::Project;
use poolhouse::core::state::{Key, State};
use poolhouse::state::{LocalState, Place, list};

use crate::Failure;
use crate::args::{StateArgs, StateCommand};
use poolhouse::json;

use crate::print;

pub(crate) fn run(args: StateArgs) -> Result<ExitCode, Failure> {
    let states = states(&args)?;
    match args.command {
        StateCommand::List if args.json => print::json(&json::states(&states)),
        StateCommand::List => print::states(&states),
        StateCommand::Show { resource } => return show(&resource, states, args.json),
    }
    Ok(ExitCode::SUCCESS)
}

fn states(args: &StateArgs) -> Result<Vec<(Place, State)>, Failure> {
    let folder = std::fs::canonicalize(&args.project)
        .map_err(|error| format!("{}: {error}", args.project.display()))?;
    let own = Project::around(&folder).own_path();
    let places = list(&own)?;
    let mut states = Vec::new();
    for place in places {
        let state = LocalState::read_only(&place.file(&own))?;
        if !state.entries.is_empty() || !state.intents.is_empty() {
            states.push((place, state));
        }
    }
    Ok(states)
}

fn show(resource: &str, states: Vec<(Place, State)>, as_json: bool) -> Result<ExitCode, Failure> {
    let key: Key = resource.parse()?;
    let found: Vec<_> = states
        .into_iter()
        .filter_map(|(place, mut state)| {
            state.entries.retain(|other, _| *other == key);
            state.intents.retain(|other, _| *other == key);
            (!state.entries.is_empty() || !state.intents.is_empty()).then_some((place, state))
        })
        .collect();
    if found.is_empty() {
        return Err(format!(
            "no state of this project remembers {key}; `poolhouse state list` shows what they do"
        )
        .into());
    }
    if as_json {
        print::json(&json::states(&found));
    } else {
        print::state_entries(&found);
    }
    Ok(ExitCode::SUCCESS)
}
