//! What browsers want to be told before they let a page read an answer.

use axum::http::{HeaderMap, HeaderName, HeaderValue, header};

/// Headers of every answer of the API, errors included.
pub(super) fn allow_reading(headers: &mut HeaderMap) {
    headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    insert(headers, header::ACCESS_CONTROL_EXPOSE_HEADERS, EXPOSED);
}

/// Headers of the answer to a browser that asks whether it may call.
pub(super) fn allow_calling(headers: &mut HeaderMap) {
    allow_reading(headers);
    insert(headers, header::ACCESS_CONTROL_ALLOW_METHODS, "POST");
    insert(headers, header::ACCESS_CONTROL_ALLOW_HEADERS, ACCEPTED);
}

fn insert(headers: &mut HeaderMap, name: HeaderName, value: &'static str) {
    headers.insert(name, HeaderValue::from_static(value));
}

const EXPOSED: &str = "x-amzn-RequestId,x-amzn-ErrorType,x-amzn-ErrorMessage,Date";
const ACCEPTED: &str = "x-amz-target,content-type,x-amz-user-agent,authorization,x-amz-date,\
                        x-amz-security-token,x-amz-content-sha256,cache-control,amz-sdk-invocation-id,amz-sdk-request";
