//! What is said about searches for users.

use super::ApiError;

impl ApiError {
    /// The filter is not one condition of name, comparison and quoted value.
    pub fn unreadable_filter() -> Self {
        Self::invalid_parameter("Error while parsing filter")
    }

    /// The filter names something that users cannot be searched by. Older answers named it
    /// (`Invalid search attribute: custom:role`).
    pub fn unsupported_filter() -> Self {
        Self::invalid_parameter("Input fails to satisfy the constraints.")
    }

    /// AttributesToGet has one that is not in the pool's schema (wording unsure).
    pub fn unknown_attributes_to_get() -> Self {
        Self::invalid_parameter("One or more requested attributes do not exist in user pool.")
    }
}
