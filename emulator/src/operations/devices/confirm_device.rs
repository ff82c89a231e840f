//! ConfirmDevice: a device that was signed in on tells how it can be known again.

use poolhouse_emulator_model::shapes::{ConfirmDeviceRequest, ConfirmDeviceResponse};

use super::tracking::{bearer, tracking};
use crate::context::Context;
use crate::error::ApiError;

pub(crate) async fn confirm_device(
    ctx: &Context,
    input: ConfirmDeviceRequest,
) -> Result<ConfirmDeviceResponse, ApiError> {
    let mut bearer = bearer(ctx, Some(&input.access_token))?;
    let pool = tracking(bearer.pool.settings())?.clone();
    let device = bearer.user.device_mut(&input.device_key)?;
    let asks = device.confirm(input.device_name, input.device_secret_verifier_config, &pool, ctx.now())?;
    bearer.keep(ctx);
    Ok(ConfirmDeviceResponse { user_confirmation_necessary: Some(asks) })
}
