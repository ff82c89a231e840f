//! `poolhouse pull`: copies a real pool, to rehearse on.

use std::process::ExitCode;
use std::sync::Arc;

use poolhouse::core::state::MemoryState;
use poolhouse::emulator::Snapshot;
use poolhouse::{AwsTarget, PoolId, Poolhouse, Target};

use crate::Failure;
use crate::args::PullArgs;
use crate::print;

pub(crate) async fn run(args: PullArgs) -> Result<ExitCode, Failure> {
    let pool = PoolId::new(args.pool.as_str())?;
    if args.out.exists() && Snapshot::open(&args.out).is_err() {
        return Err(format!(
            "{}: is there already, and is no copy of a pool: name another file",
            args.out.display()
        )
        .into());
    }
    let target = AwsTarget { endpoint: args.endpoint, profile: args.profile, region: None };
    // Nothing is remembered of a copy.
    let mut builder =
        Poolhouse::builder().target(Target::Aws(target)).state(Arc::new(MemoryState::default()));
    if let Some(percent) = args.quota_share {
        builder = builder.quota_share(percent);
    }
    let copy = Box::pin(builder.build()?.pull(&pool)).await?;
    copy.save(&args.out)?;
    print::note(&format!(
        "pool {pool} is copied; `apply SCRIPT --rehearse {}` tries a script on it",
        args.out.display()
    ));
    Ok(ExitCode::SUCCESS)
}
