//! What projects ask for, and which are trusted.

use std::path::PathBuf;

use poolhouse::Project;
use poolhouse::trust::Asked;

use super::{note, plain};

/// What a project's file asks for.
pub(crate) fn asked(project: &Project, asked: &Asked) {
    let file = project.root().join("poolhouse.toml");
    if asked.asks.is_empty() {
        println!("{} asks for nothing that would have to be trusted", file.display());
        return;
    }
    println!("{} asks for:", file.display());
    for ask in &asked.asks {
        println!("  {}", plain(&ask.to_string()));
    }
    if asked.is_trusted {
        println!("all of it counts: the file is trusted as it is");
    }
}

pub(crate) fn granted() {
    note("it counts from now on, until the file is written");
}

pub(crate) fn revoked(project: &Project, was_trusted: bool) {
    let words = if was_trusted { "is trusted no longer" } else { "was not trusted" };
    note(&format!("{} {words}", project.root().display()));
}

/// The projects that are trusted, each with whether its file is as it was.
pub(crate) fn list(projects: &[(PathBuf, bool)]) {
    for (folder, holds) in projects {
        let words = if *holds { "" } else { "  (written since: it counts no longer)" };
        println!("{}{words}", folder.display());
    }
}
