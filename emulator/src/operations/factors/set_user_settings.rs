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

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::testing::transcript;

    #[test]
    fn a_user_turns_sms_on_and_off() {
        transcript(
            r#"
            user ann
            $app = CreateUserPoolClient {"UserPoolId": "$pool", "ClientName": "app"} > -
            token $pool $app ann
            SetUserSettings {"AccessToken": "$token", "MFAOptions": [{"DeliveryMedium": "SMS", "AttributeName": "phone_number"}]}
            AdminUpdateUserAttributes {"UserPoolId": "$pool", "Username": "ann", "UserAttributes": [{"Name": "phone_number", "Value": "+15550100"}]} > -
            SetUserSettings {"AccessToken": "$token", "MFAOptions": [{"DeliveryMedium": "SMS", "AttributeName": "phone_number"}]}
            GetUser {"AccessToken": "$token"} > MFAOptions
            SetUserMFAPreference {"AccessToken": "$token", "SMSMfaSettings": {"Enabled": false}} > -
            GetUser {"AccessToken": "$token"} > MFAOptions
            SetUserSettings {"AccessToken": "nonsense", "MFAOptions": []}
            "#,
            expect![[r#"
                InvalidParameterException: User does not have delivery config set to turn on SMS_MFA
                {}
                [{"AttributeName": "phone_number", "DeliveryMedium": "SMS"}]
                null
                NotAuthorizedException: Invalid Access Token
            "#]],
        );
    }
}
