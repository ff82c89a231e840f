//! ListUserSessions: where the bearer of a token is signed in.

use poolhouse_emulator_model::shapes::{ListUserSessionsRequest, ListUserSessionsResponse};

use super::session_list::page;
use crate::context::Context;
use crate::error::ApiError;
use crate::flow::Signed;

pub(crate) async fn list_user_sessions(
    ctx: &Context,
    input: ListUserSessionsRequest,
) -> Result<ListUserSessionsResponse, ApiError> {
    let Signed { pool, user, access } = Signed::in_by(ctx, &input.access_token)?;
    let current = pool.token_session(&user.username, access.auth_time, &access.event_id);
    let current = current.map(|session| session.id.as_str());
    let place = (input.next_token.as_deref(), ctx.now());
    let (sessions, next_token) = page(&pool, &user.username, "ListUserSessions", current, place)?;
    Ok(ListUserSessionsResponse { sessions: Some(sessions), next_token })
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::testing::transcript;

    #[test]
    fn a_user_sees_all_sessions_and_which_one_is_the_own() {
        transcript(
            r#"
            SetUserPoolSessionConfiguration {"UserPoolId": "$pool", "UserSessionTracking": "ENABLED", "TokenSession": {"MaxPerUser": 20}} > -
            user ann
            $app = CreateUserPoolClient {"UserPoolId": "$pool", "ClientName": "app"} > -
            $phone = CreateUserPoolClient {"UserPoolId": "$pool", "ClientName": "phone"} > -
            token $pool $phone ann
            wait 60
            token $pool $app ann
            ListUserSessions {"AccessToken": "$token"}
            AdminListUserSessions {"UserPoolId": "$pool", "Username": "ann"} > Sessions.1.IsCurrentSession
            wait 2592000
            AdminListUserSessions {"UserPoolId": "$pool", "Username": "ann"}
            AdminListUserSessions {"UserPoolId": "$pool", "Username": "bob"}
            "#,
            expect![[r#"
                {
                  "Sessions": [
                    {
                      "ClientId": "$phone",
                      "CreateDate": 1700000000.0,
                      "IsCurrentSession": false,
                      "LastActiveDate": 1700000000.0,
                      "SessionId": "tkn0rxpu2379gevr733zhe2bfq62",
                      "SessionType": "TOKEN"
                    },
                    {
                      "ClientId": "$app",
                      "CreateDate": 1700000060.0,
                      "IsCurrentSession": true,
                      "LastActiveDate": 1700000060.0,
                      "SessionId": "tknbux9839k1bujx85kafgjslp1e",
                      "SessionType": "TOKEN"
                    }
                  ]
                }
                false
                {"Sessions": []}
                UserNotFoundException: User does not exist.
            "#]],
        );
    }

    #[test]
    fn a_pool_that_does_not_track_sessions_says_so() {
        transcript(
            r#"
            user ann
            $app = CreateUserPoolClient {"UserPoolId": "$pool", "ClientName": "app"} > -
            token $pool $app ann
            ListUserSessions {"AccessToken": "$token"}
            AdminListUserSessions {"UserPoolId": "$pool", "Username": "ann"}
            AdminRevokeUserSession {"UserPoolId": "$pool", "Username": "ann", "SessionId": "tkn0000000000000000000000000"}
            "#,
            expect![[r#"
                OperationNotEnabledException: User session tracking is not enabled for this user pool.
                OperationNotEnabledException: User session tracking is not enabled for this user pool.
                OperationNotEnabledException: User session tracking is not enabled for this user pool.
            "#]],
        );
    }
}
