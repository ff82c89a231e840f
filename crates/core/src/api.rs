//! The port to the API itself, for scripts that call it, and how such calls keep to the service's rates.

use std::sync::Arc;

use async_trait::async_trait;
use serde_json::Value;

use crate::backend::BackendError;
use crate::clock::Clock;
use crate::pace::Pace;
use crate::pool::PoolId;
use crate::retry::{Retry, idempotent, throttled};

/// One call of an operation. It can hold secrets, so it is not printable.
pub struct ApiCall {
    /// The operation, `AdminCreateUser`.
    pub operation: &'static str,
    /// Whether the service wants it signed.
    pub signed: bool,
    /// Whether it only looks.
    pub reads: bool,
    /// The request, as the API has it.
    pub input: Value,
}

/// **Port**: any operation of the API, by its name. It retries nothing.
#[async_trait]
pub trait Api: Send + Sync {
    /// Makes a call. An answer without a body is `null`.
    ///
    /// # Errors
    /// What the service refused it with, or what happened on the way.
    async fn call(&self, call: &ApiCall) -> Result<Value, BackendError>;
}

impl ApiCall {
    /// The pool that it names.
    #[must_use]
    pub fn pool(&self) -> Option<PoolId> {
        self.input.get("UserPoolId").and_then(Value::as_str).and_then(|id| PoolId::new(id).ok())
    }

    /// The user whom it reads or changes.
    fn username(&self) -> Option<&str> {
        self.input.get("Username").and_then(Value::as_str)
    }
}

/// An API whose calls keep to a pace, and are made again where that is safe: when they were throttled, and when they only
/// look and went unanswered.
pub struct PersistentApi {
    inner: Arc<dyn Api>,
    pace: Option<Arc<Pace>>,
    clock: Arc<dyn Clock>,
    retry: Retry,
}

impl PersistentApi {
    /// Has calls of `inner` keep to `pace`.
    #[must_use]
    pub fn new(inner: Arc<dyn Api>, pace: Option<Arc<Pace>>, clock: Arc<dyn Clock>) -> Self {
        Self { inner, pace, clock, retry: Retry::default() }
    }

    async fn once(&self, call: &ApiCall) -> Result<Value, BackendError> {
        match (&self.pace, call.pool()) {
            (Some(pace), Some(pool)) => {
                pace.keep(call.operation, &pool, call.username(), self.inner.call(call)).await
            }
            _ => self.inner.call(call).await,
        }
    }
}

#[async_trait]
impl Api for PersistentApi {
    async fn call(&self, call: &ApiCall) -> Result<Value, BackendError> {
        let again = if call.reads { idempotent } else { throttled };
        self.retry.run(self.clock.as_ref(), again, |_| (), || self.once(call)).await
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;
    use std::time::Duration;

    use super::*;
    use crate::backend::ErrorKind;
    use crate::clock::Timestamp;

    /// Fails so often with that, and then answers.
    struct Failing(Mutex<u32>, ErrorKind);

    #[async_trait]
    impl Api for Failing {
        async fn call(&self, call: &ApiCall) -> Result<Value, BackendError> {
            let mut left = self.0.lock().unwrap();
            if *left == 0 {
                return Ok(Value::Null);
            }
            *left -= 1;
            let (operation, subject, message) = (call.operation, String::new(), String::new());
            Err(BackendError { operation, subject, kind: self.1, code: None, message, source: None })
        }
    }

    struct Still;

    #[async_trait]
    impl Clock for Still {
        fn now(&self) -> Timestamp {
            Timestamp(0)
        }

        async fn sleep(&self, _: Duration) {}
    }

    fn outcome(kind: ErrorKind, reads: bool) -> Result<Value, ErrorKind> {
        let inner = Arc::new(Failing(Mutex::new(2), kind));
        let api = PersistentApi::new(inner, None, Arc::new(Still));
        let call = ApiCall { operation: "ListUsers", signed: true, reads, input: Value::Null };
        futures::executor::block_on(api.call(&call)).map_err(|error| error.kind)
    }

    #[test]
    fn what_was_throttled_is_called_again_whatever_it_does() {
        assert_eq!(outcome(ErrorKind::Throttled, true), Ok(Value::Null));
        assert_eq!(outcome(ErrorKind::Throttled, false), Ok(Value::Null));
    }

    #[test]
    fn what_went_unanswered_is_called_again_only_where_it_looks() {
        assert_eq!(outcome(ErrorKind::Unavailable, true), Ok(Value::Null));
        assert_eq!(outcome(ErrorKind::Unavailable, false), Err(ErrorKind::Unavailable));
        assert_eq!(outcome(ErrorKind::Invalid, true), Err(ErrorKind::Invalid));
    }
}
