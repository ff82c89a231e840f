//! What a function is: a script, a plugin, or something behind a URL.

use std::convert::Infallible;
use std::fmt;
use std::path::{Path, PathBuf};
use std::str::FromStr;

/// What answers a trigger.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FunctionSource {
    /// A Lua script that returns a function, or a table of functions by trigger.
    Lua(PathBuf),
    /// A plugin of the world `trigger`.
    Wasm(PathBuf),
    /// Something that speaks the Lambda Invoke API: a whole service, or where there is a path, just this function.
    Url(String),
}

impl FunctionSource {
    /// The same with its file named from a folder.
    pub(crate) fn within(self, folder: &Path) -> Self {
        match self {
            Self::Lua(file) => Self::Lua(folder.join(file)),
            Self::Wasm(file) => Self::Wasm(folder.join(file)),
            Self::Url(url) => Self::Url(url),
        }
    }
}

impl FromStr for FunctionSource {
    type Err = Infallible;

    /// A plugin's file ends in `.wasm`, a URL has `://`.
    fn from_str(text: &str) -> Result<Self, Infallible> {
        let is_plugin = Path::new(text).extension().is_some_and(|ending| ending == "wasm");
        Ok(match text {
            url if url.contains("://") => Self::Url(url.to_owned()),
            file if is_plugin => Self::Wasm(file.into()),
            file => Self::Lua(file.into()),
        })
    }
}

impl fmt::Display for FunctionSource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Lua(file) | Self::Wasm(file) => write!(f, "{}", file.display()),
            Self::Url(url) => f.write_str(url),
        }
    }
}
