//! InitiateAuth: begins a sign-in.

use poolhouse_emulator_model::shapes::{InitiateAuthRequest, InitiateAuthResponse};

use crate::context::Context;
use crate::error::ApiError;
use crate::flow::{Start, sign_in_response, start};

pub(crate) async fn initiate_auth(
    ctx: &Context,
    input: InitiateAuthRequest,
) -> Result<InitiateAuthResponse, ApiError> {
    let (pool_id, client) = {
        let (pool, client) = ctx.client(input.client_id.expose())?;
        (pool.id().to_owned(), client)
    };
    let request = Start {
        pool_id,
        client,
        flow: input.auth_flow,
        parameters: input.auth_parameters.unwrap_or_default(),
        metadata: input.client_metadata,
        session: input.session.map(|session| session.into_exposed()),
        admin: false,
    };
    Ok(sign_in_response!(InitiateAuthResponse from start(ctx, request).await?))
}

#[cfg(test)]
mod choice;
#[cfg(test)]
mod federated;
#[cfg(test)]
mod functions;
#[cfg(test)]
mod hidden;
#[cfg(test)]
mod refresh;
#[cfg(test)]
mod told;

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::testing::transcript;

    #[test]
    fn a_password_is_enough_where_the_client_says_so() {
        transcript(
            r#"
            $app = CreateUserPoolClient {"UserPoolId": "$pool", "ClientName": "app", "ExplicitAuthFlows": ["ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"]} > -
            user ann
            AdminSetUserPassword {"UserPoolId": "$pool", "Username": "ann", "Password": "Secret-1", "Permanent": true}
            InitiateAuth {"ClientId": "$app", "AuthFlow": "USER_PASSWORD_AUTH", "AuthParameters": {"USERNAME": "ann", "PASSWORD": "Secret-1"}}
            InitiateAuth {"ClientId": "$app", "AuthFlow": "USER_PASSWORD_AUTH", "AuthParameters": {"USERNAME": "ann", "PASSWORD": "Secret-2"}}
            InitiateAuth {"ClientId": "$app", "AuthFlow": "USER_PASSWORD_AUTH", "AuthParameters": {"USERNAME": "bob", "PASSWORD": "Secret-1"}}
            InitiateAuth {"ClientId": "$app", "AuthFlow": "USER_PASSWORD_AUTH", "AuthParameters": {"USERNAME": "ann"}}
            InitiateAuth {"ClientId": "$app", "AuthFlow": "USER_PASSWORD_AUTH", "AuthParameters": {"PASSWORD": "Secret-1"}}
            InitiateAuth {"ClientId": "$app", "AuthFlow": "USER_PASSWORD_AUTH", "AuthParameters": {"USERNAME": "ann", "PASSWORD": "Secret-1", "SECRET_HASH": "eA=="}}
            "#,
            expect![[r#"
                {}
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
                NotAuthorizedException: Incorrect username or password.
                UserNotFoundException: User does not exist.
                InvalidParameterException: Missing required parameter PASSWORD
                InvalidParameterException: Missing required parameter USERNAME
                NotAuthorizedException: Unable to verify secret hash for client $app
            "#]],
        );
    }

    #[test]
    fn a_client_offers_the_flows_that_it_lists() {
        transcript(
            r#"
            $app = CreateUserPoolClient {"UserPoolId": "$pool", "ClientName": "app"} > -
            $old = CreateUserPoolClient {"UserPoolId": "$pool", "ClientName": "old", "ExplicitAuthFlows": ["CUSTOM_AUTH_FLOW_ONLY"]} > -
            InitiateAuth {"ClientId": "$app", "AuthFlow": "USER_PASSWORD_AUTH", "AuthParameters": {"USERNAME": "ann", "PASSWORD": "Secret-1"}}
            InitiateAuth {"ClientId": "$app", "AuthFlow": "USER_AUTH", "AuthParameters": {"USERNAME": "ann"}}
            InitiateAuth {"ClientId": "$old", "AuthFlow": "USER_SRP_AUTH", "AuthParameters": {"USERNAME": "ann", "SRP_A": "ab"}}
            InitiateAuth {"ClientId": "$app", "AuthFlow": "ADMIN_USER_PASSWORD_AUTH", "AuthParameters": {"USERNAME": "ann", "PASSWORD": "Secret-1"}}
            InitiateAuth {"ClientId": "$app", "AuthFlow": "CUSTOM_AUTH", "AuthParameters": {"USERNAME": "ann"}}
            InitiateAuth {"ClientId": "nobody", "AuthFlow": "CUSTOM_AUTH", "AuthParameters": {"USERNAME": "ann"}}
            "#,
            expect![[r#"
                InvalidParameterException: USER_PASSWORD_AUTH flow not enabled for this client
                InvalidParameterException: USER_AUTH is not enabled for the client.
                InvalidParameterException: USER_SRP_AUTH is not enabled for the client.
                InvalidParameterException: Initiate Auth method not supported
                InvalidParameterException: Custom auth lambda trigger is not configured for the user pool.
                ResourceNotFoundException: User pool client nobody does not exist.
            "#]],
        );
    }

    #[test]
    fn a_client_with_a_secret_proves_that_it_knows_it() {
        transcript(
            r#"
            $app = CreateUserPoolClient {"UserPoolId": "$pool", "ClientName": "app", "ClientSecret": "abcdefghijklmnopqrstuvwxyz", "ExplicitAuthFlows": ["ALLOW_USER_PASSWORD_AUTH"]} > -
            InitiateAuth {"ClientId": "$app", "AuthFlow": "USER_PASSWORD_AUTH", "AuthParameters": {"USERNAME": "ann", "PASSWORD": "Secret-1"}}
            InitiateAuth {"ClientId": "$app", "AuthFlow": "USER_PASSWORD_AUTH", "AuthParameters": {"USERNAME": "ann", "PASSWORD": "Secret-1", "SECRET_HASH": "wrong"}}
            "#,
            expect![[r#"
                NotAuthorizedException: Client $app is configured with secret but SECRET_HASH was not received
                NotAuthorizedException: Unable to verify secret hash for client $app
            "#]],
        );
    }

    #[test]
    fn users_who_may_not_sign_in_are_told_why() {
        transcript(
            r#"
            $app = CreateUserPoolClient {"UserPoolId": "$pool", "ClientName": "app", "ExplicitAuthFlows": ["ALLOW_USER_PASSWORD_AUTH"]} > -
            unconfirmed ann
            InitiateAuth {"ClientId": "$app", "AuthFlow": "USER_PASSWORD_AUTH", "AuthParameters": {"USERNAME": "ann", "PASSWORD": "any"}}
            AdminDisableUser {"UserPoolId": "$pool", "Username": "ann"}
            InitiateAuth {"ClientId": "$app", "AuthFlow": "USER_PASSWORD_AUTH", "AuthParameters": {"USERNAME": "ann", "PASSWORD": "any"}}
            user bob
            InitiateAuth {"ClientId": "$app", "AuthFlow": "USER_PASSWORD_AUTH", "AuthParameters": {"USERNAME": "bob", "PASSWORD": "any"}}
            AdminCreateUser {"UserPoolId": "$pool", "Username": "cid", "TemporaryPassword": "Secret-1"} > -
            wait 604800
            InitiateAuth {"ClientId": "$app", "AuthFlow": "USER_PASSWORD_AUTH", "AuthParameters": {"USERNAME": "cid", "PASSWORD": "Secret-1"}}
            "#,
            expect![[r#"
                UserNotConfirmedException: User is not confirmed.
                {}
                NotAuthorizedException: User is disabled.
                NotAuthorizedException: Incorrect username or password.
                NotAuthorizedException: Temporary password has expired and must be reset by an administrator.
            "#]],
        );
    }

    #[test]
    fn five_wrong_passwords_lock_out_for_a_second_and_more_for_longer() {
        transcript(
            r#"
            $app = CreateUserPoolClient {"UserPoolId": "$pool", "ClientName": "app", "ExplicitAuthFlows": ["ALLOW_USER_PASSWORD_AUTH"]} > -
            user ann
            AdminSetUserPassword {"UserPoolId": "$pool", "Username": "ann", "Password": "Secret-1", "Permanent": true} > -
            InitiateAuth {"ClientId": "$app", "AuthFlow": "USER_PASSWORD_AUTH", "AuthParameters": {"USERNAME": "ann", "PASSWORD": "a"}}
            InitiateAuth {"ClientId": "$app", "AuthFlow": "USER_PASSWORD_AUTH", "AuthParameters": {"USERNAME": "ann", "PASSWORD": "b"}}
            InitiateAuth {"ClientId": "$app", "AuthFlow": "USER_PASSWORD_AUTH", "AuthParameters": {"USERNAME": "ann", "PASSWORD": "c"}}
            InitiateAuth {"ClientId": "$app", "AuthFlow": "USER_PASSWORD_AUTH", "AuthParameters": {"USERNAME": "ann", "PASSWORD": "d"}}
            InitiateAuth {"ClientId": "$app", "AuthFlow": "USER_PASSWORD_AUTH", "AuthParameters": {"USERNAME": "ann", "PASSWORD": "e"}}
            InitiateAuth {"ClientId": "$app", "AuthFlow": "USER_PASSWORD_AUTH", "AuthParameters": {"USERNAME": "ann", "PASSWORD": "Secret-1"}}
            wait 1
            InitiateAuth {"ClientId": "$app", "AuthFlow": "USER_PASSWORD_AUTH", "AuthParameters": {"USERNAME": "ann", "PASSWORD": "f"}}
            wait 1
            InitiateAuth {"ClientId": "$app", "AuthFlow": "USER_PASSWORD_AUTH", "AuthParameters": {"USERNAME": "ann", "PASSWORD": "Secret-1"}}
            wait 1
            InitiateAuth {"ClientId": "$app", "AuthFlow": "USER_PASSWORD_AUTH", "AuthParameters": {"USERNAME": "ann", "PASSWORD": "Secret-1"}} > AuthenticationResult.TokenType
            "#,
            expect![[r#"
                NotAuthorizedException: Incorrect username or password.
                NotAuthorizedException: Incorrect username or password.
                NotAuthorizedException: Incorrect username or password.
                NotAuthorizedException: Incorrect username or password.
                NotAuthorizedException: Incorrect username or password.
                NotAuthorizedException: Password attempts exceeded
                NotAuthorizedException: Incorrect username or password.
                NotAuthorizedException: Password attempts exceeded
                "Bearer"
            "#]],
        );
    }

    #[test]
    fn a_client_that_must_not_learn_of_users_is_told_the_same_of_all() {
        transcript(
            r#"
            $app = CreateUserPoolClient {"UserPoolId": "$pool", "ClientName": "app", "PreventUserExistenceErrors": "ENABLED", "ExplicitAuthFlows": ["ALLOW_USER_PASSWORD_AUTH", "ALLOW_USER_SRP_AUTH", "ALLOW_USER_AUTH"]} > -
            InitiateAuth {"ClientId": "$app", "AuthFlow": "USER_PASSWORD_AUTH", "AuthParameters": {"USERNAME": "bob", "PASSWORD": "a"}}
            InitiateAuth {"ClientId": "$app", "AuthFlow": "USER_SRP_AUTH", "AuthParameters": {"USERNAME": "bob", "SRP_A": "abcdef"}} > ChallengeName
            InitiateAuth {"ClientId": "$app", "AuthFlow": "USER_SRP_AUTH", "AuthParameters": {"USERNAME": "bob", "SRP_A": "0"}}
            InitiateAuth {"ClientId": "$app", "AuthFlow": "USER_SRP_AUTH", "AuthParameters": {"USERNAME": "bob", "SRP_A": "no number"}}
            InitiateAuth {"ClientId": "$app", "AuthFlow": "USER_AUTH", "AuthParameters": {"USERNAME": "bob"}}
            "#,
            expect![[r#"
                NotAuthorizedException: Incorrect username or password.
                "PASSWORD_VERIFIER"
                InvalidParameterException: SRP_A is not a valid public number.
                InvalidParameterException: SRP_A is not a valid public number.
                {
                  "AvailableChallenges": ["PASSWORD_SRP", "PASSWORD"],
                  "ChallengeName": "SELECT_CHALLENGE",
                  "ChallengeParameters": {},
                  "Session": "…"
                }
            "#]],
        );
    }
}
