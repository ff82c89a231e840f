//! Plugins from elsewhere. What comes is held against its pin, so that nothing depends on who was asked.

use std::error::Error;
use std::time::Duration;

use bytes::Bytes;
use http::header::LOCATION;
use http::{Response, Uri};
use http_body_util::{BodyExt, Empty, Limited};
use hyper_rustls::HttpsConnectorBuilder;
use hyper_util::client::legacy::Client;
use hyper_util::rt::TokioExecutor;
use poolhouse_wasm::Limits;
use rustls::crypto::ring;
use url::Url;

/// All that a URL leads to.
///
/// # Errors
/// Why there is nothing, as the end of a sentence that begins with the URL.
pub(super) async fn get(url: &str) -> Result<Vec<u8>, String> {
    let url = Url::parse(url).map_err(|error| format!("is no URL: {error}"))?;
    let got = tokio::time::timeout(LONGEST, follow(url)).await;
    got.unwrap_or_else(|_| Err("was not there within ten minutes".to_owned()))
}

async fn follow(mut url: Url) -> Result<Vec<u8>, String> {
    let connector = HttpsConnectorBuilder::new().with_provider_and_native_roots(ring::default_provider());
    let connector = connector.map_err(|error| format!("cannot be asked for: TLS cannot be used: {error}"))?;
    let connector = connector.https_or_http().enable_http1().build();
    let client = Client::builder(TokioExecutor::new()).build::<_, Empty<Bytes>>(connector);
    for _ in 0..MOST_REDIRECTS {
        let uri: Uri = url.as_str().parse().map_err(|error| format!("is no URL: {error}"))?;
        let answer = client.get(uri).await.map_err(|error| format!("does not answer: {}", cause(&error)))?;
        match elsewhere(&answer) {
            Some(place) => url = url.join(place).map_err(|error| format!("leads to no URL: {error}"))?,
            None => return body(answer).await,
        }
    }
    Err(format!("leads on more than {MOST_REDIRECTS} times"))
}

fn elsewhere<B>(answer: &Response<B>) -> Option<&str> {
    let place = answer.headers().get(LOCATION).filter(|_| answer.status().is_redirection());
    place.and_then(|place| place.to_str().ok())
}

async fn body<B>(answer: Response<B>) -> Result<Vec<u8>, String>
where
    B: http_body_util::BodyExt<Data = Bytes>,
    B::Error: Into<Box<dyn Error + Send + Sync>>,
{
    if !answer.status().is_success() {
        return Err(format!("is answered with HTTP status {}", answer.status()));
    }
    let most = usize::try_from(Limits::provisioner().file).unwrap_or(usize::MAX);
    let whole = Limited::new(answer.into_body(), most).collect().await;
    whole.map(|whole| whole.to_bytes().into()).map_err(|error| format!("cannot be read to its end: {error}"))
}

fn cause(error: &dyn Error) -> String {
    error.source().map_or_else(|| error.to_string(), ToString::to_string)
}

const LONGEST: Duration = Duration::from_secs(600);
const MOST_REDIRECTS: usize = 5;
