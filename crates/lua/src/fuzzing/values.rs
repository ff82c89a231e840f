//! Values of Lua from bytes: any bytes are some values.

use mlua::{Function, IntoLua, Table, Value};
use poolhouse_core::secret::Secret;

use crate::sandbox::Sandbox;

/// So deep are tables nested.
const DEEPEST: usize = 100;
/// So many entries has a table that `L` makes.
const LONG: i64 = 2_000;

/// Reads values, and remembers them.
pub(super) struct Reader {
    lua: mlua::Lua,
    module: Table,
    secret: Value,
    /// Values that were there before, for `@`.
    kept: Vec<Value>,
}

/// Bytes, as far as they are read.
struct Bytes<'a>(&'a [u8]);

impl Bytes<'_> {
    fn next(&mut self) -> Option<u8> {
        let (first, rest) = self.0.split_first()?;
        self.0 = rest;
        Some(*first)
    }

    fn take_while(&mut self, is_part: impl Fn(u8) -> bool) -> &[u8] {
        let end = self.0.iter().position(|byte| !is_part(*byte)).unwrap_or(self.0.len());
        let (taken, rest) = self.0.split_at(end);
        self.0 = rest;
        taken
    }

    fn skip_blanks(&mut self) {
        self.take_while(|byte| byte == b' ' || byte == b'\t');
    }
}

impl Reader {
    pub(super) fn new(sandbox: &Sandbox, module: &Table) -> mlua::Result<Self> {
        let secret = Secret::deferred("fuzzed", || Ok("Correct-Horse-1".to_owned()));
        let secret = sandbox.handles.secret(sandbox.lua(), &sandbox.session, secret)?;
        let (lua, module) = (sandbox.lua().clone(), module.clone());
        Ok(Self { lua, module, secret: Value::Table(secret), kept: Vec::new() })
    }

    /// All values of a line, three at most.
    pub(super) fn values(&mut self, line: &[u8]) -> mlua::Result<Vec<Value>> {
        let mut bytes = Bytes(line);
        let mut values = Vec::new();
        while values.len() < 3 {
            bytes.skip_blanks();
            let Some(value) = self.value(&mut bytes, &[])? else { break };
            self.keep(value.clone());
            values.push(value);
        }
        Ok(values)
    }

    /// Remembers a value, for `@`.
    pub(super) fn keep(&mut self, value: Value) {
        self.kept.push(value);
    }

    /// The next value; `around` are the tables that it lies in.
    fn value(&mut self, bytes: &mut Bytes<'_>, around: &[Table]) -> mlua::Result<Option<Value>> {
        let Some(kind) = bytes.next() else { return Ok(None) };
        Ok(Some(match kind {
            b't' => Value::Boolean(true),
            b'f' => Value::Boolean(false),
            b'0'..=b'9' => number(kind, bytes),
            b'-' => Value::Number(-1.0),
            b'h' => Value::Number(0.5),
            b'H' => Value::Number(9_007_199_254_740_994.0),
            b'N' => Value::Number(f64::NAN),
            b'I' => Value::Number(f64::INFINITY),
            b'"' => {
                let text = bytes.take_while(|byte| byte != b'"').to_vec();
                bytes.next();
                self.lua.create_string(text)?.into_lua(&self.lua)?
            }
            b'[' if around.len() < DEEPEST => self.list(bytes, around)?,
            b'{' if around.len() < DEEPEST => self.table(bytes, around)?,
            b'^' => around.last().map_or(Value::Nil, |table| Value::Table(table.clone())),
            b'@' => {
                let place = usize::from(bytes.next().unwrap_or_default());
                self.kept.get(place % self.kept.len().max(1)).cloned().unwrap_or(Value::Nil)
            }
            b'p' | b'u' | b'g' | b'o' => self.handle(kind)?,
            b'S' => self.secret.clone(),
            b'F' => Value::Function(self.lua.create_function(|_, value: Value| Ok(value))?),
            b'C' => Value::Thread(self.lua.create_thread(self.lua.create_function(|_, ()| Ok(()))?)?),
            b'B' => Value::Buffer(self.lua.create_buffer(b"\xff\0")?),
            b'M' => Value::Table(self.module.clone()),
            b'E' => self.hostile()?,
            b'L' => Value::Table(self.lua.create_sequence_from(0..LONG)?),
            _ => Value::Nil,
        }))
    }

    fn list(&mut self, bytes: &mut Bytes<'_>, around: &[Table]) -> mlua::Result<Value> {
        let list = self.lua.create_table()?;
        let inside: Vec<Table> = around.iter().chain([&list]).cloned().collect();
        loop {
            bytes.skip_blanks();
            if bytes.0.first() == Some(&b']') {
                bytes.next();
                break;
            }
            match self.value(bytes, &inside)? {
                Some(Value::Nil) => {}
                Some(value) => list.raw_push(value)?,
                None => break,
            }
        }
        Ok(Value::Table(list))
    }

    /// Entries are `name=value`, or `(key)value` for a key of any kind.
    fn table(&mut self, bytes: &mut Bytes<'_>, around: &[Table]) -> mlua::Result<Value> {
        let table = self.lua.create_table()?;
        let inside: Vec<Table> = around.iter().chain([&table]).cloned().collect();
        loop {
            bytes.skip_blanks();
            let key = match bytes.0.first() {
                None => break,
                Some(b'}') => {
                    bytes.next();
                    break;
                }
                Some(b'(') => {
                    bytes.next();
                    let key = self.value(bytes, &inside)?.unwrap_or(Value::Nil);
                    bytes.take_while(|byte| byte == b')');
                    key
                }
                Some(_) => {
                    let name = bytes.take_while(|byte| !b"= ({[}])\"".contains(&byte)).to_vec();
                    bytes.next();
                    self.lua.create_string(name)?.into_lua(&self.lua)?
                }
            };
            let value = self.value(bytes, &inside)?.unwrap_or(Value::Nil);
            // Neither can be a key.
            let is_key = !key.is_nil() && !key.as_number().is_some_and(f64::is_nan);
            if is_key {
                table.raw_set(key, value)?;
            }
        }
        Ok(Value::Table(table))
    }

    /// A pool, or what is declared in it. Where nothing can be declared, the pool.
    fn handle(&self, kind: u8) -> mlua::Result<Value> {
        let pool: Table =
            self.module.get::<Table>("cognito")?.get::<Function>("pool")?.call("us-east-1_test")?;
        let declared = |method: &str| -> mlua::Result<Table> {
            pool.get::<Function>(method)?.call((&pool, "fuzzed", self.lua.create_table()?))
        };
        let made = match kind {
            b'u' => declared("user").map(Value::Table),
            b'g' => declared("group").map(Value::Table),
            b'o' => declared("user").and_then(|user| user.get("sub")),
            _ => Ok(Value::Table(pool.clone())),
        };
        Ok(made.unwrap_or(Value::Table(pool)))
    }

    /// A table whose metamethods all fail.
    fn hostile(&self) -> mlua::Result<Value> {
        let fail = self.lua.create_function(|_, ()| Err::<(), _>(mlua::Error::runtime("hostile")))?;
        let methods =
            ["__index", "__newindex", "__len", "__iter", "__tostring", "__eq", "__call", "__concat"];
        let metatable = self.lua.create_table_from(methods.map(|name| (name, fail.clone())))?;
        let table = self.lua.create_table_from([("username", "ann")])?;
        table.set_metatable(Some(metatable))?;
        Ok(Value::Table(table))
    }
}

fn number(first: u8, bytes: &mut Bytes<'_>) -> Value {
    let rest = bytes.take_while(|byte| byte.is_ascii_digit());
    let digits = [first].into_iter().chain(rest.iter().copied());
    Value::Number(digits.fold(0.0, |number, digit| number * 10.0 + f64::from(digit - b'0')))
}
