//! `poolhouse console`: Lua that somebody types, entry by entry.

use std::process::ExitCode;
use std::sync::Arc;

use poolhouse::lua::{Console, Writes};
use poolhouse::{Poolhouse, Project};

use crate::Failure;
use crate::args::{Backend, ConsoleArgs};
use crate::commands::script;
use crate::line_editor::LineEditor;
use crate::print;
use crate::terminal::AtTerminal;

pub(crate) async fn run(args: ConsoleArgs) -> Result<ExitCode, Failure> {
    let only_looks = args.target.backend == Backend::Aws && !args.write;
    let writes = if only_looks { Writes::Refused } else { Writes::Sent };
    let project = Project::around(&std::env::current_dir()?);
    let builder = script::on(Poolhouse::builder().typed().project(project.root()), args.target)?;
    let poolhouse = script::given_calls(builder, args.given, &args.calls)?.build()?;
    let console = Arc::new(poolhouse.console(writes, Arc::new(AtTerminal)).await?);
    print::console_begins(only_looks);
    let typing = Arc::clone(&console);
    let typed = tokio::task::spawn_blocking(move || type_into(&typing));
    tokio::select! {
        typed = typed => typed??,
        () = interrupt_at_signals(&console) => {}
    }
    Ok(ExitCode::SUCCESS)
}

/// Reads entries and runs them, until there are no more.
fn type_into(console: &Arc<Console>) -> Result<(), Failure> {
    let mut editor = LineEditor::open(Arc::clone(console))?;
    while let Some(entry) = editor.read()? {
        match console.run(&entry) {
            Ok(values) => values.iter().for_each(|value| print::line(value)),
            Err(fault) => print::faults(&fault.into()),
        }
    }
    Ok(())
}

/// While an entry is typed, Ctrl-C is a key. While one runs, it is a signal and ends the entry.
async fn interrupt_at_signals(console: &Console) {
    while tokio::signal::ctrl_c().await.is_ok() {
        console.interrupt();
    }
    // Without signals to hear, an entry ends by itself.
    std::future::pending().await
}
