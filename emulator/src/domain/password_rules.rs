//! Whether a password satisfies a policy, and one that does.

use super::password_policy::PasswordPolicy;
use crate::error::PasswordFault;

impl PasswordPolicy {
    /// The first demand that a password does not meet. Length comes first; the order of the others
    /// is unsure.
    pub(crate) fn check(&self, password: &str) -> Result<(), PasswordFault> {
        let has = |class: fn(char) -> bool| password.contains(class);
        let lacks = [
            (!self.is_long_enough(password), PasswordFault::TooShort),
            (self.uppercase && !has(|letter| letter.is_ascii_uppercase()), PasswordFault::NoUppercase),
            (self.lowercase && !has(|letter| letter.is_ascii_lowercase()), PasswordFault::NoLowercase),
            (self.numbers && !has(|letter| letter.is_ascii_digit()), PasswordFault::NoNumber),
            (self.symbols && !has(|letter| SYMBOLS.contains(letter)), PasswordFault::NoSymbol),
        ];
        lacks.into_iter().find(|(lacks, _)| *lacks).map_or(Ok(()), |(_, fault)| Err(fault))
    }

    /// A random password that satisfies the policy. `text` gives so many random characters of an
    /// alphabet.
    pub(crate) fn generate(&self, mut text: impl FnMut(&[u8], usize) -> String) -> String {
        let length = usize::try_from(self.minimum_length).unwrap_or_default().max(SHORTEST_GENERATED);
        // More than half of all texts of this length have every kind of character.
        loop {
            let password = text(ALPHABET, length);
            if self.check(&password).is_ok() {
                return password;
            }
        }
    }

    fn is_long_enough(&self, password: &str) -> bool {
        usize::try_from(self.minimum_length).is_ok_and(|minimum| password.chars().count() >= minimum)
    }
}

/// The documented symbols. A space would count too, but no request may hold one.
const SYMBOLS: &str = "^$*.[]{}()?-\"!@#%&/\\,><':;|_~`+=";
const ALPHABET: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789!@#$%^&*-_+=?";
const SHORTEST_GENERATED: usize = 8;

#[cfg(test)]
mod tests {
    use rand::rngs::StdRng;
    use rand::{RngExt, SeedableRng};

    use super::*;

    #[test]
    fn faults_are_told_one_at_a_time() {
        let policy = PasswordPolicy::DEFAULT;
        assert_eq!(policy.check("short"), Err(PasswordFault::TooShort));
        assert_eq!(policy.check("lengthy1!"), Err(PasswordFault::NoUppercase));
        assert_eq!(policy.check("LENGTHY1!"), Err(PasswordFault::NoLowercase));
        assert_eq!(policy.check("Lengthy!!"), Err(PasswordFault::NoNumber));
        assert_eq!(policy.check("Lengthy11"), Err(PasswordFault::NoSymbol));
        assert_eq!(policy.check("Lengthy1!"), Ok(()));
    }

    #[test]
    fn length_counts_characters_and_foreign_letters_are_no_symbols() {
        let policy = PasswordPolicy { minimum_length: 6, ..PasswordPolicy::DEFAULT };
        assert_eq!(policy.check("Aa1!ö"), Err(PasswordFault::TooShort));
        assert_eq!(policy.check("Aa1öäü"), Err(PasswordFault::NoSymbol));
        assert_eq!(policy.check("Aa1!öä"), Ok(()));
    }

    #[test]
    fn what_the_policy_does_not_demand_may_be_missing() {
        let policy = PasswordPolicy {
            minimum_length: 6,
            uppercase: false,
            lowercase: false,
            numbers: false,
            symbols: false,
            ..PasswordPolicy::DEFAULT
        };
        assert_eq!(policy.check("öäüöäü"), Ok(()));
    }

    #[test]
    fn generated_passwords_satisfy_the_policy() {
        let mut random = StdRng::seed_from_u64(7);
        let mut text = |alphabet: &[u8], length: usize| -> String {
            (0..length).map(|_| char::from(alphabet[random.random_range(0..alphabet.len())])).collect()
        };
        for minimum_length in [6, 8, 99] {
            let policy = PasswordPolicy { minimum_length, ..PasswordPolicy::DEFAULT };
            for _ in 0..50 {
                let password = policy.generate(&mut text);
                assert_eq!(policy.check(&password), Ok(()), "{password}");
            }
        }
    }
}
