//! AdminInitiateAuth: begins a sign-in on behalf of a user.

use poolhouse_emulator_model::shapes::{AdminInitiateAuthRequest, AdminInitiateAuthResponse};

use crate::context::Context;
use crate::error::ApiError;
use crate::flow::{Start, sign_in_response, start};

pub(crate) async fn admin_initiate_auth(
    ctx: &Context,
    input: AdminInitiateAuthRequest,
) -> Result<AdminInitiateAuthResponse, ApiError> {
    let client = ctx.pool(&input.user_pool_id)?.client(input.client_id.expose())?.clone();
    let request = Start {
        pool_id: input.user_pool_id,
        client,
        flow: input.auth_flow,
        parameters: input.auth_parameters.unwrap_or_default(),
        metadata: input.client_metadata,
        session: input.session.map(|session| session.into_exposed()),
        admin: true,
    };
    Ok(sign_in_response!(AdminInitiateAuthResponse from start(ctx, request).await?))
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::testing::transcript;

    #[test]
    fn an_administrator_may_send_the_password_later() {
        transcript(
            r#"
            $app = CreateUserPoolClient {"UserPoolId": "$pool", "ClientName": "app", "ExplicitAuthFlows": ["ADMIN_NO_SRP_AUTH"]} > -
            user ann
            AdminSetUserPassword {"UserPoolId": "$pool", "Username": "ann", "Password": "Secret-1", "Permanent": true} > -
            AdminInitiateAuth {"UserPoolId": "$pool", "ClientId": "$app", "AuthFlow": "ADMIN_NO_SRP_AUTH", "AuthParameters": {"USERNAME": "ann"}}
            $session = AdminInitiateAuth {"UserPoolId": "$pool", "ClientId": "$app", "AuthFlow": "ADMIN_NO_SRP_AUTH", "AuthParameters": {"USERNAME": "ann"}} > Session
            RespondToAuthChallenge {"ClientId": "$app", "ChallengeName": "ADMIN_NO_SRP_AUTH", "Session": "$session", "ChallengeResponses": {"USERNAME": "ann", "PASSWORD": "Secret-1"}}
            AdminRespondToAuthChallenge {"UserPoolId": "$pool", "ClientId": "$app", "ChallengeName": "ADMIN_NO_SRP_AUTH", "Session": "$session", "ChallengeResponses": {"USERNAME": "ann", "PASSWORD": "Secret-1"}} > AuthenticationResult.TokenType
            AdminInitiateAuth {"UserPoolId": "$pool", "ClientId": "$app", "AuthFlow": "ADMIN_USER_PASSWORD_AUTH", "AuthParameters": {"USERNAME": "ann", "PASSWORD": "Secret-1"}} > AuthenticationResult.TokenType
            AdminInitiateAuth {"UserPoolId": "$pool", "ClientId": "$app", "AuthFlow": "USER_PASSWORD_AUTH", "AuthParameters": {"USERNAME": "ann", "PASSWORD": "Secret-1"}}
            AdminInitiateAuth {"UserPoolId": "$pool", "ClientId": "nobody", "AuthFlow": "ADMIN_NO_SRP_AUTH", "AuthParameters": {"USERNAME": "ann"}}
            AdminInitiateAuth {"UserPoolId": "us-east-1_nothing", "ClientId": "$app", "AuthFlow": "ADMIN_NO_SRP_AUTH", "AuthParameters": {"USERNAME": "ann"}}
            "#,
            expect![[r#"
                {"ChallengeName": "ADMIN_NO_SRP_AUTH", "ChallengeParameters": {}, "Session": "…"}
                {"ChallengeName": "ADMIN_NO_SRP_AUTH", "ChallengeParameters": {}, "Session": "…"}
                NotAuthorizedException: Invalid session for the user.
                "Bearer"
                "Bearer"
                InvalidParameterException: Initiate Auth method not supported
                ResourceNotFoundException: User pool client nobody does not exist.
                ResourceNotFoundException: User pool us-east-1_nothing does not exist.
            "#]],
        );
    }
}
