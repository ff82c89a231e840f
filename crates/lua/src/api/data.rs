//! What the modules for data in a notation have in common: `read` for files and `decode` for text.

use mlua::Value;
use serde_json::Value as Json;

use super::{file, json};
use crate::bind::{Call, text};
use crate::error::Refusal;
use crate::limits::Limits;
use crate::registry::{Function, Space, Type};

/// What a text means in JSON's terms; it is known by that name.
pub(super) type Decode = fn(&Call<'_>, &str, &str) -> Result<Json, Refusal>;

/// The module `name`, for data in the notation `notation`.
pub(super) fn space(name: &'static str, notation: Notation) -> Space {
    let Notation { of_module, of_text, of_decode, decode } = notation;
    let read = Function::new("read", "Reads a file as values of Lua, as `decode` makes them.", {
        move |call, [path, ..]| {
            let (shown, source) = file::read_text(call, &path)?;
            check_length(call, &shown, &source)?;
            json::value(call.lua, &shown, &decode(call, &shown, &source)?)
        }
    });
    let of_text_alone = move |call: &Call<'_>, [source, ..]: [Value; 3]| {
        let source = text(call.name, &source)?;
        check_length(call, call.name, &source)?;
        json::value(call.lua, call.name, &decode(call, call.name, &source)?)
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

/// A text that is decoded lies in memory as values before it does as values of Lua, which alone are counted: it must be so
/// much shorter than what the script may take that these are of that size, too.
fn check_length(call: &Call<'_>, shown: &str, source: &str) -> Result<(), Refusal> {
    let most = call.session.limits.memory / SHARE;
    if source.len() <= most {
        return Ok(());
    }
    let refusal = Refusal::new(format!(
        "{shown}: {} is more than a script with {} of memory may decode at once, {}",
        Limits::spoken_size(source.len()),
        Limits::spoken_size(call.session.limits.memory),
        Limits::spoken_size(most)
    ));
    let advice = "read less at a time, as `ph.csv.rows` does";
    Err(refusal.hint(call.session.limits.or_raised(advice, "--memory-limit")))
}

/// A value takes up to so many times what its text does.
const SHARE: usize = 16;

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
