//! Values of Lua to values of declarations.

use std::collections::BTreeMap;
use std::fmt;
use std::os::raw::c_void;

use mlua::{Table, Value};
use poolhouse_core::declare::Value as Said;

use crate::handle::{Handles, Held};
use crate::session::Session;

/// What is wrong with a value, and where in it.
pub(crate) struct Problem {
    /// `attributes.email`, `groups[2]`; empty for the value itself.
    pub(crate) path: String,
    /// A fragment, to stand behind the path.
    pub(crate) message: String,
}

/// Turns values, going on after what it cannot turn.
pub(crate) struct Converter<'a> {
    session: &'a Session,
    handles: &'a Handles,
    /// The tables around the one at hand: one that comes again holds itself.
    around: Vec<*const c_void>,
    /// How many values may still come. Tables that share parts can be far larger than they look.
    left: usize,
    problems: Vec<Problem>,
}

/// Where in a value a part of it lies.
#[derive(Clone, Copy)]
enum Path<'a> {
    Root,
    Name(&'a Path<'a>, &'a str),
    Index(&'a Path<'a>, i64),
}

const DEEPEST: usize = 64;
const MOST_VALUES: usize = 100_000;

impl<'a> Converter<'a> {
    pub(crate) fn new(session: &'a Session, handles: &'a Handles) -> Self {
        Self { session, handles, around: Vec::new(), left: MOST_VALUES, problems: Vec::new() }
    }

    /// One value.
    ///
    /// # Errors
    /// Everything that is wrong in it.
    pub(crate) fn value(mut self, value: &Value) -> mlua::Result<Result<Said, Vec<Problem>>> {
        let said = self.any(value, &Path::Root)?;
        // Names that are no text come in any order.
        self.problems.sort_by(|one, other| (&one.path, &one.message).cmp(&(&other.path, &other.message)));
        Ok(match said {
            Some(said) if self.problems.is_empty() => Ok(said),
            _ => Err(self.problems),
        })
    }

    /// Properties by name.
    ///
    /// # Errors
    /// Everything that is wrong in them.
    pub(crate) fn properties(
        self,
        value: &Value,
    ) -> mlua::Result<Result<BTreeMap<String, Said>, Vec<Problem>>> {
        Ok(self.value(value)?.and_then(|said| match said {
            Said::Map(properties) => Ok(properties),
            other => Err(vec![Problem {
                path: String::new(),
                message: format!("needs properties by name, got a {}", other.type_name()),
            }]),
        }))
    }

    /// The value, or nothing when a problem was noted instead.
    fn any(&mut self, value: &Value, path: &Path<'_>) -> mlua::Result<Option<Said>> {
        if self.left == 0 {
            return Ok(None);
        }
        self.left -= 1;
        if self.left == 0 {
            return Ok(self.wrong(&Path::Root, format!("holds more than {MOST_VALUES} values")));
        }
        Ok(match value {
            Value::Boolean(value) => Some(Said::Bool(*value)),
            // Lua itself has no other numbers than these.
            Value::Integer(value) => Some(Said::Number(*value as f64)),
            Value::Number(value) if value.is_finite() => Some(Said::Number(*value)),
            Value::Number(_) => self.wrong(path, "is not a finite number"),
            Value::String(text) => match text.to_str() {
                Ok(text) => Some(Said::Text(text.to_owned())),
                Err(_) => self.wrong(path, "is not valid UTF-8"),
            },
            Value::Table(table) => self.table(table, path)?,
            other => Some(Said::Other(type_name(other))),
        })
    }

    fn table(&mut self, table: &Table, path: &Path<'_>) -> mlua::Result<Option<Said>> {
        if let Some(metatable) = table.metatable() {
            if let Some(held) = self.handles.held_by(&metatable) {
                return held.value(table, self.session).map(Some);
            }
            if inherits(&metatable)? {
                let message = "has a metatable, and what that adds would be left out: copy it in";
                return Ok(self.wrong(path, message));
            }
        }
        let pointer = table.to_pointer();
        if self.around.contains(&pointer) {
            return Ok(self.wrong(path, "holds itself"));
        }
        if self.around.len() == DEEPEST {
            return Ok(self.wrong(&path.property(), format!("is nested deeper than {DEEPEST} levels")));
        }
        self.around.push(pointer);
        let said = self.entries(table, path);
        self.around.pop();
        said
    }

    fn entries(&mut self, table: &Table, path: &Path<'_>) -> mlua::Result<Option<Said>> {
        let mut entries = Entries::default();
        table.for_each(|key: Value, value: Value| {
            match &key {
                Value::String(name) => match name.to_str() {
                    Ok(name) => {
                        let said = self.any(&value, &Path::Name(path, &name))?;
                        entries.named.extend(said.map(|said| (name.to_owned(), said)));
                        entries.has_names = true;
                    }
                    Err(_) => drop(self.wrong(path, "has a name that is not valid UTF-8")),
                },
                Value::Integer(index) => {
                    let said = self.any(&value, &Path::Index(path, *index))?;
                    entries.listed.push((*index, said));
                }
                Value::Table(table) if self.handles.held(table) == Some(Held::Output) => {
                    drop(self.wrong(path, "has a value that is known only after apply as a name"));
                }
                other => drop(self.wrong(path, format!("has a {} as a name", type_name(other)))),
            }
            Ok(())
        })?;
        Ok(entries.join().unwrap_or_else(|message| self.wrong(path, message)))
    }

    /// Notes a problem.
    fn wrong(&mut self, path: &Path<'_>, message: impl Into<String>) -> Option<Said> {
        self.problems.push(Problem { path: path.to_string(), message: message.into() });
        None
    }
}

/// The entries of a table, on the way to a list or a map.
#[derive(Default)]
struct Entries {
    named: BTreeMap<String, Said>,
    has_names: bool,
    /// In the order of the table, which need not be that of the numbers.
    listed: Vec<(i64, Option<Said>)>,
}

impl Entries {
    fn join(mut self) -> Result<Option<Said>, &'static str> {
        match (self.has_names, self.listed.is_empty()) {
            (true, false) => Err("mixes entries with and without a name"),
            (_, true) => Ok(Some(Said::Map(self.named))),
            (false, false) => {
                self.listed.sort_by_key(|(index, _)| *index);
                let whole = self.listed.iter().zip(1..).all(|((index, _), expected)| *index == expected);
                if !whole {
                    return Err("is a list with gaps");
                }
                Ok(self.listed.into_iter().map(|(_, said)| said).collect::<Option<_>>().map(Said::List))
            }
        }
    }
}

impl<'a> Path<'a> {
    /// The outermost part of it.
    fn property(self) -> Path<'a> {
        match self {
            Self::Root | Self::Name(Path::Root, _) | Self::Index(Path::Root, _) => self,
            Self::Name(parent, _) | Self::Index(parent, _) => parent.property(),
        }
    }
}

impl fmt::Display for Path<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Root => Ok(()),
            Self::Name(Path::Root, name) => f.write_str(name),
            Self::Name(parent, name) if is_word(name) => write!(f, "{parent}.{name}"),
            Self::Name(parent, name) => write!(f, "{parent}[\"{name}\"]"),
            Self::Index(parent, index) => write!(f, "{parent}[{index}]"),
        }
    }
}

fn is_word(name: &str) -> bool {
    name.chars().all(|character| character.is_ascii_alphanumeric() || character == '_')
}

/// What the author of a script calls this kind of value.
pub(crate) fn type_name(value: &Value) -> &'static str {
    match value {
        Value::Integer(_) => "number",
        Value::LightUserData(_) | Value::Other(_) => "userdata",
        other => other.type_name(),
    }
}

/// Whether a table has values by its metatable, if that is the script's; those of the host cannot be looked at.
fn inherits(metatable: &Table) -> mlua::Result<bool> {
    let is_hidden = metatable.raw_get::<Value>("__metatable")? == Value::Boolean(false);
    Ok(!is_hidden && !metatable.raw_get::<Value>("__index")?.is_nil())
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::testing::Case;

    /// Declares one user with these properties.
    fn user(properties: &str) -> Case {
        Case::new(&format!(
            "local ph = require 'poolhouse'\nlocal pool = ph.cognito.pool 'us-east-1_test'\n\
             pool:user('ann', {properties})"
        ))
    }

    #[test]
    fn values_keep_their_types() {
        user(r#"{ a = true, b = 1, c = 1.5, d = "x", e = { 1, "y" }, f = {}, g = { h = { i = "j" } }, k = print }"#)
            .check(expect![[r#"
                main.lua:3 user "ann"
                  a = true
                  b = 1
                  c = 1.5
                  d = "x"
                  e = [1, "y"]
                  f = {}
                  g = {h = {i = "j"}}
                  k = <function>
                  user_pool_id = "us-east-1_test""#]]);
    }

    #[test]
    fn what_no_property_can_be_is_named_by_its_path() {
        user(
            r#"{
                attributes = { email = "\xff", ["custom:x"] = 0/0, [true] = 1 },
                groups = { "a", nil, "c", { 1, x = 2 } },
                huge = math.huge,
            }"#,
        )
        .check(expect![[r#"
            main.lua:3: user "ann": attributes has a boolean as a name
            main.lua:3: user "ann": attributes.email is not valid UTF-8
            main.lua:3: user "ann": attributes["custom:x"] is not a finite number
            main.lua:3: user "ann": groups is a list with gaps
            main.lua:3: user "ann": groups[4] mixes entries with and without a name
            main.lua:3: user "ann": huge is not a finite number"#]]);
    }

    #[test]
    fn what_a_metatable_adds_is_not_lost_without_a_word() {
        user("setmetatable({ attributes = setmetatable({}, {}) }, { __index = { message_action = 'SUPPRESS' } })")
            .check(expect![[r#"main.lua:3: user "ann": has a metatable, and what that adds would be left out: copy it in"#]]);
        Case::new(
            "local ph = require 'poolhouse'
             for row in ph.csv.rows 'a.csv' do ph.cognito.pool 'us-east-1_test':user(row.username, row) end",
        )
        .file("a.csv", "username\nann\n")
        .check(expect![[r#"
            main.lua:2 user "ann"
              user_pool_id = "us-east-1_test"
              username = "ann""#]]);
    }

    #[test]
    fn a_list_is_not_a_table_of_properties() {
        user("{ 'a', 'b' }")
            .check(expect![[r#"main.lua:3: user "ann": needs properties by name, got a list"#]]);
    }

    #[test]
    fn a_table_that_holds_itself_is_refused_and_one_that_is_shared_is_not() {
        user("(function() local t = {}; t.x = { t }; return { attributes = t } end)()")
            .check(expect![[r#"main.lua:3: user "ann": attributes.x[1] holds itself"#]]);
        user("(function() local t = { 'a' }; return { groups = t, more = t } end)()").check(expect![[r#"
            main.lua:3 user "ann"
              groups = ["a"]
              more = ["a"]
              user_pool_id = "us-east-1_test""#]]);
    }

    #[test]
    fn depth_and_size_are_bounded() {
        user("(function() local t = {}; for i = 1, 1e5 do t = { t } end; return { deep = t } end)()")
            .check(expect![[r#"main.lua:3: user "ann": deep is nested deeper than 64 levels"#]]);
        user("(function() local t = {}; for i = 1, 60 do t = { t, t } end; return { wide = t } end)()")
            .check(expect![[r#"main.lua:3: user "ann": holds more than 100000 values"#]]);
        user("table.create(1000000, 'x')")
            .check(expect![[r#"main.lua:3: user "ann": holds more than 100000 values"#]]);
    }
}
