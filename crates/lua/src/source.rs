//! Scripts as text: what can be seen in one without running it.

mod lint;
mod locate;

use std::thread;

use full_moon::LuaVersion;
use full_moon::ast::Ast;
use full_moon::node::Node;
use full_moon::tokenizer::TokenReference;
use mlua::chunk::Compiler;

pub(crate) use lint::warnings;
pub use locate::{Span, locate, locate_all};

/// In bytes. What is longer is data in the form of a script, and takes longer to look at than to run.
const LONGEST: usize = 256 * 1024;

/// In bytes. The parser goes as deep as a script is nested, and Luau takes a thousand levels.
const STACK: usize = 256 << 20;

/// Looks at the parts of a script. Nothing is there to be seen in one that is no Luau, or too long.
fn look<T: Send>(text: &str, at: impl FnOnce(&Ast) -> T + Send) -> Option<T> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    // Luau refuses what is nested too deep, in time and on any stack.
    if text.len() > LONGEST || Compiler::new().compile(text).is_err() {
        return None;
    }
    let work = || {
        let parsed = full_moon::parse_fallible(text, LuaVersion::luau()).into_result().ok()?;
        Some(at(&parsed))
    };
    thread::scope(|scope| {
        thread::Builder::new().stack_size(STACK).spawn_scoped(scope, work).ok()?.join().ok()?
    })
}

/// The text of a token without what stands around it.
fn text(token: &TokenReference) -> String {
    token.token().to_string()
}

/// The line of the first token, from 1; 0 where there is none.
fn line(node: &impl Node) -> u32 {
    node.start_position().and_then(|start| start.line().try_into().ok()).unwrap_or_default()
}
