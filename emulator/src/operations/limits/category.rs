//! The category that a limit is about.

use poolhouse_emulator_model::shapes::{LimitDefinitionType, LimitType};

use crate::domain::RateCategory;
use crate::error::ApiError;

/// The category that a definition names.
pub(super) fn category(definition: &LimitDefinitionType) -> Result<RateCategory, ApiError> {
    let name = definition.attributes.get("Category").ok_or_else(ApiError::limit_without_category)?;
    RateCategory::named(name).ok_or_else(|| ApiError::rate_category_not_found(name))
}

/// A limit as operations answer it.
pub(super) fn described(definition: LimitDefinitionType, category: RateCategory, rate: i32) -> LimitType {
    LimitType {
        limit_definition: definition,
        provisioned_limit_value: rate,
        free_limit_value: category.free_rate(),
    }
}
