//! The URLs to which a pool's pages may lead a browser.

use crate::error::ApiError;

/// Refuses what is not absolute, has a fragment, or would carry a code over the network in the
/// clear. Applications may have schemes of their own.
pub(super) fn check_url(url: &str) -> Result<(), ApiError> {
    let (scheme, rest) = split_scheme(url).ok_or_else(|| ApiError::relative_url(url))?;
    if rest.contains('#') {
        return Err(ApiError::url_with_fragment(url));
    }
    match scheme.to_ascii_lowercase().as_str() {
        "https" if host(rest).is_none() => Err(ApiError::relative_url(url)),
        "http" if !host(rest).is_some_and(is_loopback) => Err(ApiError::insecure_url(url)),
        _ => Ok(()),
    }
}

/// The parts before and behind the first colon, if the one before is a scheme.
fn split_scheme(url: &str) -> Option<(&str, &str)> {
    let (scheme, rest) = url.split_once(':')?;
    let first = scheme.chars().next()?;
    let follows = |letter: char| letter.is_ascii_alphanumeric() || "+-.".contains(letter);
    (first.is_ascii_alphabetic() && scheme.chars().all(follows) && !rest.is_empty()).then_some((scheme, rest))
}

/// The host in `//user@host:port/path`, brackets included.
fn host(rest: &str) -> Option<&str> {
    let authority = rest.strip_prefix("//")?.split(['/', '\\', '?']).next()?;
    let (_, place) = authority.rsplit_once('@').unwrap_or(("", authority));
    let host = match place.find(']') {
        Some(end) => &place[..=end],
        None => place.split(':').next()?,
    };
    (!host.is_empty()).then_some(host)
}

fn is_loopback(host: &str) -> bool {
    matches!(host.to_ascii_lowercase().as_str(), "localhost" | "127.0.0.1" | "[::1]")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_applications_and_this_machine_are_fine() {
        for url in [
            "https://example.com",
            "https://example.com:8443/back?from=login",
            "http://localhost",
            "http://LOCALHOST:3000/back",
            "http://127.0.0.1:8080",
            "http://[::1]:8080/back",
            "myapp://callback",
            "com.example.app:/back",
        ] {
            assert_eq!(check_url(url), Ok(()), "{url}");
        }
    }

    #[test]
    fn what_is_not_absolute_is_refused() {
        for url in
            ["/back", "example.com", "//example.com", "https://", "https:///back", "1app://x", ":x", "app:"]
        {
            assert_eq!(check_url(url), Err(ApiError::relative_url(url)), "{url}");
        }
    }

    #[test]
    fn a_fragment_is_refused() {
        let url = "https://example.com/#/back";
        assert_eq!(check_url(url), Err(ApiError::url_with_fragment(url)));
    }

    #[test]
    fn plain_http_stays_on_this_machine() {
        for url in [
            "http://example.com",
            "http://localhost.example.com",
            "http://localhost@example.com/",
            "http://example.com\\@localhost/",
            "http://localhost:pass@example.com/",
        ] {
            assert_eq!(check_url(url), Err(ApiError::insecure_url(url)), "{url}");
        }
    }
}
