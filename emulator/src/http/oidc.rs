//! The doors of OpenID Connect: a pool's keys and discovery document, and the token endpoint.

use std::sync::Arc;

use axum::Router;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use serde_json::{Value, json};

use super::cors;
use super::router::Served;
use crate::context::Context;
use crate::error::ApiError;
use crate::flow::{OAuthError, discovery, json_web_keys, tokens};

/// The routes, for the emulator's own router.
pub(super) fn routes() -> Router<Arc<Served>> {
    Router::new()
        .route("/{pool}/.well-known/jwks.json", get(keys))
        .route("/{pool}/.well-known/openid-configuration", get(configuration))
        .route("/oauth2/token", post(token).options(preflight))
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
    let authorization = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    let form = form_urlencoded::parse(body.as_bytes()).into_owned().collect();
    let answer = tokens(&ctx, authorization, &form).await;
    if ctx.kept().await.is_err() {
        return respond(StatusCode::INTERNAL_SERVER_ERROR, &json!({"error": "server_error"}));
    }
    match answer {
        Ok(tokens) => respond(StatusCode::OK, &tokens),
        Err(OAuthError { error, description: None }) => {
            respond(StatusCode::BAD_REQUEST, &json!({"error": error}))
        }
        Err(OAuthError { error, description }) => {
            let body = json!({"error": error, "error_description": description});
            respond(StatusCode::BAD_REQUEST, &body)
        }
    }
}

fn respond(status: StatusCode, body: &Value) -> Response {
    let headers =
        [(header::CONTENT_TYPE, "application/json;charset=UTF-8"), (header::CACHE_CONTROL, "no-store")];
    let mut response = (status, headers, body.to_string()).into_response();
    cors::allow_reading(response.headers_mut());
    response
}
