//! SetUserMFAPreference: the bearer of a token turns second factors on and off.

use poolhouse_emulator_model::shapes::{SetUserMFAPreferenceRequest, SetUserMFAPreferenceResponse};

use crate::context::Context;
use crate::domain::FactorPreferences;
use crate::error::ApiError;
use crate::flow::Signed;

pub(crate) async fn set_user_mfa_preference(
    ctx: &Context,
    input: SetUserMFAPreferenceRequest,
) -> Result<SetUserMFAPreferenceResponse, ApiError> {
    let mut bearer = Signed::in_by(ctx, &input.access_token)?;
    let preferences = FactorPreferences::new(
        input.sms_mfa_settings,
        input.software_token_mfa_settings,
        input.email_mfa_settings,
        input.web_authn_mfa_settings,
    );
    bearer.user.prefer_factors(&preferences)?;
    bearer.keep(ctx);
    Ok(SetUserMFAPreferenceResponse {})
}
