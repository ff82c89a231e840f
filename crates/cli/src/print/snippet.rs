//! A fault with the line of the script that it is in, for people at a terminal.

use std::io::{IsTerminal, stderr};
use std::ops::Range;
use std::path::Path;

use annotate_snippets::{AnnotationKind, Level, Renderer, Snippet};
use poolhouse::lua::{Span, locate};
use poolhouse::{Fault, files};

/// The fault as a terminal shows it; nothing where nobody looks, or where the script does not spell out its place.
pub(super) fn shown(fault: &Fault, level: &Level<'static>) -> Option<String> {
    stderr().is_terminal().then(|| drawn(fault, level, &Renderer::styled()))?
}

fn drawn(fault: &Fault, level: &Level<'static>, renderer: &Renderer) -> Option<String> {
    let origin = fault.origin.as_ref()?;
    let script = files::read_to_string(Path::new(&origin.file)).ok()?;
    let span = locate(&script, origin.line, fault.path.as_deref())?;
    let line = script.lines().nth(usize::try_from(span.line).ok()?.checked_sub(1)?)?;
    let title = Fault { origin: None, hint: None, ..fault.clone() }.to_string();
    let marked = AnnotationKind::Primary.span(bytes(line, span)).label(fault.hint.as_deref());
    let snippet = Snippet::source(line).line_start(usize::try_from(span.line).ok()?).path(&origin.file);
    Some(renderer.render(&[level.clone().primary_title(title).element(snippet.annotation(marked))]))
}

/// The bytes of a line that a span's columns take.
fn bytes(line: &str, span: Span) -> Range<usize> {
    let at = |column: u32| {
        let mut places = line.char_indices().map(|(place, _)| place);
        places.nth(usize::try_from(column).unwrap_or(usize::MAX)).unwrap_or(line.len())
    };
    at(span.column - 1)..at(span.column - 1 + span.width)
}

#[cfg(test)]
mod tests {
    use expect_test::expect;
    use poolhouse::core::declare::Origin;

    use super::*;

    #[test]
    fn the_property_is_marked_in_its_line_with_what_to_do_instead() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("people.lua");
        std::fs::write(
            &file,
            "local ann = pool:user('ann', {\n  attributes = { ['ä'] = 1, emial = 'x' },\n})",
        )
        .unwrap();
        let origin = Origin { file: file.display().to_string(), line: 1 };
        let fault = Fault::new(Some(origin), "is not in the pool").of("user \"ann\"").at("attributes.emial");
        let drawn = drawn(&fault.hint("did you mean email?"), &Level::ERROR, &Renderer::plain()).unwrap();
        expect![[r#"
            error: user "ann": attributes.emial is not in the pool
             --> /people.lua:2:29
              |
            2 |   attributes = { ['ä'] = 1, emial = 'x' },
              |                             ^^^^^ did you mean email?"#]]
        .assert_eq(&drawn.replace(&folder.path().display().to_string(), ""));
    }
}
