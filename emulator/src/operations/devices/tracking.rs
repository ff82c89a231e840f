//! What the operations on devices have in common.

use std::ops::Bound;

use poolhouse_emulator_model::Sensitive;
use poolhouse_emulator_model::shapes::{DeviceConfigurationType, DeviceRememberedStatusType, DeviceType};

use crate::context::{Context, PoolGuard};
use crate::domain::{PoolSettings, User};
use crate::error::ApiError;
use crate::flow::Signed;
use crate::page::{DEFAULT_LIMIT, Page};

/// The user of a token in a pool that tracks devices. Two operations need no token by the model;
/// that they are refused without one is the documentation's.
pub(super) fn bearer<'a>(ctx: &'a Context, token: Option<&Sensitive>) -> Result<Signed<'a>, ApiError> {
    let token = token.ok_or_else(ApiError::invalid_access_token)?;
    let bearer = Signed::in_by(ctx, token)?;
    tracking(bearer.pool.settings())?;
    Ok(bearer)
}

/// A user of a pool that tracks devices.
pub(super) fn user_of<'a>(
    ctx: &'a Context,
    pool: &str,
    username: &Sensitive,
) -> Result<(PoolGuard<'a>, User), ApiError> {
    let pool = ctx.pool(pool)?;
    tracking(pool.settings())?;
    let user = User::clone(pool.resolve_user(username.expose())?);
    Ok((pool, user))
}

/// How the pool tracks devices.
pub(super) fn tracking(pool: &PoolSettings) -> Result<&DeviceConfigurationType, ApiError> {
    pool.options.device_configuration.as_ref().ok_or_else(ApiError::devices_not_tracked)
}

/// One page of a user's devices. `list` names the list.
pub(super) fn page(
    list: [&str; 3],
    user: &User,
    limit: Option<i32>,
    token: Option<&str>,
) -> Result<(Vec<DeviceType>, Option<String>), ApiError> {
    let page = Page::new(&list, limit, DEFAULT_LIMIT, token)?;
    let after = page.after().map_or(Bound::Unbounded, Bound::Excluded);
    let devices = user.devices.range::<str, _>((after, Bound::Unbounded));
    Ok(page.take(devices.map(|(key, device)| (key.clone(), device.describe()))))
}

/// Sets the status of a device. Without one the device stays as it is (unsure).
pub(super) fn set_status(
    ctx: &Context,
    user: &mut User,
    key: &str,
    status: Option<DeviceRememberedStatusType>,
) -> Result<(), ApiError> {
    let device = user.device_mut(key)?;
    if let Some(status) = status {
        device.set_status(status, ctx.now());
    }
    Ok(())
}
