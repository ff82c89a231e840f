//! Requests of plugins to the hosts that they were granted.

use std::future::Future;
use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use async_trait::async_trait;
use bytes::Bytes;
use http::{HeaderName, HeaderValue, Method, Request, Uri};
use http_body_util::{BodyExt, Full, Limited};
use hyper_rustls::HttpsConnectorBuilder;
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::client::legacy::connect::dns::Name;
use hyper_util::rt::TokioExecutor;
use poolhouse_wasm::{Http, HttpClient, HttpRequest, HttpResponse};
use rustls::crypto::ring;
use tower_service::Service;
use url::{Host, Url};

/// What plugins send by, to those hosts; none where there are none.
pub(super) fn to(hosts: &[String]) -> Option<Http> {
    let address = |host: &String| match Url::parse(&format!("http://{host}")).ok()?.host()? {
        Host::Ipv4(address) => Some(IpAddr::V4(address)),
        Host::Ipv6(address) => Some(IpAddr::V6(address)),
        Host::Domain(_) => None,
    };
    let client = Arc::new(Sender { addresses: hosts.iter().filter_map(address).collect() });
    (!hosts.is_empty()).then(|| Http { hosts: hosts.to_vec(), client })
}

/// Sends what the plugin's list of hosts lets through.
#[derive(Clone)]
struct Sender {
    /// Addresses that were granted themselves. To others a name leads only where they are everybody's: whoever has a
    /// name says where it leads, and was not granted this machine or its network.
    addresses: Arc<[IpAddr]>,
}

#[async_trait]
impl HttpClient for Sender {
    /// In a runtime of its own, with real time: the run's may be one in which nobody waits.
    async fn send(&self, request: HttpRequest) -> Result<HttpResponse, String> {
        let sender = self.clone();
        let sent = tokio::task::spawn_blocking(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
            let within = async { tokio::time::timeout(LONGEST, sender.answer(request)).await };
            let answered = runtime.map_err(words)?.block_on(within);
            answered.unwrap_or_else(|_| Err(format!("there was no answer within {LONGEST:?}")))
        });
        sent.await.map_err(words)?
    }
}

impl Sender {
    async fn answer(self, request: HttpRequest) -> Result<HttpResponse, String> {
        let mut http = HttpConnector::new_with_resolver(self);
        http.enforce_http(false);
        let connector = HttpsConnectorBuilder::new().with_provider_and_native_roots(ring::default_provider());
        let connector = connector.map_err(|error| format!("TLS cannot be used: {error}"))?;
        let connector = connector.https_or_http().enable_http1().wrap_connector(http);
        let client = Client::builder(TokioExecutor::new()).build::<_, Full<Bytes>>(connector);
        let answer = client.request(made(request)?).await.map_err(|error| cause(&error))?;
        let (status, headers) = (answer.status().as_u16(), answer.headers());
        let header = |(name, value): (&HeaderName, &HeaderValue)| {
            (name.to_string(), String::from_utf8_lossy(value.as_bytes()).into_owned())
        };
        let headers = headers.iter().map(header).collect();
        let body = Limited::new(answer.into_body(), MOST_BYTES).collect().await;
        let body = body.map_err(|error| format!("the answer cannot be read to its end: {error}"))?;
        Ok(HttpResponse { status, headers, body: body.to_bytes().into() })
    }
}

/// The request, with nothing in it that would say where it goes but its URL.
fn made(request: HttpRequest) -> Result<Request<Full<Bytes>>, String> {
    let HttpRequest { method, url, headers, body } = request;
    let method = Method::from_bytes(method.as_bytes()).map_err(|_| format!("{method:?} is no method"))?;
    if matches!(method, Method::CONNECT | Method::TRACE) {
        return Err(format!("{method} is no method for plugins"));
    }
    let uri: Uri = Url::parse(&url).map_err(words)?.as_str().parse().map_err(words)?;
    let mut made = Request::builder().method(method).uri(uri);
    for (name, value) in headers {
        let name = HeaderName::from_bytes(name.as_bytes()).map_err(|_| format!("{name:?} is no header"))?;
        if OWN_HEADERS.contains(&name.as_str()) {
            return Err(format!("the header {name} is not for plugins to set"));
        }
        made = made.header(name, value);
    }
    made.body(Full::new(body.into())).map_err(words)
}

impl Service<Name> for Sender {
    type Response = std::vec::IntoIter<SocketAddr>;
    type Error = io::Error;
    type Future = Pin<Box<dyn Future<Output = io::Result<Self::Response>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, name: Name) -> Self::Future {
        let addresses = Arc::clone(&self.addresses);
        Box::pin(async move {
            let is_this_machine = name.as_str().eq_ignore_ascii_case("localhost");
            let found = tokio::net::lookup_host((name.as_str(), 0)).await?;
            let is_granted =
                |to: &SocketAddr| is_this_machine || is_public(to.ip()) || addresses.contains(&to.ip());
            let granted: Vec<_> = found.filter(is_granted).collect();
            if granted.is_empty() {
                let words = "leads to an address that is not public; grant the address, too";
                return Err(io::Error::other(format!("{} {words}", name.as_str())));
            }
            Ok(granted.into_iter())
        })
    }
}

/// Whether an address is everybody's, and neither this machine's nor a private network's.
fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => is_public_v4(address),
        IpAddr::V6(address) => is_public_v6(address),
    }
}

fn is_public_v4(address: Ipv4Addr) -> bool {
    let [first, second, third, _] = address.octets();
    let is_special = matches!(
        (first, second, third),
        (0 | 240.., _, _) | (100, 64..=127, _) | (192, 0, 0) | (198, 18..=19, _)
    );
    !(is_special
        || address.is_loopback()
        || address.is_private()
        || address.is_link_local()
        || address.is_multicast())
}

fn is_public_v6(address: Ipv6Addr) -> bool {
    let embedded = match address.segments() {
        [0, 0, 0, 0, 0, 0xffff, ..] | [0x64, 0xff9b, 0, 0, 0, 0, ..] => Some(address.octets()),
        _ => None,
    };
    if let Some([.., a, b, c, d]) = embedded {
        return is_public_v4(Ipv4Addr::new(a, b, c, d));
    }
    !(address.is_loopback()
        || address.is_unspecified()
        || address.is_multicast()
        || address.is_unique_local()
        || address.is_unicast_link_local())
}

/// The innermost reason: the outer ones say that there was an error.
fn cause(error: &dyn std::error::Error) -> String {
    error.source().map_or_else(|| error.to_string(), cause)
}

fn words(error: impl ToString) -> String {
    error.to_string()
}

const LONGEST: Duration = Duration::from_secs(30);
const MOST_BYTES: usize = 8 * 1024 * 1024;
/// What is the connection's, or would lead a request elsewhere behind the host's back.
const OWN_HEADERS: [&str; 11] = [
    "connection",
    "content-length",
    "expect",
    "host",
    "keep-alive",
    "proxy-authorization",
    "proxy-connection",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn this_machine_and_private_networks_are_not_public() {
        let public = |address: &str| is_public(address.parse().unwrap());
        for address in ["8.8.8.8", "100.128.0.1", "2606:4700::1111", "::ffff:8.8.8.8"] {
            assert!(public(address), "{address}");
        }
        let private = [
            "127.0.0.1",
            "10.1.2.3",
            "169.254.169.254",
            "100.64.0.1",
            "0.0.0.0",
            "192.168.0.1",
            "255.255.255.255",
        ];
        let private = private.into_iter().chain([
            "::1",
            "::",
            "fe80::1",
            "fd00::1",
            "::ffff:127.0.0.1",
            "64:ff9b::7f00:1",
        ]);
        for address in private {
            assert!(!public(address), "{address}");
        }
    }

    #[test]
    fn a_request_is_what_a_plugin_may_send() {
        let request = |method: &str, header: &str| HttpRequest {
            method: method.to_owned(),
            url: "https://example.com/a?b=c".to_owned(),
            headers: vec![(header.to_owned(), "x".to_owned())],
            body: Vec::new(),
        };
        assert_eq!(made(request("GET", "accept")).unwrap().uri().path(), "/a");
        let refused = |method: &str, header: &str| made(request(method, header)).unwrap_err();
        assert_eq!(refused("CONNECT", "accept"), "CONNECT is no method for plugins");
        assert_eq!(refused("GET", "Host"), "the header host is not for plugins to set");
        assert_eq!(refused("GET", "a b"), "\"a b\" is no header");
    }

    #[tokio::test]
    async fn a_name_that_leads_to_this_machine_is_not_followed() {
        let mut sender = Sender { addresses: Arc::new([]) };
        assert!(sender.call("localhost".parse().unwrap()).await.is_ok(), "it was granted by its name");
        let Ok(own) = gethostname::gethostname().into_string() else { return };
        let Ok(mut found) = tokio::net::lookup_host((own.as_str(), 0)).await else { return };
        if found.all(|address| !is_public(address.ip())) {
            let refused = sender.call(own.parse().unwrap()).await.unwrap_err().to_string();
            assert!(refused.ends_with("is not public; grant the address, too"), "{refused}");
        }
    }
}
