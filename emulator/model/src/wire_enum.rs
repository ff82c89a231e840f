//! Enums whose variants have one spelling on the wire.

use std::error::Error;
use std::fmt;

/// A text that is none of an enum's values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UnknownValue {
    /// The enum's name.
    pub of: &'static str,
}

impl fmt::Display for UnknownValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "not a value of {}", self.of)
    }
}

impl Error for UnknownValue {}

/// Makes an enum out of rows `Variant => "wire value"`. Reading is exact: case counts, and nothing that
/// is not in the rows passes.
macro_rules! wire_enum {
    ($(#[$attribute:meta])* pub enum $name:ident { $($variant:ident => $wire:literal,)+ }) => {
        $(#[$attribute])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name { $($variant,)+ }

        impl $name {
            /// All values, in the model's order.
            pub const ALL: &[Self] = &[$(Self::$variant,)+];

            /// The spelling on the wire.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $wire,)+ }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.pad(self.as_str())
            }
        }

        impl std::str::FromStr for $name {
            type Err = crate::wire_enum::UnknownValue;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                match text {
                    $($wire => Ok(Self::$variant),)+
                    _ => Err(crate::wire_enum::UnknownValue { of: stringify!($name) }),
                }
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
                text.parse().map_err(serde::de::Error::custom)
            }
        }
    };
}

pub(crate) use wire_enum;

#[cfg(test)]
mod tests {
    use std::str::FromStr;

    use crate::shapes::{AliasAttributeType, MessageActionType, PreTokenGenerationLambdaVersionType};

    #[test]
    fn a_value_has_the_models_name_and_the_wires_spelling() {
        assert_eq!(MessageActionType::Suppress.as_str(), "SUPPRESS");
        assert_eq!(AliasAttributeType::PhoneNumber.to_string(), "phone_number");
        assert_eq!(PreTokenGenerationLambdaVersionType::V2_0.as_str(), "V2_0");
    }

    #[test]
    fn every_value_reads_back() {
        for value in AliasAttributeType::ALL {
            assert_eq!(AliasAttributeType::from_str(value.as_str()), Ok(*value));
            let json = serde_json::to_string(value).unwrap();
            assert_eq!(serde_json::from_str::<AliasAttributeType>(&json).unwrap(), *value);
        }
    }

    #[test]
    fn case_counts() {
        let error = MessageActionType::from_str("suppress").unwrap_err();
        assert_eq!(error.to_string(), "not a value of MessageActionType");
        assert!(serde_json::from_str::<MessageActionType>("\"suppress\"").is_err());
    }
}
