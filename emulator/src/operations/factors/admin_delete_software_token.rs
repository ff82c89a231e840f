//! AdminDeleteSoftwareToken: takes a user's authenticator away, for one who has lost it.

use poolhouse_emulator_model::shapes::{AdminDeleteSoftwareTokenRequest, AdminDeleteSoftwareTokenResponse};

use crate::context::Context;
use crate::domain::User;
use crate::error::ApiError;

/// That it succeeds for a user who has none is unsure.
pub(crate) async fn admin_delete_software_token(
    ctx: &Context,
    input: AdminDeleteSoftwareTokenRequest,
) -> Result<AdminDeleteSoftwareTokenResponse, ApiError> {
    let mut pool = ctx.pool(&input.user_pool_id)?;
    let mut user = User::clone(pool.resolve_user(input.username.expose())?);
    user.second_factors.remove_token();
    user.modified = ctx.now();
    pool.put_user(user);
    Ok(AdminDeleteSoftwareTokenResponse {})
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::testing::transcript;

    #[test]
    fn a_lost_authenticator_is_taken_away() {
        transcript(
            r#"
            SetUserPoolMfaConfig {"UserPoolId": "$pool", "MfaConfiguration": "OPTIONAL", "SoftwareTokenMfaConfiguration": {"Enabled": true}} > -
            user ann
            $app = CreateUserPoolClient {"UserPoolId": "$pool", "ClientName": "app"} > -
            token $pool $app ann
            $secret = AssociateSoftwareToken {"AccessToken": "$token"} > SecretCode
            totp $secret
            VerifySoftwareToken {"AccessToken": "$token", "UserCode": "$code"} > -
            SetUserMFAPreference {"AccessToken": "$token", "SoftwareTokenMfaSettings": {"Enabled": true, "PreferredMfa": true}} > -
            AdminDeleteSoftwareToken {"UserPoolId": "$pool", "Username": "ann"}
            AdminGetUserAuthFactors {"UserPoolId": "$pool", "Username": "ann"}
            AdminDeleteSoftwareToken {"UserPoolId": "$pool", "Username": "ann"}
            AdminDeleteSoftwareToken {"UserPoolId": "$pool", "Username": "bob"}
            "#,
            expect![[r#"
                {"SecretCode": "$secret"}
                {}
                {"ConfiguredUserAuthFactors": [], "Username": "ann"}
                {}
                UserNotFoundException: User does not exist.
            "#]],
        );
    }
}
