//! Signatures of requests, as AWS signature version 4 has them: what their header says, and whether
//! they are right. Knows no HTTP library.

mod access_key;
mod authorization;
mod verify;

pub use access_key::AccessKey;
pub(crate) use access_key::AccessKeys;
pub(crate) use authorization::Authorization;
pub(crate) use verify::SignedRequest;

/// How the service is called in the scope of a signature.
const SERVICE: &str = "cognito-idp";
