//! `poolhouse state`: what poolhouse remembers.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use poolhouse::core::state::{Key, State};
use poolhouse::state::{ExportedState, LocalState, Place, forget, list, rename};
use poolhouse::{Project, json};

use crate::Failure;
use crate::args::{StateArgs, StateCommand};
use crate::print;

pub(crate) async fn run(args: StateArgs) -> Result<ExitCode, Failure> {
    let own = own_folder(&args)?;
    match &args.command {
        StateCommand::List if args.json => print::json(&json::states(&states(&args, &own)?)),
        StateCommand::List => print::states(&states(&args, &own)?),
        StateCommand::Show { resource } => return show(resource, states(&args, &own)?, args.json),
        StateCommand::Mv { from, to } => {
            let place = place_of(&args, &own, Some(from))?;
            rename(&LocalState::open(&place.file(&own))?, from, to).await?;
            print::note(&format!("{from} is {to} now"));
        }
        StateCommand::Rm { resource } => {
            let place = place_of(&args, &own, Some(resource))?;
            forget(&LocalState::open(&place.file(&own))?, resource).await?;
            print::note(&format!("{resource} is forgotten, and left in its pool as it is"));
        }
        StateCommand::Export => {
            let place = place_of(&args, &own, None)?;
            let state = LocalState::read_only(&place.file(&own))?;
            print::json(&serde_json::to_value(ExportedState::new(&place, &state))?);
        }
        StateCommand::Import { file, force } => {
            let text =
                std::fs::read_to_string(file).map_err(|error| format!("{}: {error}", file.display()))?;
            let exported = ExportedState::from_json(serde_json::from_str(&text)?)?;
            let store = LocalState::open(&exported.place().file(&own))?;
            exported.restore(&store, *force).await?;
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn own_folder(args: &StateArgs) -> Result<PathBuf, Failure> {
    let folder = std::fs::canonicalize(&args.project)
        .map_err(|error| format!("{}: {error}", args.project.display()))?;
    Ok(Project::around(&folder).own_path())
}

/// The states that the flags leave, and that remember anything.
fn states(args: &StateArgs, own: &Path) -> Result<Vec<(Place, State)>, Failure> {
    let is_meant = |wanted: &Option<String>, is: &str| wanted.as_ref().is_none_or(|wanted| wanted == is);
    let mut states = Vec::new();
    for place in list(own)? {
        let meant = is_meant(&args.source, &place.source)
            && is_meant(&args.stage, &place.stage)
            && is_meant(&args.target, &place.target);
        if !meant {
            continue;
        }
        let state = LocalState::read_only(&place.file(own))?;
        if !state.entries.is_empty() || !state.intents.is_empty() {
            states.push((place, state));
        }
    }
    Ok(states)
}

/// The one state that is meant: the only one, or the only one that remembers `key`.
fn place_of(args: &StateArgs, own: &Path, key: Option<&Key>) -> Result<Place, Failure> {
    let remembers = |state: &State| {
        key.is_none_or(|key| state.entries.contains_key(key) || state.intents.contains_key(key))
    };
    let mut found: Vec<Place> = states(args, own)?
        .into_iter()
        .filter(|(_, state)| remembers(state))
        .map(|(place, _)| place)
        .collect();
    match (found.len(), key) {
        (1, _) => Ok(found.remove(0)),
        (0, Some(key)) => Err(not_remembered(key)),
        (0, None) => Err("there is no such state; `poolhouse state list` shows which there are".into()),
        _ => {
            let places: Vec<String> = found.iter().map(|place| format!("  {place}")).collect();
            let places = places.join("\n");
            Err(format!("several states fit; say which with --source, --stage or --target:\n{places}").into())
        }
    }
}

fn show(key: &Key, states: Vec<(Place, State)>, as_json: bool) -> Result<ExitCode, Failure> {
    let found: Vec<_> = states
        .into_iter()
        .filter_map(|(place, mut state)| {
            state.entries.retain(|other, _| other == key);
            state.intents.retain(|other, _| other == key);
            (!state.entries.is_empty() || !state.intents.is_empty()).then_some((place, state))
        })
        .collect();
    if found.is_empty() {
        return Err(not_remembered(key));
    }
    if as_json {
        print::json(&json::states(&found));
    } else {
        print::state_entries(&found);
    }
    Ok(ExitCode::SUCCESS)
}

fn not_remembered(key: &Key) -> Failure {
    format!("no state of this project remembers {key}; `poolhouse state list` shows what they do").into()
}
