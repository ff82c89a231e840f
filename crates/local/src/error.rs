//! The emulator's refusals in core's words.

use poolhouse_core::backend::{BackendError, ErrorKind};
use poolhouse_emulator::ApiError;

/// Says which call it was and whom it was about.
pub(crate) fn refused(operation: &'static str, subject: &str, error: ApiError) -> BackendError {
    BackendError {
        operation,
        subject: subject.to_owned(),
        kind: kind(&error),
        code: Some(error.code().to_owned()),
        message: error.message().unwrap_or("refused without a reason").to_owned(),
        source: Some(Box::new(error)),
    }
}

/// The error of an answer that lacks what the API promises.
pub(crate) fn incomplete(operation: &'static str, subject: &str, what: &str) -> BackendError {
    BackendError {
        operation,
        subject: subject.to_owned(),
        kind: ErrorKind::Unavailable,
        code: None,
        message: format!("the answer holds no {what}"),
        source: None,
    }
}

fn kind(error: &ApiError) -> ErrorKind {
    match ErrorKind::from_code(error.code()) {
        ErrorKind::Invalid if error.status() >= 500 => ErrorKind::Unavailable,
        kind => kind,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_tells_operation_subject_code_and_the_emulators_words() {
        let error = refused("GetGroup", "admins", ApiError::group_not_found());
        assert_eq!(error.kind, ErrorKind::NotFound);
        assert_eq!(error.to_string(), "GetGroup (admins): ResourceNotFoundException: Group not found.");
    }
}
