//! Values as text for people: tables as Lua writes them, lists of records as columns.

use std::cell::Cell;

use mlua::{Function, Lua, Table, Value};

/// So many entries of a table are shown.
const MOST_ENTRIES: usize = 100;
/// So many values are shown in all: tables that share parts, or hold themselves, can be far larger than they look.
const MOST_VALUES: usize = 10_000;
/// So deep is a table shown.
const DEEPEST: usize = 8;
/// So wide is a cell of a column.
const WIDEST: usize = 32;
const STEP: &str = "  ";

/// A value as text, on several lines where it has much in it.
pub(crate) fn shown(lua: &Lua, value: &Value) -> mlua::Result<String> {
    Printer { tostring: lua.globals().get("tostring")?, left: Cell::new(MOST_VALUES) }.value(value, 0)
}

struct Printer {
    tostring: Function,
    /// How many values may still be shown.
    left: Cell<usize>,
}

/// The entries of a table: those in order, and those by name.
struct Entries {
    listed: Vec<Value>,
    named: Vec<(String, Value)>,
}

impl Printer {
    fn value(&self, value: &Value, depth: usize) -> mlua::Result<String> {
        let Some(left) = self.left.get().checked_sub(1) else { return Ok("…".to_owned()) };
        self.left.set(left);
        match value {
            Value::Table(table) if shows_itself(table) => self.tostring.call(value),
            Value::Table(table) if depth < DEEPEST => self.table(table, depth),
            Value::Table(_) => Ok("{ … }".to_owned()),
            Value::String(text) => Ok(quoted(&text.to_string_lossy())),
            other => self.tostring.call(other),
        }
    }

    fn table(&self, table: &Table, depth: usize) -> mlua::Result<String> {
        let Entries { listed, named } = entries(table)?;
        if named.is_empty()
            && let Some(records) = records(&listed)?
        {
            return self.columns(&records, depth);
        }
        let listed_lines = listed.iter().map(|value| self.value(value, depth + 1));
        let named_lines =
            named.iter().map(|(name, value)| Ok(format!("{name} = {}", self.value(value, depth + 1)?)));
        let mut lines: Vec<String> =
            listed_lines.chain(named_lines).take(MOST_ENTRIES).collect::<mlua::Result<_>>()?;
        let hidden = (listed.len() + named.len()).saturating_sub(MOST_ENTRIES);
        if hidden > 0 {
            lines.push(format!("… and {hidden} more"));
        }
        Ok(joined(&lines, depth))
    }

    /// A list of records: a row each under the names of their members.
    fn columns(&self, records: &[Entries], depth: usize) -> mlua::Result<String> {
        let names = column_names(records);
        let mut rows = vec![names.clone()];
        for record in records.iter().take(MOST_ENTRIES) {
            let cell = |name: &String| {
                let value = record.named.iter().find(|(known, _)| known == name).map(|(_, value)| value);
                value.map_or_else(|| Ok(String::new()), |value| self.cell(value))
            };
            rows.push(names.iter().map(cell).collect::<mlua::Result<_>>()?);
        }
        let widths: Vec<usize> = (0..names.len())
            .map(|at| rows.iter().map(|row| row[at].chars().count()).max().unwrap_or_default())
            .collect();
        let indent = STEP.repeat(depth + 1);
        let mut text = "{\n".to_owned();
        for row in rows {
            let cells: Vec<String> =
                row.iter().zip(&widths).map(|(cell, width)| format!("{cell:width$}")).collect();
            text.push_str(&format!("{indent}{}\n", cells.join("  ").trim_end()));
        }
        let hidden = records.len().saturating_sub(MOST_ENTRIES);
        if hidden > 0 {
            text.push_str(&format!("{indent}… and {hidden} more\n"));
        }
        Ok(format!("{text}{}}}", STEP.repeat(depth)))
    }

    /// A value on one line, cut where it is long. Attributes are shown as what they are: a value each.
    fn cell(&self, value: &Value) -> mlua::Result<String> {
        let text = match value {
            Value::String(text) => text.to_string_lossy(),
            Value::Table(table) => match attributes(table)? {
                Some(text) => text,
                None => self.value(value, 0)?.split_whitespace().collect::<Vec<_>>().join(" "),
            },
            other => self.tostring.call(other)?,
        };
        let text: String =
            text.chars().map(|letter| if letter.is_control() { ' ' } else { letter }).collect();
        match text.char_indices().nth(WIDEST) {
            Some((end, _)) => Ok(format!("{}…", &text[..end])),
            None => Ok(text),
        }
    }
}

/// Whether a table is something of the host's that has a text of its own.
fn shows_itself(table: &Table) -> bool {
    table.metatable().is_some_and(|metatable| metatable.raw_get::<Function>("__tostring").is_ok())
}

fn entries(table: &Table) -> mlua::Result<Entries> {
    let listed: Vec<Value> = table.clone().sequence_values().collect::<mlua::Result<_>>()?;
    let mut named = Vec::new();
    table.for_each(|key: Value, value: Value| {
        match key {
            Value::String(name) => named.push((name.to_string_lossy(), value)),
            Value::Integer(at) if at >= 1 && at as usize <= listed.len() => {}
            other => named.push((format!("[{}]", other.to_string()?), value)),
        }
        Ok(())
    })?;
    named.sort_by(|one, other| one.0.cmp(&other.0));
    Ok(Entries { listed, named })
}

/// The entries as records, when each of them is one: a table of names.
fn records(listed: &[Value]) -> mlua::Result<Option<Vec<Entries>>> {
    let mut records = Vec::new();
    for value in listed {
        match value {
            Value::Table(table) if !shows_itself(table) => records.push(entries(table)?),
            _ => return Ok(None),
        }
    }
    let are_records = records.iter().all(|record| record.listed.is_empty() && !record.named.is_empty());
    Ok((are_records && !records.is_empty()).then_some(records))
}

/// The names of all members, with those first by which people know a record.
fn column_names(records: &[Entries]) -> Vec<String> {
    let mut names: Vec<String> =
        records.iter().flat_map(|record| record.named.iter().map(|(name, _)| name.clone())).collect();
    names.sort_by_key(|name| (!name.ends_with("ame"), name.clone()));
    names.dedup();
    names
}

/// A list of `Name` and `Value` as `email=ann@example.com`.
fn attributes(table: &Table) -> mlua::Result<Option<String>> {
    let Some(records) = records(&entries(table)?.listed)? else { return Ok(None) };
    let pairs: Option<Vec<String>> = records
        .iter()
        .map(|record| match record.named.as_slice() {
            [(name, Value::String(key)), (value, Value::String(text))]
                if name == "Name" && value == "Value" =>
            {
                Some(format!("{}={}", key.to_string_lossy(), text.to_string_lossy()))
            }
            _ => None,
        })
        .collect();
    Ok(pairs.map(|pairs| pairs.join(" ")))
}

/// A text between quotes, with nothing in it that a terminal would obey.
fn quoted(text: &str) -> String {
    let plain = text.chars().flat_map(|letter| match letter {
        '"' | '\\' => vec!['\\', letter],
        '\n' => vec!['\\', 'n'],
        control if control.is_control() => format!("\\u{{{:x}}}", u32::from(control)).chars().collect(),
        other => vec![other],
    });
    format!("\"{}\"", plain.collect::<String>())
}

/// Entries between braces: on one line where there is little in them.
fn joined(lines: &[String], depth: usize) -> String {
    let short = lines.iter().map(|line| line.chars().count() + 2).sum::<usize>() <= 60;
    if lines.is_empty() {
        return "{}".to_owned();
    }
    if short && lines.iter().all(|line| !line.contains('\n')) {
        return format!("{{ {} }}", lines.join(", "));
    }
    let indent = STEP.repeat(depth + 1);
    let lines: Vec<String> = lines.iter().map(|line| format!("{indent}{line},\n")).collect();
    format!("{{\n{}{}}}", lines.concat(), STEP.repeat(depth))
}
