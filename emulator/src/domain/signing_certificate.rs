//! The certificate of a pool's SAML requests.

use std::fmt;
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use poolhouse_emulator_model::Timestamp;
use rcgen::{CertificateParams, DnType, Error, KeyPair, PKCS_RSA_SHA256, date_time_ymd};
use serde::{Deserialize, Serialize};

use crate::error::ApiError;

/// A self-signed certificate with the key that it is about.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct SigningCertificate {
    /// Base64 of the certificate: what stands between the lines of a PEM file.
    body: String,
    /// Base64 of the key, in PKCS #8.
    key: String,
}

impl SigningCertificate {
    /// A certificate for a pool, valid for ten years. This takes a good part of a second, so hold no
    /// lock.
    pub(crate) fn generate(pool_id: &str, now: Timestamp) -> Result<Self, ApiError> {
        Self::issue(pool_id, now).map_err(|_| ApiError::internal())
    }

    fn issue(pool_id: &str, now: Timestamp) -> Result<Self, Error> {
        let seconds = u64::try_from(now.millis() / 1_000).unwrap_or_default();
        let mut params = CertificateParams::default();
        params.not_before = date_time_ymd(1970, 1, 1) + Duration::from_secs(seconds);
        params.not_after = params.not_before + VALIDITY;
        params.distinguished_name.push(DnType::CommonName, pool_id);
        let key = KeyPair::generate_for(&PKCS_RSA_SHA256)?;
        let certificate = params.self_signed(&key)?;
        let (body, key) = (STANDARD.encode(certificate.der()), STANDARD.encode(key.serialize_der()));
        Ok(Self { body, key })
    }

    /// The certificate as GetSigningCertificate answers it (that the lines of PEM are missing is
    /// unsure).
    pub(crate) fn body(&self) -> &str {
        &self.body
    }
}

impl fmt::Debug for SigningCertificate {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "SigningCertificate({})", self.body)
    }
}

/// Ten years of 365 days.
const VALIDITY: Duration = Duration::from_secs(10 * 365 * 86_400);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_certificate_names_its_pool_and_hides_its_key() {
        let now = Timestamp::from_millis(1_700_000_000_000);
        let certificate = SigningCertificate::generate("us-east-1_people", now).expect("issued");
        let der = STANDARD.decode(certificate.body()).expect("base64");
        let holds = |text: &[u8]| der.windows(text.len()).any(|window| window == text);
        assert!(holds(b"us-east-1_people"));
        assert!(holds(b"231114221320Z") && holds(b"331111221320Z"), "the dates of issue and expiry");
        assert!(!format!("{certificate:?}").contains(&certificate.key));
    }
}
