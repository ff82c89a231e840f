//! The error type of every operation: a code of the API and a message.

use std::borrow::Cow;
use std::fmt;

use poolhouse_emulator_model::ErrorCode;

/// A refusal, as the service words it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApiError {
    code: &'static str,
    message: Option<Cow<'static, str>>,
    status: u16,
    capital_message: bool,
}

impl ApiError {
    /// The short name of the exception: `ResourceNotFoundException`.
    pub fn code(&self) -> &'static str {
        self.code
    }

    /// The sentence, if the service says one.
    pub fn message(&self) -> Option<&str> {
        self.message.as_deref()
    }

    /// The HTTP status: 400 for what the caller did, 500 for what the service did.
    pub fn status(&self) -> u16 {
        self.status
    }

    /// The member of the body that holds the message. What the operations say is in `message`,
    /// some of what the framework around them says in `Message`.
    pub fn message_member(&self) -> &'static str {
        if self.capital_message { "Message" } else { "message" }
    }

    /// Whether the call was carried out and its answer was lost on the way. Nobody gets to read this
    /// error but who calls in process: others find their connection closed.
    pub fn is_lost_answer(&self) -> bool {
        self.code == LOST_ANSWER
    }

    /// What stands for an answer that was lost.
    pub(crate) fn lost_answer() -> Self {
        Self::framework(
            LOST_ANSWER,
            500,
            Some("The answer was lost; the call may have had its effect.".into()),
        )
    }

    /// An exception that somebody wanted to be told.
    pub(crate) fn injected(code: ErrorCode, message: String) -> Self {
        Self::new(code, message)
    }

    /// An exception of the API model.
    pub(super) fn new(code: ErrorCode, message: impl Into<Cow<'static, str>>) -> Self {
        let status = if code.is_server_fault() { 500 } else { 400 };
        Self { code: code.as_str(), message: Some(message.into()), status, capital_message: false }
    }

    /// An exception of the framework, which the API model does not know.
    pub(super) fn framework(code: &'static str, status: u16, message: Option<Cow<'static, str>>) -> Self {
        Self { code, message, status, capital_message: false }
    }

    /// The same with the message in the member `Message`.
    pub(super) fn with_capital_message(self) -> Self {
        Self { capital_message: true, ..self }
    }

    /// InvalidParameterException.
    pub(super) fn invalid_parameter(message: impl Into<Cow<'static, str>>) -> Self {
        Self::new(ErrorCode::InvalidParameterException, message)
    }

    /// ResourceNotFoundException.
    pub(super) fn resource_not_found(message: impl Into<Cow<'static, str>>) -> Self {
        Self::new(ErrorCode::ResourceNotFoundException, message)
    }

    /// LimitExceededException.
    pub(super) fn limit_exceeded(message: impl Into<Cow<'static, str>>) -> Self {
        Self::new(ErrorCode::LimitExceededException, message)
    }
}

/// No code of the service: it answers nothing.
const LOST_ANSWER: &str = "AnswerLost";

impl fmt::Display for ApiError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.message {
            Some(message) => write!(out, "{}: {message}", self.code),
            None => out.write_str(self.code),
        }
    }
}

impl std::error::Error for ApiError {}
