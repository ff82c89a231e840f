//! Devices: where users have signed in, and which of them stand in for a second factor.

use std::fmt;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use num_bigint::BigUint;
use poolhouse_emulator_model::Timestamp;
use poolhouse_emulator_model::shapes::{
    AttributeType, DeviceConfigurationType, DeviceRememberedStatusType, DeviceSecretVerifierConfigType,
    DeviceType, NewDeviceMetadataType,
};
use serde::{Deserialize, Serialize};

use super::user::User;
use crate::error::ApiError;

/// One device of a user.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct Device {
    /// `<region>_<uuid>`.
    pub(crate) key: String,
    /// `-` and eight characters; part of what the device's password proves.
    pub(crate) group_key: String,
    name: Option<String>,
    /// What the device has told of its own password; none until it is confirmed.
    verifier: Option<DeviceVerifier>,
    remembered: bool,
    created: Timestamp,
    modified: Timestamp,
    authenticated: Timestamp,
}

/// Salt and verifier of a device's password, in base64.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct DeviceVerifier {
    salt: String,
    verifier: String,
}

impl DeviceVerifier {
    /// What ConfirmDevice sends, if both parts are there and can be read.
    fn of(config: DeviceSecretVerifierConfigType) -> Option<Self> {
        let read = Self { salt: config.salt?, verifier: config.password_verifier? };
        let is_number = |text: &str| STANDARD.decode(text).is_ok_and(|bytes| !bytes.is_empty());
        (is_number(&read.salt) && is_number(&read.verifier)).then_some(read)
    }

    /// The salt.
    pub(crate) fn salt(&self) -> BigUint {
        number(&self.salt)
    }

    /// `g^x`.
    pub(crate) fn verifier(&self) -> BigUint {
        number(&self.verifier)
    }
}

impl Device {
    /// A device that a user has just signed in on. It is not confirmed.
    pub(crate) fn new(key: String, group_key: String, now: Timestamp) -> Self {
        let (created, modified, authenticated) = (now, now, now);
        Self {
            key,
            group_key,
            name: None,
            verifier: None,
            remembered: false,
            created,
            modified,
            authenticated,
        }
    }

    /// What the client is told, to confirm it.
    pub(crate) fn metadata(&self) -> NewDeviceMetadataType {
        NewDeviceMetadataType {
            device_key: Some(self.key.clone()),
            device_group_key: Some(self.group_key.clone()),
        }
    }

    /// Whether the device has told of its password.
    pub(crate) fn is_confirmed(&self) -> bool {
        self.verifier.is_some()
    }

    /// What the device can be known by, if its user wants it to be.
    pub(crate) fn trusted(&self) -> Option<&DeviceVerifier> {
        self.verifier.as_ref().filter(|_| self.remembered)
    }

    /// Notes a sign-in on the device.
    pub(crate) fn note_sign_in(&mut self, now: Timestamp) {
        self.authenticated = now;
    }

    /// Takes what the device tells of its password. True where the user must be asked whether the
    /// device shall be remembered.
    pub(crate) fn confirm(
        &mut self,
        name: Option<String>,
        config: Option<DeviceSecretVerifierConfigType>,
        pool: &DeviceConfigurationType,
        now: Timestamp,
    ) -> Result<bool, ApiError> {
        if self.is_confirmed() {
            return Err(ApiError::device_key_exists());
        }
        let verifier = config.and_then(DeviceVerifier::of).ok_or_else(ApiError::invalid_device_verifier)?;
        let asks = pool.device_only_remembered_on_user_prompt.unwrap_or(false);
        self.verifier = Some(verifier);
        self.name = name;
        self.remembered = !asks;
        self.modified = now;
        Ok(asks)
    }

    /// Sets whether the device stands in for a second factor.
    pub(crate) fn set_status(&mut self, status: DeviceRememberedStatusType, now: Timestamp) {
        self.remembered = status == DeviceRememberedStatusType::Remembered;
        self.modified = now;
    }

    /// The device as operations answer it. Which attributes come in which order is unsure.
    pub(crate) fn describe(&self) -> DeviceType {
        let remembered = match self.remembered {
            true => DeviceRememberedStatusType::Remembered,
            false => DeviceRememberedStatusType::NotRemembered,
        };
        let all = [
            ("device_status", Some("valid")),
            ("device_name", self.name.as_deref()),
            ("dev:device_remembered_status", Some(remembered.as_str())),
        ];
        let attribute = |(name, value): (&str, Option<&str>)| {
            Some(AttributeType { name: name.to_owned(), value: Some(value?.into()) })
        };
        DeviceType {
            device_key: Some(self.key.clone()),
            device_attributes: Some(all.into_iter().filter_map(attribute).collect()),
            device_create_date: Some(self.created),
            device_last_modified_date: Some(self.modified),
            device_last_authenticated_date: Some(self.authenticated),
        }
    }
}

impl User {
    /// A device of the user.
    pub(crate) fn device(&self, key: &str) -> Result<&Device, ApiError> {
        self.devices.get(key).ok_or_else(ApiError::device_not_found)
    }

    /// The same, to be changed.
    pub(crate) fn device_mut(&mut self, key: &str) -> Result<&mut Device, ApiError> {
        self.devices.get_mut(key).ok_or_else(ApiError::device_not_found)
    }

    /// Forgets a device.
    pub(crate) fn forget_device(&mut self, key: &str) -> Result<(), ApiError> {
        self.devices.remove(key).map(drop).ok_or_else(ApiError::device_not_found)
    }
}

/// Verifiers are as good as passwords to someone who can try many.
impl fmt::Debug for Device {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("Device").field("key", &self.key).finish_non_exhaustive()
    }
}

fn number(base64: &str) -> BigUint {
    BigUint::from_bytes_be(&STANDARD.decode(base64).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use sha2::{Digest, Sha256};

    use super::*;
    use crate::domain::srp;

    const NOW: Timestamp = Timestamp::from_millis(1_000);

    fn config() -> DeviceSecretVerifierConfigType {
        // Group -AbCdEf12, password ZGV2aWNlLXBhc3N3b3Jk.
        let identity = format!("-AbCdEf12{KEY}:ZGV2aWNlLXBhc3N3b3Jk");
        let salt = STANDARD.decode(SALT).expect("base64");
        let x = srp::private_key(&salt, &Sha256::digest(identity));
        let mut verifier = srp::verifier(&x).to_bytes_be();
        if verifier[0] & 0x80 != 0 {
            verifier.insert(0, 0);
        }
        let (salt, password_verifier) = (Some(SALT.to_owned()), Some(STANDARD.encode(verifier)));
        DeviceSecretVerifierConfigType { salt, password_verifier }
    }

    fn device() -> Device {
        Device::new(KEY.to_owned(), "-AbCdEf12".to_owned(), NOW)
    }

    const KEY: &str = "us-east-1_11111111-2222-3333-4444-555555555555";
    const SALT: &str = "AKGyw9Tl9gcYKTpLXG1+j5A=";

    #[test]
    fn the_verifier_of_a_device_is_the_one_that_clients_compute() {
        let bytes = STANDARD.decode(config().password_verifier.expect("there")).expect("base64");
        let hash: String = Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!(hash, "d5a999cbf192d684d46fac57b72dbb1ae59903b33508705d9b2cedcf2cfb3820");
    }

    #[test]
    fn a_confirmed_device_is_trusted_at_once_unless_its_user_is_to_be_asked() {
        for asks in [false, true] {
            let pool = DeviceConfigurationType {
                device_only_remembered_on_user_prompt: Some(asks),
                ..Default::default()
            };
            let mut device = device();
            assert_eq!(device.confirm(None, Some(config()), &pool, NOW), Ok(asks));
            assert_eq!(device.trusted().is_some(), !asks);
            let again = device.confirm(None, Some(config()), &pool, NOW);
            assert_eq!(again, Err(ApiError::device_key_exists()));
            device.set_status(DeviceRememberedStatusType::Remembered, NOW);
            assert!(device.trusted().is_some());
        }
    }

    #[test]
    fn numbers_survive_the_zero_byte_in_front() {
        let verifier = DeviceVerifier::of(config()).expect("both parts");
        assert_eq!(srp::write_hex(&verifier.salt()), "a1b2c3d4e5f60718293a4b5c6d7e8f90");
    }

    #[test]
    fn a_verifier_that_cannot_be_read_is_refused() {
        let broken = DeviceSecretVerifierConfigType { salt: Some("?".into()), ..config() };
        let refused = device().confirm(None, Some(broken), &DeviceConfigurationType::default(), NOW);
        assert_eq!(refused, Err(ApiError::invalid_device_verifier()));
    }
}
