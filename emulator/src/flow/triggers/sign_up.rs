//! PreSignUp: the pool's own rules for new users.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::{Value, json};

use super::moment::{Moment, Trigger, with};
use crate::context::Context;
use crate::error::ApiError;

/// Who makes the user.
#[derive(Clone, Copy)]
pub(crate) enum PreSignUp {
    SignUp,
    AdminCreateUser,
}

/// What the function decides.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(crate) struct PreSignUpAnswer {
    pub(crate) auto_confirm_user: bool,
    pub(crate) auto_verify_email: bool,
    pub(crate) auto_verify_phone: bool,
}

/// Asks before a user is made. `moment.user` is the user to be, with the attributes as given.
pub(crate) async fn pre_sign_up(
    ctx: &Context,
    moment: &Moment,
    by: PreSignUp,
    validation_data: &BTreeMap<String, String>,
) -> Result<PreSignUpAnswer, ApiError> {
    let Some(arn) = moment.function(ctx, |config| config.pre_sign_up.as_ref()) else {
        return Ok(PreSignUpAnswer::default());
    };
    let occasion = match by {
        PreSignUp::SignUp => "SignUp",
        PreSignUp::AdminCreateUser => "AdminCreateUser",
    };
    // Neither sub nor status: there is no user yet.
    let request =
        json!({"userAttributes": moment.user.attributes, "validationData": validation(validation_data)});
    let request = with(request, "clientMetadata", &moment.client_metadata);
    let response = json!({"autoConfirmUser": false, "autoVerifyEmail": false, "autoVerifyPhone": false});
    moment.call(ctx, &arn, Trigger::new("PreSignUp", occasion), request, response).await
}

/// Without data the event says null.
fn validation(data: &BTreeMap<String, String>) -> Value {
    if data.is_empty() { Value::Null } else { json!(data) }
}
