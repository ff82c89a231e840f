//! The addresses of a user: what they look like, and which flag says that one is verified.

use poolhouse_emulator_model::shapes::VerifiedAttributeType;

/// Whether a text is an e-mail address: something, one `@`, and a domain with a dot. How strict the
/// service is beyond that is unsure.
pub(crate) fn is_email(text: &str) -> bool {
    let Some((local, domain)) = text.split_once('@') else { return false };
    let labels = domain.contains('.') && domain.split('.').all(|label| !label.is_empty());
    !local.is_empty() && labels && !domain.contains('@') && !text.contains(char::is_whitespace)
}

/// Whether a text is a phone number in the form of E.164: a plus sign and up to fifteen digits.
pub(crate) fn is_phone_number(text: &str) -> bool {
    let digits = text.strip_prefix('+').unwrap_or_default();
    (1..=15).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit())
}

/// The attribute that says whether an address is verified.
pub(crate) fn verified_flag(address: VerifiedAttributeType) -> &'static str {
    match address {
        VerifiedAttributeType::Email => "email_verified",
        VerifiedAttributeType::PhoneNumber => "phone_number_verified",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_email_has_something_on_both_sides() {
        assert!(is_email("ann@example.com"));
        assert!(is_email("ann+tag@mail.example.com"));
        for text in ["ann", "@example.com", "ann@", "ann@example", "ann@example..com", "a@b@c.de", "a b@c.de"]
        {
            assert!(!is_email(text), "{text}");
        }
    }

    #[test]
    fn a_phone_number_is_a_plus_and_digits() {
        assert!(is_phone_number("+14255550123"));
        assert!(is_phone_number("+123456789012345"));
        for text in ["14255550123", "+", "+1234567890123456", "+1 425", "+1a"] {
            assert!(!is_phone_number(text), "{text}");
        }
    }
}
