//! A terminal at which nobody sits: its answers are there beforehand.

use std::collections::VecDeque;

use parking_lot::Mutex;

use crate::live::Terminal;

/// Whoever runs a script in a test.
#[derive(Default)]
pub(crate) struct ScriptedTerminal {
    /// The answers that are left.
    answers: Mutex<VecDeque<String>>,
    lines: Mutex<Vec<String>>,
    questions: Mutex<Vec<String>>,
}

impl ScriptedTerminal {
    pub(super) fn answering(answers: Vec<String>) -> Self {
        Self { answers: Mutex::new(answers.into()), ..Self::default() }
    }

    /// The lines that were printed, and the questions that were asked.
    pub(super) fn told(&self) -> (Vec<String>, Vec<String>) {
        (self.lines.lock().clone(), self.questions.lock().clone())
    }
}

impl Terminal for ScriptedTerminal {
    fn print(&self, line: &str) {
        self.lines.lock().push(line.to_owned());
    }

    fn ask(&self, question: &str, _: bool) -> Result<String, String> {
        self.questions.lock().push(question.to_owned());
        let nobody =
            || format!("the test has no answer to \"{question}\": `answers` of `emulator:run` takes them");
        self.answers.lock().pop_front().ok_or_else(nobody)
    }
}
