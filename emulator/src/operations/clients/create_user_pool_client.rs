//! CreateUserPoolClient: adds an app client to a user pool.

use poolhouse_emulator_model::shapes::{CreateUserPoolClientRequest, CreateUserPoolClientResponse};

use super::fresh::{fresh_id, fresh_secret};
use crate::context::Context;
use crate::domain::{Client, NewClient};
use crate::error::ApiError;

pub(crate) async fn create_user_pool_client(
    ctx: &Context,
    input: CreateUserPoolClientRequest,
) -> Result<CreateUserPoolClientResponse, ApiError> {
    let mut pool = ctx.pool(&input.user_pool_id)?;
    let (id, secret) = (fresh_id(ctx.random()), fresh_secret(ctx.random()));
    let client = Client::create(NewClient { id, secret, now: ctx.now() }, input, &*pool)?;
    let described = client.describe(pool.id());
    pool.add_client(client)?;
    Ok(CreateUserPoolClientResponse { user_pool_client: Some(described) })
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::testing::transcript;

    #[test]
    fn signing_in_by_choice_needs_a_pool_of_a_tier_that_has_it() {
        transcript(
            r#"
            $lite = CreateUserPool {"PoolName": "small", "UserPoolTier": "LITE"} > -
            CreateUserPoolClient {"UserPoolId": "$lite", "ClientName": "app", "ExplicitAuthFlows": ["ALLOW_USER_AUTH"]}
            "#,
            expect![[r#"
                FeatureUnavailableInTierException: The following feature is not available in your user pool tier: Choice-Based Sign-In
            "#]],
        );
    }

    #[test]
    fn a_name_is_enough_and_need_not_be_unique() {
        transcript(
            r#"
            $client = CreateUserPoolClient {"UserPoolId": "$pool", "ClientName": "app"}
            $other = CreateUserPoolClient {"UserPoolId": "$pool", "ClientName": "app"}
            "#,
            expect![[r#"
                {
                  "UserPoolClient": {
                    "AllowedOAuthFlowsUserPoolClient": false,
                    "AuthSessionValidity": 3,
                    "ClientId": "$client",
                    "ClientName": "app",
                    "CreationDate": 1700000000.0,
                    "EnablePropagateAdditionalUserContextData": false,
                    "EnableTokenRevocation": true,
                    "LastModifiedDate": 1700000000.0,
                    "RefreshTokenValidity": 30,
                    "TokenValidityUnits": {},
                    "UserPoolId": "$pool"
                  }
                }
                {
                  "UserPoolClient": {
                    "AllowedOAuthFlowsUserPoolClient": false,
                    "AuthSessionValidity": 3,
                    "ClientId": "$other",
                    "ClientName": "app",
                    "CreationDate": 1700000000.0,
                    "EnablePropagateAdditionalUserContextData": false,
                    "EnableTokenRevocation": true,
                    "LastModifiedDate": 1700000000.0,
                    "RefreshTokenValidity": 30,
                    "TokenValidityUnits": {},
                    "UserPoolId": "$pool"
                  }
                }
            "#]],
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
            expect![[r#"
                {
                  "AccessTokenValidity": 20,
                  "AllowedOAuthFlows": ["code", "implicit"],
                  "AllowedOAuthFlowsUserPoolClient": true,
                  "AllowedOAuthScopes": ["openid", "aws.cognito.signin.user.admin"],
                  "AnalyticsConfiguration": {"ApplicationId": "0aF", "UserDataShared": true},
                  "AuthSessionValidity": 15,
                  "CallbackURLs": ["https://example.com/in", "http://localhost:3000"],
                  "ClientId": "8gupcvm3g4ch6d1ptpd46b46sf",
                  "ClientName": "app",
                  "ClientSecret": "a+secret+that+was+given+by+caller",
                  "CreationDate": 1700000000.0,
                  "DefaultRedirectURI": "http://localhost:3000",
                  "EnablePropagateAdditionalUserContextData": true,
                  "EnableTokenRevocation": false,
                  "ExplicitAuthFlows": ["ALLOW_USER_SRP_AUTH"],
                  "IdTokenValidity": 5,
                  "LastModifiedDate": 1700000000.0,
                  "LogoutURLs": ["myapp://out"],
                  "PreventUserExistenceErrors": "ENABLED",
                  "ReadAttributes": ["email", "email_verified"],
                  "RefreshTokenRotation": {"Feature": "ENABLED", "RetryGracePeriodSeconds": 60},
                  "RefreshTokenValidity": 12,
                  "SupportedIdentityProviders": ["COGNITO"],
                  "TokenValidityUnits": {"AccessToken": "…", "IdToken": "…", "RefreshToken": "…"},
                  "UserPoolId": "$pool",
                  "WriteAttributes": ["email"]
                }
            "#]],
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
            expect![[r#"
                "c9sa1fja87ujiuk13b8g65jebtf170up891ck962e65qpr86mp6"
                null
                InvalidParameterException: GenerateSecret and ClientSecret cannot be used together.
                InvalidParameterException: 2 validation errors detected: Value at 'clientSecret' failed to satisfy constraint: Member must have length greater than or equal to 24; Value at 'clientSecret' failed to satisfy constraint: Member must satisfy regular expression pattern: [\w+]+
            "#]],
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
            expect![[r#"
                {
                  "AllowedOAuthFlowsUserPoolClient": false,
                  "AuthSessionValidity": 3,
                  "ClientId": "8gupcvm3g4ch6d1ptpd46b46sf",
                  "ClientName": "app",
                  "CreationDate": 1700000000.0,
                  "EnablePropagateAdditionalUserContextData": false,
                  "EnableTokenRevocation": true,
                  "LastModifiedDate": 1700000000.0,
                  "RefreshTokenValidity": 30,
                  "TokenValidityUnits": {},
                  "UserPoolId": "$pool"
                }
            "#]],
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
            expect![[r#"
                {"AccessToken": "…", "IdToken": "…", "RefreshToken": "…"}
                {}
                30
            "#]],
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
            expect![[r#"
                InvalidParameterException: Invalid range for token validity.
                InvalidParameterException: Invalid range for token validity.
                InvalidParameterException: Invalid range for token validity.
                InvalidParameterException: Access and ID tokens cannot be valid for longer than the refresh token.
                InvalidParameterException: 1 validation error detected: Value '2' at 'authSessionValidity' failed to satisfy constraint: Member must have value greater than or equal to 3
            "#]],
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
            expect![[r#"
                {}
                InvalidParameterException: Invalid read attributes specified while creating a client
                InvalidParameterException: Invalid read attributes specified while creating a client
                InvalidParameterException: Invalid write attributes specified while creating a client
                InvalidParameterException: Invalid write attributes specified while creating a client
            "#]],
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
            expect![[r#"
                ["ADMIN_NO_SRP_AUTH", "USER_PASSWORD_AUTH"]
                InvalidParameterException: ExplicitAuthFlows cannot mix ADMIN_NO_SRP_AUTH, CUSTOM_AUTH_FLOW_ONLY and USER_PASSWORD_AUTH with values that begin with ALLOW_.
            "#]],
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
            expect![[r#"
                InvalidParameterException: RefreshTokenRotation cannot be enabled when ExplicitAuthFlows allow ALLOW_REFRESH_TOKEN_AUTH.
                InvalidParameterException: RefreshTokenRotation cannot be enabled when ExplicitAuthFlows allow ALLOW_REFRESH_TOKEN_AUTH.
                InvalidParameterException: RefreshTokenRotation cannot be enabled when ExplicitAuthFlows allow ALLOW_REFRESH_TOKEN_AUTH.
                {"Feature": "ENABLED"}
                {"Feature": "DISABLED"}
            "#]],
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
            expect![[r#"
                InvalidOAuthFlowException: client_credentials flow can not be selected along with code flow or implicit flow.
                InvalidOAuthFlowException: client_credentials flow can not be selected if client does not have a client secret.
                ["client_credentials"]
            "#]],
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
            expect![[r#"
                InvalidParameterException: AllowedOAuthFlows and AllowedOAuthScopes are required if user pool client is allowed to use OAuth flows.
                InvalidParameterException: AllowedOAuthFlows and AllowedOAuthScopes are required if user pool client is allowed to use OAuth flows.
                InvalidParameterException: CallbackURLs are required for the code flow and the implicit flow.
            "#]],
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
            expect![[r#"
                ScopeDoesNotExistException: Invalid scope requested: orders/read
                InvalidParameterException: The provider Google does not exist for User Pool $pool.
                InvalidParameterException: DefaultRedirectURI must be in the list of CallbackURLs.
            "#]],
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
            expect![[r#"
                InvalidParameterException: /back is not an absolute URI.
                InvalidParameterException: https://example.com#back must not include a fragment.
                InvalidParameterException: http://example.com must use HTTPS, unless its host is localhost, 127.0.0.1 or [::1].
            "#]],
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
            expect![[r#"
                InvalidParameterException: EnablePropagateAdditionalUserContextData requires an app client with a client secret.
                true
            "#]],
        );
    }

    #[test]
    fn a_pool_has_a_thousand_clients_at_most() {
        let another = r#"CreateUserPoolClient {"UserPoolId": "$pool", "ClientName": "app"} > -"#;
        transcript(
            &format!("{another}\n").repeat(1_001),
            expect![[r#"
            LimitExceededException: Exceeded the limit of 1000 clients per user pool.
        "#]],
        );
    }

    #[test]
    fn the_model_and_the_pool_are_looked_at_first() {
        transcript(
            r#"
            CreateUserPoolClient {"UserPoolId": "us-east-1_none", "ClientName": "a*b", "PreventUserExistenceErrors": "MAYBE"}
            CreateUserPoolClient {"UserPoolId": "us-east-1_none", "ClientName": "a", "LogoutURLs": ["/"]}
            "#,
            expect![[r#"
                InvalidParameterException: 2 validation errors detected: Value 'a*b' at 'clientName' failed to satisfy constraint: Member must satisfy regular expression pattern: [\w\s+=,.@-]+; Value 'MAYBE' at 'preventUserExistenceErrors' failed to satisfy constraint: Member must satisfy enum value set: [LEGACY, ENABLED]
                ResourceNotFoundException: User pool us-east-1_none does not exist.
            "#]],
        );
    }
}
