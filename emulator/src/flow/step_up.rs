//! What USER_AUTH may ask for: a level of assurance (`TARGET_ACR_VALUES`), with what an earlier sign-in has proved
//! already (`ACCESS_TOKEN`) unless that is too long ago (`MAX_AGE`).

use super::access::authorized;
use super::sign_in::Start;
use crate::context::Context;
use crate::domain::Assurance;
use crate::error::ApiError;

/// The levels that are asked for, checked. Nothing is credited to an access token: each request is a fresh
/// authentication, as it is at the service once `MAX_AGE` has passed.
pub(super) fn asked(ctx: &Context, start: &Start, username: &str) -> Result<Option<Assurance>, ApiError> {
    let age = start.parameter("MAX_AGE").map(str::parse::<u32>).transpose();
    age.map_err(|_| ApiError::invalid_max_age())?;
    let token = start.parameter("ACCESS_TOKEN");
    let Some(targets) = start.parameter("TARGET_ACR_VALUES") else {
        return token.map_or(Ok(None), |_| Err(ApiError::access_token_without_target()));
    };
    let levels = ctx.pool(&start.pool_id)?.settings().options.effective_acr();
    let knows = |target: &str| levels.values().any(|level| level.acr_value.as_str() == target);
    if !targets.split_ascii_whitespace().any(knows) {
        return Err(ApiError::unknown_target_acr_values());
    }
    if let Some(token) = token {
        let access = authorized(ctx, token)?;
        let pool = ctx.pool(&start.pool_id)?;
        let same = access.pool_id == start.pool_id
            && pool.resolve_user(username).is_ok_and(|user| user.sub == access.sub);
        if !same {
            return Err(ApiError::access_token_of_another());
        }
    }
    Ok(Some(Assurance::default()))
}

#[cfg(test)]
mod tests {
    use expect_test::expect;
    use serde_json::{Value, json};

    use crate::emulator::Emulator;
    use crate::flow::jwt;
    use crate::testing::transcript;

    #[test]
    fn a_level_must_be_one_of_the_pool_and_a_token_the_users_own() {
        transcript(
            r#"
            $app = CreateUserPoolClient {"UserPoolId": "$pool", "ClientName": "app", "ExplicitAuthFlows": ["ALLOW_USER_AUTH"]} > -
            user ann
            user bob
            token $pool $app bob
            InitiateAuth {"ClientId": "$app", "AuthFlow": "USER_AUTH", "AuthParameters": {"USERNAME": "ann", "TARGET_ACR_VALUES": "urn:other urn:cognito:loa:2"}} > ChallengeName
            InitiateAuth {"ClientId": "$app", "AuthFlow": "USER_AUTH", "AuthParameters": {"USERNAME": "ann", "TARGET_ACR_VALUES": "urn:other urn:cognito:loa:5"}}
            InitiateAuth {"ClientId": "$app", "AuthFlow": "USER_AUTH", "AuthParameters": {"USERNAME": "ann", "ACCESS_TOKEN": "$token"}}
            InitiateAuth {"ClientId": "$app", "AuthFlow": "USER_AUTH", "AuthParameters": {"USERNAME": "ann", "ACCESS_TOKEN": "$token", "TARGET_ACR_VALUES": "urn:cognito:loa:2"}}
            InitiateAuth {"ClientId": "$app", "AuthFlow": "USER_AUTH", "AuthParameters": {"USERNAME": "bob", "ACCESS_TOKEN": "$token", "TARGET_ACR_VALUES": "urn:cognito:loa:2", "MAX_AGE": "60"}} > ChallengeName
            InitiateAuth {"ClientId": "$app", "AuthFlow": "USER_AUTH", "AuthParameters": {"USERNAME": "bob", "MAX_AGE": "soon"}}
            InitiateAuth {"ClientId": "$app", "AuthFlow": "USER_AUTH", "AuthParameters": {"USERNAME": "bob", "ACCESS_TOKEN": "none", "TARGET_ACR_VALUES": "urn:cognito:loa:2"}}
            "#,
            expect![[r#"
                "SELECT_CHALLENGE"
                InvalidParameterException: TARGET_ACR_VALUES has no valid value.
                InvalidParameterException: TARGET_ACR_VALUES is required with ACCESS_TOKEN.
                NotAuthorizedException: The access token was not issued for this user.
                "SELECT_CHALLENGE"
                InvalidParameterException: MAX_AGE must be a non-negative number of seconds.
                NotAuthorizedException: Invalid Access Token
            "#]],
        );
    }

    async fn call(emulator: &Emulator, name: &str, input: Value) -> Value {
        let answer = emulator.handle(name, input, &emulator.caller()).await;
        answer.expect(name).unwrap_or_default()
    }

    /// What both tokens of a sign-in, and those that come of it, tell of how it was done.
    #[tokio::test]
    async fn tokens_tell_level_and_methods_where_a_level_was_asked_for() {
        let emulator = Emulator::new();
        let acr = json!({"Level1": {"AcrValue": "urn:bank:low"}});
        let pool =
            call(&emulator, "CreateUserPool", json!({"PoolName": "people", "AcrConfiguration": acr})).await;
        let pool = pool["UserPool"]["Id"].clone();
        let flows = ["ALLOW_USER_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"];
        let client = json!({"UserPoolId": pool, "ClientName": "app", "ExplicitAuthFlows": flows});
        let client =
            call(&emulator, "CreateUserPoolClient", client).await["UserPoolClient"]["ClientId"].clone();
        call(&emulator, "AdminCreateUser", json!({"UserPoolId": pool, "Username": "ann"})).await;
        let password =
            json!({"UserPoolId": pool, "Username": "ann", "Password": "Secret-1", "Permanent": true});
        call(&emulator, "AdminSetUserPassword", password).await;

        let sign_in = async |targets: Value| {
            let mut parameters =
                json!({"USERNAME": "ann", "PREFERRED_CHALLENGE": "PASSWORD", "PASSWORD": "Secret-1"});
            parameters["TARGET_ACR_VALUES"] = targets;
            let input = json!({"ClientId": client, "AuthFlow": "USER_AUTH", "AuthParameters": parameters});
            call(&emulator, "InitiateAuth", input).await["AuthenticationResult"].clone()
        };
        let told = |tokens: &Value, kind: &str| {
            let claims = jwt::read(tokens[kind].as_str().expect(kind)).expect("claims");
            json!([claims.get("acr"), claims.get("amr")])
        };
        let asked = sign_in(json!("urn:cognito:loa:4 urn:bank:low")).await;
        let refresh = json!({"ClientId": client, "RefreshToken": asked["RefreshToken"]});
        let refreshed =
            call(&emulator, "GetTokensFromRefreshToken", refresh).await["AuthenticationResult"].clone();
        for tokens in [&asked, &refreshed] {
            assert_eq!(told(tokens, "AccessToken"), json!(["urn:bank:low", ["pwd"]]));
            assert_eq!(told(tokens, "IdToken"), json!(["urn:bank:low", ["pwd"]]));
        }
        assert_eq!(told(&sign_in(json!("")).await, "IdToken"), json!([null, null]));
    }
}
