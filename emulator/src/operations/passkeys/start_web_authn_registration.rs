//! StartWebAuthnRegistration: what a browser needs to make a passkey for the bearer of a token.

use std::time::Duration;

use poolhouse_emulator_model::Timestamp;
use poolhouse_emulator_model::shapes::{StartWebAuthnRegistrationRequest, StartWebAuthnRegistrationResponse};

use crate::context::Context;
use crate::domain::{MAX_PASSKEYS, PASSKEY_TIMEOUT_SECONDS, PendingPasskey};
use crate::error::ApiError;
use crate::flow::{Signed, begin_registration};

/// A registration that is begun takes the place of one that was.
pub(crate) async fn start_web_authn_registration(
    ctx: &Context,
    input: StartWebAuthnRegistrationRequest,
) -> Result<StartWebAuthnRegistrationResponse, ApiError> {
    let mut bearer = Signed::in_by(ctx, &input.access_token)?;
    let begun = begin_registration(&bearer.pool, &bearer.user)?;
    if bearer.user.passkeys.registered.len() >= MAX_PASSKEYS {
        return Err(ApiError::too_many_passkeys());
    }
    let time = Duration::from_secs(PASSKEY_TIMEOUT_SECONDS).as_millis();
    let time = i64::try_from(time).map_err(|_| ApiError::internal())?;
    bearer.user.passkeys.pending = Some(PendingPasskey {
        state: begun.state,
        client: bearer.access.client_id.clone(),
        expires: Timestamp::from_millis(ctx.now().millis() + time),
    });
    bearer.keep(ctx);
    Ok(StartWebAuthnRegistrationResponse { credential_creation_options: begun.options })
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::testing::transcript;

    #[test]
    fn a_pool_must_have_passkeys_among_its_first_factors_and_a_domain_to_make_them_for() {
        transcript(
            r#"
            user ann
            $app = CreateUserPoolClient {"UserPoolId": "$pool", "ClientName": "app"} > -
            token $pool $app ann
            StartWebAuthnRegistration {"AccessToken": "$token"}
            UpdateUserPool {"UserPoolId": "$pool", "Policies": {"SignInPolicy": {"AllowedFirstAuthFactors": ["PASSWORD", "WEB_AUTHN"]}}} > -
            StartWebAuthnRegistration {"AccessToken": "$token"}
            CreateUserPoolDomain {"UserPoolId": "$pool", "Domain": "people"} > -
            StartWebAuthnRegistration {"AccessToken": "$token"} > CredentialCreationOptions.rp
            SetUserPoolMfaConfig {"UserPoolId": "$pool", "WebAuthnConfiguration": {"RelyingPartyId": "example.com", "UserVerification": "required"}} > -
            StartWebAuthnRegistration {"AccessToken": "$token"} > CredentialCreationOptions.rp
            StartWebAuthnRegistration {"AccessToken": "$token"} > CredentialCreationOptions.authenticatorSelection
            StartWebAuthnRegistration {"AccessToken": "$token"} > CredentialCreationOptions.pubKeyCredParams
            StartWebAuthnRegistration {"AccessToken": "$token"} > CredentialCreationOptions.timeout
            StartWebAuthnRegistration {"AccessToken": "nonsense"}
            "#,
            expect![[r#"
                WebAuthnNotEnabledException: Passkeys are not enabled for this user pool.
                WebAuthnConfigurationMissingException: The user pool has no relying party ID and no domain.
                {"id": "people.auth.us-east-1.amazoncognito.com", "name": "people.auth.us-east-1.amazoncognito.com"}
                {"id": "example.com", "name": "example.com"}
                {"requireResidentKey": true, "residentKey": "required", "userVerification": "required"}
                [{"alg": -7, "type": "public-key"}, {"alg": -257, "type": "public-key"}]
                60000
                NotAuthorizedException: Invalid Access Token
            "#]],
        );
    }
}
