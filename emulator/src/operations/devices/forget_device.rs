//! ForgetDevice: the bearer of a token gives a device up.

use poolhouse_emulator_model::NoOutput;
use poolhouse_emulator_model::shapes::ForgetDeviceRequest;

use super::tracking::bearer;
use crate::context::Context;
use crate::error::ApiError;

pub(crate) async fn forget_device(ctx: &Context, input: ForgetDeviceRequest) -> Result<NoOutput, ApiError> {
    let mut bearer = bearer(ctx, input.access_token.as_ref())?;
    bearer.user.forget_device(&input.device_key)?;
    bearer.keep(ctx);
    Ok(NoOutput)
}
