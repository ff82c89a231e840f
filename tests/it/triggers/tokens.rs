//! The same function as a script, as a plugin and behind a URL.

use std::collections::BTreeMap;

use aws_sdk_cognitoidentityprovider::Client;
use aws_sdk_cognitoidentityprovider::config::Credentials;
use aws_sdk_cognitoidentityprovider::types::{AuthFlowType, ExplicitAuthFlowsType, LambdaConfigType};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::Value;

use super::guests::{plugin, server};
use crate::cli::Served;
use crate::command::Scene;
use crate::rust_sdk::sdk;

const RESPONSE: &str =
    r#"{"claimsOverrideDetails":{"claimsToAddOrOverride":{"tenant":"acme"},"claimsToSuppress":["name"]}}"#;

const SCRIPT: &str = r#"
return function(event)
  event.response.claimsOverrideDetails = {
    claimsToAddOrOverride = { tenant = "acme" },
    claimsToSuppress = { "name" },
  }
end
"#;

fn arn(name: &str) -> String {
    format!("arn:aws:lambda:us-east-1:123456789012:function:{name}")
}

#[tokio::test]
async fn a_script_a_plugin_and_a_server_give_the_same_tokens() {
    let scene = Scene::new(&[("claims.lua", SCRIPT)]);
    std::fs::write(scene.path("claims.wasm"), plugin(RESPONSE)).unwrap();
    scene.run("plugin add claims.wasm").succeeded();
    let functions = [
        ("lua", "claims.lua".to_owned()),
        ("wasm", "claims.wasm".to_owned()),
        ("name", "claims".to_owned()),
        ("url", server(RESPONSE)),
    ];
    let arguments = functions.iter().map(|(name, source)| format!(" --function {}={source}", arn(name)));
    let served =
        Served::by(&mut scene.command(&format!("emulator --port 0{}", arguments.collect::<String>())));
    let client = sdk(served.url.clone(), Credentials::new("ann", "any", None, None, "tests"));
    let untouched = claims(&client, None).await;
    assert!(untouched.contains_key("name") && !untouched.contains_key("tenant"), "{untouched:?}");
    let lua = claims(&client, Some("lua")).await;
    assert!(!lua.contains_key("name") && lua["tenant"] == "acme", "{lua:?}");
    assert_eq!(claims(&client, Some("wasm")).await, lua);
    assert_eq!(claims(&client, Some("name")).await, lua);
    assert_eq!(claims(&client, Some("url")).await, lua);
}

/// What the ID token of a user says in a pool that calls that function, apart from what differs from sign-in to sign-in.
async fn claims(client: &Client, function: Option<&str>) -> BTreeMap<String, Value> {
    let config = LambdaConfigType::builder().set_pre_token_generation(function.map(arn)).build();
    let pool = client.create_user_pool().pool_name("people").lambda_config(config).send().await.unwrap();
    let pool = pool.user_pool().unwrap().id().unwrap().to_owned();
    let app = client.create_user_pool_client().user_pool_id(&pool).client_name("app");
    let app = app.explicit_auth_flows(ExplicitAuthFlowsType::AllowUserPasswordAuth).send().await.unwrap();
    let app = app.user_pool_client().unwrap().client_id().unwrap().to_owned();
    let name =
        aws_sdk_cognitoidentityprovider::types::AttributeType::builder().name("name").value("Ann").build();
    let ann = client.admin_create_user().user_pool_id(&pool).username("ann").user_attributes(name.unwrap());
    ann.send().await.unwrap();
    let password = client.admin_set_user_password().user_pool_id(&pool).username("ann").password("Secret-1");
    password.permanent(true).send().await.unwrap();
    let sign_in = client.initiate_auth().client_id(app).auth_flow(AuthFlowType::UserPasswordAuth);
    let sign_in = sign_in.auth_parameters("USERNAME", "ann").auth_parameters("PASSWORD", "Secret-1");
    let tokens = sign_in.send().await.unwrap();
    let token = tokens.authentication_result().unwrap().id_token().unwrap();
    let payload = URL_SAFE_NO_PAD.decode(token.split('.').nth(1).unwrap()).unwrap();
    let mut claims: BTreeMap<String, Value> = serde_json::from_slice(&payload).unwrap();
    for own in ["aud", "auth_time", "event_id", "exp", "iat", "iss", "jti", "origin_jti", "sub"] {
        claims.remove(own);
    }
    claims
}
