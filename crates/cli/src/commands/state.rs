//! `poolhouse state`: what poolhouse remembers.

use std::path::Path;
use std::process::ExitCode;

use poolhouse::core::state::{Key, State};
use poolhouse::state::{ExportedState, Place, StateHome, StateLock, forget, rename};
use poolhouse::{Project, json};

use crate::Failure;
use crate::args::{StateArgs, StateCommand};
use crate::commands::carry_out::ask;
use crate::print;

pub(crate) async fn run(args: StateArgs) -> Result<ExitCode, Failure> {
    let home = home(&args)?;
    match &args.command {
        StateCommand::List => {
            let listed = states(&args, &home).await?;
            if listed.is_empty() {
                refuse_if_elsewhere(&home).await?;
            }
            if args.json { print::json(&json::states(&listed)) } else { print::states(&listed) }
        }
        StateCommand::Show { resource } => return show(resource, states(&args, &home).await?, args.json),
        StateCommand::Mv { from, to } => {
            let place = place_of(&args, &home, Some(from)).await?;
            rename(home.open(&place).await?.as_ref(), from, to).await?;
            print::note(&format!("{from} is {to} now"));
        }
        StateCommand::Rm { resource } => {
            let place = place_of(&args, &home, Some(resource)).await?;
            forget(home.open(&place).await?.as_ref(), resource).await?;
            print::note(&format!("{resource} is forgotten, and left in its pool as it is"));
        }
        StateCommand::Export { out } => export(&args, &home, out.as_deref()).await?,
        StateCommand::Import { file, force } => import(&home, file, *force).await?,
        StateCommand::Unlock { yes, force } => return unlock(&args, &home, *yes, *force).await,
    }
    Ok(ExitCode::SUCCESS)
}

async fn export(args: &StateArgs, home: &StateHome, out: Option<&Path>) -> Result<(), Failure> {
    let place = place_of(args, home, None).await?;
    let state = home.read(&place).await?;
    let exported = ExportedState::new(&place, &state);
    match out {
        Some(file) => exported.save(file)?,
        None => print::json(&serde_json::to_value(exported)?),
    }
    Ok(())
}

async fn import(home: &StateHome, file: &Path, force: bool) -> Result<(), Failure> {
    let text =
        poolhouse::files::read_to_string(file).map_err(|error| format!("{}: {error}", file.display()))?;
    let exported = ExportedState::from_json(serde_json::from_str(&text)?)?;
    let store = home.open(&exported.place()).await?;
    Ok(exported.restore(store.as_ref(), force).await?)
}

fn home(args: &StateArgs) -> Result<StateHome, Failure> {
    let folder = std::fs::canonicalize(&args.project)
        .map_err(|error| format!("{}: {error}", args.project.display()))?;
    Ok(args.state.clone().unwrap_or_default().home(&Project::around(&folder))?)
}

/// The places that the flags leave.
async fn places(args: &StateArgs, home: &StateHome) -> Result<Vec<Place>, Failure> {
    let is_meant = |wanted: &Option<String>, is: &str| wanted.as_ref().is_none_or(|wanted| wanted == is);
    // A script or name is meant by itself, too: `people.lua` for `script people.lua`.
    let is_source = |place: &Place| {
        let alone = place.source.split_once(' ').map_or("", |(_, alone)| alone);
        is_meant(&args.source, &place.source) || is_meant(&args.source, alone)
    };
    let mut places = home.list().await?;
    places.retain(|place| {
        is_source(place) && is_meant(&args.stage, &place.stage) && is_meant(&args.target, &place.target)
    });
    Ok(places)
}

/// The states that the flags leave, and that remember anything.
async fn states(args: &StateArgs, home: &StateHome) -> Result<Vec<(Place, State)>, Failure> {
    let mut states = Vec::new();
    for place in places(args, home).await? {
        let state = home.read(&place).await?;
        if !state.entries.is_empty() || !state.intents.is_empty() {
            states.push((place, state));
        }
    }
    Ok(states)
}

/// Names the states that there are, where none is one that the flags mean.
async fn refuse_if_elsewhere(home: &StateHome) -> Result<(), Failure> {
    let mut kept = Vec::new();
    for place in home.list().await? {
        let state = home.read(&place).await?;
        if !state.entries.is_empty() || !state.intents.is_empty() {
            kept.push(format!("  {place}"));
        }
    }
    if kept.is_empty() {
        Ok(())
    } else {
        Err(format!("there is no such state; there are:\n{}", kept.join("\n")).into())
    }
}

/// The one state that is meant: the only one, or the only one that remembers `key`.
async fn place_of(args: &StateArgs, home: &StateHome, key: Option<&Key>) -> Result<Place, Failure> {
    let remembers = |state: &State| {
        key.is_none_or(|key| state.entries.contains_key(key) || state.intents.contains_key(key))
    };
    let found = states(args, home).await?.into_iter().filter(|(_, state)| remembers(state));
    let found: Vec<Place> = found.map(|(place, _)| place).collect();
    match (found.as_slice(), key) {
        ([place], _) => Ok(place.clone()),
        ([], Some(key)) => Err(not_remembered(key)),
        ([], None) => Err("there is no such state; `poolhouse state list` shows which there are".into()),
        _ => Err(several(&found, "fit")),
    }
}

fn several(places: &[Place], what: &str) -> Failure {
    let listed: Vec<String> = places.iter().map(|place| format!("  {place}")).collect();
    let listed = listed.join("\n");
    format!("several states {what}; say which with --source, --stage or --target:\n{listed}").into()
}

/// Shows whose lock it is, asks, and clears it.
async fn unlock(args: &StateArgs, home: &StateHome, yes: bool, force: bool) -> Result<ExitCode, Failure> {
    let mut locked = Vec::new();
    let places = places(args, home).await?;
    if places.is_empty() {
        refuse_if_elsewhere(home).await?;
    }
    for place in places {
        locked.extend(home.lock(&place).await?.map(|lock| (place, lock)));
    }
    if locked.len() > 1 {
        let places: Vec<Place> = locked.into_iter().map(|(place, _)| place).collect();
        return Err(several(&places, "are locked"));
    }
    let Some((place, lock)) = locked.pop() else {
        print::note("no state is locked");
        return Ok(ExitCode::SUCCESS);
    };
    print::note(&format!("the state {place} is locked by {}", lock.holder()));
    refuse_living(&lock, force)?;
    if !yes && !ask("Clear this lock?")? {
        print::note("nothing was changed");
        return Ok(ExitCode::FAILURE);
    }
    home.unlock(&place, lock).await?;
    print::note("the lock is cleared");
    Ok(ExitCode::SUCCESS)
}

fn refuse_living(lock: &StateLock, force: bool) -> Result<(), Failure> {
    match lock.sign_of_life() {
        Some(sign) if !lock.can_be_taken() => {
            Err(format!("its holder is alive: {sign}; wait until it is done, or end it").into())
        }
        Some(sign) if !force => {
            Err(format!("its holder is alive: {sign}; end it there, or take the lock from it by --force")
                .into())
        }
        Some(sign) => {
            print::note(&format!("its holder is alive: {sign}"));
            Ok(())
        }
        None => {
            print::note("its holder shows no sign of life");
            Ok(())
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
