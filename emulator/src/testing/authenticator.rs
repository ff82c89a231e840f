//! An authenticator in software, as browsers would speak to one.

use std::collections::BTreeMap;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use p256::ecdsa::signature::Signer;
use p256::ecdsa::{Signature, SigningKey};
use serde_cbor_2::Value as Cbor;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

/// One passkey on one device.
pub(crate) struct Authenticator {
    key: SigningKey,
    id: [u8; 16],
    /// Uses so far. Many real ones always say zero.
    pub(crate) counter: u32,
    /// The domain it makes passkeys for.
    pub(crate) relying_party: &'static str,
    /// The page that speaks to it.
    pub(crate) origin: &'static str,
    /// Whether it checks who holds it.
    pub(crate) verifies: bool,
}

const PRESENT: u8 = 0b0000_0001;
const VERIFIED: u8 = 0b0000_0100;
const WITH_CREDENTIAL: u8 = 0b0100_0000;

impl Authenticator {
    /// An authenticator for a domain, used from a page of it. Different seeds are different keys.
    pub(crate) fn new(seed: u8, relying_party: &'static str, origin: &'static str) -> Self {
        let key = SigningKey::from_slice(&[seed; 32]).expect("a number below the curve's order");
        Self { key, id: [seed; 16], counter: 1, relying_party, origin, verifies: true }
    }

    /// Its name for the passkey.
    pub(crate) fn id(&self) -> String {
        URL_SAFE_NO_PAD.encode(self.id)
    }

    /// The answer to `navigator.credentials.create()`.
    pub(crate) fn create(&self, options: &Value) -> Value {
        let client_data = self.client_data("webauthn.create", options);
        let mut data = self.data(WITH_CREDENTIAL);
        data.extend([0; 16]);
        data.extend([0, 16]);
        data.extend(self.id);
        data.extend(serde_cbor_2::to_vec(&self.public_key()).expect("written"));
        let attestation = BTreeMap::from([
            (Cbor::Text("fmt".into()), Cbor::Text("none".into())),
            (Cbor::Text("attStmt".into()), Cbor::Map(BTreeMap::new())),
            (Cbor::Text("authData".into()), Cbor::Bytes(data)),
        ]);
        let attestation = serde_cbor_2::to_vec(&Cbor::Map(attestation)).expect("written");
        self.credential(json!({
            "clientDataJSON": URL_SAFE_NO_PAD.encode(client_data),
            "attestationObject": URL_SAFE_NO_PAD.encode(attestation),
            "transports": ["internal"],
        }))
    }

    /// The answer to `navigator.credentials.get()`.
    pub(crate) fn get(&mut self, options: &Value) -> Value {
        self.counter += 1;
        let client_data = self.client_data("webauthn.get", options);
        let data = self.data(0);
        let signed = [data.as_slice(), &Sha256::digest(&client_data)].concat();
        let signature: Signature = self.key.sign(&signed);
        self.credential(json!({
            "clientDataJSON": URL_SAFE_NO_PAD.encode(client_data),
            "authenticatorData": URL_SAFE_NO_PAD.encode(data),
            "signature": URL_SAFE_NO_PAD.encode(signature.to_der()),
        }))
    }

    fn credential(&self, response: Value) -> Value {
        json!({
            "id": self.id(),
            "rawId": self.id(),
            "type": "public-key",
            "response": response,
            "clientExtensionResults": {},
            "authenticatorAttachment": "platform",
        })
    }

    fn client_data(&self, kind: &str, options: &Value) -> String {
        json!({"type": kind, "challenge": options["challenge"], "origin": self.origin}).to_string()
    }

    fn data(&self, flags: u8) -> Vec<u8> {
        let verified = if self.verifies { VERIFIED } else { 0 };
        let mut data = Sha256::digest(self.relying_party).to_vec();
        data.push(PRESENT | verified | flags);
        data.extend(self.counter.to_be_bytes());
        data
    }

    /// In COSE's form: an elliptic curve key for ES256.
    fn public_key(&self) -> Cbor {
        let point = self.key.verifying_key().to_sec1_point(false);
        let (x, y) = point.as_bytes()[1..].split_at(32);
        Cbor::Map(BTreeMap::from([
            (Cbor::Integer(1), Cbor::Integer(2)),
            (Cbor::Integer(3), Cbor::Integer(-7)),
            (Cbor::Integer(-1), Cbor::Integer(1)),
            (Cbor::Integer(-2), Cbor::Bytes(x.to_vec())),
            (Cbor::Integer(-3), Cbor::Bytes(y.to_vec())),
        ]))
    }
}
