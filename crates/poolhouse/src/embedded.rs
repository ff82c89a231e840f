//! The emulator in this process, its data kept in the project's own folder.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use poolhouse_emulator::{DataError, Emulator, RedbData};
use serde_json::{Map, Value};

use crate::config::Config;
use crate::error::Error;
use crate::project::Project;

/// Opens the project's emulator, with the pools that its file and `fixtures` give it.
pub(crate) fn open(project: &Project, fixtures: &[PathBuf]) -> Result<Emulator, Error> {
    let data = RedbData::open(project.own_folder()?.join("emulator.redb")).map_err(|error| match error {
        DataError::InUse(path) => Error::project(
            path,
            "another run of this project has the embedded emulator; wait until it is done, or let both speak to \
             one `poolhouse emulator` with --backend aws --endpoint",
        ),
        error => error.into(),
    })?;
    let emulator = Emulator::builder().data(Arc::new(data)).build()?;
    give_pools(&emulator, project, fixtures)?;
    Ok(emulator)
}

/// Gives an emulator the pools that a project's file and `fixtures` name, as far as it lacks them.
pub(crate) fn give_pools(emulator: &Emulator, project: &Project, fixtures: &[PathBuf]) -> Result<(), Error> {
    let config = Config::read(project.root())?;
    for (id, pool) in config.pools {
        let place = format!("{} [pools.{id}]", project.root().join(crate::config::FILE).display());
        give(emulator, with_id(id, pool), place)?;
    }
    let of_project = config.fixtures.iter().map(|file| project.root().join(file));
    for file in of_project.chain(fixtures.iter().cloned()) {
        let pool = read(&file)?;
        give(emulator, pool, file.display().to_string())?;
    }
    Ok(())
}

/// Gives an emulator a pool that `place` describes.
pub(crate) fn give(emulator: &Emulator, pool: Value, place: String) -> Result<(), Error> {
    emulator.add_pool(pool).map_err(|source| Error::Fixture { place, source })
}

/// A pool as a fixture, from a table under its id.
pub(crate) fn with_id(id: String, mut pool: Map<String, Value>) -> Value {
    pool.insert("Id".to_owned(), Value::String(id));
    Value::Object(pool)
}

fn read(file: &Path) -> Result<Value, Error> {
    let text = std::fs::read_to_string(file).map_err(|error| Error::project(file, error))?;
    serde_json::from_str(&text).map_err(|error| Error::project(file, format!("is not JSON: {error}")))
}
