//! Why a plugin is not loaded, and why a call of one failed.

use std::fmt;

use crate::limits::Exhausted;

/// Why a file is no plugin that can be loaded. Each is one sentence that says what to do.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum LoadError {
    /// The file cannot be read.
    #[error("cannot be read: {0}")]
    Unreadable(String),
    /// The file is larger than its limit.
    #[error(
        "has {size} bytes, more than the {most} that a plugin may have; build it for size, or raise the limit"
    )]
    TooLarge {
        /// What it has.
        size: u64,
        /// What it may have.
        most: u64,
    },
    /// The file is another than the pinned one.
    #[error("is not the plugin that poolhouse.toml pins: its SHA-256 is {digest}")]
    NotPinned {
        /// What it has, in hexadecimal.
        digest: String,
    },
    /// The file does not begin as WebAssembly does.
    #[error("is not WebAssembly; give the component that the plugin's build made")]
    NotWasm,
    /// A core module.
    #[error(
        "is a core module, not a component; make a component of it with `wasm-tools component new`, or build for \
         wasm32-wasip2"
    )]
    CoreModule,
    /// WebAssembly that is damaged, or uses what this host does not have.
    #[error("is no valid component: {0}")]
    Invalid(String),
    /// What it says of itself makes no sense.
    #[error("carries a plugin.toml that is wrong: {0}; mend it and build the plugin anew")]
    Manifest(String),
    /// Built for asynchronous calls.
    #[error(
        "is built for asynchronous calls, which plugins do not have; build it in its toolchain's synchronous mode"
    )]
    Asynchronous,
    /// It exports nothing that poolhouse calls.
    #[error(
        "is no plugin: it exports none of poolhouse:plugin/provision, transformation and handler; build it for one \
         of the worlds provisioner, transform and trigger"
    )]
    NoWorld,
    /// It is for another world than the one it is used for.
    #[error("is a {is}, where a {wanted} is needed")]
    OtherWorld {
        /// `trigger`
        is: &'static str,
        /// `provisioner`
        wanted: &'static str,
    },
    /// It exports more than one world does.
    #[error("is several plugins in one: it exports {0}; build it for one world")]
    SeveralWorlds(
        /// The exports, joined by `and`.
        String,
    ),
    /// Built against an interface that is newer.
    #[error(
        "needs {interface}, and this poolhouse has {has}; update poolhouse, or build the plugin against {has}"
    )]
    Newer {
        /// `poolhouse:plugin/log@0.2.0`
        interface: String,
        /// `0.1.0`
        has: &'static str,
    },
    /// Built against an interface that is no longer there.
    #[error("needs {interface}, which this poolhouse no longer has; build the plugin against {has}")]
    Older {
        /// `poolhouse:plugin/log@0.0.9`
        interface: String,
        /// `0.1.0`
        has: &'static str,
    },
    /// It imports what its world does not have.
    #[error("imports {import}, which a {world} does not get; take that import out")]
    Import {
        /// `wasi:http/outgoing-handler@0.2.0`
        import: String,
        /// `provisioner`
        world: &'static str,
    },
    /// An import or export has another type than the interface says.
    #[error(
        "does not fit the world {world} of poolhouse:plugin@{has}: {reason}; build it with the WIT of that version"
    )]
    Mismatch {
        /// `provisioner`
        world: &'static str,
        /// `0.1.0`
        has: &'static str,
        /// What does not fit.
        reason: String,
    },
}

/// Why a call of a plugin failed, with what its author needs to find out more.
#[derive(Clone, Debug)]
pub struct CallError {
    /// The plugin.
    pub plugin: String,
    /// What happened.
    pub kind: CallErrorKind,
    /// The functions of the plugin that were running, innermost first, where their names are known.
    pub backtrace: Vec<String>,
    /// The last lines that the plugin logged.
    pub log: Vec<String>,
}

/// What happened in a call that failed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CallErrorKind {
    /// The plugin says no, with these words.
    #[error("{0}")]
    Refused(String),
    /// A limit.
    #[error("was stopped: {0}")]
    Exhausted(Exhausted),
    /// The plugin broke.
    #[error("broke: {0}")]
    Trapped(String),
    /// Too many calls are under way.
    #[error("is called too often")]
    Busy,
    /// It broke so often in a row that it rests.
    #[error("rests, since it broke {0} times in a row")]
    Resting(u32),
}

impl fmt::Display for CallError {
    /// `plugin "hr" broke: integer divide by zero, in parse < rows; it last said: "row 12"`
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "plugin \"{}\" {}", self.plugin, self.kind)?;
        if matches!(self.kind, CallErrorKind::Refused(_)) {
            return Ok(());
        }
        if !self.backtrace.is_empty() {
            write!(f, ", in {}", self.backtrace.join(" < "))?;
        }
        match self.log.last() {
            Some(line) => write!(f, "; it last said: {line:?}"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for CallError {}
