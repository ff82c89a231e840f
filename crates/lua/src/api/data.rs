//! What the modules for data in a notation have in common: `read` for files and `decode` for text.

use mlua::Value;
use serde_json::Value as Json;

use super::{file, json};
use crate::bind::{Call, text};
use crate::error::Refusal;
use crate::registry::{Function, Space, Type};

/// What a text means in JSON's terms; it is known by that name.
pub(super) type Decode = fn(&Call<'_>, &str, &str) -> Result<Json, Refusal>;

/// The module `name`, for data in the notation `notation`.
pub(super) fn space(name: &'static str, notation: Notation) -> Space {
    let Notation { of_module, of_text, of_decode, decode } = notation;
    let read = Function::new("read", "Reads a file as values of Lua, as `decode` makes them.", {
        move |call, [path, ..]| {
            let (shown, source) = file::read_text(call, &path)?;
            json::value(call.lua, &shown, &decode(call, &shown, &source)?)
        }
    });
    let of_text_alone = move |call: &Call<'_>, [source, ..]: [Value; 3]| {
        json::value(call.lua, call.name, &decode(call, call.name, &text(call.name, &source)?)?)
    };
    Space::new(name, of_module)
        .function(read.takes("file", Type::Text, "beside the script that reads it").gives(Type::Any))
        .function(
            Function::new("decode", of_decode, of_text_alone)
                .takes("text", Type::Text, of_text)
                .gives(Type::Any),
        )
        .made_when_read()
}

/// How a notation is read, and how that is told.
pub(super) struct Notation {
    /// What the module is.
    pub(super) of_module: &'static str,
    /// What is decoded.
    pub(super) of_text: &'static str,
    /// What decoding makes of it.
    pub(super) of_decode: &'static str,
    pub(super) decode: Decode,
}
