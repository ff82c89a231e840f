//! The access keys that requests may be signed with.

use std::collections::BTreeMap;
use std::fmt;

/// An access key: the id that requests name, and the secret that they are signed with.
#[derive(Clone, PartialEq, Eq)]
pub struct AccessKey {
    id: String,
    secret: String,
}

impl AccessKey {
    /// A key of any form; those of AWS are `AKIAIOSFODNN7EXAMPLE` and forty letters of base64.
    pub fn new(id: impl Into<String>, secret: impl Into<String>) -> Self {
        Self { id: id.into(), secret: secret.into() }
    }
}

impl fmt::Debug for AccessKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AccessKey").field("id", &self.id).finish_non_exhaustive()
    }
}

/// All keys that an emulator knows.
#[derive(Clone, Debug, Default)]
pub(crate) struct AccessKeys(BTreeMap<String, AccessKey>);

impl AccessKeys {
    /// The secret of a key.
    pub(super) fn secret(&self, id: &str) -> Option<&str> {
        self.0.get(id).map(|key| key.secret.as_str())
    }
}

impl FromIterator<AccessKey> for AccessKeys {
    fn from_iter<I: IntoIterator<Item = AccessKey>>(keys: I) -> Self {
        Self(keys.into_iter().map(|key| (key.id.clone(), key)).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_never_shown() {
        let key = AccessKey::new("AKID", "hush");
        assert_eq!(format!("{key:?}"), r#"AccessKey { id: "AKID", .. }"#);
        let keys: AccessKeys = [key].into_iter().collect();
        assert!(!format!("{keys:?}").contains("hush"));
    }
}
