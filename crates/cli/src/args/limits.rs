//! How much scripts may take.

use std::time::Duration;

use poolhouse::AskedLimits;
use poolhouse::lua::Limits;

/// How much any script may take, or a plugin.
#[derive(Clone, Debug, PartialEq, clap::Args)]
pub(crate) struct LimitArgs {
    /// How long a script may run, or a case of a test: 2s, 500ms
    #[arg(long, value_name = "TIME", value_parser = Limits::parse_time)]
    time_limit: Option<Duration>,

    /// How much memory it may take: 64MiB
    #[arg(long, value_name = "SIZE", value_parser = Limits::parse_memory)]
    memory_limit: Option<usize>,

    /// How many lines of its log are shown: 10000 by default
    #[arg(long, value_name = "N")]
    log_limit: Option<usize>,
}

/// How much a script may do that calls the API, or a case of a test.
#[derive(Debug, clap::Args)]
pub(crate) struct CallLimitArgs {
    /// How many calls, waits and questions it may make: 100000 by default
    #[arg(long, value_name = "N")]
    call_limit: Option<usize>,

    /// How much it may print: 16MiB by default
    #[arg(long, value_name = "SIZE", value_parser = Limits::parse_size)]
    output_limit: Option<usize>,
}

impl LimitArgs {
    /// What is asked for of a script that declares.
    pub(crate) fn asked(&self) -> AskedLimits {
        AskedLimits {
            time: self.time_limit,
            memory: self.memory_limit,
            log_lines: self.log_limit,
            ..AskedLimits::default()
        }
    }

    /// The same with what is asked for of calls.
    pub(crate) fn with(&self, calls: &CallLimitArgs) -> AskedLimits {
        AskedLimits { calls: calls.call_limit, output: calls.output_limit, ..self.asked() }
    }
}
