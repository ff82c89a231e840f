//! `poolhouse emulator`: a Cognito on this machine.

use std::net::SocketAddr;
use std::process::ExitCode;

use poolhouse::serve::{ServeOptions, bind, operations};

use crate::Failure;
use crate::args::EmulatorArgs;
use crate::print;
use crate::signing_key::SigningKey;

pub(crate) async fn run(args: EmulatorArgs) -> Result<ExitCode, Failure> {
    if args.operations {
        print::operations(&operations());
        return Ok(ExitCode::SUCCESS);
    }
    let access_keys: Vec<_> =
        args.require_signatures.iter().map(SigningKey::access_key).collect::<Result<_, _>>()?;
    if !args.bind.is_loopback() {
        print::note(match access_keys.is_empty() {
            true => "anyone who reaches this address can do anything to the emulator's users",
            false => "anyone who reaches this address can read what the emulator's users were sent",
        });
    }
    let server = bind(ServeOptions {
        address: SocketAddr::new(args.bind, args.port),
        account: args.account,
        region: args.region,
        issuer: args.issuer.unwrap_or_default(),
        access_keys,
        quotas: args.quotas.unwrap_or_default(),
        hosts: args.host,
        data: args.data,
        fixtures: args.fixture,
        functions: args.function,
        project: std::env::current_dir()?,
    })
    .await?;
    print::listening(server.address()?);
    server
        .serve(async {
            // Without a signal to wait for, it serves until it is killed.
            if tokio::signal::ctrl_c().await.is_err() {
                std::future::pending::<()>().await;
            }
        })
        .await?;
    Ok(ExitCode::SUCCESS)
}
