//! Who says where states are kept.

use std::collections::BTreeSet;
use std::str::FromStr;

use crate::config::Config;
use crate::error::Error;
use crate::project::Project;
use crate::state::StateHome;
#[cfg(feature = "team-state")]
use crate::state::TeamAddress;
use crate::trust::{Ask, Granted};

/// Where states are kept, as whoever runs poolhouse says: `local`, `project`, or an address.
///
/// What people are called goes to where the state is kept. So a project's file, which a stranger may have written, is
/// followed only by whoever says `project`, or trusts it; and where it says something and nobody does, nothing is done.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum StateChoice {
    /// Nobody says anything: in the project's own folder, unless `poolhouse.toml` says otherwise, which is followed where
    /// the project is trusted, and else refused.
    #[default]
    Unsaid,
    /// In the project's own folder, whatever `poolhouse.toml` says.
    Local,
    /// Where `poolhouse.toml` says.
    Project,
    /// In an object store.
    #[cfg(feature = "team-state")]
    Team(TeamAddress),
}

impl FromStr for StateChoice {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "local" => Ok(Self::Local),
            "project" => Ok(Self::Project),
            address => Self::address(address),
        }
    }
}

impl StateChoice {
    #[cfg(feature = "team-state")]
    fn address(text: &str) -> Result<Self, String> {
        TeamAddress::parse(text).map(Self::Team)
    }

    #[cfg(not(feature = "team-state"))]
    fn address(text: &str) -> Result<Self, String> {
        Err(format!("{text}: this poolhouse was built without states on object stores; write `local`"))
    }

    /// The home of the states of a project. Its own folder is not made by this.
    ///
    /// # Errors
    /// When `poolhouse.toml` says what nobody asked for, or does not say what was asked for.
    pub fn home(&self, project: &Project) -> Result<StateHome, Error> {
        self.home_with(project, &Granted::of(project, None, &BTreeSet::new())?)
    }

    /// The same with what of the project's file counts.
    pub(crate) fn home_with(&self, project: &Project, granted: &Granted) -> Result<StateHome, Error> {
        match (self, Config::read(project.root())?.state.url) {
            (Self::Unsaid, None) | (Self::Local, _) => Ok(StateHome::folder(project.own_path())),
            (Self::Unsaid, Some(url)) => {
                granted.check(&Ask::State(url))?;
                Self::Project.home_with(project, granted)
            }
            (Self::Project, Some(url)) => match Self::address(&url).map_err(Error::Usage)? {
                #[cfg(feature = "team-state")]
                Self::Team(address) => Ok(StateHome::team(address, Some(project.own_path()))),
                _ => Ok(StateHome::folder(project.own_path())),
            },
            (Self::Project, None) => {
                Err(Error::Usage("poolhouse.toml does not say where states are kept: [state] url".to_owned()))
            }
            #[cfg(feature = "team-state")]
            (Self::Team(address), _) => Ok(StateHome::team(address.clone(), Some(project.own_path()))),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn project(toml: &str) -> (tempfile::TempDir, Project) {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("poolhouse.toml"), toml).unwrap();
        let project = Project::around(folder.path());
        (folder, project)
    }

    #[test]
    fn a_project_file_moves_no_state_by_itself() {
        let (_folder, project) = project("[state]\nurl = \"s3://states/people\"\n");
        let refused = StateChoice::Unsaid.home_with(&project, &Granted::default()).err().unwrap().to_string();
        assert!(refused.contains("s3://states/people") && refused.contains("--state project"), "{refused}");
        assert!(StateChoice::Local.home_with(&project, &Granted::default()).is_ok());
        #[cfg(feature = "team-state")]
        assert!(StateChoice::Project.home_with(&project, &Granted::default()).is_ok());
    }

    #[test]
    fn what_the_project_file_is_asked_for_it_must_say() {
        let (_folder, project) = project("");
        assert!(StateChoice::Unsaid.home_with(&project, &Granted::default()).is_ok());
        let refused =
            StateChoice::Project.home_with(&project, &Granted::default()).err().unwrap().to_string();
        assert!(refused.contains("[state] url"), "{refused}");
    }

    #[test]
    fn a_choice_is_two_words_or_an_address() {
        assert_eq!("local".parse(), Ok(StateChoice::Local));
        assert_eq!("project".parse(), Ok(StateChoice::Project));
        #[cfg(feature = "team-state")]
        assert!(matches!("s3://states/people".parse(), Ok(StateChoice::Team(_))));
        assert!("shared".parse::<StateChoice>().is_err());
    }
}
