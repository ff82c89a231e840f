//! DeleteUserAttributes: takes attributes from the bearer.

use poolhouse_emulator_model::shapes::{
    AttributeType, DeleteUserAttributesRequest, DeleteUserAttributesResponse,
};

use super::bearer::Bearer;
use crate::context::Context;
use crate::domain::AttributeChanges;
use crate::error::ApiError;

/// To take an attribute away is to update it with no value.
pub(crate) async fn delete_user_attributes(
    ctx: &Context,
    input: DeleteUserAttributesRequest,
) -> Result<DeleteUserAttributesResponse, ApiError> {
    let mut bearer = Bearer::of(ctx, &input.access_token)?;
    let names = input.user_attribute_names;
    bearer.client.options.check_writes(names.iter().map(String::as_str))?;
    let given = names.into_iter().map(|name| AttributeType { name, value: None }).collect();
    let settings = bearer.pool.shared_settings();
    let changes = AttributeChanges::at_update(&settings.schema, &bearer.user, given)?;
    bearer.user.change_attributes(changes, &settings.options)?;
    bearer.keep(ctx, None);
    Ok(DeleteUserAttributesResponse {})
}

#[cfg(test)]
mod tests;
