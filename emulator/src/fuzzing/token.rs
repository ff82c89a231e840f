//! Tokens that callers bring along.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Map, Value, json};

use super::run::{Run, wait_for};
use crate::flow::{Form, tokens, user_info};

/// Shows a token wherever tokens are taken. JSON changes the claims of a right one, which is then signed:
/// `{"exp": "never", "sub": null}`; with `"key": "id"` by the key of ID tokens. Anything else is the token, in which
/// `$access` stands for a right one.
///
/// # Panics
///
/// When an operation does not answer as it may.
pub fn token(text: &[u8]) {
    let Ok(text) = std::str::from_utf8(text) else { return };
    let mut run = Run::begin();
    let token = match serde_json::from_str(text) {
        Ok(Value::Object(changes)) => changed(&run, changes),
        _ => run.variables.filled(text),
    };
    wait_for(async {
        for (operation, member) in TAKEN {
            let client = run.variables.get("$client");
            let mut input = json!({"ClientId": client, "UserCode": "000000", "AttributeName": "email",
                "SubjectTokenType": "ACCESS_TOKEN", "Audiences": ["a"]});
            input[member] = Value::from(token.as_str());
            run.request(operation, input.to_string().as_bytes()).await;
        }
        show_to_endpoints(&run, &token).await;
        run.end().await;
    });
}

async fn show_to_endpoints(run: &Run, token: &str) {
    let ctx = run.emulator.context(run.emulator.caller());
    // Any answer will do: there is no model of these to hold it against.
    let _ = user_info(&ctx, Some(&format!("Bearer {token}")));
    let client = run.variables.get("$client").unwrap_or_default();
    let form = [("grant_type", "refresh_token"), ("client_id", client), ("refresh_token", token)];
    let form: Form = form.map(|(name, value)| (name.to_owned(), value.to_owned())).into();
    let _ = tokens(&ctx, Some(token).filter(|token| token.starts_with("Basic ")), &form).await;
}

/// The access token of the beginning with other claims; `null` takes one away.
fn changed(run: &Run, mut changes: Map<String, Value>) -> String {
    let access = run.variables.get("$access").expect("somebody has signed in");
    let payload = access.split('.').nth(1).and_then(|part| URL_SAFE_NO_PAD.decode(part).ok());
    let mut claims: Map<String, Value> =
        payload.and_then(|payload| serde_json::from_slice(&payload).ok()).expect("a token has claims");
    let signer = changes.remove("key");
    claims.extend(changes);
    claims.retain(|_, value| !value.is_null());
    let pool = run.variables.get("$pool").expect("there is a pool");
    let keys = run.emulator.context(run.emulator.caller()).pool(pool).expect("it is there").keys().cloned();
    let keys = keys.expect("tokens were signed");
    let key = if signer == Some(json!("id")) { &keys.id } else { &keys.access };
    crate::flow::sign_token(key, &claims).expect("claims can be signed")
}

/// The operations that take tokens, and where.
const TAKEN: [(&str, &str); 12] = [
    ("GetUser", "AccessToken"),
    ("GetUserAuthFactors", "AccessToken"),
    ("ListDevices", "AccessToken"),
    ("ListUserSessions", "AccessToken"),
    ("GetUserAttributeVerificationCode", "AccessToken"),
    ("VerifySoftwareToken", "AccessToken"),
    ("StartWebAuthnRegistration", "AccessToken"),
    ("GetDerivedToken", "SubjectToken"),
    ("GetTokensFromRefreshToken", "RefreshToken"),
    ("RevokeToken", "Token"),
    ("GlobalSignOut", "AccessToken"),
    ("DeleteUser", "AccessToken"),
];
