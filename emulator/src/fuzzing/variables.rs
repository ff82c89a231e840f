//! What a run knows by name: what answers told, and what a client would make of it.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde_json::Value;

use super::client;
use crate::emulator::Emulator;

/// Values by name, `$pool`. A value that another one takes the place of is `$other_pool` then.
#[derive(Clone)]
pub(super) struct Variables(BTreeMap<String, String>);

impl Variables {
    /// What is the same in all runs.
    pub(super) fn new() -> Self {
        Self(FIXED.clone())
    }

    /// A value, if it is known.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str)
    }

    /// Keeps what an answer tells.
    pub(super) fn learn(&mut self, answer: &Value) {
        for (path, name) in TOLD {
            if let Some(value) = answer.pointer(path).and_then(Value::as_str) {
                self.put(name, value);
            }
        }
        let value = |name| self.get(name).unwrap_or_default();
        let is_other = answer
            .pointer("/ChallengeParameters/DEVICE_KEY")
            .is_some_and(|key| key == value("$other_device"));
        let group = value(if is_other { "$other_group" } else { "$group" });
        let claim =
            answer.get("ChallengeParameters").and_then(|told| client::signature(told, value("$pool"), group));
        if let Some(claim) = claim {
            self.put("$claim", &claim);
        }
    }

    /// Keeps the last code that the pool sent, and what an authenticator shows now.
    pub(super) fn follow(&mut self, emulator: &Emulator) {
        let messages =
            self.get("$pool").and_then(|pool| emulator.messages(pool, None).ok()).unwrap_or_default();
        if let Some(code) = messages.iter().rev().find_map(|message| message.code.as_deref()) {
            self.put("$code", code);
        }
        let secret = self.get("$seed").and_then(|seed| totp_rs::Secret::try_from_base32(seed).ok());
        if let (Some(secret), Ok(now)) = (secret, u64::try_from(emulator.now().millis() / 1000)) {
            let totp = totp_rs::Builder::new().with_secret(secret).build_noncompliant();
            self.put("$totp", &totp.generate(now).to_string());
        }
    }

    /// A text with the values in the place of their names; the longest names first, for one may begin
    /// with another. Values stand between quotes, so they are written as in JSON.
    pub(super) fn filled(&self, text: &str) -> String {
        if !text.contains('$') {
            return text.to_owned();
        }
        self.0.iter().rev().fold(text.to_owned(), |text, (name, value)| {
            let quoted = Value::from(value.as_str()).to_string();
            text.replace(name, &quoted[1..quoted.len() - 1])
        })
    }

    fn put(&mut self, name: &str, value: &str) {
        let before = self.0.insert(name.to_owned(), value.to_owned());
        if let Some(before) = before.filter(|before| before != value) {
            self.0.insert(name.replacen('$', "$other_", 1), before);
        }
    }
}

static FIXED: LazyLock<BTreeMap<String, String>> = LazyLock::new(|| {
    BTreeMap::from([
        ("$srp".to_owned(), client::public_number()),
        ("$verifier".to_owned(), client::device_verifier()),
        ("$timestamp".to_owned(), client::TIMESTAMP.to_owned()),
    ])
});

/// Where answers tell what, and its name.
const TOLD: [(&str, &str); 22] = [
    ("/UserPool/Id", "$pool"),
    ("/UserPool/Arn", "$arn"),
    ("/UserPoolClient/ClientId", "$client"),
    ("/ClientSecretDescriptor/ClientSecretId", "$secret_id"),
    ("/User/Username", "$username"),
    ("/UserSub", "$sub"),
    ("/AuthenticationResult/AccessToken", "$access"),
    ("/AuthenticationResult/IdToken", "$id_token"),
    ("/AuthenticationResult/RefreshToken", "$refresh"),
    ("/AuthenticationResult/NewDeviceMetadata/DeviceKey", "$device"),
    ("/AuthenticationResult/NewDeviceMetadata/DeviceGroupKey", "$group"),
    ("/Session", "$session"),
    ("/SecretCode", "$seed"),
    ("/ChallengeParameters/SECRET_BLOCK", "$block"),
    ("/UserImportJob/JobId", "$job"),
    ("/AuthEvents/0/EventId", "$event"),
    ("/Sessions/0/SessionId", "$first"),
    ("/Sessions/1/SessionId", "$second"),
    ("/Terms/TermsId", "$terms"),
    ("/ManagedLoginBranding/ManagedLoginBrandingId", "$style"),
    ("/NextToken", "$page"),
    ("/PaginationToken", "$page"),
];
