//! GetUserAuthFactors: what the bearer of a token can sign in with.

use poolhouse_emulator_model::shapes::{GetUserAuthFactorsRequest, GetUserAuthFactorsResponse};

use crate::context::Context;
use crate::error::ApiError;
use crate::flow::Signed;

pub(crate) async fn get_user_auth_factors(
    ctx: &Context,
    input: GetUserAuthFactorsRequest,
) -> Result<GetUserAuthFactorsResponse, ApiError> {
    let user = Signed::in_by(ctx, &input.access_token)?.user;
    Ok(GetUserAuthFactorsResponse {
        username: user.username.as_str().into(),
        configured_user_auth_factors: Some(user.configured_factors()),
        user_mfa_setting_list: user.second_factors.describe_enabled(),
        preferred_mfa_setting: user.second_factors.describe_preferred(),
    })
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::testing::transcript;

    #[test]
    fn a_user_sees_the_own_factors() {
        transcript(
            r#"
            user ann
            $app = CreateUserPoolClient {"UserPoolId": "$pool", "ClientName": "app"} > -
            token $pool $app ann
            SetUserMFAPreference {"AccessToken": "$token", "EmailMfaSettings": {"Enabled": true, "PreferredMfa": true}} > -
            GetUserAuthFactors {"AccessToken": "$token"}
            GetUserAuthFactors {"AccessToken": "nonsense"}
            "#,
            expect![[r#"
                {
                  "ConfiguredUserAuthFactors": [],
                  "PreferredMfaSetting": "EMAIL_OTP",
                  "UserMFASettingList": ["EMAIL_OTP"],
                  "Username": "ann"
                }
                NotAuthorizedException: Invalid Access Token
            "#]],
        );
    }
}
