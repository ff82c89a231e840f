//! CompleteWebAuthnRegistration: takes the passkey that a browser has made.

use poolhouse_emulator_model::shapes::{
    CompleteWebAuthnRegistrationRequest, CompleteWebAuthnRegistrationResponse,
};

use crate::context::Context;
use crate::domain::MAX_PASSKEYS;
use crate::error::ApiError;
use crate::flow::{Signed, register};

/// A challenge is answered once, rightly or wrongly.
pub(crate) async fn complete_web_authn_registration(
    ctx: &Context,
    input: CompleteWebAuthnRegistrationRequest,
) -> Result<CompleteWebAuthnRegistrationResponse, ApiError> {
    let mut bearer = Signed::in_by(ctx, &input.access_token)?;
    let pending = bearer.user.passkeys.pending.take().ok_or_else(ApiError::passkey_challenge_not_found)?;
    if pending.client != bearer.access.client_id {
        return Err(ApiError::passkey_client_mismatch());
    }
    if pending.expires <= ctx.now() {
        return Err(ApiError::passkey_challenge_not_found());
    }
    let registered = register(ctx, &bearer.pool, &pending.state, input.credential);
    if bearer.user.passkeys.registered.len() >= MAX_PASSKEYS {
        return Err(ApiError::too_many_passkeys());
    }
    let answer = registered.map(|passkey| bearer.user.passkeys.registered.push(passkey));
    bearer.keep(ctx);
    answer.map(|()| CompleteWebAuthnRegistrationResponse {})
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::testing::transcript;

    #[test]
    fn what_was_not_begun_cannot_be_completed() {
        transcript(
            r#"
            user ann
            $app = CreateUserPoolClient {"UserPoolId": "$pool", "ClientName": "app"} > -
            token $pool $app ann
            CompleteWebAuthnRegistration {"AccessToken": "$token", "Credential": {}}
            UpdateUserPool {"UserPoolId": "$pool", "Policies": {"SignInPolicy": {"AllowedFirstAuthFactors": ["PASSWORD", "WEB_AUTHN"]}}} > -
            CreateUserPoolDomain {"UserPoolId": "$pool", "Domain": "people"} > -
            StartWebAuthnRegistration {"AccessToken": "$token"} > -
            CompleteWebAuthnRegistration {"AccessToken": "$token", "Credential": {}}
            CompleteWebAuthnRegistration {"AccessToken": "$token", "Credential": {}}
            StartWebAuthnRegistration {"AccessToken": "$token"} > -
            wait 60
            CompleteWebAuthnRegistration {"AccessToken": "$token", "Credential": {}}
            "#,
            expect![[r#"
                WebAuthnChallengeNotFoundException: Challenge not found.
                WebAuthnCredentialNotSupportedException: The credential is not supported.
                WebAuthnChallengeNotFoundException: Challenge not found.
                WebAuthnChallengeNotFoundException: Challenge not found.
            "#]],
        );
    }
}
