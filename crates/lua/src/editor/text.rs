//! Lines of generated files.

use poolhouse_core::schema::{Kind, Property};

use crate::handle::Held;
use crate::registry::{Argument, Class};

/// Text that grows line by line, each indented as deep as its block.
pub(super) struct Lines {
    text: String,
    indent: usize,
}

impl Lines {
    pub(super) fn new() -> Self {
        Self { text: String::new(), indent: 0 }
    }

    /// A line; an empty one is not indented.
    pub(super) fn line(&mut self, line: &str) {
        if !line.is_empty() {
            self.text.extend(std::iter::repeat_n('\t', self.indent));
        }
        self.text.push_str(line);
        self.text.push('\n');
    }

    /// Lines between two others, a step deeper.
    pub(super) fn block(&mut self, open: &str, close: &str, inside: impl FnOnce(&mut Self)) {
        self.line(open);
        self.indent += 1;
        inside(self);
        self.indent -= 1;
        self.line(close);
    }

    /// Lines that an editor shows beside what follows.
    pub(super) fn doc(&mut self, doc: &str) {
        self.line(&format!("--- {doc}"));
    }

    pub(super) fn finish(self) -> String {
        self.text
    }
}

/// The head of a generated file.
pub(super) fn head(name: &str) -> String {
    format!(
        "-- What `require \"{name}\"` gives, as poolhouse {} has it. `poolhouse types` writes this file anew.",
        env!("CARGO_PKG_VERSION")
    )
}

/// The name of the type of the table of properties that a declaration takes.
///
/// It is one type with both spellings. Of two, of which each lets everything be left out, a checker finds that any table is
/// one of them, whatever it holds.
pub(super) fn properties_of(kind: Kind) -> String {
    let word = kind.resource().word;
    format!("{}{}Properties", word[..1].to_uppercase(), &word[1..])
}

/// The properties by both of their names. Either may be left out, where one of them is required too.
pub(super) fn spelled(kind: Kind) -> impl Iterator<Item = (&'static str, &'static Property)> {
    let properties = kind.resource().properties.iter();
    let snake = properties.clone().map(|property| (property.snake, property));
    snake.chain(properties.map(|property| (property.name, property)))
}

/// Whether `..` joins it with text.
pub(super) fn is_joined(class: &Class) -> bool {
    class.name == Held::Output.class()
}

/// The arguments as a call writes them: `id, properties`.
pub(super) fn names(arguments: &[Argument]) -> String {
    arguments.iter().map(|argument| argument.name).collect::<Vec<_>>().join(", ")
}
