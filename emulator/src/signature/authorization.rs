//! The `Authorization` header of a signed request.

use crate::error::ApiError;

/// What the header says.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Authorization<'a> {
    /// The id of the access key.
    pub(crate) access_key: &'a str,
    /// The region that the request was signed for.
    pub(crate) region: &'a str,
    /// Eight digits.
    pub(super) date: &'a str,
    pub(super) service: &'a str,
    pub(super) terminator: &'a str,
    /// Names of headers in lower case, between semicolons.
    pub(super) signed_headers: &'a str,
    /// In hexadecimal digits.
    pub(super) signature: &'a str,
}

impl<'a> Authorization<'a> {
    /// Reads a header. Its parameters may come in any order, with or without spaces.
    ///
    /// # Errors
    ///
    /// IncompleteSignatureException with everything that its form lacks.
    pub(crate) fn parse(header: &'a str) -> Result<Self, ApiError> {
        let incomplete = |faults: String| Err(ApiError::incomplete_signature(faults));
        let Some(parameters) = header.trim_start().strip_prefix(ALGORITHM) else {
            return incomplete(format!("Authorization header requires the algorithm {ALGORITHM}."));
        };
        let parameter = |name: &str| {
            parameters.split(',').find_map(|part| part.trim().strip_prefix(name)?.strip_prefix('='))
        };
        let [credential, signature, signed_headers] = NEEDED.map(parameter);
        let (Some(credential), Some(signature), Some(signed_headers)) =
            (credential, signature, signed_headers)
        else {
            let missing = NEEDED.into_iter().filter(|name| parameter(name).is_none());
            let faults = missing.map(|name| format!("Authorization header requires '{name}' parameter."));
            return incomplete(faults.collect::<Vec<_>>().join(" "));
        };
        let Some([access_key, date, region, service, terminator]) = scope(credential) else {
            return incomplete(NO_SCOPE.to_owned());
        };
        Ok(Self { access_key, region, date, service, terminator, signed_headers, signature })
    }

    /// Whether the signature covers a header.
    pub(super) fn covers(&self, name: &str) -> bool {
        self.signed_headers.split(';').any(|signed| signed == name)
    }
}

/// The parts of `key/date/region/service/aws4_request`.
fn scope(credential: &str) -> Option<[&str; 5]> {
    let mut split = credential.split('/');
    let parts = [(); 5].map(|()| split.next());
    let ([Some(key), Some(date), Some(region), Some(service), Some(end)], None) = (parts, split.next())
    else {
        return None;
    };
    let is_region =
        !region.is_empty() && region.chars().all(|letter| letter.is_ascii_alphanumeric() || letter == '-');
    (is_region && !key.is_empty()).then_some([key, date, region, service, end])
}

const ALGORITHM: &str = "AWS4-HMAC-SHA256";
const NEEDED: [&str; 3] = ["Credential", "Signature", "SignedHeaders"];
const NO_SCOPE: &str =
    "Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term.";

#[cfg(test)]
mod tests {
    use super::*;

    const CREDENTIAL: &str = "Credential=AKID/20261122/eu-west-1/cognito-idp/aws4_request";

    fn refusal(header: &str) -> String {
        let refusal = Authorization::parse(header).expect_err("incomplete");
        assert_eq!(refusal.code(), "IncompleteSignatureException");
        refusal.message().expect("a sentence").to_owned()
    }

    #[test]
    fn the_parameters_come_in_any_order_and_with_any_spaces() {
        for header in [
            format!("AWS4-HMAC-SHA256 {CREDENTIAL}, SignedHeaders=host;x-amz-date, Signature=0a"),
            format!("AWS4-HMAC-SHA256 Signature=0a,{CREDENTIAL},SignedHeaders=host;x-amz-date"),
            format!("AWS4-HMAC-SHA256   SignedHeaders=host;x-amz-date ,  Signature=0a  ,{CREDENTIAL}"),
        ] {
            let read = Authorization::parse(&header).expect("complete");
            assert_eq!((read.access_key, read.region, read.date), ("AKID", "eu-west-1", "20261122"));
            assert_eq!(
                (read.service, read.terminator, read.signature),
                ("cognito-idp", "aws4_request", "0a")
            );
            assert!(read.covers("x-amz-date") && !read.covers("x-amz"), "{header}");
        }
    }

    #[test]
    fn all_that_is_missing_is_told_at_once() {
        assert_eq!(
            refusal("AWS4-HMAC-SHA256 Signature=0a"),
            "Authorization header requires 'Credential' parameter. \
             Authorization header requires 'SignedHeaders' parameter."
        );
        assert_eq!(refusal("Bearer x"), "Authorization header requires the algorithm AWS4-HMAC-SHA256.");
        let cut = "AWS4-HMAC-SHA256 Credential=AKID/20261122, SignedHeaders=host, Signature=0a";
        assert!(refusal(cut).starts_with("Credential must have exactly 5 slash-delimited elements"));
    }
}
