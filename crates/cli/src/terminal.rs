//! Whoever runs a script: where its lines go, and who answers it.

use std::io::{IsTerminal, Write, stdin};

use poolhouse::lua::Terminal;

use crate::print;

/// Whoever sits at the terminal, if anybody does.
pub(crate) struct AtTerminal;

impl Terminal for AtTerminal {
    fn print(&self, line: &str) {
        print::line(line);
    }

    fn ask(&self, question: &str, hidden: bool) -> Result<String, String> {
        if !stdin().is_terminal() {
            return Err(format!("nobody is there to answer \"{question}\": it needs a terminal"));
        }
        answer(question, hidden).map_err(|error| format!("the terminal does not answer: {error}"))
    }
}

fn answer(question: &str, hidden: bool) -> std::io::Result<String> {
    let mut out = std::io::stderr();
    write!(out, "{question} ")?;
    out.flush()?;
    if hidden {
        return rpassword::read_password();
    }
    let mut answer = String::new();
    stdin().read_line(&mut answer)?;
    answer.truncate(answer.trim_end_matches(['\r', '\n']).len());
    Ok(answer)
}
