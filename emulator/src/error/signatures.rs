//! What is said of a signature that is not right.

use std::borrow::Cow;

use super::ApiError;

impl ApiError {
    /// The request was signed with an access key that nobody has.
    pub fn unrecognized_client() -> Self {
        let message = "The security token included in the request is invalid.";
        Self::framework("UnrecognizedClientException", 400, Some(message.into()))
    }

    /// The request was signed with another secret, or changed on its way. The service goes on with the
    /// strings that it would have signed (unsure whether it still does).
    pub fn signature_mismatch() -> Self {
        Self::invalid_signature(
            "The request signature we calculated does not match the signature you provided. Check your AWS \
             Secret Access Key and signing method. Consult the service documentation for details.",
        )
    }

    /// The signature leaves out which host the request was meant for.
    pub fn unsigned_host() -> Self {
        Self::invalid_signature("'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization.")
    }

    /// The request was signed too long ago. All three moments are in ISO 8601's basic format.
    pub fn signature_expired(signed_at: &str, earliest: &str, now: &str) -> Self {
        let limit = format!("{earliest} ({now} - 5 min.)");
        Self::invalid_signature(format!("Signature expired: {signed_at} is now earlier than {limit}"))
    }

    /// The request was signed in the future.
    pub fn signature_not_yet_current(signed_at: &str, latest: &str, now: &str) -> Self {
        let limit = format!("{latest} ({now} + 5 min.)");
        Self::invalid_signature(format!("Signature not yet current: {signed_at} is still later than {limit}"))
    }

    /// The scope of the signature names another day than its time does.
    pub fn scope_of_another_day(date: &str, signed_on: &str, signed_at: &str) -> Self {
        Self::invalid_signature(format!(
            "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: \
             '{date}' != '{signed_on}', from '{signed_at}'."
        ))
    }

    /// The scope of the signature names another service.
    pub fn scope_of_another_service(service: &str) -> Self {
        Self::invalid_signature(format!("Credential should be scoped to correct service: '{service}'. "))
    }

    /// The scope of the signature does not end as it should.
    pub fn scope_without_end(terminator: &str, given: &str) -> Self {
        let message =
            format!("Credential should be scoped with a valid terminator: '{terminator}', not '{given}'. ");
        Self::invalid_signature(message)
    }

    fn invalid_signature(message: impl Into<Cow<'static, str>>) -> Self {
        Self::framework("InvalidSignatureException", 400, Some(message.into()))
    }
}
