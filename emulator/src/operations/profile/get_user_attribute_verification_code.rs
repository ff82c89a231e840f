//! GetUserAttributeVerificationCode: sends the bearer a code that verifies an address.

use poolhouse_emulator_model::shapes::{
    GetUserAttributeVerificationCodeRequest, GetUserAttributeVerificationCodeResponse, VerifiedAttributeType,
};

use super::bearer::Bearer;
use crate::context::Context;
use crate::domain::{Attempt, CodePurpose, MessageKind};
use crate::error::ApiError;
use crate::flow::triggers::Moment;
use crate::flow::{Letter, deliver};

/// An address that waits to be verified is sent the code in place of the one that is.
pub(crate) async fn get_user_attribute_verification_code(
    ctx: &Context,
    input: GetUserAttributeVerificationCodeRequest,
) -> Result<GetUserAttributeVerificationCodeResponse, ApiError> {
    let (moment, letter) = prepare(ctx, input)?;
    let details = deliver(ctx, &moment, &letter).await?;
    Ok(GetUserAttributeVerificationCodeResponse { code_delivery_details: Some(details) })
}

fn prepare(
    ctx: &Context,
    input: GetUserAttributeVerificationCodeRequest,
) -> Result<(Moment, Letter), ApiError> {
    let mut bearer = Bearer::of(ctx, &input.access_token)?;
    let address: Result<VerifiedAttributeType, _> = input.attribute_name.parse();
    let address = address.map_err(|_| ApiError::not_verifiable(&input.attribute_name))?;
    let user = &mut bearer.user;
    let pending = user.pending.get(&address).map(String::as_str);
    let destination = pending.or(user.attribute(address.as_str())).map(str::to_owned);
    let destination = destination.ok_or_else(|| ApiError::no_registered_address(address))?;
    user.codes.attempt(Attempt::GetUserAttributeVerificationCode, ctx.now())?;
    let (kind, purpose) = (MessageKind::VerifyAttribute, CodePurpose::verification(address));
    let letter = Letter::with_code(ctx, user, kind, purpose, (address, destination));
    Ok((bearer.keep(ctx, input.client_metadata), letter))
}

#[cfg(test)]
mod tests;
