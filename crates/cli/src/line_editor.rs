//! The line editor of the console: entries of several lines, completion, and a history.

use std::path::PathBuf;
use std::sync::Arc;

use poolhouse::console_history;
use poolhouse::lua::Console;
use rustyline::completion::Completer;
use rustyline::error::ReadlineError;
use rustyline::highlight::Highlighter;
use rustyline::hint::Hinter;
use rustyline::history::FileHistory;
use rustyline::validate::{ValidationContext, ValidationResult, Validator};
use rustyline::{CompletionType, Config, Context, Editor, Helper};

use crate::Failure;
use crate::print;

const PROMPT: &str = "> ";

/// Reads what somebody types.
pub(crate) struct LineEditor {
    console: Arc<Console>,
    editor: Editor<Knowledge, FileHistory>,
    /// The file that keeps the history, where there is one.
    kept_in: Option<PathBuf>,
}

impl LineEditor {
    /// An editor that knows what can be typed into `console`. Where the history cannot be kept, it is not.
    pub(crate) fn open(console: Arc<Console>) -> Result<Self, Failure> {
        let config = Config::builder()
            .completion_type(CompletionType::List)
            .history_ignore_space(true)
            .auto_add_history(true)
            .build();
        let mut editor = Editor::with_config(config)?;
        editor.set_helper(Some(Knowledge { console: Arc::clone(&console) }));
        let kept_in = console_history().unwrap_or_else(|error| {
            print::note(&format!("what is typed is not kept: {error}"));
            None
        });
        if let Some(file) = &kept_in {
            // The first console has none.
            let _ = editor.load_history(file);
        }
        Ok(Self { console, editor, kept_in })
    }

    /// The next entry; none when there are no more. An entry that is broken off counts for nothing.
    pub(crate) fn read(&mut self) -> Result<Option<String>, Failure> {
        loop {
            self.console.await_entry();
            match self.editor.readline(PROMPT) {
                Ok(entry) if entry.trim().is_empty() => {}
                Ok(entry) => {
                    self.keep();
                    return Ok(Some(entry));
                }
                Err(ReadlineError::Interrupted) => {}
                Err(ReadlineError::Eof) => return Ok(None),
                Err(error) => return Err(error.into()),
            }
        }
    }

    /// Keeps the history. A console is of use without one.
    fn keep(&mut self) {
        if let Some(file) = &self.kept_in {
            let _ = self.editor.append_history(file);
        }
    }
}

/// What the editor asks the console.
struct Knowledge {
    console: Arc<Console>,
}

impl Completer for Knowledge {
    type Candidate = String;

    fn complete(
        &self,
        line: &str,
        position: usize,
        _: &Context<'_>,
    ) -> rustyline::Result<(usize, Vec<String>)> {
        Ok(self.console.completions(&line[..position]))
    }
}

impl Validator for Knowledge {
    fn validate(&self, context: &mut ValidationContext<'_>) -> rustyline::Result<ValidationResult> {
        let whole = self.console.is_whole(context.input());
        Ok(if whole { ValidationResult::Valid(None) } else { ValidationResult::Incomplete })
    }
}

impl Hinter for Knowledge {
    type Hint = String;
}

impl Highlighter for Knowledge {}

impl Helper for Knowledge {}
