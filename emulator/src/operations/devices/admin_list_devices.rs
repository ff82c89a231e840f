//! AdminListDevices: the devices of a user.

use poolhouse_emulator_model::shapes::{AdminListDevicesRequest, AdminListDevicesResponse};

use super::tracking::{page, user_of};
use crate::context::Context;
use crate::error::ApiError;

pub(crate) async fn admin_list_devices(
    ctx: &Context,
    input: AdminListDevicesRequest,
) -> Result<AdminListDevicesResponse, ApiError> {
    let (pool, user) = user_of(ctx, &input.user_pool_id, &input.username)?;
    let list = ["AdminListDevices", pool.id(), &user.sub];
    let (devices, pagination_token) = page(list, &user, input.limit, input.pagination_token.as_deref())?;
    Ok(AdminListDevicesResponse { devices: Some(devices), pagination_token })
}
