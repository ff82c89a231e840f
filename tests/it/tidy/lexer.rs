//! Rust as far as the rules must know it: what is code, what is a comment, what is text; where an
//! item ends.

/// What a piece of a source is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Kind {
    Code,
    Comment,
    /// A literal string or character, its quotes included.
    Text,
}

/// The pieces of a source, in order, without gaps. Code comes a character at a time.
pub(super) fn pieces(source: &str) -> Vec<(Kind, &str)> {
    let (mut found, mut rest, mut after_word) = (Vec::new(), source, false);
    while !rest.is_empty() {
        let (kind, length) = first_piece(rest, after_word);
        let (piece, following) = rest.split_at(length);
        after_word = kind == Kind::Code && piece.ends_with(is_word);
        found.push((kind, piece));
        rest = following;
    }
    found
}

/// The source with all but the pieces of these kinds blanked; offsets and lines stay.
pub(super) fn only(pieces: &[(Kind, &str)], kinds: &[Kind]) -> String {
    pieces
        .iter()
        .map(|(kind, piece)| if kinds.contains(kind) { (*piece).to_owned() } else { blank(piece) })
        .collect()
}

/// Spaces and line breaks in place of a text, of the same length in bytes.
pub(super) fn blank(text: &str) -> String {
    text.bytes().map(|byte| if byte == b'\n' { '\n' } else { ' ' }).collect()
}

/// Whether a character can stand in a name.
pub(super) fn is_word(character: char) -> bool {
    character.is_alphanumeric() || character == '_'
}

/// Where these words stand in a text and are not part of longer names.
pub(super) fn find_words<'a>(text: &'a str, words: &'a str) -> impl Iterator<Item = usize> + 'a {
    let joined = |before: &str, after: &str| before.ends_with(is_word) && after.starts_with(is_word);
    let alone = move |at: &usize| {
        let (before, after) = (&text[..*at], &text[at + words.len()..]);
        !joined(before, words) && !joined(words, after)
    };
    text.match_indices(words).map(|(at, _)| at).filter(alone)
}

/// Where an item of blanked code that begins here ends, and whether it has a body in braces.
pub(super) fn item_end(code: &str, from: usize) -> (usize, bool) {
    let mut depth = 0_usize;
    for (at, character) in code[from..].char_indices() {
        match character {
            ';' if depth == 0 => return (from + at + 1, false),
            '{' if depth == 0 => return (from + at + body_length(&code[from + at..]), true),
            '(' | '[' => depth += 1,
            ')' | ']' => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    (code.len(), false)
}

/// The length of a text in braces, of which the first opens it.
pub(super) fn body_length(code: &str) -> usize {
    let mut depth = 0_usize;
    for (at, character) in code.char_indices() {
        match character {
            '{' => depth += 1,
            '}' if depth == 1 => return at + 1,
            '}' => depth -= 1,
            _ => {}
        }
    }
    code.len()
}

fn first_piece(rest: &str, after_word: bool) -> (Kind, usize) {
    if rest.starts_with("//") {
        return (Kind::Comment, rest.find('\n').unwrap_or(rest.len()));
    }
    if rest.starts_with("/*") {
        return (Kind::Comment, block_comment(rest));
    }
    let text = string(rest).or_else(|| character(rest)).or_else(|| raw_string(rest).filter(|_| !after_word));
    match text {
        Some(length) => (Kind::Text, length),
        None => (Kind::Code, rest.chars().next().map_or(0, char::len_utf8)),
    }
}

/// The length of the comment that begins here; comments nest.
fn block_comment(rest: &str) -> usize {
    let (mut depth, mut at) = (0_usize, 0);
    loop {
        let Some(mark) = rest[at..].find(['/', '*']).map(|found| at + found) else { return rest.len() };
        at = mark + 2;
        match rest.get(mark..at) {
            Some("/*") => depth += 1,
            Some("*/") if depth == 1 => return at,
            Some("*/") => depth -= 1,
            _ => at = mark + 1,
        }
    }
}

fn string(rest: &str) -> Option<usize> {
    rest.starts_with('"').then(|| quoted(rest, '"'))
}

/// The length of a literal character; what begins a lifetime is none.
fn character(rest: &str) -> Option<usize> {
    let inner = rest.strip_prefix('\'')?;
    let first = inner.chars().next()?;
    (first == '\\' || inner[first.len_utf8()..].starts_with('\'')).then(|| quoted(rest, '\''))
}

/// The length of what stands between this quote and the next that no backslash hides.
fn quoted(rest: &str, quote: char) -> usize {
    let mut hidden = false;
    for (at, character) in rest.char_indices().skip(1) {
        if character == quote && !hidden {
            return at + quote.len_utf8();
        }
        hidden = character == '\\' && !hidden;
    }
    rest.len()
}

fn raw_string(rest: &str) -> Option<usize> {
    let marks = rest.strip_prefix(['b', 'c']).unwrap_or(rest).strip_prefix('r')?;
    let inner = marks.trim_start_matches('#');
    let end = format!("\"{}", &marks[..marks.len() - inner.len()]);
    let inner = inner.strip_prefix('"')?;
    let length = inner.find(&end).map_or(inner.len(), |at| at + end.len());
    Some(rest.len() - inner.len() + length)
}

#[cfg(test)]
mod tests {
    use super::{Kind, body_length, find_words, item_end, only, pieces};

    const SOURCE: &str = r###"/* a /* b */ c */ let a: &'static str = "one // \" two"; // "three"
let b = (br#"{"four": '}'}"#, '"', '\'', 'é', r#move); "###;

    #[test]
    fn code_is_told_from_text_and_comments() {
        let kept = |kinds: &[Kind]| {
            let text = only(&pieces(SOURCE), kinds);
            assert_eq!(text.len(), SOURCE.len());
            text.split_whitespace().collect::<Vec<_>>().join(" ")
        };
        assert_eq!(kept(&[Kind::Code]), "let a: &'static str = ; let b = ( , , , , r#move);");
        assert_eq!(kept(&[Kind::Comment]), r#"/* a /* b */ c */ // "three""#);
        assert_eq!(kept(&[Kind::Text]), r###""one // \" two" br#"{"four": '}'}"# '"' '\'' 'é'"###);
    }

    #[test]
    fn an_item_ends_with_its_body_or_its_semicolon() {
        let code = "fn a(b: [u8; 2]) -> C { d { e } } fn f();";
        let (end, has_body) = item_end(code, 0);
        assert_eq!((&code[..end], has_body), ("fn a(b: [u8; 2]) -> C { d { e } }", true));
        assert_eq!(item_end(code, end), (code.len(), false));
        assert_eq!(body_length("{ { } } }"), 7);
    }

    #[test]
    fn words_are_whole() {
        assert_eq!(find_words("println!(eprintln!)", "println!").collect::<Vec<_>>(), [0]);
        assert_eq!(find_words("an async, asynchronous", "async").collect::<Vec<_>>(), [3]);
    }
}
