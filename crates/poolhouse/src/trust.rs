//! Which projects' files count, and for what.
//!
//! A project's file may have been written by a stranger. What it asks for that would let it reach out of the project
//! counts only when whoever runs poolhouse trusts it, as it is: the digest of its content is kept in the user's own folder,
//! and another content is not trusted.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use crate::config::{Config, FILE};
use crate::error::Error;
use crate::project::{Project, make_private};

/// The projects that a user trusts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trust {
    file: PathBuf,
}

/// What a project's file asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    /// Each thing, in words: `the variable TEAM of the environment`.
    pub asks: Vec<Ask>,
    /// Whether all of it is trusted.
    pub is_trusted: bool,
    digest: String,
}

/// Something that a project's file asks for, and that it gets only when it is trusted.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Ask {
    /// A variable of the environment, for scripts.
    Env(String),
    /// That states are kept there.
    State(String),
    /// That a function behind a URL gets the events of a trigger.
    Events {
        /// `us-east-1_examplepool.pre_sign_up`
        trigger: String,
        /// Where they go.
        url: String,
    },
    /// What a plugin may use.
    Plugin {
        /// Its name in the project.
        plugin: String,
        /// `requests to api.example.com`
        what: String,
    },
}

impl fmt::Display for Ask {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Env(name) => write!(f, "the variable {name} of the environment"),
            Self::State(url) => write!(f, "states kept at {url}"),
            Self::Events { trigger, url } => write!(f, "events of {trigger} sent to {url}"),
            Self::Plugin { plugin, what } => write!(f, "{what} for plugin {plugin}"),
        }
    }
}

impl Ask {
    /// Why it is not had, and how it can be.
    pub(crate) fn refusal(&self) -> Error {
        let flag = match self {
            Self::Env(name) => format!(", or say `--allow-env {name}`"),
            Self::State(_) => {
                ", or say `--state project` (or POOLHOUSE_STATE=project), or `--state local`".to_owned()
            }
            Self::Events { url, .. } => format!(", or say `--allow-http {}`", host_of(url)),
            Self::Plugin { .. } => String::new(),
        };
        Error::Usage(format!(
            "{FILE} asks for {self}, and grants nothing by itself: look at it and let it count with `poolhouse trust`{flag}"
        ))
    }
}

/// What of a project's file counts in a run.
#[derive(Clone, Default)]
pub(crate) struct Granted {
    is_trusted: bool,
    /// Whether nobody is asked, in a test: what would leave this process is not there.
    is_closed: bool,
    /// Hosts that events may be sent to all the same.
    hosts: BTreeSet<String>,
}

impl Granted {
    /// What counts of the file of that project, beside what is said by whoever runs poolhouse.
    pub(crate) fn of(
        project: &Project,
        trust: Option<&Trust>,
        hosts: &BTreeSet<String>,
    ) -> Result<Self, Error> {
        let asks = !Config::read(project.root())?.asks(project).is_empty();
        let is_trusted = match trust {
            _ if !asks => false,
            Some(trust) => trust.asked(project)?.is_trusted,
            None => Trust::of_user()?.asked(project)?.is_trusted,
        };
        Ok(Self { is_trusted, is_closed: false, hosts: hosts.clone() })
    }

    /// What counts in a test.
    pub(crate) fn closed() -> Self {
        Self { is_closed: true, ..Self::default() }
    }

    /// Whether it is a test's.
    #[cfg(any(feature = "lua", feature = "wasm"))]
    pub(crate) fn is_closed(&self) -> bool {
        self.is_closed
    }

    /// Lets something count.
    ///
    /// # Errors
    /// When it does not, with words on how it would.
    pub(crate) fn check(&self, ask: &Ask) -> Result<(), Error> {
        let is_said = matches!(ask, Ask::Events { url, .. } if self.hosts.contains(host_of(url)));
        if self.is_trusted || is_said { Ok(()) } else { Err(ask.refusal()) }
    }
}

/// The host of a URL, with its port where it says one.
pub(crate) fn host_of(url: &str) -> &str {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    rest.split(['/', '?', '#']).next().unwrap_or(rest)
}

impl Trust {
    /// What the user of this process trusts.
    ///
    /// # Errors
    /// When this machine has no folder for the user's configuration.
    pub fn of_user() -> Result<Self, Error> {
        let folder = dirs::config_dir().ok_or_else(|| {
            Error::Usage("there is no folder for your configuration: set HOME or XDG_CONFIG_HOME".to_owned())
        })?;
        Ok(Self::at(folder.join("poolhouse").join("trusted.json")))
    }

    /// What is trusted by that file, which need not exist.
    #[must_use]
    pub fn at(file: PathBuf) -> Self {
        Self { file }
    }

    /// What a project's file asks for, and whether it is trusted as it is.
    ///
    /// # Errors
    /// When that file, or the one of what is trusted, cannot be read.
    pub fn asked(&self, project: &Project) -> Result<Asked, Error> {
        let config = Config::read(project.root())?;
        let digest = digest(&project.root().join(FILE))?;
        let is_trusted = self.read()?.get(&key(project)) == Some(&digest);
        Ok(Asked { asks: config.asks(project), is_trusted, digest })
    }

    /// Trusts a project as it was when that was asked.
    ///
    /// # Errors
    /// When it cannot be written down.
    pub fn grant(&self, project: &Project, asked: &Asked) -> Result<(), Error> {
        let mut trusted = self.read()?;
        trusted.insert(key(project), asked.digest.clone());
        self.write(&trusted)
    }

    /// Trusts a project no longer, and tells whether it was trusted.
    ///
    /// # Errors
    /// When it cannot be written down.
    pub fn revoke(&self, project: &Project) -> Result<bool, Error> {
        let mut trusted = self.read()?;
        let was_trusted = trusted.remove(&key(project)).is_some();
        self.write(&trusted)?;
        Ok(was_trusted)
    }

    /// The folders of the projects that are trusted, each with whether its file is still as it was.
    ///
    /// # Errors
    /// When what is trusted cannot be read.
    pub fn list(&self) -> Result<Vec<(PathBuf, bool)>, Error> {
        let trusted = self.read()?.into_iter();
        let entry = |(folder, known): (String, String)| {
            let folder = PathBuf::from(folder);
            let holds = digest(&folder.join(FILE)).is_ok_and(|found| found == known);
            (folder, holds)
        };
        Ok(trusted.map(entry).collect())
    }

    fn read(&self) -> Result<BTreeMap<String, String>, Error> {
        match poolhouse_files::read(&self.file) {
            Ok(bytes) => serde_json::from_slice(&bytes).map_err(|error| Error::project(&self.file, error)),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(BTreeMap::new()),
            Err(error) => Err(Error::project(&self.file, error)),
        }
    }

    /// Replaces the file as a whole, so that no reader sees half of it.
    fn write(&self, trusted: &BTreeMap<String, String>) -> Result<(), Error> {
        let folder = self.file.parent().unwrap_or(Path::new("."));
        let write = || {
            make_private(folder)?;
            let mut file = tempfile::NamedTempFile::new_in(folder)?;
            file.write_all(&serde_json::to_vec_pretty(trusted)?)?;
            file.persist(&self.file).map_err(|error| error.error)
        };
        write().map(drop).map_err(|error: std::io::Error| Error::project(&self.file, error))
    }
}

/// A project by its folder. Links lead to it under one name.
fn key(project: &Project) -> String {
    let folder = fs::canonicalize(project.root()).unwrap_or_else(|_| project.root().to_path_buf());
    folder.to_string_lossy().into_owned()
}

/// The SHA-256 of a file, in hexadecimal; that of nothing where there is no file.
fn digest(file: &Path) -> Result<String, Error> {
    let bytes = match poolhouse_files::read(file) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Vec::new(),
        Err(error) => return Err(Error::project(file, error)),
    };
    Ok(Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn project(toml: &str) -> (tempfile::TempDir, Project, Trust) {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join(FILE), toml).unwrap();
        let project = Project::around(folder.path());
        let trust = Trust::at(folder.path().join("user/trusted.json"));
        (folder, project, trust)
    }

    #[test]
    fn a_project_is_trusted_as_it_was_when_it_was_looked_at() {
        let (folder, project, trust) = project("[env]\nallow = [\"TEAM\"]\n");
        let asked = trust.asked(&project).unwrap();
        assert_eq!((asked.is_trusted, asked.asks.as_slice()), (false, &[Ask::Env("TEAM".into())][..]));
        fs::write(folder.path().join(FILE), "[env]\nallow = [\"TEAM\", \"HOME\"]\n").unwrap();
        trust.grant(&project, &asked).unwrap();
        assert!(!trust.asked(&project).unwrap().is_trusted, "it was written since");
        trust.grant(&project, &trust.asked(&project).unwrap()).unwrap();
        assert!(trust.asked(&project).unwrap().is_trusted);
        assert_eq!(trust.list().unwrap().iter().map(|(_, holds)| *holds).collect::<Vec<_>>(), [true]);
        assert_eq!((trust.revoke(&project).unwrap(), trust.revoke(&project).unwrap()), (true, false));
        assert!(!trust.asked(&project).unwrap().is_trusted);
    }

    #[cfg(unix)]
    #[test]
    fn what_is_trusted_is_for_its_owner_alone() {
        use std::os::unix::fs::PermissionsExt;
        let (_folder, project, trust) = project("");
        trust.grant(&project, &trust.asked(&project).unwrap()).unwrap();
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!((mode(&trust.file), mode(trust.file.parent().unwrap())), (0o600, 0o700));
    }

    #[test]
    fn a_host_is_what_stands_before_the_path() {
        assert_eq!(host_of("http://127.0.0.1:9001/a?b"), "127.0.0.1:9001");
        assert_eq!(host_of("s3://bucket"), "bucket");
    }
}
