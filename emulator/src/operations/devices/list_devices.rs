//! ListDevices: the devices of the bearer of a token.

use poolhouse_emulator_model::shapes::{ListDevicesRequest, ListDevicesResponse};

use super::tracking::{bearer, page};
use crate::context::Context;
use crate::error::ApiError;

pub(crate) async fn list_devices(
    ctx: &Context,
    input: ListDevicesRequest,
) -> Result<ListDevicesResponse, ApiError> {
    let bearer = bearer(ctx, Some(&input.access_token))?;
    let list = ["ListDevices", bearer.pool.id(), &bearer.user.sub];
    let (devices, pagination_token) =
        page(list, &bearer.user, input.limit, input.pagination_token.as_deref())?;
    Ok(ListDevicesResponse { devices: Some(devices), pagination_token })
}
