//! The query of a URL.

/// The first value of a name, decoded.
pub(super) fn value(query: &str, name: &str) -> Option<String> {
    let mut pairs = query.split('&').map(|pair| pair.split_once('=').unwrap_or((pair, "")));
    pairs.find(|(given, _)| decoded(given) == name).map(|(_, value)| decoded(value))
}

/// `%2B` is a plus sign, and a plus sign is a space. What cannot be decoded stays as it is.
fn decoded(text: &str) -> String {
    let (mut bytes, mut rest) = (Vec::new(), text.as_bytes());
    while let [first, after @ ..] = rest {
        let (byte, next) = match (first, escaped(after)) {
            (b'%', Some(byte)) => (byte, &after[2..]),
            (b'+', _) => (b' ', after),
            (other, _) => (*other, after),
        };
        bytes.push(byte);
        rest = next;
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// The byte that two hexadecimal digits stand for.
fn escaped(after: &[u8]) -> Option<u8> {
    let digit = |at: usize| after.get(at).and_then(|byte| char::from(*byte).to_digit(16));
    u8::try_from(digit(0)? * 16 + digit(1)?).ok()
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
