//! The routes: the API at `/`, and everything that is not Cognito's under `/_poolhouse/`.

use std::io;
use std::sync::Arc;
use std::time::{Duration, UNIX_EPOCH};

use axum::body::{Body, Bytes, HttpBody};
use axum::extract::rejection::BytesRejection;
use axum::extract::{DefaultBodyLimit, Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use axum::routing::{any, get};
use axum::{RequestExt, Router};
use futures::stream;
use poolhouse_emulator_model::OperationName;
use serde_json::{Value, json};
use tower_http::timeout::{RequestBodyTimeoutLayer, TimeoutBody};
use uuid::Uuid;

use super::cors;
use super::host::{HostRule, is_own_origin};
use super::{confirm_link, imports, messages, oidc, signed};
use crate::authorize::authorize;
use crate::emulator::Emulator;
use crate::error::ApiError;
use crate::protocol::{self, Reply};

/// How an emulator behaves on a socket.
#[derive(Clone, Debug)]
pub struct HttpOptions {
    /// Names besides the loopback ones under which it answers: `cognito.test`, `*.cognito.test`.
    pub hosts: Vec<String>,
    /// The largest body that is read, in bytes.
    pub body_limit_bytes: usize,
}

impl Default for HttpOptions {
    fn default() -> Self {
        Self { hosts: Vec::new(), body_limit_bytes: 8 * 1024 * 1024 }
    }
}

/// Puts an emulator behind routes. Whoever serves the router adds the `Date` header where it is missing.
pub fn router(emulator: Emulator, options: HttpOptions) -> Router {
    let rule = HostRule::new(&options.hosts);
    let control = Router::new()
        .route("/_poolhouse/health", get(health))
        .route("/_poolhouse/messages", get(messages::messages))
        .route("/_poolhouse/imports/{pool}/{job}", get(imports::log).put(imports::upload))
        .route("/_poolhouse", any(no_such_page))
        .route("/_poolhouse/", any(no_such_page))
        .route("/_poolhouse/{*page}", any(no_such_page))
        .layer(middleware::from_fn(only_for_own_pages));
    Router::new()
        .merge(control)
        .merge(oidc::routes().layer(RequestBodyTimeoutLayer::new(LONGEST_PAUSE)))
        .route("/confirmUser", get(confirm_link::confirm_link))
        .fallback(api)
        .with_state(Arc::new(Served { emulator, body_limit_bytes: options.body_limit_bytes }))
        .layer(middleware::from_fn_with_state(Arc::new(rule), refuse_foreign_hosts))
}

pub(super) struct Served {
    pub(super) emulator: Emulator,
    body_limit_bytes: usize,
}

/// The API. It answers at any path, since what is not a call is told so in the API's own words.
async fn api(State(served): State<Arc<Served>>, request: Request) -> Response {
    if request.method() == Method::OPTIONS {
        let mut response = StatusCode::OK.into_response();
        cors::allow_calling(response.headers_mut());
        return response;
    }
    let (parts, body) = request.into_parts();
    let name = protocol::operation_name(text(&parts.headers, "x-amz-target"));
    let reply = match name {
        Some(name) if parts.method == Method::POST && parts.uri.path() == "/" => {
            match call(&served, name, &parts, body).await {
                Err(error) if error.is_lost_answer() => return no_answer(),
                answer => Reply::to(answer),
            }
        }
        _ => Reply::to_nothing_known(),
    };
    let mut response = respond(reply);
    tell_time(&served.emulator, response.headers_mut());
    response
}

async fn call(served: &Served, name: &str, parts: &Parts, body: Body) -> Result<Option<Value>, ApiError> {
    let operation: OperationName = name.parse().map_err(|_| ApiError::unknown_operation())?;
    let authorization = text(&parts.headers, header::AUTHORIZATION.as_str());
    let caller = protocol::caller(operation, authorization, served.emulator.caller())?;
    // Nobody who may not call needs to send a body to be told so.
    authorize(operation, &caller)?;
    let body = read(body, served.body_limit_bytes).await?;
    signed::verify(&served.emulator, operation, parts, &body)?;
    served.emulator.handle(name, protocol::input(&body)?, &caller).await
}

/// Refuses a body that announces itself as too large before any of it is sent, and one that pauses for too long.
pub(super) async fn read(body: Body, limit_bytes: usize) -> Result<Bytes, ApiError> {
    if usize::try_from(body.size_hint().lower()).is_ok_and(|length| length > limit_bytes) {
        return Err(ApiError::body_too_large(limit_bytes));
    }
    let mut request = Request::new(Body::new(TimeoutBody::new(LONGEST_PAUSE, body)));
    DefaultBodyLimit::max(limit_bytes).apply(&mut request);
    request.extract().await.map_err(|fault: BytesRejection| match fault.status() {
        StatusCode::PAYLOAD_TOO_LARGE => ApiError::body_too_large(limit_bytes),
        _ => ApiError::unreadable_body(),
    })
}

/// A response that cannot be written: the connection is closed before a byte of it is sent.
fn no_answer() -> Response {
    Response::new(Body::from_stream(stream::once(async {
        Err::<Bytes, _>(io::Error::other("lost on purpose"))
    })))
}

fn respond(reply: Reply) -> Response {
    let mut response = Response::new(Body::from(reply.body));
    *response.status_mut() = StatusCode::from_u16(reply.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/x-amz-json-1.1"));
    insert(headers, "x-amzn-requestid", &Uuid::new_v4().to_string());
    if let Some(error) = &reply.error {
        insert(headers, "x-amzn-errortype", &format!("{}:", error.code()));
        insert(headers, "x-amzn-errormessage", error.message().unwrap_or_default());
    }
    cors::allow_reading(headers);
    response
}

/// Dates an answer by the emulator's clock, as far as headers can tell: clients correct their own by it. What serves
/// the router dates the rest.
fn tell_time(emulator: &Emulator, headers: &mut HeaderMap) {
    let seconds = emulator.now().millis().div_euclid(1000);
    if let Some(seconds) = u64::try_from(seconds).ok().filter(|seconds| *seconds < YEAR_10_000) {
        insert(headers, "date", &httpdate::fmt_http_date(UNIX_EPOCH + Duration::from_secs(seconds)));
    }
}

/// Sets a header, unless its value is empty or one that headers cannot carry. The body has it too.
fn insert(headers: &mut HeaderMap, name: &'static str, value: &str) {
    if value.is_empty() || value.len() > LONGEST_HEADER || !value.is_ascii() {
        return;
    }
    if let Ok(value) = HeaderValue::from_str(value) {
        headers.insert(HeaderName::from_static(name), value);
    }
}

async fn health() -> Response {
    json_response(StatusCode::OK, json!({"status": "ok", "version": env!("CARGO_PKG_VERSION")}))
}

async fn no_such_page() -> Response {
    json_response(StatusCode::NOT_FOUND, json!({"message": "There is nothing here."}))
}

async fn refuse_foreign_hosts(State(rule): State<Arc<HostRule>>, request: Request, next: Next) -> Response {
    match host(&request) {
        Some(host) if rule.allows(&host) => next.run(request).await,
        host => forbidden(format!(
            "poolhouse answers under loopback names and those it was told of, not as {:?}.",
            host.unwrap_or_default()
        )),
    }
}

/// What the emulator tells of itself is for nobody's web page but its own: others can neither ask for it, nor have it
/// as a script or an image, for which browsers tell no origin, nor find it in a cache.
async fn only_for_own_pages(request: Request, next: Next) -> Response {
    let host = host(&request).unwrap_or_default();
    let mut origins = request.headers().get_all(header::ORIGIN).iter();
    let is_own = |origin: &HeaderValue| origin.to_str().is_ok_and(|origin| is_own_origin(origin, &host));
    if let Some(foreign) = origins.find(|origin| !is_own(origin)) {
        return forbidden(format!("Pages of {foreign:?} may not read /_poolhouse/."));
    }
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    insert(headers, "cache-control", "no-store");
    insert(headers, "cross-origin-resource-policy", "same-origin");
    insert(headers, "x-content-type-options", "nosniff");
    response
}

fn host(request: &Request) -> Option<String> {
    let named = text(request.headers(), header::HOST.as_str()).map(str::to_owned);
    named.or_else(|| request.uri().authority().map(ToString::to_string))
}

fn forbidden(message: String) -> Response {
    json_response(StatusCode::FORBIDDEN, json!({"__type": "ForbiddenException", "message": message}))
}

pub(super) fn json_response(status: StatusCode, body: Value) -> Response {
    (status, [(header::CONTENT_TYPE, "application/json")], body.to_string()).into_response()
}

pub(super) fn text<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name).and_then(|value| value.to_str().ok())
}

/// How long a body may pause on its way.
const LONGEST_PAUSE: Duration = Duration::from_secs(30);

/// In seconds since the epoch: where the dates of HTTP end.
const YEAR_10_000: u64 = 253_402_300_800;

/// In bytes. A message repeats what a request holds, and many clients read eight kilobytes of
/// headers at most.
const LONGEST_HEADER: usize = 4096;
