//! Where calls go when they do not go to AWS.

use std::net::IpAddr;

use http::Uri;
use http::uri::Scheme;

/// The address of a server that speaks Cognito's protocol.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Endpoint {
    /// The address as it was given.
    pub(crate) url: String,
    /// Whether it can only be on this machine.
    pub(crate) loopback: bool,
    /// Whether it is reached without TLS.
    pub(crate) plain: bool,
}

impl Endpoint {
    /// Reads an address like `http://127.0.0.1:9229`, with the parser that the SDK uses too, so that both see one host.
    pub(crate) fn parse(url: &str) -> Result<Self, String> {
        let uri: Uri = url.parse().map_err(|error| format!("the endpoint is not a URL: {error}"))?;
        let plain = match uri.scheme() {
            Some(scheme) if *scheme == Scheme::HTTP => true,
            Some(scheme) if *scheme == Scheme::HTTPS => false,
            _ => return Err("the endpoint must begin with http:// or https://".to_owned()),
        };
        if uri.authority().is_some_and(|authority| authority.as_str().contains('@')) {
            return Err("the endpoint must not hold a user or a password".to_owned());
        }
        let host = uri.host().filter(|host| !host.is_empty()).ok_or("the endpoint names no host")?;
        Ok(Self { url: url.to_owned(), loopback: is_loopback(host), plain })
    }
}

/// Whether an address like `http://127.0.0.1:9229` is on this machine.
pub(crate) fn is_on_this_machine(url: &str) -> bool {
    Endpoint::parse(url).is_ok_and(|endpoint| endpoint.loopback)
}

fn is_loopback(host: &str) -> bool {
    let host = host.to_ascii_lowercase();
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    match bare.parse::<IpAddr>() {
        Ok(address) => address.is_loopback(),
        Err(_) => host == "localhost" || host.ends_with(".localhost"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn loopback(url: &str) -> bool {
        Endpoint::parse(url).unwrap().loopback
    }

    #[test]
    fn loopback_is_localhost_and_the_loopback_addresses() {
        for url in
            ["http://127.0.0.1:9229", "https://localhost", "http://cognito.LOCALHOST:1/", "http://[::1]:9"]
        {
            assert!(loopback(url), "{url}");
        }
    }

    #[test]
    fn a_host_that_only_looks_local_is_not_loopback() {
        for url in [
            "http://127.0.0.1.example.com",
            "http://localhost.example.com",
            "http://10.0.0.1",
            "http://moto:5000",
        ] {
            assert!(!loopback(url), "{url}");
        }
    }

    #[test]
    fn what_is_no_address_of_a_server_is_refused() {
        for url in [
            "localhost:9229",
            "ftp://localhost",
            "http://ann:secret@localhost",
            "http://127.0.0.1@example.com",
            "",
        ] {
            assert!(Endpoint::parse(url).is_err(), "{url}");
        }
    }

    #[test]
    fn a_refusal_does_not_repeat_what_may_hold_a_password() {
        assert!(!Endpoint::parse("http://ann:hunter2@localhost").unwrap_err().contains("hunter2"));
    }
}
