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
    bearer.pool.settings().mfa.check_preferences(&preferences)?;
    bearer.user.prefer_factors(&preferences)?;
    bearer.keep(ctx);
    Ok(SetUserMFAPreferenceResponse {})
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::testing::transcript;

    #[test]
    fn a_user_turns_a_factor_on_and_off() {
        transcript(
            r#"
            user ann
            $app = CreateUserPoolClient {"UserPoolId": "$pool", "ClientName": "app"} > -
            token $pool $app ann
            SetUserMFAPreference {"AccessToken": "$token", "EmailMfaSettings": {"Enabled": true, "PreferredMfa": true}}
            GetUser {"AccessToken": "$token"} > UserMFASettingList
            SetUserMFAPreference {"AccessToken": "$token", "EmailMfaSettings": {"Enabled": true}}
            GetUser {"AccessToken": "$token"} > PreferredMfaSetting
            SetUserMFAPreference {"AccessToken": "$token", "EmailMfaSettings": {"Enabled": false}}
            GetUser {"AccessToken": "$token"} > UserMFASettingList
            SetUserMFAPreference {"AccessToken": "$token", "SMSMfaSettings": {"Enabled": true}}
            SetUserMFAPreference {"AccessToken": "nonsense"}
            "#,
            expect![[r#"
                {}
                ["EMAIL_OTP"]
                {}
                null
                {}
                null
                InvalidParameterException: User does not have delivery config set to turn on SMS_MFA
                NotAuthorizedException: Invalid Access Token
            "#]],
        );
    }
}
