//! The port to the API itself: any operation by its name.
//!
//! The SDK has a method an operation and no call by name. So a call of it is made another before it is signed: target
//! and body are those of the operation that is wanted, and endpoint, credentials, signing and time limits stay the SDK's.
//! What carries the call is an operation whose answer has no body, so that nothing is read into the wrong shape.

use std::fmt;

use async_trait::async_trait;
use aws_sdk_cognitoidentityprovider::Client;
use aws_sdk_cognitoidentityprovider::config::interceptors::BeforeTransmitInterceptorContextMut;
use aws_sdk_cognitoidentityprovider::config::{ConfigBag, Intercept, RuntimeComponents};
use aws_sdk_cognitoidentityprovider::error::BoxError;
use poolhouse_core::api::{Api, ApiCall};
use poolhouse_core::backend::{BackendError, ErrorKind};
use serde_json::Value;

use crate::answer::KeptBody;
use crate::backend::AwsBackend;
use crate::error::Call;

#[async_trait]
impl Api for AwsBackend {
    async fn call(&self, call: &ApiCall) -> Result<Value, BackendError> {
        let pool = call.pool();
        let subject = pool.as_ref().map(ToString::to_string).unwrap_or_default();
        let named = Call { operation: call.operation, subject: &subject };
        let client = match &pool {
            Some(pool) => self.client(named, pool).await?,
            None => self.default_client().await.ok_or_else(|| without_region(named))?,
        };
        let answer = send(&client, named, call).await?;
        if answer.is_empty() {
            return Ok(Value::Null);
        }
        serde_json::from_slice(&answer).map_err(|_| named.incomplete("JSON"))
    }
}

async fn send(client: &Client, named: Call<'_>, call: &ApiCall) -> Result<Vec<u8>, BackendError> {
    let (body, request) = (KeptBody::default(), Substitute::of(call));
    if call.signed {
        let carrier = client.admin_forget_device().customize().interceptor(request);
        carrier.interceptor(body.clone()).send().await.map_err(|error| named.failed(error))?;
    } else {
        let carrier = client.forget_device().customize().interceptor(request);
        carrier.interceptor(body.clone()).send().await.map_err(|error| named.failed(error))?;
    }
    Ok(body.take())
}

fn without_region(named: Call<'_>) -> BackendError {
    let message = "no region is known, and the request names no pool that would tell: pass --region, set \
                   AWS_REGION, or give the profile a region";
    named.error(ErrorKind::Invalid, message)
}

/// Puts another request into the place of the one that the SDK made.
struct Substitute {
    target: String,
    body: Vec<u8>,
}

impl Substitute {
    fn of(call: &ApiCall) -> Self {
        let target = format!("AWSCognitoIdentityProviderService.{}", call.operation);
        Self { target, body: call.input.to_string().into_bytes() }
    }
}

impl fmt::Debug for Substitute {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "Substitute({})", self.target)
    }
}

impl Intercept for Substitute {
    fn name(&self) -> &'static str {
        "Substitute"
    }

    fn modify_before_signing(
        &self,
        context: &mut BeforeTransmitInterceptorContextMut<'_>,
        _: &RuntimeComponents,
        _: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        let request = context.request_mut();
        request.headers_mut().try_insert("x-amz-target", self.target.clone())?;
        request.headers_mut().try_insert("content-length", self.body.len().to_string())?;
        *request.body_mut() = self.body.clone().into();
        Ok(())
    }
}
