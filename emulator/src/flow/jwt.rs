//! JSON Web Tokens of RS256.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Map, Value, json};

use crate::domain::SigningKey;
use crate::error::ApiError;

/// The claims of a token.
pub(crate) type Claims = Map<String, Value>;

/// A token of these claims.
pub(crate) fn sign(key: &SigningKey, claims: &Claims) -> Result<String, ApiError> {
    let header = format!(r#"{{"kid":{},"alg":"RS256"}}"#, json!(key.kid()));
    let payload = serde_json::to_vec(claims).map_err(|_| ApiError::internal())?;
    let message = format!("{}.{}", URL_SAFE_NO_PAD.encode(header), URL_SAFE_NO_PAD.encode(payload));
    let signature = key.sign(message.as_bytes())?;
    Ok(format!("{message}.{}", URL_SAFE_NO_PAD.encode(signature)))
}

/// What a token says, as long as nobody has verified it.
pub(crate) fn read(token: &str) -> Option<Claims> {
    let [header, payload, _] = parts(token)?;
    let header: Claims = decode(header)?;
    (header.get("alg")? == "RS256").then(|| decode(payload))?
}

/// Whether the key has signed the token.
pub(crate) fn is_signed(key: &SigningKey, token: &str) -> bool {
    let verified = || {
        let [_, _, signature] = parts(token)?;
        let message = token.rsplit_once('.')?.0;
        let signature = URL_SAFE_NO_PAD.decode(signature).ok()?;
        Some(key.has_signed(message.as_bytes(), &signature))
    };
    verified().unwrap_or(false)
}

fn parts(token: &str) -> Option<[&str; 3]> {
    let mut parts = token.split('.');
    let three = [parts.next()?, parts.next()?, parts.next()?];
    parts.next().is_none().then_some(three)
}

fn decode(part: &str) -> Option<Claims> {
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(part).ok()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{PoolKeys, Seal};

    #[test]
    fn a_token_is_read_and_held_against_its_key() {
        let keys = PoolKeys::generate(Seal::new([0; 32])).expect("made");
        let claims: Claims = [("sub".to_owned(), json!("ann"))].into_iter().collect();
        let token = sign(&keys.access, &claims).expect("signed");
        assert_eq!(read(&token), Some(claims));
        assert!(is_signed(&keys.access, &token));
        assert!(!is_signed(&keys.id, &token));
        let header = URL_SAFE_NO_PAD.decode(token.split('.').next().expect("a part")).expect("base64");
        let expected = format!(r#"{{"kid":"{}","alg":"RS256"}}"#, keys.access.kid());
        assert_eq!(String::from_utf8(header).expect("text"), expected);
    }

    #[test]
    fn a_token_that_names_another_algorithm_says_nothing() {
        let part = |text: &str| URL_SAFE_NO_PAD.encode(text);
        let token = format!("{}.{}.", part(r#"{"alg":"none"}"#), part("{}"));
        assert_eq!(read(&token), None);
        assert_eq!(read("a.b"), None);
        assert_eq!(read("a.b.c.d"), None);
    }
}
