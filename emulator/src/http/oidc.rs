//! The doors of OpenID Connect: a pool's keys and discovery document, and the endpoints for tokens
//! and what they tell.

use std::sync::Arc;

use axum::Router;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use serde_json::{Value, json};

use super::cors;
use super::router::Served;
use crate::context::Context;
use crate::error::ApiError;
use crate::flow::{
    Form, OAuthError, TOO_MANY_REQUESTS, UserInfoRefusal, discovery, json_web_keys, revoke, tokens, user_info,
};

/// The routes, for the emulator's own router.
pub(super) fn routes() -> Router<Arc<Served>> {
    Router::new()
        .route("/{pool}/.well-known/jwks.json", get(keys))
        .route("/{pool}/.well-known/openid-configuration", get(configuration))
        .route("/oauth2/token", post(token).options(preflight))
        .route("/oauth2/revoke", post(revocation).options(preflight))
        .route("/oauth2/userInfo", get(info).post(info).options(preflight))
}

/// A page of any origin may ask for tokens.
async fn preflight() -> Response {
    let mut response = StatusCode::OK.into_response();
    cors::allow_calling(response.headers_mut());
    response
}

async fn keys(State(served): State<Arc<Served>>, Path(pool): Path<String>) -> Response {
    document(&served, |ctx| json_web_keys(ctx, &pool)).await
}

async fn configuration(State(served): State<Arc<Served>>, Path(pool): Path<String>) -> Response {
    document(&served, |ctx| discovery(ctx, &pool)).await
}

/// That an unknown pool is answered with 400, and not with 404, is unsure.
async fn document(served: &Served, read: impl FnOnce(&Context) -> Result<Value, ApiError>) -> Response {
    let ctx = served.emulator.context(served.emulator.caller());
    let answer = read(&ctx);
    match ctx.kept().await.and(answer) {
        Ok(document) => respond(StatusCode::OK, &document),
        Err(error) => respond(StatusCode::BAD_REQUEST, &json!({"message": error.message()})),
    }
}

async fn token(State(served): State<Arc<Served>>, headers: HeaderMap, body: String) -> Response {
    let ctx = served.emulator.context(served.emulator.caller());
    let answer = tokens(&ctx, authorization(&headers), &form(&body)).await;
    if ctx.kept().await.is_err() {
        return server_error();
    }
    match answer {
        Ok(tokens) => respond(StatusCode::OK, &tokens),
        Err(error) => refused(status(&error), &error),
    }
}

/// Success has no body.
async fn revocation(State(served): State<Arc<Served>>, headers: HeaderMap, body: String) -> Response {
    let ctx = served.emulator.context(served.emulator.caller());
    let answer = revoke(&ctx, authorization(&headers), &form(&body));
    if ctx.kept().await.is_err() {
        return server_error();
    }
    match answer {
        Ok(()) => {
            let mut response = StatusCode::OK.into_response();
            cors::allow_reading(response.headers_mut());
            response
        }
        Err(error) if error.error == "invalid_client" => refused(StatusCode::UNAUTHORIZED, &error),
        Err(error) => refused(status(&error), &error),
    }
}

async fn info(State(served): State<Arc<Served>>, headers: HeaderMap) -> Response {
    let ctx = served.emulator.context(served.emulator.caller());
    let answer = user_info(&ctx, authorization(&headers));
    match ctx.kept().await {
        Ok(()) => answer.map_or_else(challenged, |claims| respond(StatusCode::OK, &claims)),
        Err(_) => server_error(),
    }
}

/// A refusal of userInfo stands in a header too. The one for a token without `openid` is unsure.
fn challenged(refusal: UserInfoRefusal) -> Response {
    let (status, error, description) = match refusal {
        UserInfoRefusal::NoToken => {
            (StatusCode::BAD_REQUEST, "invalid_request", "Bad OAuth2 request at UserInfo Endpoint")
        }
        UserInfoRefusal::UselessToken => (
            StatusCode::UNAUTHORIZED,
            "invalid_token",
            "Access token is expired, disabled, or deleted, or the user has globally signed out.",
        ),
        UserInfoRefusal::NoOpenId => {
            (StatusCode::UNAUTHORIZED, "invalid_token", "Access token does not contain openid scope")
        }
        UserInfoRefusal::TooMany => (StatusCode::TOO_MANY_REQUESTS, TOO_MANY_REQUESTS, "Rate exceeded"),
    };
    let mut response = refused(status, &OAuthError { error, description: Some(description) });
    let challenge = format!("error=\"{error}\", error_description=\"{description}\"");
    if let Ok(challenge) = HeaderValue::try_from(challenge) {
        response.headers_mut().insert(header::WWW_AUTHENTICATE, challenge);
    }
    response
}

fn authorization(headers: &HeaderMap) -> Option<&str> {
    headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok())
}

fn form(body: &str) -> Form {
    form_urlencoded::parse(body.as_bytes()).into_owned().collect()
}

/// That a request over a quota is told apart by its status is unsure.
fn status(error: &OAuthError) -> StatusCode {
    if error.error == TOO_MANY_REQUESTS { StatusCode::TOO_MANY_REQUESTS } else { StatusCode::BAD_REQUEST }
}

fn refused(status: StatusCode, OAuthError { error, description }: &OAuthError) -> Response {
    match description {
        None => respond(status, &json!({"error": error})),
        Some(description) => respond(status, &json!({"error": error, "error_description": description})),
    }
}

fn server_error() -> Response {
    respond(StatusCode::INTERNAL_SERVER_ERROR, &json!({"error": "server_error"}))
}

fn respond(status: StatusCode, body: &Value) -> Response {
    let headers =
        [(header::CONTENT_TYPE, "application/json;charset=UTF-8"), (header::CACHE_CONTROL, "no-store")];
    let mut response = (status, headers, body.to_string()).into_response();
    cors::allow_reading(response.headers_mut());
    response
}

#[cfg(test)]
mod tests {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    use tokio::net::TcpStream;

    use super::*;
    use crate::emulator::Emulator;
    use crate::quota::Quotas;

    /// Status and body of what is answered to a form.
    async fn post(emulator: &Emulator, path: &str, authorization: &str, form: String) -> (u16, String) {
        let server = emulator.start().await.expect("listens");
        let mut stream = TcpStream::connect(server.address()).await.expect("connects");
        let request = format!(
            "POST {path} HTTP/1.1\r\nhost: localhost\r\nauthorization: {authorization}\r\n\
             content-length: {}\r\nconnection: close\r\n\r\n{form}",
            form.len()
        );
        stream.write_all(request.as_bytes()).await.expect("written");
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await.expect("read");
        let (head, body) = answer.split_once("\r\n\r\n").expect("a head");
        let status = head.split(' ').nth(1).and_then(|status| status.parse().ok()).expect("a status");
        (status, body.to_owned())
    }

    #[tokio::test]
    async fn what_cannot_be_revoked_or_told_is_refused() {
        let emulator = Emulator::new();
        let call = async |name: &str, input: Value| {
            emulator.handle(name, input, &emulator.caller()).await.expect(name).expect("an answer")
        };
        let pool = call("CreateUserPool", json!({"PoolName": "p"})).await["UserPool"]["Id"].take();
        let client = json!({"UserPoolId": pool, "ClientName": "app", "GenerateSecret": true});
        let client = call("CreateUserPoolClient", client).await["UserPoolClient"].take();
        let text = |name: &str| client[name].as_str().expect(name).to_owned();
        let proof = format!("client_id={}&client_secret={}", text("ClientId"), text("ClientSecret"));
        let revoke = async |form: String| post(&emulator, "/oauth2/revoke", "", form).await;
        assert_eq!(revoke(proof.clone()).await, (400, r#"{"error":"invalid_request"}"#.into()));
        let (status, body) = revoke(format!("client_id={}&token=a.b.c.d.e", text("ClientId"))).await;
        assert_eq!((status, body.contains("invalid_client_secret")), (401, true));
        let unsupported = (400, r#"{"error":"unsupported_token_type"}"#.into());
        assert_eq!(revoke(format!("{proof}&token=a.b.c")).await, unsupported);
        assert_eq!(revoke(format!("{proof}&token=a.b.c.d.e")).await, (200, String::new()));

        let info = async |header: &str| post(&emulator, "/oauth2/userInfo", header, String::new()).await.0;
        assert_eq!((info("").await, info("Bearer a.b.c").await), (400, 401));
    }

    #[tokio::test]
    async fn endpoints_count_in_the_categories_of_the_quotas() {
        let emulator = Emulator::new();
        emulator.clock().freeze();
        emulator.set_quotas(Quotas::Aws);
        let ctx = emulator.context(emulator.caller());
        let form = form("grant_type=client_credentials&client_id=none");
        for _ in 0..150 {
            assert_eq!(tokens(&ctx, None, &form).await.map_err(|error| error.error), Err("invalid_client"));
        }
        let over = (429, r#"{"error":"too_many_requests","error_description":"Rate exceeded"}"#.to_owned());
        let one_more = "grant_type=client_credentials&client_id=none".to_owned();
        assert_eq!(post(&emulator, "/oauth2/token", "", one_more).await, over);

        for _ in 0..119 {
            assert_eq!(user_info(&ctx, Some("Bearer a.b.c")), Err(UserInfoRefusal::UselessToken));
        }
        let revoke =
            async || post(&emulator, "/oauth2/revoke", "", "client_id=none&token=a".to_owned()).await;
        assert_eq!(revoke().await.0, 401);
        assert_eq!(revoke().await, over);
        assert_eq!(post(&emulator, "/oauth2/userInfo", "Bearer a.b.c", String::new()).await.0, 429);
    }
    #[tokio::test]
    async fn a_code_is_handed_in_by_a_client_that_may_have_one_and_says_what_it_was_for() {
        let emulator = Emulator::new();
        let call = async |name: &str, input: Value| {
            emulator.handle(name, input, &emulator.caller()).await.expect(name).expect("an answer")
        };
        let pool = call("CreateUserPool", json!({"PoolName": "p"})).await["UserPool"]["Id"].take();
        let id = async |settings: Value| {
            let mut client = json!({"UserPoolId": pool, "ClientName": "app"});
            client
                .as_object_mut()
                .expect("an object")
                .extend(settings.as_object().cloned().unwrap_or_default());
            let client = call("CreateUserPoolClient", client).await["UserPoolClient"].take();
            client["ClientId"].as_str().expect("an id").to_owned()
        };
        let plain = id(json!({})).await;
        let pages = id(json!({
            "AllowedOAuthFlowsUserPoolClient": true, "AllowedOAuthFlows": ["code"],
            "AllowedOAuthScopes": ["openid"], "CallbackURLs": ["https://example.com/"],
        }))
        .await;
        let ask = async |client: &str, form: &str| {
            let form = format!("grant_type=authorization_code&client_id={client}&{form}");
            post(&emulator, "/oauth2/token", "", form).await.1
        };
        let whole = "code=c&redirect_uri=https%3A%2F%2Fexample.com%2F";
        assert_eq!(ask(&pages, "code=c").await, r#"{"error":"invalid_request"}"#);
        assert_eq!(ask(&plain, whole).await, r#"{"error":"unauthorized_client"}"#);
        assert_eq!(ask(&pages, whole).await, r#"{"error":"invalid_grant"}"#);
    }
}
