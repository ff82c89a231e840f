//! What is said about tokens that continue a list.

use super::ApiError;

impl ApiError {
    /// The token was not given out for this list. Whether the service names the member instead
    /// (`Invalid NextToken`) is unsure.
    pub fn invalid_pagination_token() -> Self {
        Self::invalid_parameter("Invalid pagination token.")
    }
}
