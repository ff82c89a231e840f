//! What a pool asks of passwords.

use crate::rules;

/// The demands that a pool makes on every password, temporary ones too (`PasswordPolicy`). The default makes none.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PasswordPolicy {
    /// Fewest characters.
    pub min_length: usize,
    /// A letter from A to Z.
    pub uppercase: bool,
    /// A letter from a to z.
    pub lowercase: bool,
    /// A digit from 0 to 9.
    pub numbers: bool,
    /// One of the symbols that the service counts as such.
    pub symbols: bool,
}

/// The symbols that the service documents.
const SYMBOLS: &str = "^$*.[]{}()?-\"!@#%&/\\,><':;|_~`+=";

impl PasswordPolicy {
    /// What `password` lacks, or has too much of, as fragments that do not repeat it; empty when it will do.
    #[must_use]
    pub fn faults(&self, password: &str) -> Vec<String> {
        let (length, max) = (password.chars().count(), rules::PASSWORD.max);
        let has = |kind: fn(char) -> bool| password.chars().any(kind);
        let faults = [
            (length < self.min_length, format!("must have at least {} characters", self.min_length)),
            (length > max, format!("must have at most {max} characters")),
            (has(char::is_whitespace), "must not hold white space".to_owned()),
            (self.uppercase && !has(|c| c.is_ascii_uppercase()), "must have an uppercase letter".to_owned()),
            (self.lowercase && !has(|c| c.is_ascii_lowercase()), "must have a lowercase letter".to_owned()),
            (self.numbers && !has(|c| c.is_ascii_digit()), "must have a digit".to_owned()),
            (self.symbols && !has(|c| SYMBOLS.contains(c)), format!("must have one of {SYMBOLS}")),
        ];
        faults.into_iter().filter(|(wrong, _)| *wrong).map(|(_, fault)| fault).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_that_a_password_lacks_is_told_at_once() {
        let policy =
            PasswordPolicy { min_length: 8, uppercase: true, lowercase: true, numbers: true, symbols: true };
        assert_eq!(policy.faults("Correct-Horse-1"), Vec::<String>::new());
        let lacking = policy.faults("short");
        assert_eq!(lacking.len(), 4, "{lacking:?}");
        assert_eq!(lacking[0], "must have at least 8 characters");
        assert_eq!(policy.faults("two Words-1"), ["must not hold white space"]);
        assert_eq!(PasswordPolicy::default().faults("x"), Vec::<String>::new());
    }
}
