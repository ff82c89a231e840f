//! GetDevice: one device of the bearer of a token.

use poolhouse_emulator_model::shapes::{GetDeviceRequest, GetDeviceResponse};

use super::tracking::bearer;
use crate::context::Context;
use crate::error::ApiError;

pub(crate) async fn get_device(
    ctx: &Context,
    input: GetDeviceRequest,
) -> Result<GetDeviceResponse, ApiError> {
    let user = bearer(ctx, input.access_token.as_ref())?.user;
    Ok(GetDeviceResponse { device: user.device(&input.device_key)?.describe() })
}
