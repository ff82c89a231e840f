//! AdminListUserSessions: where a user is signed in.

use poolhouse_emulator_model::shapes::{AdminListUserSessionsRequest, AdminListUserSessionsResponse};

use super::session_list::page;
use crate::context::Context;
use crate::error::ApiError;

pub(crate) async fn admin_list_user_sessions(
    ctx: &Context,
    input: AdminListUserSessionsRequest,
) -> Result<AdminListUserSessionsResponse, ApiError> {
    let pool = ctx.pool(&input.user_pool_id)?;
    let username = &pool.resolve_user(input.username.expose())?.username;
    let place = (input.next_token.as_deref(), ctx.now());
    let (sessions, next_token) = page(&pool, username, "AdminListUserSessions", None, place)?;
    Ok(AdminListUserSessionsResponse { sessions: Some(sessions), next_token })
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::testing::transcript;

    #[test]
    fn the_session_used_least_makes_room_and_others_are_listed() {
        transcript(
            r#"
            SetUserPoolSessionConfiguration {"UserPoolId": "$pool", "UserSessionTracking": "ENABLED", "TokenSession": {"MaxPerUser": 2}} > -
            $app = CreateUserPoolClient {"UserPoolId": "$pool", "ClientName": "app"} > -
            user ann
            AdminListUserSessions {"UserPoolId": "$pool", "Username": "ann"}
            token $pool $app ann
            wait 60
            token $pool $app ann
            wait 60
            token $pool $app ann
            AdminListUserSessions {"UserPoolId": "$pool", "Username": "ann"} > Sessions.0.CreateDate
            AdminListUserSessions {"UserPoolId": "$pool", "Username": "ann"} > Sessions.1.CreateDate
            AdminListUserSessions {"UserPoolId": "$pool", "Username": "ann"} > Sessions.2
            AdminListUserSessions {"UserPoolId": "us-east-1_nothing", "Username": "ann"}
            "#,
            expect![[r#"
                {"Sessions": []}
                1700000060.0
                1700000120.0
                null
                ResourceNotFoundException: User pool us-east-1_nothing does not exist.
            "#]],
        );
    }
}
