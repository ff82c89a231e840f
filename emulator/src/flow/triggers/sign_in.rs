//! PreAuthentication and PostAuthentication: asked before a sign-in, and told after one.

use std::collections::BTreeMap;

use serde_json::json;

use super::confirmation::Anything;
use super::moment::{Moment, Trigger, with};
use crate::context::Context;
use crate::error::ApiError;

/// Asks whether a sign-in may begin. `validation_data` is the `ClientMetadata` of the request that
/// begins it.
pub(crate) async fn pre_authentication(
    ctx: &Context,
    moment: &Moment,
    validation_data: &BTreeMap<String, String>,
) -> Result<(), ApiError> {
    let Some(arn) = moment.function(ctx, |config| config.pre_authentication.as_ref()) else { return Ok(()) };
    let request = with(moment.user_signing_in().into(), "validationData", validation_data);
    let trigger = Trigger::new("PreAuthentication", "Authentication");
    let Anything {} = moment.call(ctx, &arn, trigger, request, json!({})).await?;
    Ok(())
}

/// Tells that a sign-in has succeeded, before its tokens are made.
pub(crate) async fn post_authentication(
    ctx: &Context,
    moment: &Moment,
    new_device_used: bool,
) -> Result<(), ApiError> {
    let Some(arn) = moment.function(ctx, |config| config.post_authentication.as_ref()) else { return Ok(()) };
    let request = json!({"userAttributes": moment.user_attributes(), "newDeviceUsed": new_device_used});
    let request = with(request, "clientMetadata", &moment.client_metadata);
    let trigger = Trigger::new("PostAuthentication", "Authentication");
    let Anything {} = moment.call(ctx, &arn, trigger, request, json!({})).await?;
    Ok(())
}
