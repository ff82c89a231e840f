//! Lines of generated files.

use poolhouse_core::schema::{Property, Resource};

use crate::registry::Argument;

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

/// Which of a property's two names a table of properties has.
type Spelling = fn(&Property) -> &'static str;

/// The two tables of properties that a declaration takes: their types' names, and each property's name in them.
pub(super) fn spellings(resource: &Resource) -> [(String, Spelling); 2] {
    let word = resource.word;
    let class = format!("{}{}Properties", word[..1].to_uppercase(), &word[1..]);
    [(class, |property| property.snake), (format!("{}Properties", resource.name), |property| property.name)]
}

/// The arguments as a call writes them: `id, properties`.
pub(super) fn names(arguments: &[Argument]) -> String {
    arguments.iter().map(|argument| argument.name).collect::<Vec<_>>().join(", ")
}
