//! `ph.csv`: tables of text.

use std::sync::Arc;

use cap_std::fs::File;
use csv::{ErrorKind, Reader, ReaderBuilder, StringRecord, Trim};
use mlua::{IntoLua, Lua, LuaString, Table, Value};
use parking_lot::Mutex;

use super::file;
use crate::bind::{Binder, Call, shown_key};
use crate::error::Refusal;
use crate::registry::{Function, Space, Type};
use crate::session::Session;

pub(super) fn space() -> Space {
    let rows = Function::new(
        "rows",
        "Reads a file row by row, in a `for` loop. Its first row names the columns; `row.email` is text, and a column \
         that the file does not have is an error and never nil.",
        rows,
    );
    Space::new("csv", "Tables of text.").function(
        rows.takes("file", Type::Text, "beside the script that reads it")
            .gives(Type::Iterator(Box::new(Type::Texts))),
    )
}

fn rows(call: &Call<'_>, [file, ..]: [Value; 3]) -> Result<Value, Refusal> {
    let rows = Mutex::new(Rows::open(call, &file)?);
    Ok(Value::Function(call.binder.function(move |lua, _, _: Value| rows.lock().next(lua))?))
}

/// A file that is being read.
struct Rows {
    shown: String,
    reader: Reader<File>,
    header: Vec<LuaString>,
    record: StringRecord,
    /// What makes a misspelt column an error.
    metatable: Table,
}

impl Rows {
    fn open(call: &Call<'_>, file: &Value) -> Result<Self, Refusal> {
        let (shown, file) = file::open(call.lua, call.session, call.name, file)?;
        let mut reader = ReaderBuilder::new().has_headers(false).trim(Trim::None).from_reader(file);
        let mut record = StringRecord::new();
        if !reader.read_record(&mut record).map_err(|error| unreadable(&shown, &error))? {
            return Err(Refusal::new(format!("{shown}: is empty, its first row must name the columns")));
        }
        record.trim();
        check_header(&shown, &record)?;
        let header = record.iter().map(|name| call.lua.create_string(name)).collect::<mlua::Result<_>>()?;
        let metatable = strict_columns(&call.binder, &shown, &record)?;
        Ok(Self { shown, reader, header, record, metatable })
    }

    /// The next row as a table, or nil behind the last one.
    fn next(&mut self, lua: &Lua) -> Result<Value, Refusal> {
        if !self.reader.read_record(&mut self.record).map_err(|error| unreadable(&self.shown, &error))? {
            return Ok(Value::Nil);
        }
        let row = lua.create_table_from(self.header.iter().zip(&self.record))?;
        row.set_metatable(Some(self.metatable.clone()))?;
        Ok(Value::Table(row))
    }
}

fn check_header(shown: &str, header: &StringRecord) -> Result<(), Refusal> {
    for (index, name) in header.iter().enumerate() {
        if name.is_empty() {
            return Err(Refusal::new(format!("{shown}:1: column {} has no name", index + 1)));
        }
        if header.iter().take(index).any(|earlier| earlier == name) {
            return Err(Refusal::new(format!("{shown}:1: two columns are called `{name}`")));
        }
    }
    Ok(())
}

fn strict_columns(binder: &Binder<'_>, shown: &str, header: &StringRecord) -> mlua::Result<Table> {
    let (shown, header) = (shown.to_owned(), header.clone());
    let index = binder.function(move |_, _: &Arc<Session>, (_, key): (Value, Value)| {
        let key = shown_key(&key);
        Err::<Value, _>(Refusal::unknown(format!("{shown} has no column `{key}`"), &key, &header))
    })?;
    binder.metatable([("__index", index.into_lua(binder.lua)?)])
}

fn unreadable(shown: &str, error: &csv::Error) -> Refusal {
    let line = error.position().map_or_else(String::new, |position| format!(":{}", position.line()));
    let reason = match error.kind() {
        ErrorKind::UnequalLengths { expected_len, len, .. } => {
            let fields = if *len == 1 { "field" } else { "fields" };
            format!("has {len} {fields} where the first row has {expected_len}")
        }
        ErrorKind::Utf8 { err, .. } => format!("field {} is not valid UTF-8", err.field() + 1),
        ErrorKind::Io(error) => format!("cannot be read: {error}"),
        _ => error.to_string(),
    };
    Refusal::new(format!("{shown}{line}: {reason}"))
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::testing::Case;

    const SCRIPT: &str = "local ph = require 'poolhouse'
        for row in ph.csv.rows 'staff.csv' do
            print(row.email, row.name)
        end";

    fn staff(text: &str) -> Case {
        Case::new(SCRIPT).file("staff.csv", text)
    }

    #[test]
    fn rows_come_by_the_names_of_the_first() {
        staff("\u{feff}email, name\r\na@x.org,\"Ann, of X\"\r\n\r\nb@x.org,\r\n").check(expect![[r#"
            info main.lua:3 a@x.org	Ann, of X
            info main.lua:3 b@x.org	"#]]);
    }

    #[test]
    fn a_column_that_is_not_there_is_an_error() {
        staff("emial,name\na,b")
            .check(expect!["main.lua:3: staff.csv has no column `email` (did you mean `emial`?)"]);
    }

    #[test]
    fn a_broken_file_is_told_with_its_line() {
        staff("email,name\na,b\nc\n").check(expect![[r#"
            info main.lua:3 a	b
            main.lua:2: staff.csv:3: has 1 field where the first row has 2"#]]);
        staff("").check(expect!["main.lua:2: staff.csv: is empty, its first row must name the columns"]);
        staff("email,,name\n").check(expect!["main.lua:2: staff.csv:1: column 2 has no name"]);
        staff("email,name,email\n").check(expect!["main.lua:2: staff.csv:1: two columns are called `email`"]);
    }

    #[test]
    fn text_that_is_not_utf_8_is_told_with_line_and_field() {
        Case::new(SCRIPT).bytes("staff.csv", b"email,name\na,b\nc,\xff\n").check(expect![[r#"
            info main.lua:3 a	b
            main.lua:2: staff.csv:3: field 2 is not valid UTF-8"#]]);
    }

    #[test]
    fn two_loops_over_one_file_do_not_disturb_each_other() {
        Case::new(
            "local ph = require 'poolhouse'
             for one in ph.csv.rows 'a.csv' do
                 for two in ph.csv.rows 'a.csv' do print(one.n .. two.n) end
             end",
        )
        .file("a.csv", "n\n1\n2\n")
        .check(expect![[r#"
            info main.lua:3 11
            info main.lua:3 12
            info main.lua:3 21
            info main.lua:3 22"#]]);
    }
}
