//! Functions of pools behind URLs: anything on this machine or network that speaks the Lambda
//! Invoke API, such as the runtime interface emulator of a container, can serve an ARN.

use std::collections::BTreeMap;

use async_trait::async_trait;
use axum::body::{Body, Bytes, to_bytes};
use axum::http::{Request, Response, StatusCode, Uri, header};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use serde_json::Value;
use tokio::time::timeout;

use crate::trigger::{TRIGGER_TIME_LIMIT, TriggerError, Triggers};

/// Serves ARNs by calling URLs.
pub struct HttpFunctions {
    client: Client<HttpConnector, Body>,
    urls: BTreeMap<String, Uri>,
}

/// A URL at which no function can be called.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{url:?} is no URL of a function: it begins with http:// and names a host")]
pub struct FunctionUrlError {
    /// The URL as it was given.
    pub url: String,
}

impl HttpFunctions {
    /// Serves each ARN by its URL. One without a path is that of a whole Lambda service, where the
    /// function is called under its ARN; one with a path is called as it is.
    ///
    /// # Errors
    ///
    /// When a URL is none, or is not one of plain HTTP.
    pub fn new<A: Into<String>, U: AsRef<str>>(
        functions: impl IntoIterator<Item = (A, U)>,
    ) -> Result<Self, FunctionUrlError> {
        let entry = |(arn, url): (A, U)| {
            let arn = arn.into();
            let url = invocation_url(&arn, url.as_ref())?;
            Ok((arn, url))
        };
        let urls = functions.into_iter().map(entry).collect::<Result<_, _>>()?;
        Ok(Self { client: Client::builder(TokioExecutor::new()).build_http(), urls })
    }

    async fn call(&self, url: &Uri, event: &Value) -> Result<Value, TriggerError> {
        let request = Request::post(url)
            .header(header::CONTENT_TYPE, "application/json")
            .body(Body::from(event.to_string()))
            .map_err(|_| TriggerError::NotFound)?;
        let response = self.client.request(request).await.map_err(|_| TriggerError::NotFound)?;
        let (parts, body) = response.into_parts();
        let body = to_bytes(Body::new(body), MOST_BYTES).await.map_err(|_| TriggerError::InvalidJson)?;
        answer(&Response::from_parts(parts, body))
    }
}

#[async_trait]
impl Triggers for HttpFunctions {
    async fn invoke(&self, function_arn: &str, event: Value) -> Result<Value, TriggerError> {
        let url = self.urls.get(function_arn).ok_or(TriggerError::NotFound)?;
        let answer = timeout(TRIGGER_TIME_LIMIT, self.call(url, &event)).await;
        answer.unwrap_or(Err(TriggerError::TimedOut))
    }
}

fn invocation_url(arn: &str, url: &str) -> Result<Uri, FunctionUrlError> {
    let fault = || FunctionUrlError { url: url.to_owned() };
    let given: Uri = url.parse().map_err(|_| fault())?;
    if given.scheme_str() != Some("http") || given.host().is_none_or(str::is_empty) {
        return Err(fault());
    }
    if given.path_and_query().is_some_and(|path| path.as_str() != "/") {
        return Ok(given);
    }
    let server = url.trim_end_matches('/');
    let function = arn.replace(':', "%3A");
    format!("{server}/2015-03-31/functions/{function}/invocations").parse().map_err(|_| fault())
}

/// What an answer of the Invoke API says.
fn answer(response: &Response<Bytes>) -> Result<Value, TriggerError> {
    match response.status() {
        StatusCode::NOT_FOUND => return Err(TriggerError::NotFound),
        StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN => return Err(TriggerError::Denied),
        StatusCode::TOO_MANY_REQUESTS => return Err(TriggerError::Throttled),
        _ => {}
    }
    let payload: Value = serde_json::from_slice(response.body()).map_err(|_| TriggerError::InvalidJson)?;
    let failed = response.headers().contains_key("x-amz-function-error") || is_failure(&payload);
    if failed {
        let message = payload["errorMessage"].as_str().unwrap_or_default();
        return Err(TriggerError::Threw(message.to_owned()));
    }
    Ok(payload)
}

/// Whether a payload tells of an error without a header that says so, as some servers answer.
fn is_failure(payload: &Value) -> bool {
    payload.get("errorMessage").is_some() && payload.get("response").is_none()
}

/// The largest answer that a function may give.
const MOST_BYTES: usize = 6 * 1024 * 1024;

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use axum::Router;
    use axum::extract::Path;
    use axum::response::IntoResponse;
    use axum::routing::post;
    use serde_json::json;
    use tokio::net::TcpListener;

    use super::*;
    use crate::emulator::Emulator;

    const ARN: &str = "arn:aws:lambda:us-east-1:123456789012:function:before";

    /// A Lambda service with some functions, and its URL.
    async fn lambda() -> String {
        let invoke = async |Path(name): Path<String>, body: String| match name.rsplit(':').next() {
            Some("echo") => body.into_response(),
            Some("before") => {
                let mut event: Value = serde_json::from_str(&body).expect("an event");
                event["response"]["autoConfirmUser"] = json!(true);
                event.to_string().into_response()
            }
            Some("throws") => {
                let payload = r#"{"errorMessage": "No", "errorType": "Error"}"#;
                ([("x-amz-function-error", "Unhandled")], payload).into_response()
            }
            Some("babbles") => "<html>".into_response(),
            Some("busy") => StatusCode::TOO_MANY_REQUESTS.into_response(),
            Some("closed") => StatusCode::FORBIDDEN.into_response(),
            _ => StatusCode::NOT_FOUND.into_response(),
        };
        let router = Router::new().route("/2015-03-31/functions/{name}/invocations", post(invoke));
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("an address");
        tokio::spawn(async move { axum::serve(listener, router).await });
        format!("http://{address}")
    }

    async fn invoke(name: &str) -> Result<Value, TriggerError> {
        let functions = HttpFunctions::new([(name, lambda().await)]).expect("URLs");
        functions.invoke(name, json!({"response": {}})).await
    }

    #[tokio::test]
    async fn answers_and_failures_are_those_of_the_invoke_api() {
        assert_eq!(invoke("f:echo").await, Ok(json!({"response": {}})));
        assert_eq!(invoke("f:throws").await, Err(TriggerError::Threw("No".into())));
        assert_eq!(invoke("f:babbles").await, Err(TriggerError::InvalidJson));
        assert_eq!(invoke("f:busy").await, Err(TriggerError::Throttled));
        assert_eq!(invoke("f:closed").await, Err(TriggerError::Denied));
        assert_eq!(invoke("f:nothing").await, Err(TriggerError::NotFound));
        let functions = HttpFunctions::new([("f:echo", lambda().await)]).expect("URLs");
        assert_eq!(functions.invoke("f:other", json!({})).await, Err(TriggerError::NotFound));
    }

    #[tokio::test]
    async fn a_url_with_a_path_is_called_as_it_is() {
        let url = format!("{}/2015-03-31/functions/echo/invocations", lambda().await);
        let functions = HttpFunctions::new([(ARN, url)]).expect("URLs");
        assert_eq!(functions.invoke(ARN, json!({"a": 1})).await, Ok(json!({"a": 1})));
    }

    #[test]
    fn what_is_no_url_of_plain_http_is_refused() {
        for url in ["https://example.com", "localhost:9000", "/2015-03-31", "http://", ""] {
            let refused = HttpFunctions::new([(ARN, url)]).err();
            assert_eq!(refused, Some(FunctionUrlError { url: url.to_owned() }), "{url}");
        }
    }

    #[tokio::test]
    async fn a_pool_asks_its_function() {
        let functions = HttpFunctions::new([(ARN, lambda().await)]).expect("URLs");
        let emulator = Emulator::builder().triggers(Arc::new(functions)).build().expect("nothing to load");
        let call = async |name: &str, input: Value| {
            let answer = emulator.handle(name, input, &emulator.caller()).await;
            answer.expect("answered").expect("a body")
        };
        let pool = call("CreateUserPool", json!({"PoolName": "p", "LambdaConfig": {"PreSignUp": ARN}})).await;
        let client = json!({"UserPoolId": pool["UserPool"]["Id"], "ClientName": "app"});
        let client = call("CreateUserPoolClient", client).await;
        let user = json!({"ClientId": client["UserPoolClient"]["ClientId"], "Username": "ann", "Password": "Secret-1"});
        assert_eq!(call("SignUp", user).await["UserConfirmed"], json!(true));
    }
}
