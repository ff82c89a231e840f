//! AdminUpdateDeviceStatus: whether a user's device is remembered.

use poolhouse_emulator_model::shapes::{AdminUpdateDeviceStatusRequest, AdminUpdateDeviceStatusResponse};

use super::tracking::{set_status, user_of};
use crate::context::Context;
use crate::error::ApiError;

pub(crate) async fn admin_update_device_status(
    ctx: &Context,
    input: AdminUpdateDeviceStatusRequest,
) -> Result<AdminUpdateDeviceStatusResponse, ApiError> {
    let (mut pool, mut user) = user_of(ctx, &input.user_pool_id, &input.username)?;
    set_status(ctx, &mut user, &input.device_key, input.device_remembered_status)?;
    pool.put_user(user);
    Ok(AdminUpdateDeviceStatusResponse {})
}
