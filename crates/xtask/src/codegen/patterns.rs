//! Patterns of the model, written for the `regex` crate.
//!
//! The service matches the whole string. Its classes `\w`, `\s` and `\S` are ASCII while `\p{…}` is not;
//! Rust's are all Unicode, so the former are spelt out. Rust has no lookbehind; the only one is rewritten.
//! One pattern contradicts the words beside it, and is rewritten to what they say.

use regex::Regex;

/// The one pattern that looks behind (a bucket's name does not end in a dot), and what says the same.
const LOOKBEHIND: (&str, &str) = (r"^[0-9A-Za-z\.\-_]*(?<!\.)$", r"(?:[0-9A-Za-z\.\-_]*[0-9A-Za-z\-_])?");

/// The pattern of domains has no dots, yet by its documentation the names of custom domains have them.
const DOMAIN: (&str, &str) =
    (r"^[a-z0-9](?:[a-z0-9\-]{0,61}[a-z0-9])?$", r"[a-z0-9](?:[a-z0-9\-.]{0,61}[a-z0-9])?");

/// The pattern in the words of the `regex` crate, not yet anchored.
pub(super) fn rewritten(pattern: &str) -> String {
    let exception = [LOOKBEHIND, DOMAIN].into_iter().find(|(model, _)| pattern == *model);
    let rewritten = exception.map_or_else(|| ascii_classes(pattern), |(_, ours)| ours.to_owned());
    Regex::new(&rewritten).unwrap_or_else(|error| panic!("the pattern {pattern} does not compile: {error}"));
    rewritten
}

/// The regular expression that matches just what the service accepts.
pub(super) fn whole_string(pattern: &str) -> String {
    format!(r"\A(?:{})\z", rewritten(pattern))
}

fn ascii_classes(pattern: &str) -> String {
    let mut rewritten = String::new();
    let mut in_brackets = false;
    let pattern = pattern.replace(r"[\S]", r"\S");
    let mut letters = pattern.chars();
    while let Some(letter) = letters.next() {
        match letter {
            '\\' => rewritten += &escape(&pattern, letters.next(), in_brackets),
            _ => rewritten.push(letter),
        }
        in_brackets = letter == '[' || in_brackets && letter != ']';
    }
    rewritten
}

fn escape(pattern: &str, letter: Option<char>, in_brackets: bool) -> String {
    match (letter, in_brackets) {
        (Some('w'), true) => "0-9A-Za-z_".to_owned(),
        (Some('s'), true) => r"\t\n\x0B\f\r ".to_owned(),
        (Some('S'), false) => r"[^\t\n\x0B\f\r ]".to_owned(),
        (Some(same @ ('p' | 'x' | 't' | 'n' | 'r' | '.' | '-' | '{' | '}')), _) => format!("\\{same}"),
        (other, _) => panic!("the pattern {pattern} has an escape that nobody has thought about: {other:?}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn matches(pattern: &str, text: &str) -> bool {
        Regex::new(&whole_string(pattern)).unwrap().is_match(text)
    }

    #[test]
    fn word_characters_are_ascii_and_properties_are_unicode() {
        assert!(matches(r"[\w-]+_[0-9a-zA-Z]+", "us-east-1_Ab"));
        assert!(!matches(r"[\w-]+_[0-9a-zA-Z]+", "üs_Ab"));
        assert!(matches(r"[\p{L}\p{M}]+", "ü"));
    }

    #[test]
    fn what_people_get_to_read_stays_readable() {
        assert_eq!(rewritten(r"[\w-]+_[0-9a-zA-Z]+"), "[0-9A-Za-z_-]+_[0-9a-zA-Z]+");
    }

    #[test]
    fn white_space_is_ascii() {
        assert!(!matches(r"[\S]+", "a b"));
        assert!(matches(r"[\S]+", "a\u{a0}b"));
        assert!(!matches(r"[\w\s]+", "a\u{a0}b"));
    }

    #[test]
    fn the_whole_string_counts() {
        assert!(!matches("[a-c]+|d", "ad"));
        assert!(!matches("^[a-c]+$", "a\n"));
    }

    #[test]
    fn a_domain_may_have_dots_within() {
        assert!(matches(DOMAIN.0, "auth.example.com"));
        assert!(!matches(DOMAIN.0, "auth."));
    }

    #[test]
    fn a_bucket_does_not_end_in_a_dot() {
        assert!(matches(LOOKBEHIND.0, "a.b-c"));
        assert!(matches(LOOKBEHIND.0, ""));
        assert!(!matches(LOOKBEHIND.0, "a.b."));
    }

    #[test]
    #[should_panic(expected = "nobody has thought about")]
    fn an_unknown_escape_stops_the_generator() {
        whole_string(r"\bword");
    }
}
