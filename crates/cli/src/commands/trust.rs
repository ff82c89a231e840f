//! `poolhouse trust`: lets a project's file count.

use std::process::ExitCode;

use poolhouse::Project;
use poolhouse::trust::Trust;

use crate::Failure;
use crate::args::TrustArgs;
use crate::commands::carry_out::ask;
use crate::print;

pub(crate) fn run(args: &TrustArgs) -> Result<ExitCode, Failure> {
    let trust = Trust::of_user()?;
    if args.list {
        print::trust::list(&trust.list()?);
        return Ok(ExitCode::SUCCESS);
    }
    let project = Project::around(&std::fs::canonicalize(&args.project)?);
    if args.revoke {
        print::trust::revoked(&project, trust.revoke(&project)?);
        return Ok(ExitCode::SUCCESS);
    }
    let asked = trust.asked(&project)?;
    print::trust::asked(&project, &asked);
    if asked.asks.is_empty() || asked.is_trusted {
        return Ok(ExitCode::SUCCESS);
    }
    if !args.yes && !ask("Let all of this count?")? {
        print::note("nothing was changed");
        return Ok(ExitCode::FAILURE);
    }
    trust.grant(&project, &asked)?;
    print::trust::granted();
    Ok(ExitCode::SUCCESS)
}
