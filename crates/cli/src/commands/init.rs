//! `poolhouse init`: a project to begin with.

use std::process::ExitCode;

use poolhouse::scaffold;

use crate::Failure;
use crate::args::InitArgs;
use crate::print;

pub(crate) fn run(args: &InitArgs) -> Result<ExitCode, Failure> {
    print::laid(&args.folder, &scaffold::init(&args.folder)?);
    Ok(ExitCode::SUCCESS)
}
