//! AdminGetDevice: one device of a user.

use poolhouse_emulator_model::shapes::{AdminGetDeviceRequest, AdminGetDeviceResponse};

use super::tracking::user_of;
use crate::context::Context;
use crate::error::ApiError;

pub(crate) async fn admin_get_device(
    ctx: &Context,
    input: AdminGetDeviceRequest,
) -> Result<AdminGetDeviceResponse, ApiError> {
    let (_, user) = user_of(ctx, &input.user_pool_id, &input.username)?;
    Ok(AdminGetDeviceResponse { device: user.device(&input.device_key)?.describe() })
}
