//! What others wrote, on its way into a message: scripts, plugins and pools say as much as they like, and anything.

/// The beginning of a text, with how much of it is left out when it is not all. Longer messages hide the others.
pub fn cut(text: impl Into<String>) -> String {
    let mut text = text.into();
    if text.len() > LONGEST {
        let end = text.floor_char_boundary(LONGEST);
        let rest = text.len() - end;
        text.truncate(end);
        text.push_str(&format!("… ({rest} more bytes)"));
    }
    text
}

/// Whether a terminal would obey the character, or turn the words around it, and not show it.
#[must_use]
pub fn steers(character: char) -> bool {
    let turns = matches!(character,
        '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    turns || character.is_control()
}

const LONGEST: usize = 8 * 1024;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_long_is_cut_between_characters_and_told_to_be() {
        assert_eq!(cut("é"), "é");
        let whole = "é".repeat(LONGEST / 2);
        assert_eq!(cut(whole.as_str()), whole);
        assert_eq!(cut(format!("x{whole}")), format!("x{}… (2 more bytes)", &whole[2..]));
    }

    #[test]
    fn what_steers_a_terminal_is_told_from_text() {
        assert!("Zoë 名 😀 e\u{301}".chars().all(|one| !steers(one)));
        let signs =
            "\n\r\t\u{1b}\u{9b}\u{61c}\u{200e}\u{200f}\u{2028}\u{2029}\u{202a}\u{202e}\u{2066}\u{2069}";
        assert!(signs.chars().all(steers));
    }
}
