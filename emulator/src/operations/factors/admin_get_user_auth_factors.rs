//! AdminGetUserAuthFactors: what a user can sign in with.

use poolhouse_emulator_model::shapes::{AdminGetUserAuthFactorsRequest, AdminGetUserAuthFactorsResponse};

use crate::context::Context;
use crate::error::ApiError;

pub(crate) async fn admin_get_user_auth_factors(
    ctx: &Context,
    input: AdminGetUserAuthFactorsRequest,
) -> Result<AdminGetUserAuthFactorsResponse, ApiError> {
    let pool = ctx.pool(&input.user_pool_id)?;
    let user = pool.resolve_user(input.username.expose())?;
    Ok(AdminGetUserAuthFactorsResponse {
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
    fn what_a_user_has_counts_whatever_the_pool_asks_for() {
        transcript(
            r#"
            user ann
            AdminGetUserAuthFactors {"UserPoolId": "$pool", "Username": "ann"}
            AdminSetUserPassword {"UserPoolId": "$pool", "Username": "ann", "Password": "Secret-1", "Permanent": true} > -
            AdminUpdateUserAttributes {"UserPoolId": "$pool", "Username": "ann", "UserAttributes": [
                {"Name": "email_verified", "Value": "true"}, {"Name": "phone_number", "Value": "+15550100"}, {"Name": "phone_number_verified", "Value": "true"}]} > -
            AdminGetUserAuthFactors {"UserPoolId": "$pool", "Username": "ann"}
            AdminGetUserAuthFactors {"UserPoolId": "$pool", "Username": "bob"}
            "#,
            expect![[r#"
                {"ConfiguredUserAuthFactors": [], "Username": "ann"}
                {"ConfiguredUserAuthFactors": ["PASSWORD", "EMAIL_OTP", "SMS_OTP"], "Username": "ann"}
                UserNotFoundException: User does not exist.
            "#]],
        );
    }
}
