//! Bytes as the wire has them.

use std::borrow::Cow;
use std::fmt;
use std::ops::Deref;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// Bytes; on the wire standard base64 with padding. `Debug` tells only how many.
#[derive(Clone, Default, PartialEq, Eq, Hash)]
pub struct Blob(Vec<u8>);

impl Blob {
    /// The bytes that a text of the wire stands for; `None` when it is no base64.
    pub fn from_base64(text: &str) -> Option<Self> {
        STANDARD.decode(text).ok().map(Blob)
    }

    /// The text of the wire.
    pub fn to_base64(&self) -> String {
        STANDARD.encode(&self.0)
    }

    /// The bytes, taken out.
    pub fn into_bytes(self) -> Vec<u8> {
        self.0
    }
}

impl fmt::Debug for Blob {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Blob({} bytes)", self.0.len())
    }
}

impl Deref for Blob {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        &self.0
    }
}

impl From<Vec<u8>> for Blob {
    fn from(bytes: Vec<u8>) -> Self {
        Blob(bytes)
    }
}

impl Serialize for Blob {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.to_base64())
    }
}

impl<'de> Deserialize<'de> for Blob {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = Cow::<'de, str>::deserialize(deserializer)?;
        Blob::from_base64(&text).ok_or_else(|| de::Error::custom("not base64"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_wire_has_standard_base64_with_padding() {
        let blob = Blob::from(vec![0xfb, 0xff, 0xfe, 0x01]);
        assert_eq!(serde_json::to_string(&blob).unwrap(), "\"+//+AQ==\"");
        assert_eq!(serde_json::from_str::<Blob>("\"+//+AQ==\"").unwrap(), blob);
    }

    #[test]
    fn other_alphabets_and_missing_padding_are_refused() {
        assert_eq!(Blob::from_base64("-__-AQ=="), None);
        assert_eq!(Blob::from_base64("+//+AQ"), None);
    }

    #[test]
    fn debug_counts_the_bytes() {
        assert_eq!(format!("{:?}", Blob::from(vec![1, 2, 3])), "Blob(3 bytes)");
    }
}
