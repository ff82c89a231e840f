//! Under which names the emulator answers. A web page can make a browser call a server on the same
//! machine by giving its own name the address 127.0.0.1; the name in `Host` gives it away.

use std::net::{Ipv4Addr, Ipv6Addr};

/// The names that are answered.
#[derive(Clone, Debug, Default)]
pub(super) struct HostRule {
    listed: Vec<String>,
}

impl HostRule {
    /// Loopback names, and these: exact ones, or `*.example.test` for all names below.
    pub(super) fn new(listed: &[String]) -> Self {
        Self { listed: listed.to_vec() }
    }

    /// Whether a `Host` header, with or without port, is one of the names.
    pub(super) fn allows(&self, host: &str) -> bool {
        let name = without_port(host);
        // A dot at the end says that the name is complete, and names the same machine.
        let name = name.strip_suffix('.').unwrap_or(name);
        is_loopback(name) || self.listed.iter().any(|listed| matches(listed, name))
    }
}

/// Whether an `Origin` is the server itself under the name it was called by.
pub(super) fn is_own_origin(origin: &str, host: &str) -> bool {
    origin.split_once("://").is_some_and(|(_, authority)| authority.eq_ignore_ascii_case(host))
}

fn is_loopback(name: &str) -> bool {
    let v6 = name.strip_prefix('[').and_then(|name| name.strip_suffix(']'));
    name.eq_ignore_ascii_case("localhost")
        || ends_with(name, ".localhost")
        || name.parse::<Ipv4Addr>().is_ok_and(|address| address.is_loopback())
        || v6
            .and_then(|name| name.parse::<Ipv6Addr>().ok())
            .is_some_and(|address| address.to_canonical().is_loopback())
}

fn matches(listed: &str, name: &str) -> bool {
    match listed.strip_prefix('*') {
        Some(suffix) => suffix.starts_with('.') && ends_with(name, suffix),
        None => listed.eq_ignore_ascii_case(name),
    }
}

/// Upper and lower case are the same here.
fn ends_with(name: &str, suffix: &str) -> bool {
    let (name, suffix) = (name.as_bytes(), suffix.as_bytes());
    let end = name.len().checked_sub(suffix.len()).map(|start| &name[start..]);
    end.is_some_and(|end| end.eq_ignore_ascii_case(suffix))
}

fn without_port(host: &str) -> &str {
    match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => name,
        _ => host,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn loopback_is_answered_under_all_its_names() {
        let rule = HostRule::default();
        for host in [
            "localhost",
            "LOCALHOST:9229",
            "localhost.:9229",
            "127.0.0.1:80",
            "127.8.9.1",
            "[::1]:9229",
            "[::1]",
            "[::ffff:127.0.0.1]",
            "a.localhost",
        ] {
            assert!(rule.allows(host), "{host}");
        }
    }

    #[test]
    fn other_names_are_not_answered() {
        let rule = HostRule::default();
        for host in [
            "example.com",
            "localhost.example.com",
            "10.0.0.1",
            "[::2]",
            "notlocalhost",
            "",
            "127.0.0.1.nip.io",
            "::1",
            "localhost..",
            "localhost@example.com",
            "example.com.",
            "[::ffff:10.0.0.1]",
        ] {
            assert!(!rule.allows(host), "{host}");
        }
    }

    #[test]
    fn listed_names_are_answered() {
        let rule = HostRule::new(&["cognito.test".into(), "*.Corp.Test".into()]);
        assert!(rule.allows("Cognito.test:9229") && rule.allows("a.b.corp.test."));
        assert!(
            !rule.allows("sub.cognito.test") && !rule.allows("corp.test") && !rule.allows("evilcorp.test")
        );
    }

    #[test]
    fn an_origin_is_own_only_with_host_and_port() {
        assert!(is_own_origin("http://localhost:9229", "localhost:9229"));
        assert!(!is_own_origin("http://localhost:3000", "localhost:9229"));
        assert!(!is_own_origin("null", "localhost:9229"));
    }
}
