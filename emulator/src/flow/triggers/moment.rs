//! What all events have in common, and how a function is called with one.

use std::collections::BTreeMap;
use std::sync::Arc;

use poolhouse_emulator_model::shapes::{AliasAttributeType, AttributeType, LambdaConfigType};
use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};

use crate::context::Context;
use crate::domain::{PoolSettings, User};
use crate::error::ApiError;
use crate::store::Pool;
use crate::trigger::TriggerError;

/// The pool, the user and the client that an event tells of, as they were when the pool was let go.
#[derive(Clone)]
pub(crate) struct Moment {
    pub(crate) settings: Arc<PoolSettings>,
    pub(crate) user: Arc<User>,
    /// None where an administrator acts.
    pub(crate) client: Option<String>,
    /// The request's own `ClientMetadata`.
    pub(crate) client_metadata: BTreeMap<String, String>,
    /// Whether the user is nobody, with the name that was given; none where the client does not hide
    /// who exists, and the functions are not told.
    pub(crate) user_not_found: Option<bool>,
}

/// One trigger at one occasion.
#[derive(Clone, Copy)]
pub(super) struct Trigger {
    /// As errors name it: `PreSignUp`.
    pub(super) name: &'static str,
    /// As the event tells it behind the name: `SignUp`.
    pub(super) occasion: &'static str,
    /// The form of the event; 1 but for some token events.
    pub(super) version: &'static str,
}

impl Trigger {
    pub(super) const fn new(name: &'static str, occasion: &'static str) -> Self {
        Self { name, occasion, version: "1" }
    }
}

impl Moment {
    /// A moment in the life of a user.
    pub(crate) fn new(
        pool: &Pool,
        user: Arc<User>,
        client: Option<&str>,
        client_metadata: Option<BTreeMap<String, String>>,
    ) -> Self {
        Self {
            settings: pool.shared_settings(),
            user,
            client: client.map(str::to_owned),
            client_metadata: client_metadata.unwrap_or_default(),
            user_not_found: None,
        }
    }

    /// What the functions that have a say in a sign-in are told of the user.
    pub(super) fn user_signing_in(&self) -> Map<String, Value> {
        let nobody = self.user_not_found == Some(true);
        let attributes = if nobody { Map::new() } else { self.user_attributes() };
        let mut told = Map::from_iter([("userAttributes".to_owned(), Value::Object(attributes))]);
        told.extend(self.user_not_found.map(|told| ("userNotFound".to_owned(), Value::Bool(told))));
        told
    }

    /// The function that the pool calls.
    pub(super) fn function<T: Clone>(
        &self,
        ctx: &Context,
        of: impl Fn(&LambdaConfigType) -> Option<&T>,
    ) -> Option<T> {
        ctx.function(&self.settings, of)
    }

    /// The attributes of the user as events tell them, with what is known besides.
    pub(super) fn user_attributes(&self) -> Map<String, Value> {
        let user = &self.user;
        let mut attributes = text_map(&user.attributes);
        attributes.insert("sub".into(), json!(user.sub));
        attributes.insert("cognito:user_status".into(), json!(user.status));
        for name in self.settings.names.of(user) {
            let told = match name.attribute {
                AliasAttributeType::Email => "cognito:email_alias",
                AliasAttributeType::PhoneNumber => "cognito:phone_number_alias",
                AliasAttributeType::PreferredUsername => continue,
            };
            if !self.settings.names.by_attributes() {
                attributes.insert(told.into(), json!(name.value));
            }
        }
        attributes
    }

    /// Calls a function, and gives the `response` of its answer. `request` is what the event says
    /// besides what all say, `response` what the function may fill in.
    pub(super) async fn call<T: DeserializeOwned>(
        &self,
        ctx: &Context,
        arn: &str,
        trigger: Trigger,
        request: Value,
        response: Value,
    ) -> Result<T, ApiError> {
        let event = self.event(&self.user.username, trigger, request, response);
        self.invoke(ctx, arn, trigger, event).await
    }

    /// The same with an event of one's own.
    pub(super) async fn invoke<T: DeserializeOwned>(
        &self,
        ctx: &Context,
        arn: &str,
        trigger: Trigger,
        event: Value,
    ) -> Result<T, ApiError> {
        let answer = invoke(ctx, arn, event).await.map_err(|error| refusal(trigger.name, error))?;
        response_of(answer).ok_or_else(ApiError::function_answer_unrecognizable)
    }

    pub(super) fn event(&self, username: &str, trigger: Trigger, request: Value, response: Value) -> Value {
        let client = self.client.as_deref().unwrap_or("CLIENT_ID_NOT_APPLICABLE");
        json!({
            "version": trigger.version,
            "region": self.settings.region(),
            "userPoolId": self.settings.id,
            "userName": username,
            "triggerSource": format!("{}_{}", trigger.source_name(), trigger.occasion),
            "callerContext": {"awsSdkVersion": "aws-sdk-unknown-unknown", "clientId": client},
            "request": request,
            "response": response,
        })
    }
}

impl Trigger {
    /// Token events carry another name than errors do.
    fn source_name(self) -> &'static str {
        if self.name == "PreTokenGeneration" { "TokenGeneration" } else { self.name }
    }
}

/// Adds a member to a request, unless there is nothing to say.
pub(super) fn with(mut request: Value, name: &str, values: &BTreeMap<String, String>) -> Value {
    if let (Value::Object(members), false) = (&mut request, values.is_empty()) {
        members.insert(name.into(), Value::Object(text_map(values)));
    }
    request
}

/// `ValidationData` as events tell it. Of two values for one name the last counts.
pub(crate) fn validation_data(given: Option<Vec<AttributeType>>) -> BTreeMap<String, String> {
    let value = |given: AttributeType| (given.name, given.value.unwrap_or_default().into_exposed());
    given.unwrap_or_default().into_iter().map(value).collect()
}

fn text_map(values: &BTreeMap<String, String>) -> Map<String, Value> {
    values.iter().map(|(name, value)| (name.clone(), json!(value))).collect()
}

/// Asks again while it takes too long, and for no other reason.
async fn invoke(ctx: &Context, arn: &str, event: Value) -> Result<Value, TriggerError> {
    let triggers = ctx.triggers().ok_or(TriggerError::NotFound)?;
    for _ in 1..MOST_ATTEMPTS {
        match triggers.invoke(arn, event.clone()).await {
            Err(TriggerError::TimedOut) => {}
            answer => return answer,
        }
    }
    triggers.invoke(arn, event).await
}

fn refusal(trigger: &str, error: TriggerError) -> ApiError {
    match error {
        TriggerError::Threw(message) => ApiError::function_threw(trigger, &message),
        TriggerError::NotFound => ApiError::function_not_found(trigger),
        TriggerError::Denied => ApiError::function_denied(trigger),
        TriggerError::Throttled => ApiError::function_throttled(trigger),
        TriggerError::TimedOut => ApiError::function_timed_out(trigger),
        TriggerError::InvalidJson => ApiError::function_answer_is_no_json(),
    }
}

/// The `response` of an answer, if it is one. Members that are null count as not given.
fn response_of<T: DeserializeOwned>(answer: Value) -> Option<T> {
    let Value::Object(mut event) = answer else { return None };
    let response = match event.remove("response")? {
        Value::Object(members) => members.into_iter().filter(|(_, value)| !value.is_null()).collect(),
        Value::Null => Map::new(),
        _ => return None,
    };
    serde_json::from_value(Value::Object(response)).ok()
}

const MOST_ATTEMPTS: usize = 3;
