//! UpdateAuthEventFeedback: a user's own judgement, through the link in a notification.

use poolhouse_emulator_model::shapes::{UpdateAuthEventFeedbackRequest, UpdateAuthEventFeedbackResponse};

use crate::context::Context;
use crate::domain::check_watches_risk;
use crate::error::ApiError;

pub(crate) async fn update_auth_event_feedback(
    ctx: &Context,
    input: UpdateAuthEventFeedbackRequest,
) -> Result<UpdateAuthEventFeedbackResponse, ApiError> {
    let mut pool = ctx.pool(&input.user_pool_id)?;
    check_watches_risk(&pool.settings().options)?;
    let user = pool.resolve_user(input.username.expose())?;
    let (place, event) = pool.auth_event(user, &input.event_id)?;
    if event.feedback_token != input.feedback_token {
        return Err(ApiError::invalid_feedback_token());
    }
    let event = event.judged(input.feedback_value, "User", ctx.now());
    pool.put_auth_event(&place, event);
    Ok(UpdateAuthEventFeedbackResponse {})
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::testing::transcript;

    #[test]
    fn the_token_of_the_notification_is_needed() {
        transcript(
            r#"
            UpdateUserPool {"UserPoolId": "$pool", "UserPoolTier": "PLUS", "UserPoolAddOns": {"AdvancedSecurityMode": "AUDIT"}} > -
            user ann
            event ann
            UpdateAuthEventFeedback {"UserPoolId": "$pool", "Username": "ann", "EventId": "$event", "FeedbackToken": "guessed", "FeedbackValue": "Invalid"}
            AdminListUserAuthEvents {"UserPoolId": "$pool", "Username": "ann"} > AuthEvents.0.EventFeedback
            UpdateAuthEventFeedback {"UserPoolId": "$pool", "Username": "ann", "EventId": "$event", "FeedbackToken": "feedback-token", "FeedbackValue": "Invalid"}
            AdminListUserAuthEvents {"UserPoolId": "$pool", "Username": "ann"} > AuthEvents.0.EventFeedback
            "#,
            expect![[r#"
                NotAuthorizedException: Invalid feedback token
                null
                {}
                {"FeedbackDate": 1700000000.0, "FeedbackValue": "Invalid", "Provider": "User"}
            "#]],
        );
    }

    #[test]
    fn events_users_and_pools_are_looked_for() {
        transcript(
            r#"
            user ann
            UpdateAuthEventFeedback {"UserPoolId": "$pool", "Username": "ann", "EventId": "none", "FeedbackToken": "t", "FeedbackValue": "Valid"}
            UpdateUserPool {"UserPoolId": "$pool", "UserPoolTier": "PLUS", "UserPoolAddOns": {"AdvancedSecurityMode": "AUDIT"}} > -
            UpdateAuthEventFeedback {"UserPoolId": "$pool", "Username": "ann", "EventId": "none", "FeedbackToken": "t", "FeedbackValue": "Valid"}
            UpdateAuthEventFeedback {"UserPoolId": "$pool", "Username": "bob", "EventId": "none", "FeedbackToken": "t", "FeedbackValue": "Valid"}
            "#,
            expect![[r#"
                UserPoolAddOnNotEnabledException: Threat protection is not enabled for this user pool.
                ResourceNotFoundException: Auth event does not exist.
                UserNotFoundException: User does not exist.
            "#]],
        );
    }
}
