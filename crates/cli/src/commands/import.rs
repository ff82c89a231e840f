//! `poolhouse import`: takes over what a pool holds already.

use std::fs::File;
use std::io::Write;
use std::path::Path;
use std::process::ExitCode;

use poolhouse::{PoolId, Poolhouse};

use crate::Failure;
use crate::args::ImportArgs;
use crate::commands::script;
use crate::print;

pub(crate) async fn run(args: ImportArgs) -> Result<ExitCode, Failure> {
    match (&args.all, &args.resource, &args.from) {
        (Some(pool), None, None) => whole_pool(&args, &PoolId::new(pool.as_str())?).await,
        (None, Some(key), Some(from)) => {
            let poolhouse = script::builder(args.script.clone())?.build()?;
            let (pool, name) =
                from.split_once('/').ok_or("write POOL/NAME, as in us-east-1_examplepool/ann")?;
            let entry = Box::pin(poolhouse.import(key, &PoolId::new(pool)?, name)).await?;
            print::imported(key, &entry);
            Ok(ExitCode::SUCCESS)
        }
        _ => Err("give a resource and where it is, as in `user/ann POOL/ann`, or --all POOL".into()),
    }
}

/// The script comes before the state: a script without a state can be imported again, a state without its script would
/// have everybody deleted.
async fn whole_pool(args: &ImportArgs, pool: &PoolId) -> Result<ExitCode, Failure> {
    let path = &args.script.script;
    let mut file = File::create_new(path)
        .map_err(|error| format!("{}: {error}; --all writes a new script", path.display()))?;
    let written = Box::pin(written(args, pool, &mut file)).await;
    if written.is_err() {
        // Nobody needs a script that says nothing.
        let _ = std::fs::remove_file(path);
    }
    written?;
    Ok(ExitCode::SUCCESS)
}

async fn written(args: &ImportArgs, pool: &PoolId, file: &mut File) -> Result<(), Failure> {
    let poolhouse: Poolhouse = script::builder(args.script.clone())?.build()?;
    let import = poolhouse.prepare_import(pool).await?;
    let (count, foreign) = (import.imported().entries.len(), import.imported().foreign.clone());
    file.write_all(poolhouse::lua::script(pool, &import.imported().desired).as_bytes())?;
    file.sync_all()?;
    import.commit().await?;
    print::imported_pool(pool, count, Path::new(&args.script.script), &foreign);
    Ok(())
}
