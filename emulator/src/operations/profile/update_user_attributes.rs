//! UpdateUserAttributes: changes the bearer's own attributes.

use poolhouse_emulator_model::shapes::{UpdateUserAttributesRequest, UpdateUserAttributesResponse};

use super::bearer::Bearer;
use crate::context::Context;
use crate::domain::AttributeChanges;
use crate::error::ApiError;
use crate::flow::triggers::Moment;
use crate::flow::{Letter, deliver_all, verification_letters};

/// New addresses that the pool verifies by itself are sent a code each.
pub(crate) async fn update_user_attributes(
    ctx: &Context,
    input: UpdateUserAttributesRequest,
) -> Result<UpdateUserAttributesResponse, ApiError> {
    let (moment, letters) = update(ctx, input)?;
    let details = deliver_all(ctx, &moment, &letters).await?;
    Ok(UpdateUserAttributesResponse { code_delivery_details_list: Some(details) })
}

fn update(ctx: &Context, input: UpdateUserAttributesRequest) -> Result<(Moment, Vec<Letter>), ApiError> {
    let mut bearer = Bearer::of(ctx, &input.access_token)?;
    let given: Vec<_> = input.user_attributes.iter().map(|given| given.name.clone()).collect();
    bearer.client.options.check_writes(given.iter().map(String::as_str))?;
    let settings = bearer.pool.shared_settings();
    let changes = AttributeChanges::at_update(&settings.schema, &bearer.user, input.user_attributes)?;
    bearer.user.change_attributes(changes, &settings.options)?;
    if let Some(name) = bearer.pool.names_of_others(&bearer.user).first() {
        return Err(ApiError::alias_exists(name.attribute));
    }
    let letters = verification_letters(ctx, &settings.options, &mut bearer.user, &given);
    Ok((bearer.keep(ctx, input.client_metadata), letters))
}

#[cfg(test)]
mod tests;
