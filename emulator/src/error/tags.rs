//! What is said about tags and the ARNs that carry them. All wordings are unsure.

use poolhouse_emulator_model::ErrorCode;

use super::ApiError;

impl ApiError {
    /// The ARN is well formed, but not that of a user pool.
    pub fn not_a_user_pool_arn() -> Self {
        Self::invalid_parameter("Invalid ARN: only user pools can be tagged.")
    }

    /// TagResource: a key that only AWS itself may use.
    pub fn reserved_tag_key() -> Self {
        Self::invalid_parameter(RESERVED_TAG_KEY)
    }

    /// TagResource: more tags than a pool may carry.
    pub fn too_many_tags(limit: usize) -> Self {
        Self::invalid_parameter(too_many(limit))
    }

    /// CreateUserPool and UpdateUserPool: a key that only AWS itself may use.
    pub fn reserved_user_pool_tag_key() -> Self {
        Self::new(ErrorCode::UserPoolTaggingException, RESERVED_TAG_KEY)
    }

    /// CreateUserPool and UpdateUserPool: more tags than a pool may carry.
    pub fn too_many_user_pool_tags(limit: usize) -> Self {
        Self::new(ErrorCode::UserPoolTaggingException, too_many(limit))
    }
}

fn too_many(limit: usize) -> String {
    format!("A resource cannot have more than {limit} tags.")
}

const RESERVED_TAG_KEY: &str = "aws: prefixed tag key names are not allowed for external use.";
