//! `GET /_poolhouse/messages?pool=<id>&username=<name>`: what a pool would have sent.

use std::sync::Arc;

use axum::extract::{RawQuery, State};
use axum::http::StatusCode;
use axum::response::Response;
use serde_json::json;

use super::query;
use super::router::{Served, json_response};

/// A JSON list, newest last. Without `username`, what all users were sent.
pub(super) async fn messages(State(served): State<Arc<Served>>, RawQuery(query): RawQuery) -> Response {
    let query = query.unwrap_or_default();
    let Some(pool) = query::value(&query, "pool") else {
        return json_response(StatusCode::BAD_REQUEST, json!({"message": "The query needs a pool."}));
    };
    let username = query::value(&query, "username");
    match served.emulator.messages(&pool, username.as_deref()) {
        Ok(messages) => json_response(StatusCode::OK, json!(messages)),
        Err(error) => json_response(StatusCode::NOT_FOUND, json!({"message": error.message()})),
    }
}
