//! A plugin comes to a project: from a file or a URL, into its folder `plugins`, pinned in its `poolhouse.toml`.

use std::fs;
use std::io::Write;
use std::path::Path;

use poolhouse_wasm::{PluginFile, is_name};

use super::{Inspected, digest, download, inspect};
use crate::config::{Config, FILE};
use crate::error::Error;
use crate::project::Project;

/// Copies a plugin into a project's folder `plugins`, and pins it in the project's file. `from` is a path, or a URL, which
/// needs the SHA-256 that its author says.
///
/// # Errors
/// When it is not there, no plugin, not what its pin says, or when the project has one of that name.
pub async fn add(project: &Project, from: &str, sha256: Option<&str>) -> Result<Inspected, Error> {
    let is_url = from.starts_with("https://") || from.starts_with("http://");
    let refused = |reason: String| Error::Usage(format!("{from}: {reason}"));
    let bytes = match (is_url, sha256) {
        (true, None) => {
            return Err(refused("what comes from elsewhere needs its pin; give --sha256".to_owned()));
        }
        (true, Some(_)) => download::get(from).await.map_err(refused)?,
        (false, _) => poolhouse_files::read(Path::new(from)).map_err(|error| refused(error.to_string()))?,
    };
    let is = digest(&bytes);
    if let Some(pin) = sha256.filter(|pin| !pin.eq_ignore_ascii_case(&is)) {
        return Err(refused(format!("has the SHA-256 {is}, and not {pin}")));
    }
    let project = project.clone();
    let (from, url) = (from.to_owned(), is_url.then(|| from.to_owned()));
    let kept = tokio::task::spawn_blocking(move || keep(&project, &from, url.as_deref(), &bytes));
    kept.await.map_err(std::io::Error::other)?
}

/// Writes it beside the place where it belongs, and moves it there once it has proved to be a plugin.
fn keep(project: &Project, from: &str, url: Option<&str>, bytes: &[u8]) -> Result<Inspected, Error> {
    let folder = project.root().join(FOLDER);
    let failed = |error: std::io::Error| Error::project(&folder, error);
    poolhouse_files::make_own_folder(&folder).map_err(failed)?;
    let mut file = tempfile::NamedTempFile::new_in(&folder).map_err(failed)?;
    file.write_all(bytes).map_err(failed)?;
    let plugin = inspect(file.path()).map_err(|error| match error {
        Error::Project { reason, .. } => Error::Usage(format!("{from}: {reason}")),
        other => other,
    })?;
    let name = plugin
        .manifest
        .as_ref()
        .map_or_else(|| PluginFile::name_of(Path::new(from)), |manifest| manifest.name.clone());
    if !is_name(&name) {
        return Err(Error::Usage(format!(
            "{from}: {name:?} is no name for a plugin; write it in a-z, 0-9 and -"
        )));
    }
    if Config::read(project.root())?.plugins.contains_key(&name) {
        let reason = format!("has a plugin {name} already; take [plugins.{name}] out of it first");
        return Err(Error::project(project.root().join(FILE), reason));
    }
    let path = folder.join(format!("{name}.wasm"));
    file.persist(&path).map_err(|error| Error::project(&path, error.error))?;
    pin(project, &name, url, &plugin.digest)?;
    Ok(Inspected { file: path, ..plugin })
}

fn pin(project: &Project, name: &str, url: Option<&str>, digest: &str) -> Result<(), Error> {
    let path = project.root().join(FILE);
    let failed = |error: std::io::Error| Error::project(&path, error);
    let url = url.map(|url| format!("url = {}\n", toml::Value::from(url))).unwrap_or_default();
    let table = format!("\n[plugins.{name}]\npath = \"{FOLDER}/{name}.wasm\"\nsha256 = \"{digest}\"\n{url}");
    poolhouse_files::refuse_link(&path).and_then(|()| poolhouse_files::check(&path)).map_err(failed)?;
    let mut file = fs::OpenOptions::new().create(true).append(true).open(&path).map_err(failed)?;
    file.write_all(table.as_bytes()).map_err(failed)
}

/// Where a project's plugins lie.
const FOLDER: &str = "plugins";
