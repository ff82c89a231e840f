//! VerifyUserAttribute: verifies an address of the bearer with a code.

use poolhouse_emulator_model::shapes::{
    VerifiedAttributeType, VerifyUserAttributeRequest, VerifyUserAttributeResponse,
};

use super::bearer::Bearer;
use crate::context::Context;
use crate::domain::{Attempt, CodePurpose};
use crate::error::ApiError;

/// A new address that has waited for this takes its place now.
pub(crate) async fn verify_user_attribute(
    ctx: &Context,
    input: VerifyUserAttributeRequest,
) -> Result<VerifyUserAttributeResponse, ApiError> {
    let mut bearer = Bearer::of(ctx, &input.access_token)?;
    let address: Result<VerifiedAttributeType, _> = input.attribute_name.parse();
    let address = address.map_err(|_| ApiError::not_verifiable(&input.attribute_name))?;
    let purpose = CodePurpose::verification(address);
    bearer.user.codes.attempt(Attempt::VerifyUserAttribute, ctx.now())?;
    bearer.pool.put_user(bearer.user.clone());

    let sent = bearer.user.codes.check(purpose, &input.code, ctx.now())?;
    let value = sent.destination.clone();
    bearer.user.verify(address, &value);
    bearer.user.codes.use_up(purpose);
    if let Some(name) = bearer.pool.names_of_others(&bearer.user).first() {
        return Err(ApiError::alias_exists(name.attribute));
    }
    bearer.keep(ctx, None);
    Ok(VerifyUserAttributeResponse {})
}

#[cfg(test)]
mod tests;
