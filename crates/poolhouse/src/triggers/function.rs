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
    /// A plugin of the project, by its name there.
    Plugin(String),
    /// Something that speaks the Lambda Invoke API: a whole service, or where there is a path, just this function.
    Url(String),
}

impl FunctionSource {
    /// The same with its file named from a folder.
    pub(crate) fn within(self, folder: &Path) -> Self {
        match self {
            Self::Lua(file) => Self::Lua(folder.join(file)),
            Self::Wasm(file) => Self::Wasm(folder.join(file)),
            named => named,
        }
    }
}

impl FromStr for FunctionSource {
    type Err = Infallible;

    /// A plugin's file ends in `.wasm`, a URL has `://`; a single word without an ending is a name.
    fn from_str(text: &str) -> Result<Self, Infallible> {
        let is_plugin = Path::new(text).extension().is_some_and(|ending| ending == "wasm");
        let is_name = !text.contains(['.', '/', std::path::MAIN_SEPARATOR]);
        Ok(match text {
            url if url.contains("://") => Self::Url(url.to_owned()),
            name if is_name => Self::Plugin(name.to_owned()),
            file if is_plugin => Self::Wasm(file.into()),
            file => Self::Lua(file.into()),
        })
    }
}

impl fmt::Display for FunctionSource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Lua(file) | Self::Wasm(file) => write!(f, "{}", file.display()),
            Self::Plugin(name) | Self::Url(name) => f.write_str(name),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_function_is_told_by_how_it_is_written() {
        let source = |text: &str| -> FunctionSource { text.parse().unwrap() };
        assert_eq!(source("claims"), FunctionSource::Plugin("claims".to_owned()));
        assert_eq!(source("./claims"), FunctionSource::Lua("./claims".into()));
        assert_eq!(source("claims.luau"), FunctionSource::Lua("claims.luau".into()));
        assert_eq!(source("triggers/claims.wasm"), FunctionSource::Wasm("triggers/claims.wasm".into()));
        let url = "http://localhost:9001/claims.wasm";
        assert_eq!(source(url), FunctionSource::Url(url.to_owned()));
        assert_eq!(source("claims").within(Path::new("/people")).to_string(), "claims");
        assert_eq!(source("claims.wasm").within(Path::new("/people")).to_string(), "/people/claims.wasm");
    }
}
