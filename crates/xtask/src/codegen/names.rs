//! Names of the model, in Rust's spelling.

/// `UserPoolId` → `user_pool_id`, `MFAOptions` → `mfa_options`, `CallbackURLs` → `callback_urls`.
pub(crate) fn snake_case(name: &str) -> String {
    // A plural acronym and one written in mixed case would be cut in the wrong place.
    let name: Vec<char> = name.replace("URLs", "Urls").replace("OAuth", "Oauth").chars().collect();
    let mut snake = String::new();
    for (at, &letter) in name.iter().enumerate() {
        if at > 0 && starts_word(name[at - 1], letter, name.get(at + 1)) {
            snake.push('_');
        }
        snake.push(letter.to_ascii_lowercase());
    }
    snake
}

fn starts_word(before: char, letter: char, after: Option<&char>) -> bool {
    let ends_acronym = before.is_ascii_uppercase() && after.is_some_and(char::is_ascii_lowercase);
    letter.is_ascii_uppercase() && (!before.is_ascii_uppercase() || ends_acronym)
}

/// The name of a static: `UserPoolIdType` → `USER_POOL_ID_TYPE`.
pub(super) fn upper_snake_case(name: &str) -> String {
    snake_case(name).to_ascii_uppercase()
}

/// The name of a field, with `r#` where it is a keyword.
pub(super) fn field(member: &str) -> String {
    let name = snake_case(member);
    match name.as_str() {
        "type" | "match" | "ref" | "use" | "move" => format!("r#{name}"),
        _ => name,
    }
}

/// The name serde's `rename_all = "PascalCase"` gives a field.
pub(super) fn pascal_case(field: &str) -> String {
    field.trim_start_matches("r#").split('_').map(capitalized).collect()
}

/// The name of an enum's variant: `ALLOW_USER_AUTH` → `AllowUserAuth`, `V1_0` → `V1_0`.
pub(super) fn variant(value: &str) -> String {
    let mut name = String::new();
    for word in value.split(|letter: char| !letter.is_ascii_alphanumeric()) {
        // Between digits the underscore tells 1.0 from 10.
        let digits = name.ends_with(|last: char| last.is_ascii_digit())
            && word.starts_with(|first: char| first.is_ascii_digit());
        if digits {
            name.push('_');
        }
        let mixed = word.contains(|letter: char| letter.is_ascii_lowercase());
        name.push_str(&if mixed { capitalized(word) } else { capitalized(&word.to_ascii_lowercase()) });
    }
    name
}

fn capitalized(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map_or_else(String::new, |first| first.to_ascii_uppercase().to_string() + letters.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn acronyms_are_words() {
        assert_eq!(snake_case("UserPoolId"), "user_pool_id");
        assert_eq!(snake_case("MFAOptions"), "mfa_options");
        assert_eq!(snake_case("CallbackURLs"), "callback_urls");
        assert_eq!(snake_case("AllowedOAuthFlows"), "allowed_oauth_flows");
        assert_eq!(snake_case("PrimaryRoute53HealthCheckId"), "primary_route53_health_check_id");
        assert_eq!(snake_case("CSS"), "css");
        assert_eq!(snake_case("headerName"), "header_name");
        assert_eq!(upper_snake_case("CustomSMSSenderType"), "CUSTOM_SMS_SENDER_TYPE");
    }

    #[test]
    fn keywords_are_raw() {
        assert_eq!(field("Type"), "r#type");
        assert_eq!(pascal_case("r#type"), "Type");
    }

    #[test]
    fn variants_are_camel_case() {
        assert_eq!(variant("ALLOW_USER_SRP_AUTH"), "AllowUserSrpAuth");
        assert_eq!(variant("phone_number"), "PhoneNumber");
        assert_eq!(variant("LoginWithAmazon"), "LoginWithAmazon");
        assert_eq!(variant("userNotification"), "UserNotification");
        assert_eq!(variant("TLS_V1_2_2021"), "TlsV1_2_2021");
    }
}
