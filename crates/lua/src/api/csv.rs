//! `ph.csv`: tables of text.

use std::io::{self, Read, Seek, SeekFrom};
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
    /// The same file, to look at what a row is made of.
    raw: File,
    /// How many bytes it has.
    size: u64,
    header: Vec<LuaString>,
    record: StringRecord,
    /// What makes a misspelt column an error.
    metatable: Table,
}

impl Rows {
    fn open(call: &Call<'_>, path: &Value) -> Result<Self, Refusal> {
        let (shown, file) = file::open(call.lua, call.session, call.name, path)?;
        let (_, raw) = file::open(call.lua, call.session, call.name, path)?;
        let size = raw.metadata().map_err(|error| unreadable(&shown, &error.into()))?.len();
        let reader = ReaderBuilder::new().has_headers(false).trim(Trim::None).from_reader(file);
        let (record, metatable) = (StringRecord::new(), call.lua.create_table()?);
        let mut rows = Self { shown, reader, raw, size, header: Vec::new(), record, metatable };
        if !rows.read()? {
            let shown = rows.shown;
            return Err(Refusal::new(format!("{shown}: is empty, its first row must name the columns")));
        }
        rows.record.trim();
        check_header(&rows.shown, &rows.record)?;
        let names = rows.record.iter().map(|name| call.lua.create_string(name));
        rows.header = names.collect::<mlua::Result<_>>()?;
        rows.metatable = strict_columns(&call.binder, &rows.shown, &rows.record)?;
        Ok(rows)
    }

    /// Reads the next row; none is left where it gives false.
    fn read(&mut self) -> Result<bool, Refusal> {
        let read = self.reader.read_record(&mut self.record);
        if !read.map_err(|error| unreadable(&self.shown, &error))? {
            return Ok(false);
        }
        let (from, line) =
            self.record.position().map_or((0, 0), |position| (position.byte(), position.line()));
        let length = self.reader.position().byte().saturating_sub(from);
        // Without quotes a row is as long as its fields, what parts them and the end of its line, which the last may lack.
        let bare = length == (self.record.as_slice().len() + self.record.len()) as u64;
        if !bare
            || self.reader.position().byte() >= self.size
            || self.record.as_slice().contains(['\n', '\r'])
        {
            let raw = self.raw(from, length).map_err(|error| unreadable(&self.shown, &error.into()))?;
            if !spells(&raw, &self.record) {
                return Err(Refusal::new(format!(
                    "{}:{line}: a quote is not closed where its field ends",
                    self.shown
                ))
                .hint("a quote inside of quotes is written twice"));
            }
        }
        Ok(true)
    }

    fn raw(&mut self, from: u64, length: u64) -> io::Result<Vec<u8>> {
        let mut raw = Vec::new();
        self.raw.seek(SeekFrom::Start(from))?;
        Read::by_ref(&mut self.raw).take(length).read_to_end(&mut raw)?;
        Ok(raw)
    }

    /// The next row as a table, or nil behind the last one.
    fn next(&mut self, lua: &Lua) -> Result<Value, Refusal> {
        if !self.read()? {
            return Ok(Value::Nil);
        }
        let row = lua.create_table_from(self.header.iter().zip(&self.record))?;
        row.set_metatable(Some(self.metatable.clone()))?;
        Ok(Value::Table(row))
    }
}

/// Whether `raw` is how a row of these fields is written. The reader takes a quote that is never closed for the beginning
/// of one long field, which hides the rows in it: whoever stands in them would seem to be declared no more.
fn spells(raw: &[u8], record: &StringRecord) -> bool {
    const MARK: &[u8] = "\u{feff}".as_bytes();
    let raw = raw.strip_prefix(MARK).unwrap_or(raw);
    // Lines without anything before it.
    let begin = raw.iter().position(|byte| !matches!(byte, b'\r' | b'\n')).unwrap_or(raw.len());
    let mut rest = raw.get(begin..).unwrap_or_default();
    for (index, field) in record.iter().enumerate() {
        if index > 0 {
            let Some(behind) = rest.strip_prefix(b",") else { return false };
            rest = behind;
        }
        let quoted = format!("\"{}\"", field.replace('"', "\"\""));
        let bare = !field.starts_with('"') && !field.contains(['\n', '\r']);
        let written = rest.strip_prefix(quoted.as_bytes());
        match written.or_else(|| rest.strip_prefix(field.as_bytes()).filter(|_| bare)) {
            Some(behind) => rest = behind,
            None => return false,
        }
    }
    rest.iter().all(|byte| matches!(byte, b'\r' | b'\n'))
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
    fn a_quote_that_is_not_closed_hides_no_rows() {
        let told = |text: &str| staff(text).run();
        let unclosed =
            "a quote is not closed where its field ends (a quote inside of quotes is written twice)";
        for (text, line) in [
            ("email,name\na,b\nc,\"d\ne,f\n", 3),
            ("email,name\na,b\nc,\"d\ne,\"f\"\ng,h\n", 3),
            ("email,name\na,b\nc,\"d\ne,\"f\ng,h\n", 3),
            ("email,name\na,\"b\"c\n", 2),
            ("email,\"name\na,b\n", 1),
            ("email,name\na,\"b", 2),
        ] {
            let told = told(text);
            assert!(told.ends_with(&format!("staff.csv:{line}: {unclosed}")), "{text:?}: {told}");
        }
    }

    #[test]
    fn quotes_stand_around_fields_and_twice_in_them() {
        staff(
            "\u{feff}\"email\",\"name\"\r\n\r\n\"a\",\"say \"\"x\"\",\nyes\"\r\n\"\", 5\" pipe\r\n\"b\",\"\"",
        )
        .check(expect![[r#"
            info main.lua:3 a	say "x",
            yes
            info main.lua:3 	 5" pipe
            info main.lua:3 b	"#]]);
    }

    #[test]
    fn blanks_around_fields_belong_to_them() {
        staff("email,name\n\n a,b\n\tc, d ").check(expect![[r#"
            info main.lua:3  a	b
            info main.lua:3 	c	 d "#]]);
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
