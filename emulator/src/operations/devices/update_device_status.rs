//! UpdateDeviceStatus: the bearer of a token says whether a device is remembered.

use poolhouse_emulator_model::shapes::{UpdateDeviceStatusRequest, UpdateDeviceStatusResponse};

use super::tracking::{bearer, set_status};
use crate::context::Context;
use crate::error::ApiError;

pub(crate) async fn update_device_status(
    ctx: &Context,
    input: UpdateDeviceStatusRequest,
) -> Result<UpdateDeviceStatusResponse, ApiError> {
    let mut bearer = bearer(ctx, Some(&input.access_token))?;
    set_status(ctx, &mut bearer.user, &input.device_key, input.device_remembered_status)?;
    bearer.keep(ctx);
    Ok(UpdateDeviceStatusResponse {})
}
