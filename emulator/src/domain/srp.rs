//! The arithmetic of SRP-6a as Cognito does it.
//!
//! Numbers are hashed in their shortest form, with a zero byte before a set top bit, and not padded
//! to the length of the modulus as the standard has it.

use std::sync::LazyLock;

use aws_lc_rs::hmac::{self, HMAC_SHA256};
use num_bigint::BigUint;
use sha2::{Digest, Sha256};

/// What a server keeps between the two steps of a sign-in.
#[derive(Clone)]
pub(crate) struct SrpServer {
    /// The server's secret.
    b: BigUint,
    /// The client's public number.
    a_public: BigUint,
    /// What binds both public numbers.
    u: BigUint,
}

impl SrpServer {
    /// The server's half of the exchange and its public number. None for a public number of the
    /// client that would give away the secret. `verifier` is `g^x`; `b` is fresh and random.
    pub(crate) fn answer(a_public: &BigUint, verifier: &BigUint, b: [u8; 32]) -> Option<(Self, BigUint)> {
        let b = BigUint::from_bytes_be(&b);
        let b_public = (&*MULTIPLIER * verifier + GENERATOR.modpow(&b, &MODULUS)) % &*MODULUS;
        let u = number(&hash(&[&padded(a_public), &padded(&b_public)]));
        let zero = BigUint::ZERO;
        let usable = a_public % &*MODULUS != zero && u != zero;
        usable.then(|| (Self { b, a_public: a_public.clone(), u }, b_public))
    }

    /// The key that client and server share, if the client knew the password of the verifier.
    pub(crate) fn key(&self, verifier: &BigUint) -> SrpKey {
        let base = &self.a_public * verifier.modpow(&self.u, &MODULUS);
        let shared = base.modpow(&self.b, &MODULUS);
        derive_key(&self.u, &shared)
    }

    /// The numbers of the state: secret, public number of the client, and what binds them.
    pub(crate) fn to_parts(&self) -> [Vec<u8>; 3] {
        [self.b.to_bytes_be(), self.a_public.to_bytes_be(), self.u.to_bytes_be()]
    }

    /// The state that [`SrpServer::to_parts`] took apart.
    pub(crate) fn of_parts([b, a_public, u]: [&[u8]; 3]) -> Self {
        Self { b: number(b), a_public: number(a_public), u: number(u) }
    }
}

/// The key of one exchange.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct SrpKey([u8; 16]);

impl SrpKey {
    /// Whether the client signed these texts with the same key. It takes as long for every wrong
    /// signature.
    pub(crate) fn has_signed(&self, texts: &[&[u8]], signature: &[u8]) -> bool {
        hmac::verify(&hmac::Key::new(HMAC_SHA256, &self.0), &texts.concat(), signature).is_ok()
    }
}

/// A number in hexadecimal, as clients send it.
pub(crate) fn read_hex(text: &str) -> Option<BigUint> {
    BigUint::parse_bytes(text.as_bytes(), 16)
}

/// A number in hexadecimal, as clients get it.
pub(crate) fn write_hex(number: &BigUint) -> String {
    format!("{number:x}")
}

/// `g^x`: what a server knows of a password.
pub(crate) fn verifier(x: &[u8]) -> BigUint {
    GENERATOR.modpow(&number(x), &MODULUS)
}

/// `x`, a password's private key. `identity` is the hash of names and password.
pub(crate) fn private_key(salt: &[u8], identity: &[u8]) -> [u8; 32] {
    hash(&[&padded(&number(salt)), identity])
}

fn derive_key(u: &BigUint, shared: &BigUint) -> SrpKey {
    let extracted = hmac::sign(&hmac::Key::new(HMAC_SHA256, &padded(u)), &padded(shared));
    let expanded = hmac::sign(&hmac::Key::new(HMAC_SHA256, extracted.as_ref()), b"Caldera Derived Key\x01");
    let mut key = [0; 16];
    key.copy_from_slice(&expanded.as_ref()[..16]);
    SrpKey(key)
}

fn hash(parts: &[&[u8]]) -> [u8; 32] {
    Sha256::digest(parts.concat()).into()
}

fn number(bytes: &[u8]) -> BigUint {
    BigUint::from_bytes_be(bytes)
}

/// The shortest bytes of a number whose first bit is not set.
fn padded(number: &BigUint) -> Vec<u8> {
    let mut bytes = number.to_bytes_be();
    if bytes.first().is_some_and(|first| first & 0x80 != 0) {
        bytes.insert(0, 0);
    }
    bytes
}

static GENERATOR: LazyLock<BigUint> = LazyLock::new(|| BigUint::from(2_u8));

static MULTIPLIER: LazyLock<BigUint> =
    LazyLock::new(|| number(&hash(&[&padded(&MODULUS), &padded(&GENERATOR)])));

/// The prime of 3072 bits of RFC 3526.
static MODULUS: LazyLock<BigUint> =
    LazyLock::new(|| read_hex(&MODULUS_HEX.concat()).expect("a literal number"));

const MODULUS_HEX: [&str; 8] = [
    "FFFFFFFFFFFFFFFFC90FDAA22168C234C4C6628B80DC1CD129024E088A67CC74020BBEA63B139B22514A08798E3404DD",
    "EF9519B3CD3A431B302B0A6DF25F14374FE1356D6D51C245E485B576625E7EC6F44C42E9A637ED6B0BFF5CB6F406B7ED",
    "EE386BFB5A899FA5AE9F24117C4B1FE649286651ECE45B3DC2007CB8A163BF0598DA48361C55D39A69163FA8FD24CF5F",
    "83655D23DCA3AD961C62F356208552BB9ED529077096966D670C354E4ABC9804F1746C08CA18217C32905E462E36CE3B",
    "E39E772C180E86039B2783A2EC07A28FB5C55DF06F4C52C9DE2BCBF6955817183995497CEA956AE515D2261898FA0510",
    "15728E5A8AAAC42DAD33170D04507A33A85521ABDF1CBA64ECFB850458DBEF0A8AEA71575D060C7DB3970F85A6E1E4C7",
    "ABF5AE8CDB0933D71E8C94E04A25619DCEE3D2261AD2EE6BF12FFA06D98A0864D87602733EC86A64521F2B18177B200C",
    "BBE117577A615D6C770988C0BAD946E208E24FA074E5AB3143DB5BFCE0FD108E4B82D120A93AD2CAFFFFFFFFFFFFFFFF",
];

#[cfg(any(test, feature = "fuzzing"))]
pub(crate) mod client;

#[cfg(test)]
mod tests {
    use base64::Engine;
    use base64::engine::general_purpose::STANDARD;

    use super::*;

    fn hex(bytes: &[u8]) -> String {
        bytes.iter().map(|byte| format!("{byte:02x}")).collect()
    }

    fn secret(part: &str) -> BigUint {
        read_hex(&part.repeat(4)).expect("hexadecimal")
    }

    /// The private key of the vector: user `alice` of the pool `us-east-1_Ab12Cd34E`.
    fn alice() -> [u8; 32] {
        let salt = read_hex("a1b2c3d4e5f60718293a4b5c6d7e8f90").expect("hexadecimal");
        private_key(&salt.to_bytes_be(), &hash(&[b"Ab12Cd34Ealice:Passw0rd!"]))
    }

    fn exchange() -> (SrpServer, BigUint, BigUint) {
        let a_public = GENERATOR.modpow(&secret("0123456789abcdef"), &MODULUS);
        let b = secret("fedcba9876543210").to_bytes_be().try_into().expect("32 bytes");
        let (server, b_public) = SrpServer::answer(&a_public, &verifier(&alice()), b).expect("usable");
        (server, a_public, b_public)
    }

    #[test]
    fn the_constants_are_those_of_the_service() {
        let modulus = Sha256::digest(MODULUS.to_bytes_be());
        assert_eq!(hex(&modulus), "48cf8b092fbce4359d9871abf74f98e25b6163379eaa15cd9087e800c6d1c55c");
        let k = "538282c4354742d7cbbde2359fcf67f9f5b3a6b08791e5011b43b8a5b66d9ee6";
        assert_eq!(write_hex(&MULTIPLIER), k);
    }

    #[test]
    fn both_public_numbers_come_out_as_clients_compute_them() {
        let (server, a_public, b_public) = exchange();
        let x = "eaa15a5cfe22ad0019797cf4d7b62e80253af3e340e5e884d86d4001b9c4839e";
        assert_eq!(hex(&alice()), x);
        let hashed = |number: &BigUint| hex(&hash(&[&padded(number)]));
        let v = "d2d78086c1fb3b37ceb9cf95e4c62557a2920c2156f3994685b302e96fba0c0a";
        assert_eq!(hashed(&verifier(&alice())), v);
        let a = "97244eb217692bc3ac8d2e4c20895a9f032aa74faca4517c33fb5c175e51e55b";
        assert_eq!(hashed(&a_public), a);
        let b = "87bd7501ae5c39d79f5e2c0764bf2cbb1a293c1dbedf737a131dde5f1524ff74";
        assert_eq!(hashed(&b_public), b);
        let u = "e8347b1d5410069d56329dc96f45b78f3cba9bf1138fedf2dffc4d5b900388b1";
        assert_eq!(write_hex(&server.u), u);
    }

    #[test]
    fn a_client_that_knows_the_password_signs_with_the_same_key() {
        let (server, ..) = exchange();
        let [b, a_public, u] = server.to_parts();
        let key = SrpServer::of_parts([&b, &a_public, &u]).key(&verifier(&alice()));
        assert_eq!(hex(&key.0), "a3de0cca55c8ea62d2b5cb96ed1d258a");
        let block = STANDARD.decode("c2VjcmV0LWJsb2NrLWV4YW1wbGU=").expect("base64");
        let texts: [&[u8]; 4] = [b"Ab12Cd34E", b"alice", &block, b"Tue Sep 1 02:03:04 UTC 2026"];
        let signature = STANDARD.decode("xpT32BPOrKyKAOxx0eLZxCP3AR/Cd73a3p5/uOU41rs=").expect("base64");
        assert!(key.has_signed(&texts, &signature));
        assert!(!key.has_signed(&texts[1..], &signature));
        let other = verifier(&private_key(&[1; 16], &[2; 32]));
        assert!(!server.key(&other).has_signed(&texts, &signature));
    }

    #[test]
    fn a_public_number_that_makes_the_key_predictable_is_refused() {
        for a_public in [BigUint::ZERO, MODULUS.clone(), &*MODULUS * 2_u8] {
            assert!(SrpServer::answer(&a_public, &verifier(&alice()), [7; 32]).is_none());
        }
    }
}
