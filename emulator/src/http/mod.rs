//! The emulator on a socket. Nothing outside this folder knows the HTTP library.

mod confirm_link;
mod connections;
mod cors;
mod functions;
mod host;
mod imports;
mod messages;
mod oidc;
mod patience;
mod query;
mod router;
mod server;
mod signed;

pub use functions::{FunctionUrlError, HttpFunctions};
pub use router::{HttpOptions, router};
pub use server::Server;
