//! GetDerivedToken: exchanges a token of a user for one that another service takes.

use poolhouse_emulator_model::shapes::{
    GetDerivedTokenRequest, GetDerivedTokenResponse, IssuedTokenTypeIdentifierType, OAuthTokenTypeType,
};

use crate::context::Context;
use crate::domain::SignInFlow;
use crate::error::ApiError;
use crate::flow::{Exchange, check_client_secret, derive_token};

/// Tokens of identity providers are refused: nobody is asked here whether they are genuine.
pub(crate) async fn get_derived_token(
    ctx: &Context,
    input: GetDerivedTokenRequest,
) -> Result<GetDerivedTokenResponse, ApiError> {
    let (pool_id, client) = {
        let (pool, client) = ctx.client(input.client_id.expose())?;
        (pool.id().to_owned(), client)
    };
    // A signature is as good as the client's secret.
    let secret = input.client_secret.as_ref().map(|secret| secret.expose());
    let signed = secret.is_none() && ctx.caller().access_key.is_some();
    if !signed && !check_client_secret(&client, secret) {
        return Err(ApiError::invalid_client_secret(&client.id));
    }
    let delegated = input.actor_token.is_some();
    client.check_offers(if delegated { SignInFlow::Delegation } else { SignInFlow::Impersonation })?;
    if input.subject_token_provider_name.is_some() || input.actor_token_provider_name.is_some() {
        return Err(ApiError::invalid_subject_token());
    }
    let both = input.audiences.is_some() && input.resources.is_some();
    if both || delegated != input.actor_token_type.is_some() {
        return Err(ApiError::contradictory_exchange());
    }
    let issued = input.requested_token_type.unwrap_or(IssuedTokenTypeIdentifierType::AccessToken);
    let audiences = input.audiences.or(input.resources).unwrap_or_default();
    let derived = derive_token(
        ctx,
        &Exchange {
            pool_id: &pool_id,
            client: &client,
            subject: (input.subject_token.expose(), input.subject_token_type),
            actor: input.actor_token.as_ref().map(|token| token.expose()).zip(input.actor_token_type),
            scopes: input.scopes.as_deref(),
            audiences: &audiences,
            issued,
        },
    )?;
    Ok(GetDerivedTokenResponse {
        issued_token: derived.token.into(),
        issued_token_type: issued,
        token_type: OAuthTokenTypeType::Bearer,
        expires_in: i32::try_from(derived.expires_in).ok(),
        scopes: Some(derived.scopes),
    })
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::testing::transcript;

    #[test]
    fn a_token_is_exchanged_where_the_client_may() {
        transcript(
            r#"
            $app = CreateUserPoolClient {"UserPoolId": "$pool", "ClientName": "app", "ExplicitAuthFlows": ["ALLOW_USER_PASSWORD_AUTH", "ALLOW_TOKEN_EXCHANGE_IMPERSONATION"]} > -
            user ann
            AdminSetUserPassword {"UserPoolId": "$pool", "Username": "ann", "Password": "Secret-1", "Permanent": true} > -
            $token = InitiateAuth {"ClientId": "$app", "AuthFlow": "USER_PASSWORD_AUTH", "AuthParameters": {"USERNAME": "ann", "PASSWORD": "Secret-1"}} > AuthenticationResult.AccessToken
            $derived = GetDerivedToken {"ClientId": "$app", "SubjectToken": "$token", "SubjectTokenType": "ACCESS_TOKEN", "Audiences": ["orders"]} > IssuedToken
            GetUser {"AccessToken": "$derived"} > Username
            GetDerivedToken {"ClientId": "$app", "SubjectToken": "$token", "SubjectTokenType": "ID_TOKEN"}
            GetDerivedToken {"ClientId": "$app", "SubjectToken": "$token", "SubjectTokenType": "SAML2"}
            GetDerivedToken {"ClientId": "$app", "SubjectToken": "$token", "SubjectTokenType": "ACCESS_TOKEN", "ActorToken": "$token", "ActorTokenType": "ACCESS_TOKEN"}
            GetDerivedToken {"ClientId": "$app", "SubjectToken": "$token", "SubjectTokenType": "ACCESS_TOKEN", "Audiences": ["orders"], "Resources": ["orders"]}
            AdminUserGlobalSignOut {"UserPoolId": "$pool", "Username": "ann"}
            GetDerivedToken {"ClientId": "$app", "SubjectToken": "$token", "SubjectTokenType": "ACCESS_TOKEN"}
            GetUser {"AccessToken": "$derived"}
            "#,
            expect![[r#"
                {
                  "AuthenticationResult": {
                    "AccessToken": "…",
                    "ExpiresIn": 3600,
                    "IdToken": "…",
                    "RefreshToken": "…",
                    "TokenType": "Bearer"
                  },
                  "ChallengeParameters": {}
                }
                {
                  "ExpiresIn": 3600,
                  "IssuedToken": "…",
                  "IssuedTokenType": "ACCESS_TOKEN",
                  "Scopes": ["aws.cognito.signin.user.admin"],
                  "TokenType": "Bearer"
                }
                "ann"
                NotAuthorizedException: Invalid Access Token
                NotAuthorizedException: Invalid Subject Token
                OperationNotEnabledException: ALLOW_TOKEN_EXCHANGE_DELEGATION is not enabled for the client.
                InvalidParameterException: Invalid combination of parameters for token exchange.
                {}
                NotAuthorizedException: Access Token has been revoked
                NotAuthorizedException: Access Token has been revoked
            "#]],
        );
    }
}
