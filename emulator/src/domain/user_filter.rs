//! The filter of ListUsers: `email ^= "ann"`.

use std::iter::Peekable;
use std::str::Chars;

use crate::error::ApiError;

/// One condition on users.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct UserFilter {
    pub(crate) on: SearchKey,
    pub(crate) comparison: Comparison,
    pub(crate) value: String,
}

/// What users can be searched by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum SearchKey {
    /// As it is answered, case included.
    Username,
    Sub,
    Email,
    PhoneNumber,
    Name,
    GivenName,
    FamilyName,
    PreferredUsername,
    /// `cognito:user_status`, in capitals.
    UserStatus,
    /// `status`: `Enabled` or `Disabled`.
    Status,
}

/// How a user's value is compared with the filter's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Comparison {
    /// `=`
    Is,
    /// `^=`
    BeginsWith,
}

impl UserFilter {
    /// Reads a filter: name, comparison and a value in double quotes, with or without spaces
    /// between them. Within the value a backslash stands before a quote or another backslash;
    /// before anything else it stands for itself (unsure).
    pub(crate) fn parse(text: &str) -> Result<Self, ApiError> {
        let (name, comparison, rest) = split(text).ok_or_else(ApiError::unreadable_filter)?;
        let value = quoted(rest).ok_or_else(ApiError::unreadable_filter)?;
        let on = SearchKey::of(name).ok_or_else(ApiError::unsupported_filter)?;
        // The one value that is compared without regard to case.
        let value = if on == SearchKey::UserStatus { value.to_uppercase() } else { value };
        Ok(Self { on, comparison, value })
    }
}

impl SearchKey {
    fn of(name: &str) -> Option<Self> {
        Some(match name {
            "username" => Self::Username,
            "sub" => Self::Sub,
            "email" => Self::Email,
            "phone_number" => Self::PhoneNumber,
            "name" => Self::Name,
            "given_name" => Self::GivenName,
            "family_name" => Self::FamilyName,
            "preferred_username" => Self::PreferredUsername,
            "cognito:user_status" => Self::UserStatus,
            "status" => Self::Status,
            _ => return None,
        })
    }
}

/// The name, the comparison, and what is behind it.
fn split(text: &str) -> Option<(&str, Comparison, &str)> {
    let (left, right) = text.split_once('=')?;
    let (name, comparison) = match left.strip_suffix('^') {
        Some(name) => (name, Comparison::BeginsWith),
        None => (left, Comparison::Is),
    };
    let name = name.trim();
    let is_name =
        !name.is_empty() && !name.contains(|letter: char| letter.is_whitespace() || "\"^".contains(letter));
    is_name.then_some((name, comparison, right.trim()))
}

/// What stands between two quotes that are all of the text.
fn quoted(text: &str) -> Option<String> {
    let mut letters = text.strip_prefix('"')?.chars().peekable();
    let mut value = String::new();
    loop {
        match letters.next()? {
            '"' => return letters.next().is_none().then_some(value),
            '\\' => value.push(escaped(&mut letters)),
            letter => value.push(letter),
        }
    }
}

fn escaped(letters: &mut Peekable<Chars<'_>>) -> char {
    letters.next_if(|letter| matches!(letter, '"' | '\\')).unwrap_or('\\')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn filter(on: SearchKey, comparison: Comparison, value: &str) -> Result<UserFilter, ApiError> {
        Ok(UserFilter { on, comparison, value: value.to_owned() })
    }

    #[test]
    fn spaces_are_optional() {
        let expected = filter(SearchKey::Email, Comparison::Is, "ann@example.com");
        for text in [
            r#"email="ann@example.com""#,
            r#"email = "ann@example.com""#,
            r#"  email  =  "ann@example.com"  "#,
        ] {
            assert_eq!(UserFilter::parse(text), expected, "{text}");
        }
        let expected = filter(SearchKey::GivenName, Comparison::BeginsWith, "A");
        for text in [r#"given_name^="A""#, r#"given_name ^= "A""#, r#"given_name ^="A""#] {
            assert_eq!(UserFilter::parse(text), expected, "{text}");
        }
    }

    #[test]
    fn values_may_hold_spaces_signs_and_escaped_quotes() {
        for (text, value) in [
            (r#"name = "Ann \"the\" Lee""#, r#"Ann "the" Lee"#),
            (r#"name = "a\\""#, r"a\"),
            (r#"name = "a\b""#, r"a\b"),
            (r#"name = "^= x""#, "^= x"),
            (r#"name = """#, ""),
        ] {
            assert_eq!(UserFilter::parse(text), filter(SearchKey::Name, Comparison::Is, value), "{text}");
        }
    }

    #[test]
    fn the_status_of_a_user_is_compared_in_capitals() {
        let parsed = UserFilter::parse(r#"cognito:user_status = "Confirmed""#);
        assert_eq!(parsed, filter(SearchKey::UserStatus, Comparison::Is, "CONFIRMED"));
        let parsed = UserFilter::parse(r#"status = "enabled""#);
        assert_eq!(parsed, filter(SearchKey::Status, Comparison::Is, "enabled"));
    }

    #[test]
    fn what_is_no_single_condition_cannot_be_read() {
        for text in [
            "email",
            "email = ann",
            "email = 'ann'",
            r#"email = "ann"#,
            r#"email = "ann\""#,
            r#"email "ann""#,
            r#"= "ann""#,
            r#"email == "ann""#,
            r#"email ^ = "ann""#,
            r#"email ~= "ann""#,
            r#"email = "ann" and name = "Ann""#,
            " ",
        ] {
            assert_eq!(UserFilter::parse(text), Err(ApiError::unreadable_filter()), "{text}");
        }
    }

    #[test]
    fn other_attributes_cannot_be_searched_by() {
        for text in [r#"custom:role = "x""#, r#"nickname = "x""#, r#"Email = "x""#, r#"enabled = "x""#] {
            assert_eq!(UserFilter::parse(text), Err(ApiError::unsupported_filter()), "{text}");
        }
    }
}
