//! Secrets in places that show what they hold.

use super::Lint;

/// Parts of names that speak of secrets.
const NAMES: [&str; 9] =
    ["password", "passwd", "secret", "api_key", "apikey", "private_key", "access_key", "credential", "token"];
/// How well-known secrets begin: AWS access keys, PEM, JSON web tokens, GitHub, Stripe and Slack.
const BEGINNINGS: [&str; 9] =
    ["AKIA", "ASIA", "-----BEGIN ", "eyJhbGciOi", "ghp_", "github_pat_", "sk_live_", "xoxb-", "xoxp-"];

impl Lint<'_> {
    /// Attributes, metadata and validation data reach triggers and logs as they are.
    pub(super) fn secrets(&mut self) {
        let spec = self.spec;
        let attributes = spec.attributes.iter().map(|(name, value)| ("attributes", name.as_str(), value));
        let metadata =
            spec.client_metadata.iter().map(|(name, value)| ("client_metadata", name.as_str(), value));
        let validation =
            spec.validation_data.iter().map(|(name, value)| ("validation_data", name.as_str(), value));
        for (property, name, value) in attributes.chain(metadata).chain(validation) {
            if looks_like_a_secret(name, value) {
                let message = "looks like a secret, and is sent, stored and shown as it is";
                let hint = "keep it out of the script; only password fields take secrets";
                self.warn(&format!("{property}.{name}"), message, hint);
            }
        }
    }
}

fn looks_like_a_secret(name: &str, value: &str) -> bool {
    let name = name.to_lowercase().replace('-', "_");
    NAMES.iter().any(|part| name.contains(part))
        || BEGINNINGS.iter().any(|beginning| value.starts_with(beginning))
}
