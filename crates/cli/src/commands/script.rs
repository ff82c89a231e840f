//! From the arguments that every script command takes to a builder.

use std::process::ExitCode;
use std::sync::Arc;

use poolhouse::{AwsTarget, Builder, Options, Poolhouse, Refresh, Strategy, Target};

use crate::Failure;
use crate::args::{self, Backend, CallLimitArgs, GivenArgs, PermissionArgs, ScriptArgs, TargetArgs};
use poolhouse::json;

use crate::print;

/// A poolhouse on that script and target.
pub(crate) fn builder(args: ScriptArgs) -> Result<Builder, Failure> {
    let mut builder = given(on(Poolhouse::builder().source(args.script), args.target)?, args.given)?;
    if let Some(name) = args.name {
        builder = builder.name(name);
    }
    if let Some(choice) = args.state {
        builder = builder.state_at(choice);
    }
    check_named_once("--input", &args.input)?;
    for (name, file) in args.input {
        builder = builder.input(name, file);
    }
    for plugin in args.transform {
        builder = builder.transform_plugin(plugin);
    }
    for host in args.allow_http {
        builder = builder.allow_http(host);
    }
    Ok(builder)
}

/// The same on that target.
pub(crate) fn on(builder: Builder, args: TargetArgs) -> Result<Builder, Failure> {
    let mut builder = builder.target(target(&args)?);
    if let Some(percent) = args.quota_share {
        builder = builder.quota_share(percent);
    }
    Ok(args.fixture.into_iter().fold(builder, Builder::fixture))
}

/// The same with what its script is given.
pub(crate) fn given(builder: Builder, args: GivenArgs) -> Result<Builder, Failure> {
    check_named_once("--arg", &args.args)?;
    let mut builder = builder.stage(args.stage).limits(args.limits.asked());
    builder = builder.log(Arc::new(|line| print::log(&line)));
    for (key, value) in args.args {
        builder = builder.arg(key, value);
    }
    for name in args.allow_env {
        let value = std::env::var(&name).ok();
        builder = builder.env(name, value);
    }
    Ok(builder)
}

/// One of two values would be lost without a word.
fn check_named_once<T>(flag: &str, named: &[(String, T)]) -> Result<(), Failure> {
    match args::twice(named) {
        Some(name) => Err(format!("{flag} gives {name} twice; give it once").into()),
        None => Ok(()),
    }
}

/// The same for a script that calls the API.
pub(crate) fn given_calls(
    builder: Builder,
    args: GivenArgs,
    calls: &CallLimitArgs,
) -> Result<Builder, Failure> {
    let limits = args.limits.with(calls);
    Ok(given(builder, args)?.limits(limits))
}

/// What the flags let a plan do.
pub(crate) fn options(permission: &PermissionArgs) -> Options {
    Options {
        adopt: permission.adopt,
        allow_replace: permission.allow_replace,
        destroy: false,
        max_deletes: permission.threshold.max_deletes,
        refresh: match permission.refresh {
            args::Refresh::Auto => Refresh::Auto,
            args::Refresh::Deep => Refresh::Deep,
            args::Refresh::None => Refresh::None,
        },
        selection: permission.selection.selection(),
        strategy: match (permission.strategy, &permission.import_role) {
            (args::Strategy::ImportJob, Some(role)) => Strategy::ImportJob { role: role.clone() },
            _ => Strategy::Calls,
        },
    }
}

/// Why a plan was not made. With `--json` faults are data too, so that programs read what people read.
pub(crate) fn refused(error: poolhouse::Error, as_json: bool) -> Result<ExitCode, Failure> {
    match error {
        poolhouse::Error::Faults(faults) if as_json => {
            print::json(&json::faults(&faults));
            Ok(ExitCode::FAILURE)
        }
        error => Err(error.into()),
    }
}

fn target(args: &TargetArgs) -> Result<Target, Failure> {
    if args.backend == Backend::Aws {
        if !args.fixture.is_empty() {
            return Err("--fixture means something with --backend emulator only".into());
        }
        return Ok(Target::Aws(AwsTarget {
            region: args.region.clone(),
            profile: args.profile.clone(),
            endpoint: args.endpoint.clone(),
        }));
    }
    let aws_only = [("--endpoint", &args.endpoint), ("--region", &args.region), ("--profile", &args.profile)];
    match aws_only.into_iter().find(|(_, value)| value.is_some()) {
        Some((flag, _)) => Err(format!("{flag} means something with --backend aws only").into()),
        None => Ok(Target::Embedded),
    }
}
