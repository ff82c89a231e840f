//! Values that the model marks as sensitive. They never show in `Debug`.

use std::collections::BTreeMap;
use std::fmt;
use std::ops::{Deref, DerefMut};

use serde::{Deserialize, Serialize};

/// A text that is not to be seen in logs. It has no `Display`; [`Sensitive::expose`] is the way to it.
#[derive(Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Sensitive(String);

impl Sensitive {
    /// The text itself.
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// The text itself, taken out.
    pub fn into_exposed(self) -> String {
        self.0
    }
}

impl fmt::Debug for Sensitive {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Sensitive(..)")
    }
}

impl From<String> for Sensitive {
    fn from(text: String) -> Self {
        Sensitive(text)
    }
}

impl From<&str> for Sensitive {
    fn from(text: &str) -> Self {
        Sensitive(text.to_owned())
    }
}

impl PartialEq<str> for Sensitive {
    fn eq(&self, other: &str) -> bool {
        self.0 == other
    }
}

impl PartialEq<&str> for Sensitive {
    fn eq(&self, other: &&str) -> bool {
        self.0 == *other
    }
}

/// A map of texts that is not to be seen in logs, such as the parameters of a sign-in.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct SensitiveMap(BTreeMap<String, String>);

impl fmt::Debug for SensitiveMap {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SensitiveMap(..)")
    }
}

impl Deref for SensitiveMap {
    type Target = BTreeMap<String, String>;

    fn deref(&self) -> &Self::Target {
        &self.0
    }
}

impl DerefMut for SensitiveMap {
    fn deref_mut(&mut self) -> &mut Self::Target {
        &mut self.0
    }
}

impl From<BTreeMap<String, String>> for SensitiveMap {
    fn from(map: BTreeMap<String, String>) -> Self {
        SensitiveMap(map)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shapes::{AdminInitiateAuthRequest, SignUpRequest, UserContextDataType};

    #[test]
    fn debug_of_a_request_tells_no_secret() {
        let request: SignUpRequest = serde_json::from_str(
            r#"{"ClientId": "c1", "Username": "ann", "Password": "Hunter2!",
                "UserAttributes": [{"Name": "email", "Value": "ann@example.com"}],
                "UserContextData": {"EncodedData": "fingerprint"}}"#,
        )
        .unwrap();
        let debug = format!("{request:?}");
        for secret in ["c1", "ann", "Hunter2!", "fingerprint"] {
            assert!(!debug.contains(secret), "{secret} in {debug}");
        }
    }

    #[test]
    fn debug_of_a_sign_in_tells_no_parameter() {
        let request: AdminInitiateAuthRequest = serde_json::from_str(
            r#"{"UserPoolId": "us-east-1_a", "ClientId": "c1", "AuthFlow": "ADMIN_USER_PASSWORD_AUTH",
                "AuthParameters": {"PASSWORD": "Hunter2!"}}"#,
        )
        .unwrap();
        assert_eq!(request.auth_parameters.as_ref().unwrap()["PASSWORD"], "Hunter2!");
        assert!(!format!("{request:?}").contains("Hunter2!"));
    }

    #[test]
    fn a_sensitive_structure_shows_its_name_alone() {
        let context = UserContextDataType { encoded_data: Some("x".into()), ip_address: None };
        assert_eq!(format!("{context:?}"), "UserContextDataType(..)");
    }

    #[test]
    fn on_the_wire_it_is_a_plain_string() {
        assert_eq!(serde_json::to_string(&Sensitive::from("a")).unwrap(), "\"a\"");
        assert_eq!(serde_json::from_str::<Sensitive>("\"a\"").unwrap(), "a");
    }
}
