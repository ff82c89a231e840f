//! AdminListUserAuthEvents: what a user did, the latest first, page by page.

use poolhouse_emulator_model::shapes::{AdminListUserAuthEventsRequest, AdminListUserAuthEventsResponse};

use crate::context::Context;
use crate::domain::check_watches_risk;
use crate::error::ApiError;
use crate::page::{DEFAULT_LIMIT, Page};

pub(crate) async fn admin_list_user_auth_events(
    ctx: &Context,
    input: AdminListUserAuthEventsRequest,
) -> Result<AdminListUserAuthEventsResponse, ApiError> {
    let pool = ctx.pool(&input.user_pool_id)?;
    check_watches_risk(&pool.settings().options)?;
    let user = pool.user_key(&pool.resolve_user(input.username.expose())?.username);
    let list = ["AdminListUserAuthEvents", pool.id(), &user];
    let page = Page::new(&list, input.max_results, DEFAULT_LIMIT, input.next_token.as_deref())?;
    let events = pool.auth_events_of(&user, page.after());
    let (events, next_token) = page.take(events.map(|(place, event)| (place.to_string(), event.describe())));
    Ok(AdminListUserAuthEventsResponse { auth_events: Some(events), next_token })
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::testing::transcript;

    #[test]
    fn the_latest_events_come_first() {
        transcript(
            r#"
            UpdateUserPool {"UserPoolId": "$pool", "UserPoolTier": "PLUS", "UserPoolAddOns": {"AdvancedSecurityMode": "AUDIT"}} > -
            user ann
            AdminListUserAuthEvents {"UserPoolId": "$pool", "Username": "ann"}
            event ann
            wait 60
            event ann
            AdminListUserAuthEvents {"UserPoolId": "$pool", "Username": "ann", "MaxResults": 1} > AuthEvents
            $next = AdminListUserAuthEvents {"UserPoolId": "$pool", "Username": "ann", "MaxResults": 1} > NextToken
            AdminListUserAuthEvents {"UserPoolId": "$pool", "Username": "ann", "NextToken": "$next"} > AuthEvents.0.CreationDate
            "#,
            expect![[r#"
                {"AuthEvents": []}
                [
                  {
                    "ChallengeResponses": [],
                    "CreationDate": 1700000060.0,
                    "EventId": "$event",
                    "EventResponse": "Pass",
                    "EventRisk": {"CompromisedCredentialsDetected": false, "RiskDecision": "NoRisk"},
                    "EventType": "SignIn"
                  }
                ]
                {
                  "AuthEvents": [
                    {
                      "ChallengeResponses": [],
                      "CreationDate": 1700000060.0,
                      "EventId": "$event",
                      "EventResponse": "Pass",
                      "EventRisk": {"CompromisedCredentialsDetected": false, "RiskDecision": "NoRisk"},
                      "EventType": "SignIn"
                    }
                  ],
                  "NextToken": "$next"
                }
                1700000000.0
            "#]],
        );
    }

    #[test]
    fn signing_in_is_an_event_and_so_is_failing_to() {
        transcript(
            r#"
            UpdateUserPool {"UserPoolId": "$pool", "UserPoolTier": "PLUS", "UserPoolAddOns": {"AdvancedSecurityMode": "ENFORCED"}} > -
            $client = CreateUserPoolClient {"UserPoolId": "$pool", "ClientName": "app",
                "ExplicitAuthFlows": ["ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"]} > -
            AdminCreateUser {"UserPoolId": "$pool", "Username": "ann", "MessageAction": "SUPPRESS"} > -
            AdminSetUserPassword {"UserPoolId": "$pool", "Username": "ann", "Password": "Secret-1", "Permanent": true} > -
            InitiateAuth {"ClientId": "$client", "AuthFlow": "USER_PASSWORD_AUTH", "AuthParameters": {"USERNAME": "ann", "PASSWORD": "guessed"}}
            InitiateAuth {"ClientId": "$client", "AuthFlow": "USER_PASSWORD_AUTH", "AuthParameters": {"USERNAME": "ann", "PASSWORD": "Secret-1"}} > -
            AdminListUserAuthEvents {"UserPoolId": "$pool", "Username": "ann"} > AuthEvents.0.EventResponse
            AdminListUserAuthEvents {"UserPoolId": "$pool", "Username": "ann"} > AuthEvents.1.ChallengeResponses
            AdminListUserAuthEvents {"UserPoolId": "$pool", "Username": "ann"} > AuthEvents.2
            "#,
            expect![[r#"
                NotAuthorizedException: Incorrect username or password.
                "Pass"
                [{"ChallengeName": "Password", "ChallengeResponse": "Failure"}]
                null
            "#]],
        );
    }

    #[test]
    fn events_go_with_their_user() {
        transcript(
            r#"
            UpdateUserPool {"UserPoolId": "$pool", "UserPoolTier": "PLUS", "UserPoolAddOns": {"AdvancedSecurityMode": "AUDIT"}} > -
            user ann
            event ann
            AdminDeleteUser {"UserPoolId": "$pool", "Username": "ann"} > -
            user ann
            AdminListUserAuthEvents {"UserPoolId": "$pool", "Username": "ann"}
            "#,
            expect![[r#"
                {"AuthEvents": []}
            "#]],
        );
    }

    #[test]
    fn pools_must_watch_and_users_exist() {
        transcript(
            r#"
            user ann
            event ann
            AdminListUserAuthEvents {"UserPoolId": "$pool", "Username": "ann"}
            UpdateUserPool {"UserPoolId": "$pool", "UserPoolTier": "PLUS", "UserPoolAddOns": {"AdvancedSecurityMode": "AUDIT"}} > -
            AdminListUserAuthEvents {"UserPoolId": "$pool", "Username": "ann"}
            AdminListUserAuthEvents {"UserPoolId": "$pool", "Username": "bob"}
            AdminListUserAuthEvents {"UserPoolId": "us-east-1_none", "Username": "ann"}
            "#,
            expect![[r#"
                UserPoolAddOnNotEnabledException: Threat protection is not enabled for this user pool.
                {"AuthEvents": []}
                UserNotFoundException: User does not exist.
                ResourceNotFoundException: User pool us-east-1_none does not exist.
            "#]],
        );
    }

    #[test]
    fn events_and_configurations_outlive_the_process() {
        transcript(
            r#"
            UpdateUserPool {"UserPoolId": "$pool", "UserPoolTier": "PLUS", "UserPoolAddOns": {"AdvancedSecurityMode": "AUDIT"}} > -
            user ann
            event ann
            SetRiskConfiguration {"UserPoolId": "$pool", "RiskExceptionConfiguration": {"BlockedIPRangeList": ["192.0.2.0/24"]}} > -
            restart now
            AdminListUserAuthEvents {"UserPoolId": "$pool", "Username": "ann"}
            DescribeRiskConfiguration {"UserPoolId": "$pool"}
            "#,
            expect![[r#"
                {
                  "AuthEvents": [
                    {
                      "ChallengeResponses": [],
                      "CreationDate": 1700000000.0,
                      "EventId": "$event",
                      "EventResponse": "Pass",
                      "EventRisk": {"CompromisedCredentialsDetected": false, "RiskDecision": "NoRisk"},
                      "EventType": "SignIn"
                    }
                  ]
                }
                {
                  "RiskConfiguration": {
                    "LastModifiedDate": 1700000000.0,
                    "RiskExceptionConfiguration": {"BlockedIPRangeList": ["192.0.2.0/24"]},
                    "UserPoolId": "$pool"
                  }
                }
            "#]],
        );
    }
}
