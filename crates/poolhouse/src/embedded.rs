//! The emulator in this process, its data kept in the project's own folder.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use poolhouse_core::fault::nearest;
use poolhouse_core::log::{LogLevel, LogLine, LogSink};
use poolhouse_emulator::{DataError, Emulator, FixtureOutcome, RedbData, UnknownMember, unknown_member};
use serde_json::{Map, Value};

use crate::config::Config;
use crate::error::Error;
use crate::project::Project;

/// Opens the project's emulator, with the pools that its file and `fixtures` give it.
pub(crate) fn open(project: &Project, fixtures: &[PathBuf], log: &LogSink) -> Result<Emulator, Error> {
    let data = RedbData::open(project.own_folder()?.join("emulator.redb")).map_err(|error| match error {
        DataError::InUse(path) => Error::project(
            path,
            "another run of this project has the embedded emulator; wait until it is done, or let both speak to \
             one `poolhouse emulator` with --backend aws --endpoint",
        ),
        error => error.into(),
    })?;
    let emulator = Emulator::builder().data(Arc::new(data)).build()?;
    give_pools(&emulator, project, fixtures, log)?;
    Ok(emulator)
}

/// Gives an emulator the pools that a project's file and `fixtures` name, as far as it lacks them. Of those that are there
/// and otherwise than described, `log` is told.
pub(crate) fn give_pools(
    emulator: &Emulator,
    project: &Project,
    fixtures: &[PathBuf],
    log: &LogSink,
) -> Result<(), Error> {
    let give = |pool, place: String| -> Result<(), Error> {
        if give(emulator, pool, &place)? == FixtureOutcome::Differs {
            let text = format!(
                "{place} describes the pool otherwise than the emulator has it, and a pool that is there stays as it \
                 is; remove the emulator's data to have it made anew, or change it by ph.api.update_user_pool"
            );
            log(LogLine { level: LogLevel::Warn, origin: None, text });
        }
        Ok(())
    };
    let config = Config::read(project.root())?;
    for (id, pool) in config.pools {
        let place = format!("{} [pools.{id}]", project.root().join(crate::config::FILE).display());
        give(with_id(id, pool), place)?;
    }
    let of_project = config.fixtures.iter().map(|file| project.root().join(file));
    for file in of_project.chain(fixtures.iter().cloned()) {
        let pool = read(&file)?;
        give(pool, file.display().to_string())?;
    }
    Ok(())
}

/// Gives an emulator a pool that `place` describes.
pub(crate) fn give(emulator: &Emulator, pool: Value, place: &str) -> Result<FixtureOutcome, Error> {
    if let Some(UnknownMember { path, name, known }) = unknown_member(&pool) {
        let hint = nearest(&name, known).map(|name| format!(" (did you mean {name}?)")).unwrap_or_default();
        return Err(Error::project(place, format!("DescribeUserPool answers no {path}{hint}")));
    }
    emulator.add_pool(pool).map_err(|source| Error::Fixture { place: place.to_owned(), source })
}

/// A pool as a fixture, from a table under its id.
pub(crate) fn with_id(id: String, mut pool: Map<String, Value>) -> Value {
    pool.insert("Id".to_owned(), Value::String(id));
    Value::Object(pool)
}

fn read(file: &Path) -> Result<Value, Error> {
    let text = poolhouse_files::read_to_string(file).map_err(|error| Error::project(file, error))?;
    serde_json::from_str(&text).map_err(|error| Error::project(file, format!("is not JSON: {error}")))
}
