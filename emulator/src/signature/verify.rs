//! Whether a signature is right: the request is signed once more with the secret that its key has,
//! and must come to the same.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use aws_credential_types::Credentials;
use aws_lc_rs::constant_time::verify_slices_are_equal;
use aws_sigv4::http_request::{SignableBody, SignableRequest, SigningParams, SigningSettings, sign};
use aws_sigv4::sign::v4;
use poolhouse_emulator_model::Timestamp;
use time::format_description::StaticFormatDescription;
use time::macros::format_description;
use time::{OffsetDateTime, PrimitiveDateTime};

use super::SERVICE;
use super::access_key::AccessKeys;
use super::authorization::Authorization;
use crate::error::ApiError;

/// A signed request as it came.
#[derive(Clone, Copy)]
pub(crate) struct SignedRequest<'a> {
    /// What its header says.
    pub(crate) authorization: Authorization<'a>,
    /// `POST`.
    pub(crate) method: &'a str,
    /// Path and query, as they were sent.
    pub(crate) target: &'a str,
    /// Names in lower case, in the order of sending; those whose value is no text are left out.
    pub(crate) headers: &'a [(&'a str, &'a str)],
    /// All of the body. Its own hash counts, whatever a header says of it: the API has no operation
    /// whose body may be left out of the signature.
    pub(crate) body: &'a [u8],
}

impl SignedRequest<'_> {
    /// Refuses a signature that is too old or too new, was made for something else, with a key that
    /// is not among `keys`, or with another secret than that key's.
    ///
    /// A session token counts as a header like others: any will do that is covered by the signature.
    pub(crate) fn verify(&self, keys: &AccessKeys, now: Timestamp) -> Result<(), ApiError> {
        let signed_at = self.signed_at()?;
        check_age(signed_at, moment(now))?;
        self.check_scope(signed_at)?;
        let id = self.authorization.access_key;
        let secret = keys.secret(id).ok_or_else(ApiError::unrecognized_client)?;
        if !self.authorization.covers("host") {
            return Err(ApiError::unsigned_host());
        }
        let expected = self.signature(id, secret, signed_at).ok_or_else(ApiError::signature_mismatch)?;
        verify_slices_are_equal(expected.as_bytes(), self.authorization.signature.as_bytes())
            .map_err(|_| ApiError::signature_mismatch())
    }

    /// When the request says that it was signed.
    fn signed_at(&self) -> Result<OffsetDateTime, ApiError> {
        let date = self.header("x-amz-date").or_else(|| self.header("date"));
        let date = date.ok_or_else(|| ApiError::incomplete_signature(NO_DATE))?;
        let basic = PrimitiveDateTime::parse(date, BASIC_FORMAT).map(PrimitiveDateTime::assume_utc).ok();
        let read = basic.or_else(|| httpdate::parse_http_date(date).ok().map(OffsetDateTime::from));
        read.ok_or_else(|| ApiError::incomplete_signature(NOT_BASIC))
    }

    fn check_scope(&self, signed_at: OffsetDateTime) -> Result<(), ApiError> {
        let Authorization { date, service, terminator, .. } = self.authorization;
        let (signed_on, at) = (shown(signed_at, DATE_FORMAT), shown(signed_at, BASIC_FORMAT));
        if date != signed_on {
            return Err(ApiError::scope_of_another_day(date, &signed_on, &at));
        }
        if service != SERVICE {
            return Err(ApiError::scope_of_another_service(SERVICE));
        }
        if terminator != TERMINATOR {
            return Err(ApiError::scope_without_end(TERMINATOR, terminator));
        }
        Ok(())
    }

    /// What the signature should be; none for a request that nobody can sign.
    fn signature(&self, id: &str, secret: &str, signed_at: OffsetDateTime) -> Option<String> {
        // The signer takes the host from the URL where no header has it, and there is none here.
        self.header("host")?;
        let identity = Credentials::new(id, secret, None, None, "poolhouse").into();
        let params = v4::SigningParams::builder()
            .identity(&identity)
            .region(self.authorization.region)
            .name(SERVICE)
            .time(SystemTime::from(signed_at))
            .settings(self.settings());
        let params = SigningParams::from(params.build().ok()?);
        let covered = self.headers.iter().copied().filter(|(name, _)| self.authorization.covers(name));
        let body = SignableBody::Bytes(self.body);
        let request = SignableRequest::new(self.method, self.target, covered, body).ok()?;
        Some(sign(request, &params).ok()?.into_parts().1)
    }

    /// The signer always adds the time as a header, which who signed by `Date` did not.
    fn settings(&self) -> SigningSettings {
        let mut settings = SigningSettings::default();
        let added = (!self.authorization.covers("x-amz-date")).then_some("x-amz-date".into());
        settings.excluded_headers = Some(added.into_iter().collect());
        settings
    }

    fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(named, _)| *named == name).map(|(_, value)| *value)
    }
}

/// The service allows five minutes either way (unsure: some services allow fifteen).
fn check_age(signed_at: OffsetDateTime, now: OffsetDateTime) -> Result<(), ApiError> {
    let text = |moment| shown(moment, BASIC_FORMAT);
    let (earliest, latest) = (now.saturating_sub(TOLERANCE), now.saturating_add(TOLERANCE));
    if signed_at < earliest {
        return Err(ApiError::signature_expired(&text(signed_at), &text(earliest), &text(now)));
    }
    if signed_at > latest {
        return Err(ApiError::signature_not_yet_current(&text(signed_at), &text(latest), &text(now)));
    }
    Ok(())
}

fn moment(at: Timestamp) -> OffsetDateTime {
    let since_epoch = Duration::from_millis(at.millis().unsigned_abs());
    let moment = if at.millis() < 0 { UNIX_EPOCH - since_epoch } else { UNIX_EPOCH + since_epoch };
    OffsetDateTime::from(moment)
}

fn shown(moment: OffsetDateTime, form: StaticFormatDescription) -> String {
    moment.format(form).unwrap_or_default()
}

const BASIC_FORMAT: StaticFormatDescription =
    format_description!("[year][month][day]T[hour][minute][second]Z");
const DATE_FORMAT: StaticFormatDescription = format_description!("[year][month][day]");
const TOLERANCE: time::Duration = time::Duration::minutes(5);
const TERMINATOR: &str = "aws4_request";
const NO_DATE: &str = "Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header.";
const NOT_BASIC: &str = "Date must be in ISO-8601 'basic format'.";
