//! Scripts that are written by a program: declarations as Lua.

use std::fmt::Write;

use poolhouse_core::desired::Desired;
use poolhouse_core::group::{GroupName, GroupSpec};
use poolhouse_core::pool::PoolId;
use poolhouse_core::user::UserSpec;

/// A script that declares the groups and users of one pool, as far as those were read from it: names, attributes, groups,
/// settings, and whether a user is disabled.
#[must_use]
pub fn script(pool: &PoolId, desired: &Desired) -> String {
    let mut text = format!(
        "-- Pool {pool} as it was found. Passwords cannot be read: to set one, declare it as\n\
         -- `password = ph.secret.env \"NAME\"` and raise `password_version`.\n\
         local ph = require \"poolhouse\"\n\
         local pool = ph.cognito.pool {}\n",
        quoted(pool.as_str())
    );
    for (id, group) in &desired.groups {
        text.push('\n');
        declare(&mut text, "group", id, &group_properties(&group.spec));
    }
    for (id, user) in &desired.users {
        text.push('\n');
        declare(&mut text, "user", id, &user_properties(&user.spec));
    }
    text
}

fn declare(text: &mut String, word: &str, id: &str, properties: &[String]) {
    let id = quoted(id);
    if properties.is_empty() {
        // Writing to a String never fails.
        let _ = writeln!(text, "pool:{word}({id}, {{}})");
        return;
    }
    let _ = writeln!(text, "pool:{word}({id}, {{");
    for property in properties {
        let _ = writeln!(text, "  {property},");
    }
    text.push_str("})\n");
}

fn group_properties(spec: &GroupSpec) -> Vec<String> {
    let settings = &spec.settings;
    let description = settings.description.as_ref().map(|text| format!("description = {}", quoted(text)));
    let precedence = settings.precedence.map(|number| format!("precedence = {number}"));
    let role = settings.role_arn.as_ref().map(|arn| format!("role_arn = {}", quoted(arn)));
    [description, precedence, role].into_iter().flatten().collect()
}

fn user_properties(spec: &UserSpec) -> Vec<String> {
    let attributes = spec.attributes.iter();
    let attributes: Vec<String> =
        attributes.map(|(name, value)| format!("{} = {}", member(name.as_str()), quoted(value))).collect();
    let attributes =
        (!attributes.is_empty()).then(|| format!("attributes = {{ {} }}", attributes.join(", ")));
    let groups = spec.groups.as_ref().map(|groups| {
        let names: Vec<String> = groups.iter().map(GroupName::as_str).map(quoted).collect();
        format!("groups = {{ {} }}", names.join(", "))
    });
    let enabled = spec.enabled.map(|enabled| format!("enabled = {enabled}"));
    [attributes, groups, enabled].into_iter().flatten().collect()
}

/// A name as a member of a table: bare where Lua takes it so.
fn member(name: &str) -> String {
    let is_word = name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
        && !name.starts_with(|first: char| first.is_ascii_digit())
        && !KEYWORDS.contains(&name);
    if is_word { name.to_owned() } else { format!("[{}]", quoted(name)) }
}

/// A text between quotes, with nothing in it that ends or changes it.
fn quoted(text: &str) -> String {
    let mut quoted = String::from("\"");
    for character in text.chars() {
        match character {
            '"' | '\\' => quoted.extend(['\\', character]),
            '\n' => quoted.push_str("\\n"),
            '\r' => quoted.push_str("\\r"),
            control if control.is_control() => {
                let _ = write!(quoted, "\\u{{{:x}}}", u32::from(control));
            }
            other => quoted.push(other),
        }
    }
    quoted.push('"');
    quoted
}

const KEYWORDS: [&str; 21] = [
    "and", "break", "do", "else", "elseif", "end", "false", "for", "function", "if", "in", "local", "nil",
    "not", "or", "repeat", "return", "then", "true", "until", "while",
];

#[cfg(test)]
mod tests {
    use poolhouse_core::attribute::{AttributeName, Attributes};
    use poolhouse_core::user::Username;

    use super::*;
    use crate::testing::Case;

    #[test]
    fn what_is_written_declares_what_was_given() {
        let pool = PoolId::new("us-east-1_test").unwrap();
        let value = "a \"quoted\" \\ back\nslash \u{7f} \u{202e} 漢";
        let attributes = Attributes::from([
            (AttributeName::new("name").unwrap(), value.to_owned()),
            (AttributeName::new("custom:end").unwrap(), "x".to_owned()),
        ]);
        let groups = Some([GroupName::new("end").unwrap()].into());
        let user = UserSpec {
            attributes,
            groups,
            enabled: Some(false),
            ..UserSpec::new(pool.clone(), Username::new("o'neil\"").unwrap())
        };
        let mut group = GroupSpec::new(pool.clone(), GroupName::new("end").unwrap());
        group.settings.precedence = Some(3);
        let mut desired = Desired::default();
        desired.add("end".into(), None, poolhouse_core::desired::Spec::Group(group)).unwrap();
        desired.add("o'neil\"".into(), None, user.clone()).unwrap();

        let declared = Case::new(&script(&pool, &desired)).declare();
        let (read, faults) = Desired::from_declarations(declared.declarations);
        assert!(declared.faults.is_empty() && faults.is_empty(), "{faults}");
        let found = &read.users["o'neil\""].spec;
        assert_eq!((&found.attributes, &found.groups), (&user.attributes, &user.groups));
        assert_eq!((found.enabled, found.username.as_str()), (Some(false), "o'neil\""));
        assert_eq!(read.groups["end"].spec.settings.precedence, Some(3));
    }
}
