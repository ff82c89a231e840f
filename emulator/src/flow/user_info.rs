//! `/oauth2/userInfo`: what the bearer of an access token may know of its user.

use serde_json::{Map, Value, json};

use super::access::{TokenUse, bearer};
use super::token_endpoint::credentials;
use crate::context::Context;
use crate::domain::{RateCategory, scopes_tell};

/// Why nothing is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum UserInfoRefusal {
    /// The request bears no token.
    NoToken,
    /// The token does not work, or not any more.
    UselessToken,
    /// The token was not granted for this.
    NoOpenId,
    /// The request exceeds a quota.
    TooMany,
}

/// The attributes of the user whose token the `Authorization` header bears, all as texts.
pub(crate) fn user_info(ctx: &Context, authorization: Option<&str>) -> Result<Value, UserInfoRefusal> {
    let token = authorization.and_then(|header| credentials(header, "Bearer"));
    let token = token.ok_or(UserInfoRefusal::NoToken)?;
    ctx.count_endpoint(RateCategory::UserToken).map_err(|_| UserInfoRefusal::TooMany)?;
    let access = bearer(ctx, token, TokenUse::Access).map_err(|_| UserInfoRefusal::UselessToken)?;
    if !access.scopes.iter().any(|scope| scope == "openid") {
        return Err(UserInfoRefusal::NoOpenId);
    }
    let useless = |_| UserInfoRefusal::UselessToken;
    let pool = ctx.pool(&access.pool_id).map_err(useless)?;
    let user = pool.resolve_user(&access.username).map_err(useless)?;
    let client = pool.client(&access.client_id).map_err(useless)?;
    let schema = &pool.settings().schema;
    let is_told = |name: &str| client.options.may_read(schema, name) && scopes_tell(&access.scopes, name);
    let mut told = Map::new();
    for attribute in user.describe_attributes().into_iter().filter(|attribute| is_told(&attribute.name)) {
        told.insert(attribute.name, json!(attribute.value.map(|value| value.into_exposed())));
    }
    told.insert("username".into(), json!(user.username));
    Ok(Value::Object(told))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::emulator::Emulator;
    use crate::flow::jwt;
    use crate::flow::keys::pool_keys;

    async fn call(emulator: &Emulator, name: &str, input: Value) -> Value {
        let answer = emulator.handle(name, input, &emulator.caller()).await;
        answer.expect(name).unwrap_or_default()
    }

    #[tokio::test]
    async fn the_scopes_of_the_token_say_what_is_told() {
        let emulator = Emulator::new();
        let pool = call(&emulator, "CreateUserPool", json!({"PoolName": "p"})).await["UserPool"]["Id"].take();
        let flows = ["ALLOW_USER_PASSWORD_AUTH"];
        let app = json!({"UserPoolId": pool, "ClientName": "app", "ExplicitAuthFlows": flows});
        let app = call(&emulator, "CreateUserPoolClient", app).await["UserPoolClient"]["ClientId"].take();
        let attributes = json!([
            {"Name": "email", "Value": "ann@example.com"}, {"Name": "email_verified", "Value": "true"},
            {"Name": "name", "Value": "Ann"},
        ]);
        let ann = json!({"UserPoolId": pool, "Username": "ann", "UserAttributes": attributes});
        call(&emulator, "AdminCreateUser", ann).await;
        let password =
            json!({"UserPoolId": pool, "Username": "ann", "Password": "Secret-1", "Permanent": true});
        call(&emulator, "AdminSetUserPassword", password).await;
        let parameters = json!({"USERNAME": "ann", "PASSWORD": "Secret-1"});
        let start = json!({"ClientId": app, "AuthFlow": "USER_PASSWORD_AUTH", "AuthParameters": parameters});
        let tokens = call(&emulator, "InitiateAuth", start).await["AuthenticationResult"].take();
        let token = tokens["AccessToken"].as_str().expect("a token");

        let ctx = emulator.context(emulator.caller());
        let keys = pool_keys(&ctx, pool.as_str().expect("an id")).expect("keys");
        let info = |scopes: &str| {
            let mut claims = jwt::read(token).expect("claims");
            claims.insert("scope".into(), scopes.into());
            user_info(&ctx, Some(&format!("Bearer {}", jwt::sign(&keys.access, &claims).expect("signed"))))
        };
        let told = info("openid email").expect("told");
        let sub = told["sub"].clone();
        let expected =
            json!({"sub": sub, "username": "ann", "email": "ann@example.com", "email_verified": "true"});
        assert_eq!(told, expected);
        assert_eq!(info("openid").expect("told")["name"], "Ann");
        assert_eq!(info("email"), Err(UserInfoRefusal::NoOpenId));
        assert_eq!(user_info(&ctx, Some("Bearer a.b.c")), Err(UserInfoRefusal::UselessToken));
    }
}
