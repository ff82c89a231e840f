//! The query of a URL.

/// The first value of a name, decoded.
pub(super) fn value(query: &str, name: &str) -> Option<String> {
    let mut pairs = form_urlencoded::parse(query.as_bytes());
    pairs.find(|(given, _)| given == name).map(|(_, value)| value.into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_decoded() {
        let query = "pool=us-east-1_a&username=ann%2Bx%40example.com&empty&half=100%&sp=a+b";
        let expected = [
            ("pool", "us-east-1_a"),
            ("username", "ann+x@example.com"),
            ("empty", ""),
            ("half", "100%"),
            ("sp", "a b"),
        ];
        for (name, text) in expected {
            assert_eq!(value(query, name).as_deref(), Some(text));
        }
        assert_eq!(value(query, "none"), None);
    }
}
