//! The functions that pools call, as a port: whoever serves them gets the event and answers with
//! JSON. Which pool calls which function is said by the pool's `LambdaConfig`, or by whoever serves
//! functions.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use poolhouse_emulator_model::shapes::LambdaConfigType;
use serde_json::Value;

/// Serves the functions that pools name in their `LambdaConfig`.
#[async_trait]
pub trait Triggers: Send + Sync {
    /// Calls the function of an ARN with an event, and gives back what it returns: as a rule the
    /// same event with its `response` filled in. An implementation gives up after
    /// [`TRIGGER_TIME_LIMIT`] with [`TriggerError::TimedOut`], and is then asked again, three times
    /// in all.
    ///
    /// # Errors
    ///
    /// When there is no answer, or none that is JSON. Whether the JSON is an answer to the event
    /// is not for the implementation to judge.
    async fn invoke(&self, function_arn: &str, event: Value) -> Result<Value, TriggerError>;

    /// Functions that a pool calls instead of those that its own `LambdaConfig` names for the same
    /// triggers. The pool knows nothing of them: DescribeUserPool tells what is configured.
    fn functions_of(&self, _user_pool_id: &str) -> Option<Arc<LambdaConfigType>> {
        None
    }
}

/// How long a function may take.
pub const TRIGGER_TIME_LIMIT: Duration = Duration::from_secs(5);

/// Why a function gave no answer.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum TriggerError {
    /// The function failed with this message.
    #[error("the function failed: {0}")]
    Threw(String),
    /// Nobody serves the ARN.
    #[error("there is no such function")]
    NotFound,
    /// The pool may not call the function.
    #[error("the function may not be called")]
    Denied,
    /// The function is called too often.
    #[error("the function is called too often")]
    Throttled,
    /// The function took longer than [`TRIGGER_TIME_LIMIT`].
    #[error("the function took too long")]
    TimedOut,
    /// The function answered with something that is not JSON.
    #[error("the function's answer is not JSON")]
    InvalidJson,
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::emulator::Emulator;

    const CONFIGURED: &str = "arn:aws:lambda:us-east-1:123456789012:function:configured";
    const GIVEN: &str = "arn:aws:lambda:us-east-1:123456789012:function:given";

    /// Gives every pool a function that lets everybody in.
    struct Giving;

    #[async_trait]
    impl Triggers for Giving {
        async fn invoke(&self, function_arn: &str, mut event: Value) -> Result<Value, TriggerError> {
            event["response"]["autoConfirmUser"] = json!(function_arn == GIVEN);
            Ok(event)
        }

        fn functions_of(&self, _: &str) -> Option<Arc<LambdaConfigType>> {
            Some(Arc::new(LambdaConfigType { pre_sign_up: Some(GIVEN.to_owned()), ..Default::default() }))
        }
    }

    async fn call(emulator: &Emulator, name: &str, input: Value) -> Result<Value, String> {
        let answer = emulator.handle(name, input, &emulator.caller()).await;
        answer.map(Option::unwrap_or_default).map_err(|error| error.to_string())
    }

    #[tokio::test]
    async fn a_pool_calls_what_it_is_given_for_as_long_as_it_is_called_by_that_handle() {
        let emulator = Emulator::new();
        let giving = emulator.with_triggers(Arc::new(Giving));
        let pool = json!({"PoolName": "p", "LambdaConfig": {"PreSignUp": CONFIGURED}});
        let pool = call(&emulator, "CreateUserPool", pool).await.expect("made")["UserPool"]["Id"].take();
        let client = json!({"UserPoolId": pool, "ClientName": "app"});
        let client = call(&emulator, "CreateUserPoolClient", client).await.expect("made");
        let client = client["UserPoolClient"]["ClientId"].clone();
        let sign_up = |name: &str| json!({"ClientId": client, "Username": name, "Password": "Secret-1"});
        let let_in = call(&giving, "SignUp", sign_up("ann")).await.expect("let in");
        assert_eq!(let_in["UserConfirmed"], json!(true));
        let refused =
            call(&emulator, "SignUp", sign_up("bob")).await.expect_err("nobody serves that function");
        assert!(refused.contains("invocation failed due to configuration"), "{refused}");
        let described =
            call(&giving, "DescribeUserPool", json!({"UserPoolId": pool})).await.expect("described");
        assert_eq!(described["UserPool"]["LambdaConfig"]["PreSignUp"], CONFIGURED);
    }
}
