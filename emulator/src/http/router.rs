//! The routes: the API at `/`, and everything that is not Cognito's under `/_poolhouse/`.

use std::io;
use std::sync::Arc;
use std::time::{Duration, UNIX_EPOCH};

use axum::Router;
use axum::body::{Body, Bytes, HttpBody};
use axum::extract::{Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use axum::routing::{any, get};
use futures::stream;
use http_body_util::{BodyExt, LengthLimitError, Limited};
use parking_lot::Mutex;
use poolhouse_emulator_model::OperationName;
use serde_json::{Value, json};

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

/// Puts an emulator behind routes. Whoever serves the router adds the `Date` header where it is missing, and lets no
/// client take for ever.
pub fn router(emulator: Emulator, options: HttpOptions) -> Router {
    let served = Served {
        emulator,
        hosts: HostRule::new(&options.hosts),
        body_limit_bytes: options.body_limit_bytes,
        date: Mutex::new((0, HeaderValue::from_static("Thu, 01 Jan 1970 00:00:00 GMT"))),
    };
    let served = Arc::new(served);
    let control = Router::new()
        .route("/_poolhouse/health", get(health))
        .route("/_poolhouse/messages", get(messages::messages))
        .route("/_poolhouse/imports/{pool}/{job}", get(imports::log).put(imports::upload))
        .route("/_poolhouse", any(no_such_page))
        .route("/_poolhouse/", any(no_such_page))
        .route("/_poolhouse/{*page}", any(no_such_page))
        .layer(middleware::from_fn(only_for_own_pages));
    let pages = Router::new()
        .merge(control)
        .merge(oidc::routes())
        .route("/confirmUser", get(confirm_link::confirm_link))
        .layer(middleware::from_fn_with_state(Arc::clone(&served), only_under_own_names));
    // The API looks at the name itself: of all that is served it alone has to be fast, and a layer is half of a route.
    pages.route("/", any(api)).fallback(api).with_state(served)
}

pub(super) struct Served {
    pub(super) emulator: Emulator,
    hosts: HostRule,
    body_limit_bytes: usize,
    /// The last second that an answer was dated by, and its date.
    date: Mutex<(u64, HeaderValue)>,
}

/// The API. It answers at any path, since what is not a call is told so in the API's own words.
async fn api(State(served): State<Arc<Served>>, request: Request) -> Response {
    if let Some(refusal) = refusal_of_host(&served, &request) {
        return refusal;
    }
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
    tell_time(&served, response.headers_mut());
    response
}

/// The JSON of an answer, if it has any.
async fn call(served: &Served, name: &str, parts: &Parts, body: Body) -> Result<Option<Vec<u8>>, ApiError> {
    let operation: OperationName = name.parse().map_err(|_| ApiError::unknown_operation())?;
    let authorization = text(&parts.headers, header::AUTHORIZATION.as_str());
    let caller = protocol::caller(operation, authorization, served.emulator.caller())?;
    // Nobody who may not call needs to send a body to be told so.
    authorize(operation, &caller)?;
    let body = read(body, served.body_limit_bytes).await?;
    signed::verify(&served.emulator, operation, parts, &body)?;
    served.emulator.answer(operation, protocol::input(&body)?, caller).await?.bytes()
}

/// Reads a body. One that announces itself as too large is refused before any of it is sent.
pub(super) async fn read(body: Body, limit_bytes: usize) -> Result<Bytes, ApiError> {
    if usize::try_from(body.size_hint().lower()).is_ok_and(|length| length > limit_bytes) {
        return Err(ApiError::body_too_large(limit_bytes));
    }
    match Limited::new(body, limit_bytes).collect().await {
        Ok(body) => Ok(body.to_bytes()),
        Err(fault) if fault.is::<LengthLimitError>() => Err(ApiError::body_too_large(limit_bytes)),
        Err(_) => Err(ApiError::unreadable_body()),
    }
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
    insert(headers, REQUEST_ID, &request_id());
    if let Some(error) = &reply.error {
        insert(headers, ERROR_TYPE, &format!("{}:", error.code()));
        insert(headers, ERROR_MESSAGE, error.message().unwrap_or_default());
    }
    cors::allow_reading(headers);
    response
}

/// A number for a request, which has to be another for each but need not be secret.
fn request_id() -> String {
    uuid::Builder::from_random_bytes(rand::random()).into_uuid().to_string()
}

/// Dates an answer by the emulator's clock, as far as headers can tell: clients correct their own by it. What serves
/// the router dates the rest.
fn tell_time(served: &Served, headers: &mut HeaderMap) {
    let seconds = served.emulator.now().millis().div_euclid(1000);
    let Some(seconds) = u64::try_from(seconds).ok().filter(|seconds| *seconds < YEAR_10_000) else { return };
    let mut date = served.date.lock();
    if date.0 != seconds {
        let text = httpdate::fmt_http_date(UNIX_EPOCH + Duration::from_secs(seconds));
        *date = (seconds, HeaderValue::try_from(text).expect("dates are ASCII"));
    }
    headers.insert(header::DATE, date.1.clone());
}

/// Sets a header, unless its value is empty or one that headers cannot carry. The body has it too.
fn insert(headers: &mut HeaderMap, name: HeaderName, value: &str) {
    if value.is_empty() || value.len() > LONGEST_HEADER || !value.is_ascii() {
        return;
    }
    if let Ok(value) = HeaderValue::from_str(value) {
        headers.insert(name, value);
    }
}

async fn health() -> Response {
    json_response(StatusCode::OK, json!({"status": "ok", "version": env!("CARGO_PKG_VERSION")}))
}

async fn no_such_page() -> Response {
    json_response(StatusCode::NOT_FOUND, json!({"message": "There is nothing here."}))
}

async fn only_under_own_names(State(served): State<Arc<Served>>, request: Request, next: Next) -> Response {
    match refusal_of_host(&served, &request) {
        Some(refusal) => refusal,
        None => next.run(request).await,
    }
}

/// What is answered to a request under a name that is not the emulator's.
fn refusal_of_host(served: &Served, request: &Request) -> Option<Response> {
    let host = host(request).unwrap_or_default();
    let message =
        || format!("poolhouse answers under loopback names and those it was told of, not as {host:?}.");
    (!served.hosts.allows(host)).then(|| forbidden(message()))
}

/// What the emulator tells of itself is for nobody's web page but its own: others can neither ask for it, nor have it
/// as a script or an image, for which browsers tell no origin, nor find it in a cache.
async fn only_for_own_pages(request: Request, next: Next) -> Response {
    let host = host(&request).unwrap_or_default();
    let mut origins = request.headers().get_all(header::ORIGIN).iter();
    let is_own = |origin: &HeaderValue| origin.to_str().is_ok_and(|origin| is_own_origin(origin, host));
    if let Some(foreign) = origins.find(|origin| !is_own(origin)) {
        return forbidden(format!("Pages of {foreign:?} may not read /_poolhouse/."));
    }
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    insert(headers, header::CACHE_CONTROL, "no-store");
    insert(headers, RESOURCE_POLICY, "same-origin");
    insert(headers, header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    response
}

fn host(request: &Request) -> Option<&str> {
    let named = text(request.headers(), header::HOST.as_str());
    named.or_else(|| Some(request.uri().authority()?.as_str()))
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

/// In seconds since the epoch: where the dates of HTTP end.
const YEAR_10_000: u64 = 253_402_300_800;

const REQUEST_ID: HeaderName = HeaderName::from_static("x-amzn-requestid");
const ERROR_TYPE: HeaderName = HeaderName::from_static("x-amzn-errortype");
const ERROR_MESSAGE: HeaderName = HeaderName::from_static("x-amzn-errormessage");
const RESOURCE_POLICY: HeaderName = HeaderName::from_static("cross-origin-resource-policy");

/// In bytes. A message repeats what a request holds, and many clients read eight kilobytes of
/// headers at most.
const LONGEST_HEADER: usize = 4096;
