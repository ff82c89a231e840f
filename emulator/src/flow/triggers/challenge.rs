//! The three functions of a sign-in whose challenges a pool makes up itself.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::moment::{Moment, Trigger, with};
use crate::context::Context;
use crate::error::ApiError;

/// A challenge that was answered in this sign-in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ChallengeStep {
    pub(crate) challenge_name: String,
    pub(crate) challenge_result: bool,
    pub(crate) challenge_metadata: Option<String>,
}

/// What comes next.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(crate) struct DefinedChallenge {
    pub(crate) challenge_name: Option<String>,
    pub(crate) issue_tokens: bool,
    pub(crate) fail_authentication: bool,
}

/// A challenge of the pool's own.
#[derive(Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(crate) struct CreatedChallenge {
    pub(crate) public_challenge_parameters: BTreeMap<String, String>,
    /// For the function that verifies the answer; they never leave the service.
    pub(crate) private_challenge_parameters: BTreeMap<String, String>,
    pub(crate) challenge_metadata: Option<String>,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Verified {
    answer_correct: bool,
}

/// Asks what comes next in a sign-in. An answer that says nothing is refused.
pub(crate) async fn define_auth_challenge(
    ctx: &Context,
    moment: &Moment,
    session: &[ChallengeStep],
) -> Result<DefinedChallenge, ApiError> {
    let arn = moment.function(ctx, |config| config.define_auth_challenge.as_ref());
    let arn = arn.ok_or_else(ApiError::custom_auth_not_configured)?;
    let request = request(moment, json!({"session": session}));
    let response = json!({"challengeName": null, "issueTokens": null, "failAuthentication": null});
    let trigger = Trigger::new("DefineAuthChallenge", "Authentication");
    let next: DefinedChallenge = moment.call(ctx, &arn, trigger, request, response).await?;
    if next.challenge_name.is_none() && !next.issue_tokens && !next.fail_authentication {
        return Err(ApiError::function_answer_unrecognizable());
    }
    Ok(next)
}

/// Has a challenge made up.
pub(crate) async fn create_auth_challenge(
    ctx: &Context,
    moment: &Moment,
    challenge_name: &str,
    session: &[ChallengeStep],
) -> Result<CreatedChallenge, ApiError> {
    let arn = moment.function(ctx, |config| config.create_auth_challenge.as_ref());
    let arn = arn.ok_or_else(ApiError::custom_auth_not_configured)?;
    let own = json!({"challengeName": challenge_name, "session": session});
    let request = request(moment, own);
    let response = json!({
        "publicChallengeParameters": null, "privateChallengeParameters": null, "challengeMetadata": null,
    });
    let trigger = Trigger::new("CreateAuthChallenge", "Authentication");
    moment.call(ctx, &arn, trigger, request, response).await
}

/// Asks whether an answer is right.
pub(crate) async fn verify_auth_challenge_response(
    ctx: &Context,
    moment: &Moment,
    private_parameters: &BTreeMap<String, String>,
    answer: &str,
) -> Result<bool, ApiError> {
    let arn = moment.function(ctx, |config| config.verify_auth_challenge_response.as_ref());
    let arn = arn.ok_or_else(ApiError::custom_auth_not_configured)?;
    let own = json!({"privateChallengeParameters": private_parameters, "challengeAnswer": answer});
    let request = request(moment, own);
    let trigger = Trigger::new("VerifyAuthChallengeResponse", "Authentication");
    let Verified { answer_correct } =
        moment.call(ctx, &arn, trigger, request, json!({"answerCorrect": null})).await?;
    Ok(answer_correct)
}

/// The members that the three have in common, and their own.
fn request(moment: &Moment, own: Value) -> Value {
    let mut request = moment.user_signing_in();
    if let Value::Object(own) = own {
        request.extend(own);
    }
    with(Value::Object(request), "clientMetadata", &moment.client_metadata)
}
