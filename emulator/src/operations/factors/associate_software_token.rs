//! AssociateSoftwareToken: gives a user the secret for an authenticator.

use poolhouse_emulator_model::Sensitive;
use poolhouse_emulator_model::shapes::{AssociateSoftwareTokenRequest, AssociateSoftwareTokenResponse};

use crate::context::Context;
use crate::domain::{PoolSettings, SecondFactor, SoftwareToken, User};
use crate::error::ApiError;
use crate::flow::{Signed, change_in_set_up};

/// The user is the bearer of a token, or has to set up a factor to sign in. An authenticator that
/// the user has stays until the new one is verified.
pub(crate) async fn associate_software_token(
    ctx: &Context,
    input: AssociateSoftwareTokenRequest,
) -> Result<AssociateSoftwareTokenResponse, ApiError> {
    match (input.access_token, input.session) {
        (Some(token), None) => by_token(ctx, &token),
        (None, Some(session)) => by_session(ctx, &session),
        _ => Err(ApiError::token_or_session_required()),
    }
}

fn by_token(ctx: &Context, token: &Sensitive) -> Result<AssociateSoftwareTokenResponse, ApiError> {
    let mut bearer = Signed::in_by(ctx, token)?;
    let secret_code = associate(ctx, bearer.pool.settings(), &mut bearer.user)?;
    bearer.keep(ctx);
    Ok(AssociateSoftwareTokenResponse { secret_code: Some(secret_code), session: None })
}

fn by_session(ctx: &Context, session: &Sensitive) -> Result<AssociateSoftwareTokenResponse, ApiError> {
    let (secret_code, session) =
        change_in_set_up(ctx, session, false, |pool, user| associate(ctx, pool, user))?;
    Ok(AssociateSoftwareTokenResponse { secret_code: Some(secret_code), session: Some(session) })
}

fn associate(ctx: &Context, pool: &PoolSettings, user: &mut User) -> Result<Sensitive, ApiError> {
    if !pool.offers(SecondFactor::SoftwareToken) {
        return Err(ApiError::software_token_not_enabled());
    }
    let token = SoftwareToken::new(ctx.random().bytes());
    let secret_code = token.secret_code().into();
    user.second_factors.pending_token = Some(token);
    Ok(secret_code)
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::testing::transcript;

    #[test]
    fn a_secret_is_given_again_and_only_the_last_one_counts() {
        transcript(
            r#"
            SetUserPoolMfaConfig {"UserPoolId": "$pool", "MfaConfiguration": "OPTIONAL", "SoftwareTokenMfaConfiguration": {"Enabled": true}} > -
            user ann
            $app = CreateUserPoolClient {"UserPoolId": "$pool", "ClientName": "app"} > -
            token $pool $app ann
            $old = AssociateSoftwareToken {"AccessToken": "$token"} > SecretCode
            $secret = AssociateSoftwareToken {"AccessToken": "$token"} > SecretCode
            totp $old
            VerifySoftwareToken {"AccessToken": "$token", "UserCode": "$code"}
            totp $secret
            VerifySoftwareToken {"AccessToken": "$token", "UserCode": "$code"}
            AssociateSoftwareToken {"AccessToken": "nonsense"}
            "#,
            expect![[r#"
                {"SecretCode": "$old"}
                {"SecretCode": "$secret"}
                EnableSoftwareTokenMFAException: Code mismatch
                {"Status": "SUCCESS"}
                NotAuthorizedException: Invalid Access Token
            "#]],
        );
    }
}
