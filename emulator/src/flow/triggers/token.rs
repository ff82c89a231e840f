//! PreTokenGeneration: changes what the tokens of a sign-in say.

use poolhouse_emulator_model::shapes::PreTokenGenerationLambdaVersionType;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::moment::{Moment, Trigger, with};
use crate::context::Context;
use crate::error::ApiError;

/// Why tokens are made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum TokenOccasion {
    HostedAuth,
    Authentication,
    NewPasswordChallenge,
    AuthenticateDevice,
    RefreshTokens,
    ClientCredentials,
}

impl TokenOccasion {
    fn as_str(self) -> &'static str {
        match self {
            Self::HostedAuth => "HostedAuth",
            Self::Authentication => "Authentication",
            Self::NewPasswordChallenge => "NewPasswordChallenge",
            Self::AuthenticateDevice => "AuthenticateDevice",
            Self::RefreshTokens => "RefreshTokens",
            Self::ClientCredentials => "ClientCredentials",
        }
    }
}

/// What a function wants changed, in the shape of the version that it is called with.
#[derive(Clone, Debug)]
pub(crate) enum ClaimOverrides {
    /// `claimsOverrideDetails`.
    First(Value),
    /// `claimsAndScopeOverrideDetails`, of the second and third version.
    Later(Value),
}

/// Asks what to change; none where nothing is. `groups` is the event's
/// `groupConfiguration`, `scopes` those of the access token.
pub(crate) async fn pre_token_generation(
    ctx: &Context,
    moment: &Moment,
    occasion: TokenOccasion,
    groups: Value,
    scopes: &[String],
) -> Result<Option<ClaimOverrides>, ApiError> {
    let Some((arn, version)) = function(ctx, moment) else { return Ok(None) };
    let first = version == "1";
    if occasion == TokenOccasion::ClientCredentials && version != "3" {
        return Ok(None);
    }
    let mut request = json!({"userAttributes": moment.user_attributes(), "groupConfiguration": groups});
    if !first {
        request["scopes"] = json!(scopes);
    }
    if occasion == TokenOccasion::ClientCredentials {
        request["userAttributes"] = json!({});
    }
    let request = with(request, "clientMetadata", &moment.client_metadata);
    let member = if first { "claimsOverrideDetails" } else { "claimsAndScopeOverrideDetails" };
    let trigger = Trigger { name: "PreTokenGeneration", occasion: occasion.as_str(), version };
    let mut answer: Map<String, Value> =
        moment.call(ctx, &arn, trigger, request, json!({member: null})).await?;
    match answer.remove(member) {
        None => Ok(None),
        Some(details) if !details.is_object() => Err(ApiError::function_answer_unrecognizable()),
        Some(details) if first => Ok(Some(ClaimOverrides::First(details))),
        Some(details) => Ok(Some(ClaimOverrides::Later(details))),
    }
}

/// The function and the version of its event.
fn function(ctx: &Context, moment: &Moment) -> Option<(String, &'static str)> {
    let config = moment.function(ctx, |config| config.pre_token_generation_config.as_ref())?;
    let version = match config.lambda_version {
        PreTokenGenerationLambdaVersionType::V1_0 => "1",
        PreTokenGenerationLambdaVersionType::V2_0 => "2",
        PreTokenGenerationLambdaVersionType::V3_0 => "3",
    };
    Some((config.lambda_arn, version))
}
