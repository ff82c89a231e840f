//! AdminForgetDevice: gives a user's device up.

use poolhouse_emulator_model::NoOutput;
use poolhouse_emulator_model::shapes::AdminForgetDeviceRequest;

use super::tracking::user_of;
use crate::context::Context;
use crate::error::ApiError;

pub(crate) async fn admin_forget_device(
    ctx: &Context,
    input: AdminForgetDeviceRequest,
) -> Result<NoOutput, ApiError> {
    let (mut pool, mut user) = user_of(ctx, &input.user_pool_id, &input.username)?;
    user.forget_device(&input.device_key)?;
    pool.put_user(user);
    Ok(NoOutput)
}
