//! What a pool with threat protection remembers of a sign-in, a sign-up or a change of password.

use poolhouse_emulator_model::shapes::{
    AuthEventType, ChallengeResponseType, EventContextDataType, EventFeedbackType, EventResponseType,
    EventRiskType, EventType, FeedbackValueType, RiskDecisionType,
};
use poolhouse_emulator_model::{Sensitive, Timestamp};
use serde::{Deserialize, Serialize};

/// One event of a user.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct AuthEvent {
    /// A UUID.
    pub(crate) id: String,
    pub(crate) kind: EventType,
    pub(crate) response: EventResponseType,
    pub(crate) challenges: Vec<ChallengeResponseType>,
    pub(crate) context: Option<EventContextDataType>,
    pub(crate) at: Timestamp,
    pub(crate) feedback: Option<EventFeedbackType>,
    /// What the link in a notification proves that its reader got it with.
    pub(crate) feedback_token: Sensitive,
}

impl AuthEvent {
    /// An event that nobody has judged yet. Nothing is ever found risky here.
    pub(crate) fn new(
        id: String,
        feedback_token: Sensitive,
        kind: EventType,
        response: EventResponseType,
        at: Timestamp,
    ) -> Self {
        Self { id, kind, response, challenges: Vec::new(), context: None, at, feedback: None, feedback_token }
    }

    /// The event once it was judged. Who judges through the link in a notification is called `User`
    /// (unsure), an administrator `Admin`.
    pub(crate) fn judged(&self, value: FeedbackValueType, provider: &str, now: Timestamp) -> Self {
        let feedback = EventFeedbackType {
            feedback_value: value,
            provider: provider.to_owned(),
            feedback_date: Some(now),
        };
        Self { feedback: Some(feedback), ..self.clone() }
    }

    /// The event as AdminListUserAuthEvents answers it.
    pub(crate) fn describe(&self) -> AuthEventType {
        AuthEventType {
            event_id: Some(self.id.clone()),
            event_type: Some(self.kind),
            creation_date: Some(self.at),
            event_response: Some(self.response),
            event_risk: Some(EventRiskType {
                risk_decision: Some(RiskDecisionType::NoRisk),
                risk_level: None,
                compromised_credentials_detected: Some(false),
            }),
            challenge_responses: Some(self.challenges.clone()),
            event_context_data: self.context.clone(),
            event_feedback: self.feedback.clone(),
        }
    }
}
