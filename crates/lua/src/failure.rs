//! Calls of the API that failed, as scripts see them.

use std::fmt;

use mlua::{IntoLua, Lua, Table, Value};
use poolhouse_core::backend::{BackendError, ErrorKind};
use poolhouse_core::declare::Origin;
use poolhouse_emulator_model::{ErrorCode, OperationName};

/// Why a call failed. The script that catches it sees a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Failure {
    operation: String,
    /// The service's code; where it did not answer, one word for what happened.
    code: String,
    message: String,
    /// Whether the same call may succeed later, and can be made again without harm.
    retryable: bool,
}

impl Failure {
    /// Of a call that was made.
    pub(crate) fn of(operation: OperationName, error: &BackendError) -> Self {
        let retryable = match error.kind {
            ErrorKind::Throttled => true,
            ErrorKind::Unavailable => operation.is_read(),
            _ => false,
        };
        Self {
            operation: operation.to_string(),
            code: error.code.clone().unwrap_or_else(|| error.kind.word().to_owned()),
            message: error.message.trim_end().to_owned(),
            retryable,
        }
    }

    /// Of a call that was not made, because its request is wrong.
    pub(crate) fn of_request(operation: OperationName, message: impl Into<String>) -> Self {
        let (operation, code) = (operation.to_string(), ErrorCode::InvalidParameterException.to_string());
        Self { operation, code, message: message.into(), retryable: false }
    }

    /// The failure that a table is, if it is one.
    pub(crate) fn read(table: &Table) -> Option<Self> {
        let text = |name: &str| table.raw_get::<String>(name).ok();
        let retryable = table.raw_get("retryable").ok()?;
        Some(Self {
            operation: text("operation")?,
            code: text("code")?,
            message: text("message")?,
            retryable,
        })
    }

    /// The table that a script catches. It shows itself as text with its place, as other errors are.
    pub(crate) fn raised(self, lua: &Lua, origin: &Origin) -> mlua::Result<Value> {
        let text = format!("{origin}: {self}");
        let show = lua.create_function(move |_, _: Value| Ok(text.clone()))?;
        let metatable = lua.create_table_from([("__tostring", show.into_lua(lua)?)])?;
        metatable.raw_set("__metatable", false)?;
        metatable.set_readonly(true);
        let table = lua.create_table()?;
        table.raw_set("operation", self.operation)?;
        table.raw_set("code", self.code)?;
        table.raw_set("message", self.message)?;
        table.raw_set("retryable", self.retryable)?;
        table.set_metatable(Some(metatable))?;
        table.set_readonly(true);
        Ok(Value::Table(table))
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}: {}", self.operation, self.code, self.message)
    }
}
