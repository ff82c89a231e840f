//! Whoever runs a script: where its lines go, and who answers it.

use std::io::{IsTerminal, Write, stdin};

#[cfg(unix)]
use nix::sys::termios::{LocalFlags, SetArg, Termios, tcgetattr, tcsetattr};

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
    if hidden {
        // Whoever sees the question may type: by then nothing must show any more.
        let _unseen = Unseen::begin()?;
        show(question)?;
        return rpassword::read_password();
    }
    show(question)?;
    let mut answer = String::new();
    stdin().read_line(&mut answer)?;
    answer.truncate(answer.trim_end_matches(['\r', '\n']).len());
    Ok(answer)
}

fn show(question: &str) -> std::io::Result<()> {
    let mut out = std::io::stderr();
    write!(out, "{question} ")?;
    out.flush()
}

/// As long as this is there, the terminal does not show what is typed.
#[cfg(unix)]
struct Unseen {
    terminal: std::fs::File,
    before: Termios,
}

#[cfg(unix)]
impl Unseen {
    fn begin() -> std::io::Result<Self> {
        let terminal = std::fs::File::open("/dev/tty")?;
        let before = tcgetattr(&terminal)?;
        let mut unseen = before.clone();
        unseen.local_flags.remove(LocalFlags::ECHO);
        tcsetattr(&terminal, SetArg::TCSANOW, &unseen)?;
        Ok(Self { terminal, before })
    }
}

#[cfg(unix)]
impl Drop for Unseen {
    fn drop(&mut self) {
        // A terminal that is gone shows nothing anyway.
        let _ = tcsetattr(&self.terminal, SetArg::TCSANOW, &self.before);
    }
}

/// Elsewhere what reads the answer hides it, from a moment after the question on.
#[cfg(not(unix))]
struct Unseen;

#[cfg(not(unix))]
impl Unseen {
    fn begin() -> std::io::Result<Self> {
        Ok(Self)
    }
}
