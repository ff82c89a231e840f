//! UserMigration: asked for a user whom the pool does not know.

use std::collections::BTreeMap;

use poolhouse_emulator_model::shapes::UserStatusType;
use serde::Deserialize;
use serde_json::json;

use super::moment::{Moment, Trigger, with};
use crate::context::Context;
use crate::error::ApiError;

/// Why a user is asked for.
#[derive(Clone, Copy)]
pub(crate) enum Migration<'a> {
    /// A sign-in with this password.
    Authentication { password: &'a str },
    /// A forgotten one.
    ForgotPassword,
}

/// The user as the function knows it. What it says of a welcome is not looked at: none is sent.
#[derive(Clone, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(crate) struct MigratedUser {
    /// Empty where the function does not know the user either.
    pub(crate) user_attributes: BTreeMap<String, String>,
    pub(crate) final_user_status: Option<UserStatusType>,
    pub(crate) force_alias_creation: Option<bool>,
    /// Whether the user is to be asked for a code by SMS.
    #[serde(rename = "enableSMSMFA")]
    pub(crate) enable_sms_mfa: Option<bool>,
}

/// Asks for a user; none where the pool asks nobody, or nobody knows. `moment.user` is nobody's,
/// with the name that was given. Every failure is told as one of the look-up.
pub(crate) async fn user_migration(
    ctx: &Context,
    moment: &Moment,
    why: Migration<'_>,
    validation_data: &BTreeMap<String, String>,
) -> Result<Option<MigratedUser>, ApiError> {
    let Some(arn) = moment.function(ctx, |config| config.user_migration.as_ref()) else { return Ok(None) };
    let (occasion, request) = match why {
        Migration::Authentication { password } => ("Authentication", json!({"password": password})),
        Migration::ForgotPassword => ("ForgotPassword", json!({})),
    };
    let request = with(request, "validationData", validation_data);
    let request = with(request, "clientMetadata", &moment.client_metadata);
    let response = json!({
        "userAttributes": null, "forceAliasCreation": null, "enableSMSMFA": null,
        "finalUserStatus": null, "messageAction": null, "desiredDeliveryMediums": null,
    });
    let trigger = Trigger::new("UserMigration", occasion);
    let answer: Result<MigratedUser, _> = moment.call(ctx, &arn, trigger, request, response).await;
    let failed = |_: ApiError| ApiError::migration_failed(moment.client.as_deref().unwrap_or_default());
    let user = answer.map_err(failed)?;
    Ok((!user.user_attributes.is_empty()).then_some(user))
}
