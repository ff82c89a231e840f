//! The client's half of the exchange, for tests.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use num_bigint::BigUint;

use super::*;

/// A client on its way through one sign-in.
pub(crate) struct SrpClient {
    a: BigUint,
    a_public: BigUint,
}

impl SrpClient {
    /// A client of a secret number.
    pub(crate) fn new(a: &[u8]) -> Self {
        let a = number(a);
        let a_public = GENERATOR.modpow(&a, &MODULUS);
        Self { a, a_public }
    }

    /// SRP_A.
    pub(crate) fn public_hex(&self) -> String {
        write_hex(&self.a_public)
    }

    /// The signature of texts, in base64. `b_public` is the server's SRP_B; `x` the private key of
    /// the password.
    pub(crate) fn sign(&self, b_public: &str, x: &[u8], texts: &[&[u8]]) -> String {
        let b_public = read_hex(b_public).expect("hexadecimal");
        let u = number(&hash(&[&padded(&self.a_public), &padded(&b_public)]));
        let own = &*MULTIPLIER * verifier(x) % &*MODULUS;
        let base = (b_public + &*MODULUS - own) % &*MODULUS;
        let key = derive_key(&u, &base.modpow(&(&self.a + &u * number(x)), &MODULUS));
        STANDARD.encode(hmac::sign(&hmac::Key::new(HMAC_SHA256, &key.0), &texts.concat()))
    }
}
