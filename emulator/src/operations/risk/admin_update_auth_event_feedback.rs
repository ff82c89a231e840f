//! AdminUpdateAuthEventFeedback: an administrator's judgement of what a user did.

use poolhouse_emulator_model::shapes::{
    AdminUpdateAuthEventFeedbackRequest, AdminUpdateAuthEventFeedbackResponse,
};

use crate::context::Context;
use crate::domain::check_watches_risk;
use crate::error::ApiError;

pub(crate) async fn admin_update_auth_event_feedback(
    ctx: &Context,
    input: AdminUpdateAuthEventFeedbackRequest,
) -> Result<AdminUpdateAuthEventFeedbackResponse, ApiError> {
    let mut pool = ctx.pool(&input.user_pool_id)?;
    check_watches_risk(&pool.settings().options)?;
    let user = pool.resolve_user(input.username.expose())?;
    let (place, event) = pool.auth_event(user, &input.event_id)?;
    let event = event.judged(input.feedback_value, "Admin", ctx.now());
    pool.put_auth_event(&place, event);
    Ok(AdminUpdateAuthEventFeedbackResponse {})
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::testing::transcript;

    #[test]
    fn a_judgement_shows_in_the_event() {
        transcript(
            r#"
            UpdateUserPool {"UserPoolId": "$pool", "UserPoolTier": "PLUS", "UserPoolAddOns": {"AdvancedSecurityMode": "AUDIT"}} > -
            user ann
            event ann
            wait 60
            AdminUpdateAuthEventFeedback {"UserPoolId": "$pool", "Username": "ann", "EventId": "$event", "FeedbackValue": "Valid"}
            AdminListUserAuthEvents {"UserPoolId": "$pool", "Username": "ann"} > AuthEvents.0.EventFeedback
            "#,
            expect![[r#"
                {}
                {"FeedbackDate": 1700000060.0, "FeedbackValue": "Valid", "Provider": "Admin"}
            "#]],
        );
    }

    #[test]
    fn events_users_and_pools_are_looked_for() {
        transcript(
            r#"
            user ann
            AdminUpdateAuthEventFeedback {"UserPoolId": "$pool", "Username": "ann", "EventId": "none", "FeedbackValue": "Valid"}
            UpdateUserPool {"UserPoolId": "$pool", "UserPoolTier": "PLUS", "UserPoolAddOns": {"AdvancedSecurityMode": "AUDIT"}} > -
            AdminUpdateAuthEventFeedback {"UserPoolId": "$pool", "Username": "ann", "EventId": "none", "FeedbackValue": "Valid"}
            AdminUpdateAuthEventFeedback {"UserPoolId": "$pool", "Username": "bob", "EventId": "none", "FeedbackValue": "Valid"}
            AdminUpdateAuthEventFeedback {"UserPoolId": "us-east-1_none", "Username": "bob", "EventId": "none", "FeedbackValue": "Valid"}
            "#,
            expect![[r#"
                UserPoolAddOnNotEnabledException: Threat protection is not enabled for this user pool.
                ResourceNotFoundException: Auth event does not exist.
                UserNotFoundException: User does not exist.
                ResourceNotFoundException: User pool us-east-1_none does not exist.
            "#]],
        );
    }
}
