//! RespondToAuthChallenge: goes on with a sign-in.

use poolhouse_emulator_model::shapes::{RespondToAuthChallengeRequest, RespondToAuthChallengeResponse};

use crate::context::Context;
use crate::error::ApiError;
use crate::flow::{Answer, respond, sign_in_response};

pub(crate) async fn respond_to_auth_challenge(
    ctx: &Context,
    input: RespondToAuthChallengeRequest,
) -> Result<RespondToAuthChallengeResponse, ApiError> {
    let (pool_id, client) = {
        let (pool, client) = ctx.client(input.client_id.expose())?;
        (pool.id().to_owned(), client)
    };
    let answer = Answer {
        pool_id,
        client,
        challenge: input.challenge_name,
        responses: input.challenge_responses.unwrap_or_default(),
        metadata: input.client_metadata,
        session: input.session.map(|session| session.into_exposed()),
        admin: false,
    };
    Ok(sign_in_response!(RespondToAuthChallengeResponse from respond(ctx, answer).await?))
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::testing::transcript;

    #[test]
    fn who_was_disabled_meanwhile_changes_nothing_by_an_answer() {
        transcript(
            r#"
            $p = CreateUserPool {"PoolName": "p"} > -
            $app = CreateUserPoolClient {"UserPoolId": "$p", "ClientName": "app", "ExplicitAuthFlows": ["ALLOW_USER_PASSWORD_AUTH"]} > -
            AdminCreateUser {"UserPoolId": "$p", "Username": "ann", "TemporaryPassword": "Temporary-1"} > -
            $session = InitiateAuth {"ClientId": "$app", "AuthFlow": "USER_PASSWORD_AUTH", "AuthParameters": {"USERNAME": "ann", "PASSWORD": "Temporary-1"}} > Session
            AdminDisableUser {"UserPoolId": "$p", "Username": "ann"} > -
            RespondToAuthChallenge {"ClientId": "$app", "ChallengeName": "NEW_PASSWORD_REQUIRED", "Session": "$session", "ChallengeResponses": {"USERNAME": "ann", "NEW_PASSWORD": "Secret-1", "userAttributes.email": "eve@example.com"}}
            AdminGetUser {"UserPoolId": "$p", "Username": "ann"} > UserStatus
            AdminEnableUser {"UserPoolId": "$p", "Username": "ann"} > -
            InitiateAuth {"ClientId": "$app", "AuthFlow": "USER_PASSWORD_AUTH", "AuthParameters": {"USERNAME": "ann", "PASSWORD": "Secret-1"}}
            RespondToAuthChallenge {"ClientId": "$app", "ChallengeName": "NEW_PASSWORD_REQUIRED", "Session": "$session", "ChallengeResponses": {"USERNAME": "ann", "NEW_PASSWORD": "Secret-1"}} > AuthenticationResult.TokenType
            SetUserPoolMfaConfig {"UserPoolId": "$p", "MfaConfiguration": "ON", "SoftwareTokenMfaConfiguration": {"Enabled": true}} > -
            $setup = InitiateAuth {"ClientId": "$app", "AuthFlow": "USER_PASSWORD_AUTH", "AuthParameters": {"USERNAME": "ann", "PASSWORD": "Secret-1"}} > Session
            AdminDisableUser {"UserPoolId": "$p", "Username": "ann"} > -
            AssociateSoftwareToken {"Session": "$setup"}
            "#,
            expect![[r#"
                {
                  "ChallengeName": "NEW_PASSWORD_REQUIRED",
                  "ChallengeParameters": {"USER_ID_FOR_SRP": "ann", "requiredAttributes": "[]", "userAttributes": "{}"},
                  "Session": "…"
                }
                NotAuthorizedException: User is disabled.
                "FORCE_CHANGE_PASSWORD"
                NotAuthorizedException: Incorrect username or password.
                "Bearer"
                {
                  "ChallengeName": "MFA_SETUP",
                  "ChallengeParameters": {"MFAS_CAN_SETUP": "[\"SOFTWARE_TOKEN_MFA\"]", "USER_ID_FOR_SRP": "ann"},
                  "Session": "…"
                }
                NotAuthorizedException: User is disabled.
            "#]],
        );
    }

    #[test]
    fn a_temporary_password_is_replaced_and_what_is_missing_filled_in() {
        transcript(
            r#"
            $strict = CreateUserPool {"PoolName": "strict", "Schema": [{"Name": "name", "Required": true, "Mutable": true}, {"Name": "email", "Required": true, "Mutable": true}, {"Name": "role", "AttributeDataType": "String", "Mutable": true}]} > -
            $app = CreateUserPoolClient {"UserPoolId": "$strict", "ClientName": "app", "ExplicitAuthFlows": ["ALLOW_USER_PASSWORD_AUTH"], "WriteAttributes": ["name", "email"]} > -
            AdminCreateUser {"UserPoolId": "$strict", "Username": "ann", "TemporaryPassword": "Temporary-1", "UserAttributes": [{"Name": "email", "Value": "ann@example.com"}]} > -
            InitiateAuth {"ClientId": "$app", "AuthFlow": "USER_PASSWORD_AUTH", "AuthParameters": {"USERNAME": "ann", "PASSWORD": "Temporary-1"}}
            $session = InitiateAuth {"ClientId": "$app", "AuthFlow": "USER_PASSWORD_AUTH", "AuthParameters": {"USERNAME": "ann", "PASSWORD": "Temporary-1"}} > Session
            RespondToAuthChallenge {"ClientId": "$app", "ChallengeName": "NEW_PASSWORD_REQUIRED", "Session": "$session", "ChallengeResponses": {"USERNAME": "ann", "NEW_PASSWORD": "Secret-1"}}
            RespondToAuthChallenge {"ClientId": "$app", "ChallengeName": "NEW_PASSWORD_REQUIRED", "Session": "$session", "ChallengeResponses": {"USERNAME": "ann", "NEW_PASSWORD": "short", "userAttributes.name": "Ann"}}
            RespondToAuthChallenge {"ClientId": "$app", "ChallengeName": "NEW_PASSWORD_REQUIRED", "Session": "$session", "ChallengeResponses": {"USERNAME": "ann", "NEW_PASSWORD": "Secret-1", "userAttributes.name": "Ann", "userAttributes.email": "bob@example.com"}}
            RespondToAuthChallenge {"ClientId": "$app", "ChallengeName": "NEW_PASSWORD_REQUIRED", "Session": "$session", "ChallengeResponses": {"USERNAME": "ann", "NEW_PASSWORD": "Secret-1", "userAttributes.name": "Ann", "userAttributes.email_verified": "true"}}
            RespondToAuthChallenge {"ClientId": "$app", "ChallengeName": "NEW_PASSWORD_REQUIRED", "Session": "$session", "ChallengeResponses": {"USERNAME": "ann", "NEW_PASSWORD": "Secret-1", "userAttributes.name": "Ann", "userAttributes.custom:role": "boss"}}
            RespondToAuthChallenge {"ClientId": "$app", "ChallengeName": "NEW_PASSWORD_REQUIRED", "Session": "$session", "ChallengeResponses": {"USERNAME": "ann", "userAttributes.name": "Ann"}}
            RespondToAuthChallenge {"ClientId": "$app", "ChallengeName": "NEW_PASSWORD_REQUIRED", "Session": "$session", "ChallengeResponses": {"USERNAME": "ann", "NEW_PASSWORD": "Temporary-1", "userAttributes.name": "Ann"}} > AuthenticationResult.TokenType
            AdminGetUser {"UserPoolId": "$strict", "Username": "ann"} > UserStatus
            RespondToAuthChallenge {"ClientId": "$app", "ChallengeName": "NEW_PASSWORD_REQUIRED", "Session": "$session", "ChallengeResponses": {"USERNAME": "ann", "NEW_PASSWORD": "Secret-1"}}
            "#,
            expect![[r#"
                {
                  "ChallengeName": "NEW_PASSWORD_REQUIRED",
                  "ChallengeParameters": {
                    "USER_ID_FOR_SRP": "ann",
                    "requiredAttributes": "[\"userAttributes.name\"]",
                    "userAttributes": "{\"email\":\"ann@example.com\"}"
                  },
                  "Session": "…"
                }
                {
                  "ChallengeName": "NEW_PASSWORD_REQUIRED",
                  "ChallengeParameters": {
                    "USER_ID_FOR_SRP": "ann",
                    "requiredAttributes": "[\"userAttributes.name\"]",
                    "userAttributes": "{\"email\":\"ann@example.com\"}"
                  },
                  "Session": "…"
                }
                InvalidParameterException: Invalid attributes given, name is missing
                InvalidPasswordException: Password does not conform to policy: Password not long enough
                InvalidParameterException: Cannot modify an already provided email
                InvalidParameterException: Cannot modify the non-mutable attribute email_verified
                NotAuthorizedException: A client attempted to write unauthorized attribute
                InvalidParameterException: Missing required parameter NEW_PASSWORD
                "Bearer"
                "CONFIRMED"
                NotAuthorizedException: Invalid session for the user, session can only be used once.
            "#]],
        );
    }

    #[test]
    fn a_session_is_for_its_client_user_and_challenge_and_for_three_minutes() {
        transcript(
            r#"
            $app = CreateUserPoolClient {"UserPoolId": "$pool", "ClientName": "app", "ExplicitAuthFlows": ["ALLOW_USER_PASSWORD_AUTH"]} > -
            $other = CreateUserPoolClient {"UserPoolId": "$pool", "ClientName": "other"} > -
            user bob
            AdminCreateUser {"UserPoolId": "$pool", "Username": "ann", "TemporaryPassword": "Temporary-1"} > -
            $session = InitiateAuth {"ClientId": "$app", "AuthFlow": "USER_PASSWORD_AUTH", "AuthParameters": {"USERNAME": "ann", "PASSWORD": "Temporary-1"}} > Session
            RespondToAuthChallenge {"ClientId": "$other", "ChallengeName": "NEW_PASSWORD_REQUIRED", "Session": "$session", "ChallengeResponses": {"USERNAME": "ann", "NEW_PASSWORD": "Secret-1"}}
            RespondToAuthChallenge {"ClientId": "$app", "ChallengeName": "NEW_PASSWORD_REQUIRED", "Session": "$session", "ChallengeResponses": {"USERNAME": "bob", "NEW_PASSWORD": "Secret-1"}}
            RespondToAuthChallenge {"ClientId": "$app", "ChallengeName": "CUSTOM_CHALLENGE", "Session": "$session", "ChallengeResponses": {"USERNAME": "ann", "ANSWER": "5"}}
            RespondToAuthChallenge {"ClientId": "$app", "ChallengeName": "NEW_PASSWORD_REQUIRED", "Session": "no session at all, but long", "ChallengeResponses": {"USERNAME": "ann", "NEW_PASSWORD": "Secret-1"}}
            RespondToAuthChallenge {"ClientId": "$app", "ChallengeName": "NEW_PASSWORD_REQUIRED", "ChallengeResponses": {"USERNAME": "ann", "NEW_PASSWORD": "Secret-1"}}
            RespondToAuthChallenge {"ClientId": "$app", "ChallengeName": "NEW_PASSWORD_REQUIRED", "Session": "$session", "ChallengeResponses": {"NEW_PASSWORD": "Secret-1"}}
            wait 180
            RespondToAuthChallenge {"ClientId": "$app", "ChallengeName": "NEW_PASSWORD_REQUIRED", "Session": "$session", "ChallengeResponses": {"USERNAME": "ann", "NEW_PASSWORD": "Secret-1"}}
            "#,
            expect![[r#"
                {
                  "ChallengeName": "NEW_PASSWORD_REQUIRED",
                  "ChallengeParameters": {"USER_ID_FOR_SRP": "ann", "requiredAttributes": "[]", "userAttributes": "{}"},
                  "Session": "…"
                }
                NotAuthorizedException: Invalid session for the user.
                NotAuthorizedException: Invalid session for the user.
                NotAuthorizedException: Invalid session for the user.
                NotAuthorizedException: Invalid session for the user.
                InvalidParameterException: Missing required parameter Session
                InvalidParameterException: Missing required parameter USERNAME
                NotAuthorizedException: Invalid session for the user, session is expired.
            "#]],
        );
    }
}
