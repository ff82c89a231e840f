//! AdminRespondToAuthChallenge: goes on with a sign-in on behalf of a user.

use poolhouse_emulator_model::shapes::{
    AdminRespondToAuthChallengeRequest, AdminRespondToAuthChallengeResponse,
};

use crate::context::Context;
use crate::error::ApiError;
use crate::flow::{Answer, respond, sign_in_response};

pub(crate) async fn admin_respond_to_auth_challenge(
    ctx: &Context,
    input: AdminRespondToAuthChallengeRequest,
) -> Result<AdminRespondToAuthChallengeResponse, ApiError> {
    let client = ctx.pool(&input.user_pool_id)?.client(input.client_id.expose())?.clone();
    let answer = Answer {
        pool_id: input.user_pool_id,
        client,
        challenge: input.challenge_name,
        responses: input.challenge_responses.unwrap_or_default(),
        metadata: input.client_metadata,
        session: input.session.map(|session| session.into_exposed()),
        admin: true,
    };
    Ok(sign_in_response!(AdminRespondToAuthChallengeResponse from respond(ctx, answer).await?))
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::testing::transcript;

    #[test]
    fn an_administrator_goes_on_with_what_a_user_began() {
        transcript(
            r#"
            $app = CreateUserPoolClient {"UserPoolId": "$pool", "ClientName": "app", "ExplicitAuthFlows": ["ALLOW_USER_PASSWORD_AUTH"]} > -
            AdminCreateUser {"UserPoolId": "$pool", "Username": "ann", "TemporaryPassword": "Temporary-1"} > -
            $session = InitiateAuth {"ClientId": "$app", "AuthFlow": "USER_PASSWORD_AUTH", "AuthParameters": {"USERNAME": "ann", "PASSWORD": "Temporary-1"}} > Session
            AdminRespondToAuthChallenge {"UserPoolId": "$pool", "ClientId": "$app", "ChallengeName": "NEW_PASSWORD_REQUIRED", "Session": "$session", "ChallengeResponses": {"USERNAME": "ann", "NEW_PASSWORD": "Secret-1"}}
            AdminRespondToAuthChallenge {"UserPoolId": "$pool", "ClientId": "nobody", "ChallengeName": "NEW_PASSWORD_REQUIRED", "Session": "$session", "ChallengeResponses": {"USERNAME": "ann", "NEW_PASSWORD": "Secret-1"}}
            "#,
            expect![[r#"
                {
                  "ChallengeName": "NEW_PASSWORD_REQUIRED",
                  "ChallengeParameters": {"USER_ID_FOR_SRP": "ann", "requiredAttributes": "[]", "userAttributes": "{}"},
                  "Session": "…"
                }
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
                ResourceNotFoundException: User pool client nobody does not exist.
            "#]],
        );
    }
}
