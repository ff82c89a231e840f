//! VerifySoftwareToken: a user proves to have the authenticator.

use poolhouse_emulator_model::Sensitive;
use poolhouse_emulator_model::shapes::{
    VerifySoftwareTokenRequest, VerifySoftwareTokenResponse, VerifySoftwareTokenResponseType,
};

use crate::context::Context;
use crate::domain::{PoolSettings, SecondFactor, TokenCheck, User};
use crate::error::ApiError;
use crate::flow::{Signed, change_in_set_up};

/// The user is the bearer of a token, or has to set up a factor to sign in. The bearer of a token
/// has to turn the factor on besides.
pub(crate) async fn verify_software_token(
    ctx: &Context,
    input: VerifySoftwareTokenRequest,
) -> Result<VerifySoftwareTokenResponse, ApiError> {
    let proof = Proof { code: input.user_code, device_name: input.friendly_device_name };
    let session = match (input.access_token, input.session) {
        (Some(token), None) => by_token(ctx, &token, proof).map(|()| None)?,
        (None, Some(session)) => Some(by_session(ctx, &session, proof)?),
        _ => return Err(ApiError::token_or_session_required()),
    };
    Ok(VerifySoftwareTokenResponse { session, status: Some(VerifySoftwareTokenResponseType::Success) })
}

/// What the user proves the authenticator with.
struct Proof {
    code: Sensitive,
    device_name: Option<String>,
}

fn by_token(ctx: &Context, token: &Sensitive, proof: Proof) -> Result<(), ApiError> {
    let mut bearer = Signed::in_by(ctx, token)?;
    verify(ctx, bearer.pool.settings(), &mut bearer.user, proof)?;
    bearer.keep(ctx);
    Ok(())
}

fn by_session(ctx: &Context, session: &Sensitive, proof: Proof) -> Result<Sensitive, ApiError> {
    let ((), session) = change_in_set_up(ctx, session, true, |pool, user| verify(ctx, pool, user, proof))?;
    Ok(session)
}

fn verify(ctx: &Context, pool: &PoolSettings, user: &mut User, proof: Proof) -> Result<(), ApiError> {
    if !pool.offers(SecondFactor::SoftwareToken) {
        return Err(ApiError::software_token_not_enabled());
    }
    let pending = user.second_factors.pending_token.clone();
    let mut token = pending.ok_or_else(ApiError::software_token_not_associated)?;
    match token.check(proof.code.expose(), ctx.now()) {
        TokenCheck::Right => {
            token.device_name = proof.device_name;
            user.second_factors.adopt_token(token);
            Ok(())
        }
        TokenCheck::Wrong | TokenCheck::Used => {
            Err(ApiError::software_token_code_mismatch(proof.device_name.as_deref()))
        }
    }
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::testing::transcript;

    #[test]
    fn an_authenticator_counts_once_its_code_was_right() {
        transcript(
            r#"
            SetUserPoolMfaConfig {"UserPoolId": "$pool", "MfaConfiguration": "OPTIONAL", "SoftwareTokenMfaConfiguration": {"Enabled": true}} > -
            $app = CreateUserPoolClient {"UserPoolId": "$pool", "ClientName": "app"} > -
            user ann
            token $pool $app ann
            VerifySoftwareToken {"AccessToken": "$token", "UserCode": "123456"}
            $secret = AssociateSoftwareToken {"AccessToken": "$token"} > SecretCode
            VerifySoftwareToken {"AccessToken": "$token", "UserCode": "123456"}
            VerifySoftwareToken {"AccessToken": "$token", "UserCode": "123456", "FriendlyDeviceName": "phone"}
            SetUserMFAPreference {"AccessToken": "$token", "SoftwareTokenMfaSettings": {"Enabled": true, "PreferredMfa": true}}
            totp $secret
            VerifySoftwareToken {"AccessToken": "$token", "UserCode": "$code"}
            GetUserAuthFactors {"AccessToken": "$token"}
            SetUserMFAPreference {"AccessToken": "$token", "SoftwareTokenMfaSettings": {"Enabled": true, "PreferredMfa": true}}
            GetUser {"AccessToken": "$token"} > PreferredMfaSetting
            VerifySoftwareToken {"AccessToken": "$token", "UserCode": "$code"}
            AdminDeleteSoftwareToken {"UserPoolId": "$pool", "Username": "ann"}
            GetUserAuthFactors {"AccessToken": "$token"}
            "#,
            expect![[r#"
                InvalidParameterException: User has not set up software token mfa
                {"SecretCode": "$secret"}
                EnableSoftwareTokenMFAException: Code mismatch
                EnableSoftwareTokenMFAException: Code mismatch (phone)
                InvalidParameterException: User does not have delivery config set to turn on SOFTWARE_TOKEN_MFA
                {"Status": "SUCCESS"}
                {"ConfiguredUserAuthFactors": ["SOFTWARE_TOKEN"], "Username": "ann"}
                {}
                "SOFTWARE_TOKEN_MFA"
                InvalidParameterException: User has not set up software token mfa
                {}
                {"ConfiguredUserAuthFactors": [], "Username": "ann"}
            "#]],
        );
    }

    #[test]
    fn a_pool_without_authenticators_says_so() {
        transcript(
            r#"
            $app = CreateUserPoolClient {"UserPoolId": "$pool", "ClientName": "app"} > -
            user ann
            token $pool $app ann
            AssociateSoftwareToken {"AccessToken": "$token"}
            VerifySoftwareToken {"AccessToken": "$token", "UserCode": "123456"}
            AssociateSoftwareToken {}
            AssociateSoftwareToken {"Session": "nothing that was ever sealed here"}
            "#,
            expect![[r#"
                SoftwareTokenMFANotFoundException: Software Token MFA has not been enabled by the userPool
                SoftwareTokenMFANotFoundException: Software Token MFA has not been enabled by the userPool
                InvalidParameterException: Exactly one of AccessToken and Session must be given
                NotAuthorizedException: Invalid session for the user.
            "#]],
        );
    }
}
