//! Values as tests show them: in Lua's own spelling, the same value always as the same text.

use std::time::Duration;

use poolhouse_core::declare::Value;
use similar::{ChangeTag, TextDiff};

/// What is shown on one line when it is no longer than this.
const SHORT: usize = 60;

/// A value as Lua would write it, names in order, what is long over several lines.
pub(crate) fn shown(value: &Value) -> String {
    written(value, 0)
}

/// A text as it is, any other value as Lua would write it.
pub(crate) fn as_text(value: &Value) -> String {
    match value {
        Value::Text(text) => text.clone(),
        other => shown(other),
    }
}

/// The lines by which two texts differ, among those around them: `-` before what was expected, `+` before what is there.
pub(crate) fn difference(expected: &str, actual: &str) -> String {
    let (expected, actual) = (with_end(expected), with_end(actual));
    let diff = TextDiff::configure().timeout(PATIENCE).diff_lines(&expected, &actual);
    let mut text = String::from("- expected, + actual");
    let mut lines = 0;
    for (index, hunk) in diff.grouped_ops(AROUND).iter().enumerate() {
        if index > 0 {
            text.push_str("\n  …");
        }
        for change in hunk.iter().flat_map(|operation| diff.iter_changes(operation)) {
            let sign = match change.tag() {
                ChangeTag::Delete => "-",
                ChangeTag::Insert => "+",
                ChangeTag::Equal => " ",
            };
            lines += 1;
            if lines > SHOWN {
                text.push_str("\n  … and more");
                return text;
            }
            text.push_str(&format!("\n{sign} {}", change.value().trim_end_matches('\n')));
        }
    }
    text
}

/// After so long, texts are taken to differ in more lines than they do.
const PATIENCE: Duration = Duration::from_millis(500);

/// How many lines of a difference are shown.
const SHOWN: usize = 400;

/// How many lines that are the same are shown around those that differ.
const AROUND: usize = 3;

fn with_end(text: &str) -> String {
    format!("{}\n", text.trim_end_matches('\n'))
}

fn written(value: &Value, depth: usize) -> String {
    match value {
        Value::Bool(value) => value.to_string(),
        Value::Number(number) => number.to_string(),
        Value::Text(text) => format!("{text:?}"),
        Value::List(items) => {
            let items = items.iter().map(|item| written(item, depth + 1));
            table(items.collect(), depth)
        }
        Value::Map(members) => {
            let members = members
                .iter()
                .map(|(name, member)| format!("{} = {}", key(name), written(member, depth + 1)));
            table(members.collect(), depth)
        }
        Value::Secret(secret) => secret.to_string(),
        Value::Output(output) => output.named(),
        Value::Other(name) => (*name).to_owned(),
    }
}

fn table(entries: Vec<String>, depth: usize) -> String {
    if entries.is_empty() {
        return "{}".to_owned();
    }
    let line = format!("{{ {} }}", entries.join(", "));
    if line.chars().count() <= SHORT && !line.contains('\n') {
        return line;
    }
    let indent = "  ".repeat(depth);
    let entries: Vec<_> = entries.iter().map(|entry| format!("{indent}  {entry},\n")).collect();
    format!("{{\n{}{indent}}}", entries.concat())
}

fn key(name: &str) -> String {
    let is_word = name.chars().all(|one| one.is_ascii_alphanumeric() || one == '_')
        && !name.starts_with(|first: char| first.is_ascii_digit());
    if is_word && !name.is_empty() { name.to_owned() } else { format!("[{name:?}]") }
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use super::*;

    fn text(text: &str) -> Value {
        Value::Text(text.to_owned())
    }

    #[test]
    fn what_is_short_is_one_line_and_what_is_long_a_line_for_each_entry() {
        let short = Value::List(vec![Value::Number(1.0), Value::Bool(true), text("x")]);
        assert_eq!(shown(&short), "{ 1, true, \"x\" }");
        let long = [("custom:dept", text(&"a".repeat(50))), ("list", short), ("none", Value::Map([].into()))];
        let long = Value::Map(long.map(|(name, value)| (name.to_owned(), value)).into());
        expect![[r#"
            {
              ["custom:dept"] = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
              list = { 1, true, "x" },
              none = {},
            }"#]]
        .assert_eq(&shown(&long));
    }

    #[test]
    fn a_difference_in_all_of_many_lines_is_told_in_some() {
        let told = difference(&"x\n".repeat(100_000), &"y\n".repeat(100_000));
        assert_eq!(told.lines().count(), 1 + SHOWN + 1, "{}", told.lines().count());
    }

    #[test]
    fn a_difference_shows_the_lines_around_it_and_leaves_out_the_rest() {
        let lines = |from: u32| (from..20).map(|number| format!("{number}\n")).collect::<String>();
        let actual = lines(0).replace("10\n", "ten\n");
        expect![[r#"
            - expected, + actual
              7
              8
              9
            - 10
            + ten
              11
              12
              13"#]]
        .assert_eq(&difference(&lines(0), &actual));
    }
}
