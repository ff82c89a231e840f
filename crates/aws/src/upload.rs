//! The one request that is no call of the API: a file to where an import job says.

use std::error::Error;
use std::time::Duration;

use http::{Request, StatusCode, Uri};
use hyper_rustls::HttpsConnectorBuilder;
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::{Connect, HttpConnector};
use hyper_util::rt::TokioExecutor;
use poolhouse_core::backend::{BackendError, ErrorKind};
use rustls::crypto::ring;

use crate::error::Call;

/// How long an upload of a hundred megabytes may take.
const LONGEST: Duration = Duration::from_secs(600);

/// Puts `file` to a presigned URL. It carries its own permission, so nothing is signed.
pub(crate) async fn put(call: Call<'_>, url: &str, file: String) -> Result<(), BackendError> {
    let uri: Uri = url.parse().map_err(|_| call.incomplete("URL to upload to"))?;
    let unsafe_here = |error| call.error(ErrorKind::Unavailable, format!("TLS cannot be used: {error}"));
    if uri.scheme_str() == Some("http") {
        return send(call, HttpConnector::new(), uri, file).await;
    }
    let connector = HttpsConnectorBuilder::new().with_provider_and_native_roots(ring::default_provider());
    send(call, connector.map_err(unsafe_here)?.https_only().enable_http1().build(), uri, file).await
}

async fn send<C>(call: Call<'_>, connector: C, uri: Uri, file: String) -> Result<(), BackendError>
where
    C: Connect + Clone + Send + Sync + 'static,
{
    // The service signs the URL for this header.
    let request = Request::put(uri).header("x-amz-server-side-encryption", "aws:kms").body(file);
    let request = request.map_err(|_| call.incomplete("URL to upload to"))?;
    let client = Client::builder(TokioExecutor::new()).build(connector);
    let answer = tokio::time::timeout(LONGEST, client.request(request)).await;
    let late = |_| call.error(ErrorKind::Unavailable, "the upload took longer than ten minutes");
    let answer = answer.map_err(late)?.map_err(|error| {
        let cause = error.source().map_or_else(|| error.to_string(), ToString::to_string);
        call.error(ErrorKind::Unavailable, format!("the file was not uploaded: {cause}"))
    })?;
    match answer.status() {
        status if status.is_success() => Ok(()),
        status => Err(call.error(kind(status), format!("the upload was answered with HTTP status {status}"))),
    }
}

fn kind(status: StatusCode) -> ErrorKind {
    match status {
        StatusCode::TOO_MANY_REQUESTS | StatusCode::SERVICE_UNAVAILABLE => ErrorKind::Throttled,
        status if status.is_server_error() => ErrorKind::Unavailable,
        _ => ErrorKind::Invalid,
    }
}
