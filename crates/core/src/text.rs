//! Strings that obey a rule of the API.

use std::collections::HashMap;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

use regex::Regex;

use crate::rules::TextRule;

/// Why a string is not what the API takes.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TextError {
    /// Shorter than the rule's minimum.
    #[error("must have at least {min} {}", characters(*.min))]
    TooShort {
        /// Fewest characters (Unicode code points).
        min: usize,
    },
    /// Longer than the rule's maximum.
    #[error("must have at most {max} {}, has {length}", characters(*.max))]
    TooLong {
        /// Most characters (Unicode code points).
        max: usize,
        /// Characters it has.
        length: usize,
    },
    /// A character that the rule's pattern refuses.
    #[error("must not hold {character:?}")]
    Character {
        /// The first such character.
        character: char,
    },
    /// The characters are fine, their order is not.
    #[error("must have the form `{pattern}`")]
    Form {
        /// The API's own pattern.
        pattern: &'static str,
    },
}

/// So many of them in words: `1 resource`, `2 resources`.
#[must_use]
pub fn counted(count: u64, noun: &str) -> String {
    format!("{count} {noun}{}", if count == 1 { "" } else { "s" })
}

fn characters(count: usize) -> &'static str {
    if count == 1 { "character" } else { "characters" }
}

/// A string type that only holds what a rule of the API admits, in memory and when it is read back from a state.
macro_rules! text_type {
    ($(#[$doc:meta])* $name:ident, $rule:expr) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(String);

        impl $name {
            /// Checks `text` against the API's rule.
            ///
            /// # Errors
            /// When it is too short, too long, or holds a character that the API refuses.
            pub fn new(text: impl Into<String>) -> Result<Self, $crate::TextError> {
                $crate::text::checked(text.into(), &$rule).map(Self)
            }

            /// The text itself.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl AsRef<str> for $name {
            fn as_ref(&self) -> &str {
                &self.0
            }
        }

        impl std::borrow::Borrow<str> for $name {
            fn borrow(&self) -> &str {
                &self.0
            }
        }

        impl TryFrom<String> for $name {
            type Error = $crate::TextError;

            fn try_from(text: String) -> Result<Self, Self::Error> {
                Self::new(text)
            }
        }

        impl From<$name> for String {
            fn from(text: $name) -> Self {
                text.0
            }
        }
    };
}
pub(crate) use text_type;

/// Gives `text` back when it obeys `rule`.
pub(crate) fn checked(text: String, rule: &TextRule) -> Result<String, TextError> {
    let length = text.chars().count();
    if length < rule.min {
        return Err(TextError::TooShort { min: rule.min });
    }
    if length > rule.max {
        return Err(TextError::TooLong { max: rule.max, length });
    }
    if rule.pattern.is_empty() || pattern(rule.pattern).is_match(&text) {
        return Ok(text);
    }
    Err(misformed(&text, rule.pattern))
}

/// Names the character at fault where the pattern is a class of characters, and the whole form where it is not.
fn misformed(text: &str, rule: &'static str) -> TextError {
    let class = pattern(rule);
    let alone = |character: &char| class.is_match(character.encode_utf8(&mut [0; 4]));
    match text.chars().find(|character| !alone(character)) {
        Some(character) if text.chars().any(|character| alone(&character)) || text.chars().count() == 1 => {
            TextError::Character { character }
        }
        _ => TextError::Form { pattern: rule },
    }
}

/// The compiled form of one of the API's patterns; a handful exist, each is compiled once.
///
/// Shared and not cloned, since a clone of a `Regex` would build its automaton anew.
fn pattern(text: &'static str) -> Arc<Regex> {
    static COMPILED: LazyLock<Mutex<HashMap<&'static str, Arc<Regex>>>> = LazyLock::new(Mutex::default);
    let mut compiled = COMPILED.lock().unwrap_or_else(PoisonError::into_inner);
    Arc::clone(compiled.entry(text).or_insert_with(|| Arc::new(anchored(text))))
}

fn anchored(text: &str) -> Regex {
    Regex::new(&format!("^(?:{text})$")).expect("the generator compiled every pattern it wrote")
}

#[cfg(test)]
mod tests {
    use super::*;

    const NAME: TextRule = TextRule { min: 1, max: 5, pattern: r"[\p{L}\p{M}\p{S}\p{N}\p{P}]+" };

    #[test]
    fn length_counts_code_points_and_not_bytes() {
        assert!(checked("ééééé".into(), &NAME).is_ok());
        assert_eq!(checked("éééééé".into(), &NAME), Err(TextError::TooLong { max: 5, length: 6 }));
        assert_eq!(checked(String::new(), &NAME), Err(TextError::TooShort { min: 1 }));
    }

    #[test]
    fn a_character_outside_the_class_is_named() {
        assert_eq!(checked("a b".into(), &NAME), Err(TextError::Character { character: ' ' }));
    }

    #[test]
    fn a_form_that_no_single_character_has_is_shown_whole() {
        let rule = TextRule { min: 1, max: 55, pattern: r"[\w-]+_[0-9a-zA-Z]+" };
        assert_eq!(checked("eu-west-1".into(), &rule), Err(TextError::Form { pattern: rule.pattern }));
    }
}
