//! Signatures, where the emulator requires them.

use axum::http::header::AUTHORIZATION;
use axum::http::request::Parts;
use poolhouse_emulator_model::{Access, OperationName};

use super::router::text;
use crate::emulator::Emulator;
use crate::error::ApiError;
use crate::signature::{Authorization, SignedRequest};

/// Holds a request against its signature, unless the operation needs none or any will do.
pub(super) fn verify(
    emulator: &Emulator,
    operation: OperationName,
    parts: &Parts,
    body: &[u8],
) -> Result<(), ApiError> {
    let (Some(keys), Access::Signed) = (emulator.access_keys(), operation.access()) else { return Ok(()) };
    let header = text(&parts.headers, AUTHORIZATION.as_str());
    let header = header.ok_or_else(ApiError::missing_authentication_token)?;
    let headers =
        parts.headers.iter().filter_map(|(name, value)| Some((name.as_str(), value.to_str().ok()?)));
    let request = SignedRequest {
        authorization: Authorization::parse(header)?,
        method: parts.method.as_str(),
        target: parts.uri.path_and_query().map_or("/", |target| target.as_str()),
        headers: &headers.collect::<Vec<_>>(),
        body,
    };
    request.verify(keys, emulator.now())
}
