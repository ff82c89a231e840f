//! What is said about devices.

use poolhouse_emulator_model::ErrorCode;

use super::ApiError;

impl ApiError {
    /// The pool does not track devices (wording unsure).
    pub fn devices_not_tracked() -> Self {
        let message = "Device tracking is not enabled for the user pool";
        Self::new(ErrorCode::InvalidUserPoolConfigurationException, message)
    }

    /// The user has no such device.
    pub fn device_not_found() -> Self {
        Self::resource_not_found("Device does not exist.")
    }

    /// The device was confirmed before (wording unsure).
    pub fn device_key_exists() -> Self {
        Self::new(ErrorCode::DeviceKeyExistsException, "Device already exists.")
    }

    /// Salt or verifier of a device's password are missing or no base64 (wording unsure).
    pub fn invalid_device_verifier() -> Self {
        Self::invalid_parameter("Invalid device secret verifier given")
    }
}
