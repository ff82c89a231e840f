//! `GET /confirmUser`: where the link in a message leads. What the page says is unsure.

use std::sync::Arc;

use axum::extract::{RawQuery, State};
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Response};

use super::query;
use super::router::Served;
use crate::context::Context;
use crate::error::ApiError;
use crate::flow::{Confirmation, confirm};

/// Confirms the user of the link, whatever secret the client has.
pub(super) async fn confirm_link(State(served): State<Arc<Served>>, RawQuery(query): RawQuery) -> Response {
    let ctx = served.emulator.context(served.emulator.caller());
    let answer = confirm_by(&ctx, &query.unwrap_or_default()).await;
    match ctx.kept().await.and(answer) {
        Ok(()) => page(StatusCode::OK, "Your registration has been confirmed!"),
        Err(_) => page(StatusCode::BAD_REQUEST, "An error was encountered with the requested page."),
    }
}

async fn confirm_by(ctx: &Context, query: &str) -> Result<(), ApiError> {
    let value = |name| query::value(query, name).unwrap_or_default();
    let (pool_id, client) = {
        let (pool, client) = ctx.client(&value("client_id"))?;
        (pool.id().to_owned(), client)
    };
    let (username, code) = (value("user_name"), value("confirmation_code"));
    let who = Confirmation {
        pool_id: &pool_id,
        client: &client,
        username: &username,
        code: &code,
        force: false,
        client_metadata: None,
    };
    confirm(ctx, who).await.map(drop)
}

fn page(status: StatusCode, text: &str) -> Response {
    (status, Html(format!("<!doctype html>\n<title>{text}</title>\n<p>{text}</p>\n"))).into_response()
}
