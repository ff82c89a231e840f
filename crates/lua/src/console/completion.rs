//! What can stand where somebody types: names, members of tables, and members of an operation's request.

use mlua::{Lua, Table, Value};
use poolhouse_emulator_model::OperationName;

/// Words of the language that begin something.
const WORDS: [&str; 12] = [
    "break", "continue", "else", "end", "false", "for", "function", "local", "nil", "return", "true", "while",
];

/// Where the word at the end of `text` begins, and the words that could be meant. Nothing of a script's own runs.
pub(super) fn of(lua: &Lua, names: &Table, text: &str) -> (usize, Vec<String>) {
    let start = text.rfind(|letter| !is_of_path(letter)).map_or(0, |at| at + letter_length(text, at));
    let path = &text[start..];
    let (around, word) = path.rsplit_once('.').map_or((None, path), |(around, word)| (Some(around), word));
    let found = match around {
        Some(around) => member(lua, names, around).map(|table| keys(&table)).unwrap_or_default(),
        None => match request(&text[..start]) {
            Some(operation) => {
                operation.input_shape().members().iter().map(|member| format!("{} = ", member.name)).collect()
            }
            None => top(lua, names),
        },
    };
    let mut found: Vec<String> = found.into_iter().filter(|name| name.starts_with(word)).collect();
    found.sort();
    found.dedup();
    (text.len() - word.len(), found)
}

fn is_of_path(letter: char) -> bool {
    letter.is_ascii_alphanumeric() || letter == '_' || letter == '.'
}

fn letter_length(text: &str, at: usize) -> usize {
    text[at..].chars().next().map_or(0, char::len_utf8)
}

/// The table at the end of a path such as `ph.api`.
fn member(lua: &Lua, names: &Table, path: &str) -> Option<Table> {
    let mut parts = path.split('.');
    let first = parts.next()?;
    let global = || globals(lua).and_then(|globals| globals.raw_get::<Value>(first).ok());
    let mut value = names.raw_get::<Value>(first).ok().filter(|value| !value.is_nil()).or_else(global)?;
    for name in parts {
        value = value.as_table()?.raw_get(name).ok()?;
    }
    value.as_table().cloned()
}

fn top(lua: &Lua, names: &Table) -> Vec<String> {
    let globals = globals(lua).map(|globals| keys(&globals)).unwrap_or_default();
    WORDS.iter().map(|word| (*word).to_owned()).chain(keys(names)).chain(globals).collect()
}

/// The table behind the globals, which holds the library.
fn globals(lua: &Lua) -> Option<Table> {
    lua.globals().metatable()?.raw_get("__index").ok()
}

/// The names that a table holds, without asking what stands behind it.
fn keys(table: &Table) -> Vec<String> {
    let mut keys = Vec::new();
    // It is only looked at: there is nothing that could fail but memory, and then there is nothing to offer.
    let _ = table.for_each(|key: Value, _: Value| {
        keys.extend(key.as_string().map(|name| name.to_string_lossy()));
        Ok(())
    });
    keys
}

/// The operation whose request `text` ends in: what stands before the brace that is still open.
fn request(text: &str) -> Option<OperationName> {
    let mut closed = 0;
    let open = text.char_indices().rev().find_map(|(at, letter)| match letter {
        '}' => {
            closed += 1;
            None
        }
        '{' if closed == 0 => Some(at),
        '{' => {
            closed -= 1;
            None
        }
        _ => None,
    })?;
    let called = text[..open].trim_end_matches([' ', '(']);
    let path = &called[called.rfind(|letter| !is_of_path(letter)).map_or(0, |at| at + 1)..];
    let name = path.trim_end_matches(".pages").rsplit('.').next()?;
    OperationName::ALL.iter().copied().find(|operation| operation.snake_case() == name)
}
