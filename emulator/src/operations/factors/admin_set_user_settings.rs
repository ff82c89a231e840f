//! AdminSetUserSettings: the older way to turn a user's SMS on and off.

use poolhouse_emulator_model::shapes::{AdminSetUserSettingsRequest, AdminSetUserSettingsResponse};

use crate::context::Context;
use crate::domain::User;
use crate::error::ApiError;

pub(crate) async fn admin_set_user_settings(
    ctx: &Context,
    input: AdminSetUserSettingsRequest,
) -> Result<AdminSetUserSettingsResponse, ApiError> {
    let mut pool = ctx.pool(&input.user_pool_id)?;
    let mut user = User::clone(pool.resolve_user(input.username.expose())?);
    user.set_legacy_options(&input.mfa_options)?;
    user.modified = ctx.now();
    pool.put_user(user);
    Ok(AdminSetUserSettingsResponse {})
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::testing::transcript;

    #[test]
    fn sms_shows_as_option_and_as_factor() {
        transcript(
            r#"
            user ann
            AdminUpdateUserAttributes {"UserPoolId": "$pool", "Username": "ann", "UserAttributes": [{"Name": "phone_number", "Value": "+15550100"}]} > -
            AdminSetUserSettings {"UserPoolId": "$pool", "Username": "ann", "MFAOptions": [{"DeliveryMedium": "SMS", "AttributeName": "phone_number"}]}
            AdminGetUser {"UserPoolId": "$pool", "Username": "ann"} > MFAOptions
            ListUsers {"UserPoolId": "$pool"} > Users.0.MFAOptions
            AdminGetUser {"UserPoolId": "$pool", "Username": "ann"} > UserMFASettingList
            $app = CreateUserPoolClient {"UserPoolId": "$pool", "ClientName": "app"} > -
            token $pool $app ann
            GetUser {"AccessToken": "$token"} > MFAOptions
            SetUserSettings {"AccessToken": "$token", "MFAOptions": []}
            GetUser {"AccessToken": "$token"} > MFAOptions
            GetUserAuthFactors {"AccessToken": "$token"}
            "#,
            expect![[r#"
                {}
                [{"AttributeName": "phone_number", "DeliveryMedium": "SMS"}]
                [{"AttributeName": "phone_number", "DeliveryMedium": "SMS"}]
                ["SMS_MFA"]
                [{"AttributeName": "phone_number", "DeliveryMedium": "SMS"}]
                {}
                null
                {"ConfiguredUserAuthFactors": [], "Username": "ann"}
            "#]],
        );
    }

    #[test]
    fn only_sms_to_a_phone_number_that_is_there_will_do() {
        transcript(
            r#"
            user ann
            AdminSetUserSettings {"UserPoolId": "$pool", "Username": "ann", "MFAOptions": [{"DeliveryMedium": "SMS", "AttributeName": "phone_number"}]}
            AdminSetUserSettings {"UserPoolId": "$pool", "Username": "ann", "MFAOptions": [{"DeliveryMedium": "EMAIL", "AttributeName": "email"}]}
            AdminSetUserSettings {"UserPoolId": "$pool", "Username": "bob", "MFAOptions": []}
            "#,
            expect![[r#"
                InvalidParameterException: User does not have delivery config set to turn on SMS_MFA
                InvalidParameterException: Invalid MFA options given, only SMS to phone_number is supported.
                UserNotFoundException: User does not exist.
            "#]],
        );
    }
}
