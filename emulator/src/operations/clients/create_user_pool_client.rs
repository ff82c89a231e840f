//! CreateUserPoolClient: adds an app client to a user pool.

use poolhouse_emulator_model::shapes::{CreateUserPoolClientRequest, CreateUserPoolClientResponse};

use crate::context::Context;
use crate::domain::{Client, NewClient};
use crate::error::ApiError;

pub(crate) async fn create_user_pool_client(
    ctx: &Context,
    input: CreateUserPoolClientRequest,
) -> Result<CreateUserPoolClientResponse, ApiError> {
    let mut pool = ctx.pool(&input.user_pool_id)?;
    let id = ctx.random().text(BASE_32, ID_LENGTH);
    let secret = ctx.random().text(BASE_32, SECRET_LENGTH).into();
    let client = Client::create(NewClient { id, secret, now: ctx.now() }, input, pool.settings())?;
    let described = client.describe(pool.id());
    pool.add_client(client)?;
    Ok(CreateUserPoolClientResponse { user_pool_client: Some(described) })
}

/// What ids and secrets of the service are seen to consist of.
const BASE_32: &[u8] = b"0123456789abcdefghijklmnopqrstuv";
const ID_LENGTH: usize = 26;
/// Secrets of 52 are seen as well.
const SECRET_LENGTH: usize = 51;

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::testing::transcript;

    #[test]
    fn a_name_is_enough_and_need_not_be_unique() {
        transcript(
            r#"
            $client = CreateUserPoolClient {"UserPoolId": "$pool", "ClientName": "app"}
            $other = CreateUserPoolClient {"UserPoolId": "$pool", "ClientName": "app"}
            "#,
            expect![[""]],
        );
    }

    #[test]
    fn everything_that_is_given_is_answered() {
        transcript(
            r#"
            CreateUserPoolClient {
              "UserPoolId": "$pool", "ClientName": "app",
              "ClientSecret": "a+secret+that+was+given+by+caller",
              "RefreshTokenValidity": 12, "AccessTokenValidity": 20, "IdTokenValidity": 5,
              "TokenValidityUnits": {"AccessToken": "minutes", "IdToken": "minutes", "RefreshToken": "hours"},
              "ReadAttributes": ["email", "email_verified"], "WriteAttributes": ["email"],
              "ExplicitAuthFlows": ["ALLOW_USER_SRP_AUTH"],
              "SupportedIdentityProviders": ["COGNITO"],
              "CallbackURLs": ["https://example.com/in", "http://localhost:3000"],
              "LogoutURLs": ["myapp://out"], "DefaultRedirectURI": "http://localhost:3000",
              "AllowedOAuthFlows": ["code", "implicit"],
              "AllowedOAuthScopes": ["openid", "aws.cognito.signin.user.admin"],
              "AllowedOAuthFlowsUserPoolClient": true,
              "AnalyticsConfiguration": {"ApplicationId": "0aF", "UserDataShared": true},
              "PreventUserExistenceErrors": "ENABLED", "EnableTokenRevocation": false,
              "EnablePropagateAdditionalUserContextData": true, "AuthSessionValidity": 15,
              "RefreshTokenRotation": {"Feature": "ENABLED", "RetryGracePeriodSeconds": 60}
            } > UserPoolClient
            "#,
            expect![[""]],
        );
    }

    #[test]
    fn a_secret_is_generated_or_given_but_not_both() {
        transcript(
            r#"
            CreateUserPoolClient {"UserPoolId": "$pool", "ClientName": "a", "GenerateSecret": true} > UserPoolClient.ClientSecret
            CreateUserPoolClient {"UserPoolId": "$pool", "ClientName": "a", "GenerateSecret": false} > UserPoolClient.ClientSecret
            CreateUserPoolClient {"UserPoolId": "$pool", "ClientName": "a", "GenerateSecret": true,
                                  "ClientSecret": "a+secret+that+was+given+by+caller"}
            CreateUserPoolClient {"UserPoolId": "$pool", "ClientName": "a", "ClientSecret": "too short"}
            "#,
            expect![[""]],
        );
    }

    #[test]
    fn empty_lists_are_as_good_as_none() {
        transcript(
            r#"
            CreateUserPoolClient {
              "UserPoolId": "$pool", "ClientName": "app", "ReadAttributes": [], "WriteAttributes": [],
              "ExplicitAuthFlows": [], "SupportedIdentityProviders": [], "CallbackURLs": [], "LogoutURLs": [],
              "AllowedOAuthFlows": [], "AllowedOAuthScopes": []
            } > UserPoolClient
            "#,
            expect![[""]],
        );
    }

    #[test]
    fn units_given_in_part_are_completed() {
        transcript(
            r#"
            CreateUserPoolClient {"UserPoolId": "$pool", "ClientName": "a", "AccessTokenValidity": 30,
                                  "TokenValidityUnits": {"AccessToken": "minutes"}} > UserPoolClient.TokenValidityUnits
            CreateUserPoolClient {"UserPoolId": "$pool", "ClientName": "a", "TokenValidityUnits": {}} > UserPoolClient.TokenValidityUnits
            CreateUserPoolClient {"UserPoolId": "$pool", "ClientName": "a", "RefreshTokenValidity": 0} > UserPoolClient.RefreshTokenValidity
            "#,
            expect![[""]],
        );
    }

    #[test]
    fn periods_out_of_range_are_refused() {
        transcript(
            r#"
            CreateUserPoolClient {"UserPoolId": "$pool", "ClientName": "a", "AccessTokenValidity": 25}
            CreateUserPoolClient {"UserPoolId": "$pool", "ClientName": "a", "IdTokenValidity": 299,
                                  "TokenValidityUnits": {"IdToken": "seconds"}}
            CreateUserPoolClient {"UserPoolId": "$pool", "ClientName": "a", "RefreshTokenValidity": 3651}
            CreateUserPoolClient {"UserPoolId": "$pool", "ClientName": "a", "RefreshTokenValidity": 1, "IdTokenValidity": 2,
                                  "TokenValidityUnits": {"RefreshToken": "hours"}}
            CreateUserPoolClient {"UserPoolId": "$pool", "ClientName": "a", "AuthSessionValidity": 2}
            "#,
            expect![[""]],
        );
    }

    #[test]
    fn attributes_must_exist_and_be_the_clients_to_read_or_write() {
        transcript(
            r#"
            AddCustomAttributes {"UserPoolId": "$pool", "CustomAttributes": [
              {"Name": "role", "AttributeDataType": "String"},
              {"Name": "note", "AttributeDataType": "String", "DeveloperOnlyAttribute": true}]}
            CreateUserPoolClient {"UserPoolId": "$pool", "ClientName": "a", "ReadAttributes": ["sub", "custom:role", "phone_number_verified"],
                                  "WriteAttributes": ["custom:role"]} > -
            CreateUserPoolClient {"UserPoolId": "$pool", "ClientName": "a", "ReadAttributes": ["email", "custom:none"]}
            CreateUserPoolClient {"UserPoolId": "$pool", "ClientName": "a", "ReadAttributes": ["dev:custom:note"]}
            CreateUserPoolClient {"UserPoolId": "$pool", "ClientName": "a", "WriteAttributes": ["role"]}
            CreateUserPoolClient {"UserPoolId": "$pool", "ClientName": "a", "WriteAttributes": ["email", "email_verified"]}
            "#,
            expect![[""]],
        );
    }

    #[test]
    fn old_and_new_flows_cannot_be_mixed() {
        transcript(
            r#"
            CreateUserPoolClient {"UserPoolId": "$pool", "ClientName": "a",
                                  "ExplicitAuthFlows": ["ADMIN_NO_SRP_AUTH", "USER_PASSWORD_AUTH"]} > UserPoolClient.ExplicitAuthFlows
            CreateUserPoolClient {"UserPoolId": "$pool", "ClientName": "a",
                                  "ExplicitAuthFlows": ["ALLOW_USER_AUTH", "USER_PASSWORD_AUTH"]}
            "#,
            expect![[""]],
        );
    }

    #[test]
    fn rotation_wants_the_refresh_flow_off() {
        transcript(
            r#"
            CreateUserPoolClient {"UserPoolId": "$pool", "ClientName": "a", "RefreshTokenRotation": {"Feature": "ENABLED"}}
            CreateUserPoolClient {"UserPoolId": "$pool", "ClientName": "a", "RefreshTokenRotation": {"Feature": "ENABLED"},
                                  "ExplicitAuthFlows": ["ALLOW_USER_SRP_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"]}
            CreateUserPoolClient {"UserPoolId": "$pool", "ClientName": "a", "RefreshTokenRotation": {"Feature": "ENABLED"},
                                  "ExplicitAuthFlows": ["USER_PASSWORD_AUTH"]}
            CreateUserPoolClient {"UserPoolId": "$pool", "ClientName": "a", "RefreshTokenRotation": {"Feature": "ENABLED"},
                                  "ExplicitAuthFlows": ["ALLOW_USER_SRP_AUTH"]} > UserPoolClient.RefreshTokenRotation
            CreateUserPoolClient {"UserPoolId": "$pool", "ClientName": "a",
                                  "RefreshTokenRotation": {"Feature": "DISABLED"}} > UserPoolClient.RefreshTokenRotation
            "#,
            expect![[""]],
        );
    }

    #[test]
    fn client_credentials_stand_alone_and_need_a_secret() {
        transcript(
            r#"
            CreateUserPoolClient {"UserPoolId": "$pool", "ClientName": "a", "GenerateSecret": true,
                                  "AllowedOAuthFlows": ["code", "client_credentials"]}
            CreateUserPoolClient {"UserPoolId": "$pool", "ClientName": "a", "AllowedOAuthFlows": ["client_credentials"]}
            CreateUserPoolClient {"UserPoolId": "$pool", "ClientName": "a", "GenerateSecret": true,
                                  "AllowedOAuthFlows": ["client_credentials"]} > UserPoolClient.AllowedOAuthFlows
            "#,
            expect![[""]],
        );
    }

    #[test]
    fn a_client_that_uses_the_pages_is_told_how() {
        transcript(
            r#"
            CreateUserPoolClient {"UserPoolId": "$pool", "ClientName": "a", "AllowedOAuthFlowsUserPoolClient": true,
                                  "AllowedOAuthScopes": ["openid"]}
            CreateUserPoolClient {"UserPoolId": "$pool", "ClientName": "a", "AllowedOAuthFlowsUserPoolClient": true,
                                  "AllowedOAuthFlows": ["code"]}
            CreateUserPoolClient {"UserPoolId": "$pool", "ClientName": "a", "AllowedOAuthFlowsUserPoolClient": true,
                                  "AllowedOAuthFlows": ["code"], "AllowedOAuthScopes": ["openid"]}
            "#,
            expect![[""]],
        );
    }

    #[test]
    fn scopes_providers_and_the_default_redirect_must_exist() {
        transcript(
            r#"
            CreateUserPoolClient {"UserPoolId": "$pool", "ClientName": "a", "AllowedOAuthScopes": ["email", "orders/read"]}
            CreateUserPoolClient {"UserPoolId": "$pool", "ClientName": "a", "SupportedIdentityProviders": ["COGNITO", "Google"]}
            CreateUserPoolClient {"UserPoolId": "$pool", "ClientName": "a", "CallbackURLs": ["https://example.com"],
                                  "DefaultRedirectURI": "https://example.com/"}
            "#,
            expect![[""]],
        );
    }

    #[test]
    fn urls_are_absolute_and_safe() {
        transcript(
            r#"
            CreateUserPoolClient {"UserPoolId": "$pool", "ClientName": "a", "CallbackURLs": ["/back"]}
            CreateUserPoolClient {"UserPoolId": "$pool", "ClientName": "a", "CallbackURLs": ["https://example.com#back"]}
            CreateUserPoolClient {"UserPoolId": "$pool", "ClientName": "a", "LogoutURLs": ["http://example.com"]}
            "#,
            expect![[""]],
        );
    }

    #[test]
    fn context_data_is_taken_from_clients_with_a_secret() {
        transcript(
            r#"
            CreateUserPoolClient {"UserPoolId": "$pool", "ClientName": "a", "EnablePropagateAdditionalUserContextData": true}
            CreateUserPoolClient {"UserPoolId": "$pool", "ClientName": "a", "EnablePropagateAdditionalUserContextData": true,
                                  "GenerateSecret": true} > UserPoolClient.EnablePropagateAdditionalUserContextData
            "#,
            expect![[""]],
        );
    }

    #[test]
    fn the_model_and_the_pool_are_looked_at_first() {
        transcript(
            r#"
            CreateUserPoolClient {"UserPoolId": "us-east-1_none", "ClientName": "a*b", "PreventUserExistenceErrors": "MAYBE"}
            CreateUserPoolClient {"UserPoolId": "us-east-1_none", "ClientName": "a", "LogoutURLs": ["/"]}
            "#,
            expect![[""]],
        );
    }
}
