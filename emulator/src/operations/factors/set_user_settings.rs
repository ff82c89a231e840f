//! SetUserSettings: the older way for the bearer of a token to turn SMS on and off.

use poolhouse_emulator_model::shapes::{SetUserSettingsRequest, SetUserSettingsResponse};

use crate::context::Context;
use crate::error::ApiError;
use crate::flow::Signed;

pub(crate) async fn set_user_settings(
    ctx: &Context,
    input: SetUserSettingsRequest,
) -> Result<SetUserSettingsResponse, ApiError> {
    let mut bearer = Signed::in_by(ctx, &input.access_token)?;
    bearer.user.set_legacy_options(&input.mfa_options)?;
    bearer.keep(ctx);
    Ok(SetUserSettingsResponse {})
}
