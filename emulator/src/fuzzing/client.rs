//! What a client computes before it can answer some challenges.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::domain::srp;
use crate::domain::srp::client::SrpClient;

/// The password of all users in the beginning.
pub(super) const PASSWORD: &str = "Secret-1";
/// When all proofs of passwords say they were made.
pub(super) const TIMESTAMP: &str = "Tue Sep 1 02:03:04 UTC 2026";
/// The private key of all devices.
const DEVICE_KEY: [u8; 32] = [9; 32];

/// SRP_A.
pub(super) fn public_number() -> String {
    client().public_hex()
}

/// The password verifier of all devices.
pub(super) fn device_verifier() -> String {
    STANDARD.encode(srp::verifier(&DEVICE_KEY).to_bytes_be())
}

/// The signature that answers the challenge in `parameters`. The user has the first password; the
/// device of `group` has the key of all devices.
pub(super) fn signature(parameters: &Value, pool: &str, group: &str) -> Option<String> {
    let parameter = |name: &str| parameters.get(name).and_then(Value::as_str);
    let (b_public, block) = (parameter("SRP_B")?, STANDARD.decode(parameter("SECRET_BLOCK")?).ok()?);
    let (owner, name, x) = match parameter("DEVICE_KEY") {
        Some(device) => (group, device, DEVICE_KEY),
        None => {
            let user = parameter("USER_ID_FOR_SRP")?;
            let short_id = pool.rsplit('_').next()?;
            let identity = Sha256::digest(format!("{short_id}{user}:{PASSWORD}"));
            let salt = srp::read_hex(parameter("SALT")?)?.to_bytes_be();
            (short_id, user, srp::private_key(&salt, &identity))
        }
    };
    let texts: [&[u8]; 4] = [owner.as_bytes(), name.as_bytes(), &block, TIMESTAMP.as_bytes()];
    Some(client().sign(b_public, &x, &texts))
}

fn client() -> SrpClient {
    SrpClient::new(&[7; 32])
}
