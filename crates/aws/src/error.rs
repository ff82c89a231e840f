//! What went wrong with a call, in core's words.

use std::error::Error;

use aws_credential_types::provider::error::CredentialsError;
use aws_sdk_cognitoidentityprovider::config::http::HttpResponse;
use aws_sdk_cognitoidentityprovider::error::{ProvideErrorMetadata, SdkError};
use poolhouse_core::backend::{BackendError, ErrorKind};
use poolhouse_core::pool::PoolId;

/// Which call it is and whom it is about; every error says so.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Call<'a> {
    pub(crate) operation: &'static str,
    pub(crate) subject: &'a str,
}

impl Call<'_> {
    /// The error of a call that the SDK gave up on.
    pub(crate) fn failed<E>(self, error: SdkError<E, HttpResponse>) -> BackendError
    where
        E: ProvideErrorMetadata + Error + Send + Sync + 'static,
    {
        match error {
            SdkError::ServiceError(answer) => {
                let status = answer.raw().status().as_u16();
                self.refused(answer.into_err(), status)
            }
            other => {
                let (kind, message) = without_answer(&other);
                BackendError { source: Some(Box::new(other)), ..self.error(kind, message) }
            }
        }
    }

    /// An error that no SDK error lies under.
    pub(crate) fn error(self, kind: ErrorKind, message: impl Into<String>) -> BackendError {
        BackendError {
            operation: self.operation,
            subject: self.subject.to_owned(),
            kind,
            code: None,
            message: message.into(),
            source: None,
        }
    }

    /// The error of an answer that lacks what the API promises. The call was made.
    pub(crate) fn incomplete(self, what: &str) -> BackendError {
        self.error(
            ErrorKind::Unavailable,
            format!("the answer holds no {what}; the call may have had its effect"),
        )
    }

    /// The error of a call that was not made because nobody says in which region.
    pub(crate) fn without_region(self, pool: &PoolId) -> BackendError {
        let message = format!(
            "which region `{pool}` is in is not known: its id does not begin with one; pass --region, \
             set AWS_REGION, or give the profile a region"
        );
        self.error(ErrorKind::Invalid, message)
    }

    fn refused<E>(self, error: E, status: u16) -> BackendError
    where
        E: ProvideErrorMetadata + Error + Send + Sync + 'static,
    {
        let code = error.code().map(str::to_owned);
        let message = match error.message() {
            Some(message) => message.to_owned(),
            None => format!("answered with HTTP status {status} and no reason"),
        };
        BackendError {
            kind: kind_of_answer(code.as_deref(), status),
            code,
            source: Some(Box::new(error)),
            ..self.error(ErrorKind::Invalid, message)
        }
    }
}

/// The code tells; where there is none, or one that nobody knows, the status does.
fn kind_of_answer(code: Option<&str>, status: u16) -> ErrorKind {
    match (code.map(ErrorKind::from_code), status) {
        (Some(kind), _) if kind != ErrorKind::Invalid => kind,
        (_, 500..) => ErrorKind::Unavailable,
        (None, 429) => ErrorKind::Throttled,
        (None, 401 | 403) => ErrorKind::Denied,
        _ => ErrorKind::Invalid,
    }
}

fn without_answer<E>(error: &SdkError<E, HttpResponse>) -> (ErrorKind, String)
where
    E: Error + 'static,
{
    if let Some(credentials) = below::<CredentialsError>(error) {
        return (ErrorKind::Denied, without_credentials(credentials));
    }
    let cause = innermost(error);
    match error {
        SdkError::ConstructionFailure(_) => {
            (ErrorKind::Invalid, format!("the request could not be made: {cause}"))
        }
        SdkError::TimeoutError(_) => {
            (ErrorKind::Unavailable, "no answer in time; the call may have had its effect".to_owned())
        }
        SdkError::DispatchFailure(failure) if failure.is_user() => {
            (ErrorKind::Invalid, format!("the request could not be sent: {cause}"))
        }
        SdkError::DispatchFailure(_) => (ErrorKind::Unavailable, format!("no answer: {cause}")),
        _ => (ErrorKind::Unavailable, format!("the answer was not understood: {cause}")),
    }
}

pub(crate) fn without_credentials(error: &CredentialsError) -> String {
    match error {
        CredentialsError::CredentialsNotLoaded(_) => {
            "no AWS credentials were found: name a profile (--profile or \
             AWS_PROFILE), or set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY"
                .to_owned()
        }
        other => format!("AWS credentials could not be loaded: {}", innermost(other)),
    }
}

/// The first `T` in the chain of causes.
fn below<'a, T: Error + 'static>(error: &'a (dyn Error + 'static)) -> Option<&'a T> {
    causes(error).find_map(<dyn Error>::downcast_ref)
}

fn innermost(error: &(dyn Error + 'static)) -> String {
    causes(error).last().unwrap_or(error).to_string()
}

fn causes<'a>(error: &'a (dyn Error + 'static)) -> impl Iterator<Item = &'a (dyn Error + 'static)> {
    std::iter::successors(Some(error), |error| (*error).source())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_known_code_decides_whatever_the_status() {
        assert_eq!(kind_of_answer(Some("LimitExceededException"), 400), ErrorKind::LimitExceeded);
        assert_eq!(kind_of_answer(Some("TooManyRequestsException"), 500), ErrorKind::Throttled);
    }

    #[test]
    fn an_answer_without_a_code_is_judged_by_its_status() {
        assert_eq!(kind_of_answer(None, 502), ErrorKind::Unavailable);
        assert_eq!(kind_of_answer(None, 429), ErrorKind::Throttled);
        assert_eq!(kind_of_answer(None, 403), ErrorKind::Denied);
        assert_eq!(kind_of_answer(None, 404), ErrorKind::Invalid);
    }

    #[test]
    fn a_code_nobody_knows_may_have_had_its_effect_when_the_service_failed() {
        assert_eq!(kind_of_answer(Some("StrangeException"), 500), ErrorKind::Unavailable);
        assert_eq!(kind_of_answer(Some("StrangeException"), 400), ErrorKind::Invalid);
    }

    #[test]
    fn missing_credentials_say_what_to_do() {
        let message = without_credentials(&CredentialsError::not_loaded("nothing there"));
        assert!(message.contains("--profile") && message.contains("AWS_ACCESS_KEY_ID"), "{message}");
    }
}
