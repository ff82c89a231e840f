//! Where an emulator takes its identifiers, salts and passwords from; fixed by a seed in tests.

use parking_lot::Mutex;
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use uuid::Uuid;

/// A source of randomness that many requests share.
pub(crate) struct Random(Mutex<StdRng>);

impl Random {
    /// Unpredictable, from the operating system.
    pub(crate) fn from_system() -> Self {
        Self(Mutex::new(rand::make_rng()))
    }

    /// The same sequence for the same seed.
    pub(crate) fn from_seed(seed: u64) -> Self {
        Self(Mutex::new(StdRng::seed_from_u64(seed)))
    }

    /// A source of its own whose sequence depends on this one's.
    pub(crate) fn fork(&self) -> Self {
        Self(Mutex::new(StdRng::from_seed(self.bytes())))
    }

    /// `N` bytes.
    pub(crate) fn bytes<const N: usize>(&self) -> [u8; N] {
        let mut bytes = [0; N];
        self.0.lock().fill(&mut bytes);
        bytes
    }

    /// `length` characters of an ASCII alphabet.
    pub(crate) fn text(&self, alphabet: &[u8], length: usize) -> String {
        let mut source = self.0.lock();
        (0..length).map(|_| char::from(alphabet[source.random_range(0..alphabet.len())])).collect()
    }

    /// True as often as `rate` says: 0.2 is one time in five.
    pub(crate) fn chance(&self, rate: f64) -> bool {
        self.0.lock().random_bool(rate.clamp(0.0, 1.0))
    }

    /// The part of a pool's id after the region: nine letters and digits.
    pub(crate) fn pool_suffix(&self) -> String {
        self.text(LETTERS_AND_DIGITS, 9)
    }

    /// The `sub` of a user.
    pub(crate) fn sub(&self) -> String {
        sub_of(self.bytes())
    }

    /// A UUID of version 4.
    pub(crate) fn uuid(&self) -> String {
        uuid::Builder::from_random_bytes(self.bytes()).into_uuid().to_string()
    }
}

/// The `sub` that these bytes make. The service's own look like UUIDs with a 7 where the version
/// stands, and do not keep the rule for the variant.
pub(crate) fn sub_of(mut bytes: [u8; 16]) -> String {
    bytes[6] = (bytes[6] & 0x0f) | 0x70;
    Uuid::from_bytes(bytes).to_string()
}

const LETTERS_AND_DIGITS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seed_fixes_the_sequence() {
        let (one, two) = (Random::from_seed(7), Random::from_seed(7));
        assert_eq!(one.pool_suffix(), two.pool_suffix());
        assert_eq!(one.fork().sub(), two.fork().sub());
        assert_ne!(one.sub(), one.sub());
    }

    #[test]
    fn text_keeps_to_its_alphabet() {
        let text = Random::from_system().text(b"ab", 40);
        assert_eq!(text.len(), 40);
        assert!(text.chars().all(|letter| letter == 'a' || letter == 'b'));
    }
}
