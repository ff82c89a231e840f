//! `poolhouse types`: what editors know of scripts, as this version has it.

use std::process::ExitCode;

use poolhouse::{Project, scaffold};

use crate::Failure;
use crate::args::TypesArgs;
use crate::print;

pub(crate) fn run(args: &TypesArgs) -> Result<ExitCode, Failure> {
    let folder = std::fs::canonicalize(&args.project)
        .map_err(|error| format!("{}: {error}", args.project.display()))?;
    print::written(&scaffold::types(&Project::around(&folder))?);
    Ok(ExitCode::SUCCESS)
}
