//! `poolhouse emulator`: a Cognito on this machine.

use std::net::SocketAddr;
use std::process::ExitCode;
use std::sync::Arc;

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
        allow_http: args.allow_http.into_iter().collect(),
        log: Arc::new(|line| print::log(&line)),
        project: std::env::current_dir()?,
    })
    .await?;
    let told_to_end = told_to_end()?;
    print::listening(server.address()?);
    server.serve(told_to_end).await?;
    Ok(ExitCode::SUCCESS)
}

/// Completes when somebody at the terminal, or whatever started the program, wants it to end. They are heard from the
/// moment this returns.
#[cfg(unix)]
fn told_to_end() -> std::io::Result<impl Future<Output = ()>> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut interrupted = signal(SignalKind::interrupt())?;
    let mut terminated = signal(SignalKind::terminate())?;
    Ok(async move {
        tokio::select! {
            _ = interrupted.recv() => {}
            _ = terminated.recv() => {}
        }
    })
}

/// Completes when somebody at the terminal wants the program to end.
#[cfg(not(unix))]
fn told_to_end() -> std::io::Result<impl Future<Output = ()>> {
    Ok(async {
        // Without a signal to wait for, it serves until it is killed.
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    })
}
