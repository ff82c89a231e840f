//! AdminRevokeUserSession: signs a user out in one place.

use poolhouse_emulator_model::shapes::{AdminRevokeUserSessionRequest, AdminRevokeUserSessionResponse};

use super::revocation::revoke;
use crate::context::Context;
use crate::error::ApiError;

pub(crate) async fn admin_revoke_user_session(
    ctx: &Context,
    input: AdminRevokeUserSessionRequest,
) -> Result<AdminRevokeUserSessionResponse, ApiError> {
    let mut pool = ctx.pool(&input.user_pool_id)?;
    let username = pool.resolve_user(input.username.expose())?.username.clone();
    revoke(&mut pool, &username, &input.session_id)?;
    Ok(AdminRevokeUserSessionResponse {})
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::testing::transcript;

    #[test]
    fn one_session_of_the_right_user_ends() {
        transcript(
            r#"
            SetUserPoolSessionConfiguration {"UserPoolId": "$pool", "UserSessionTracking": "ENABLED", "TokenSession": {"MaxPerUser": 20}} > -
            $app = CreateUserPoolClient {"UserPoolId": "$pool", "ClientName": "app"} > -
            user ann
            user bob
            token $pool $app ann
            $session = AdminListUserSessions {"UserPoolId": "$pool", "Username": "ann"} > Sessions.0.SessionId
            AdminRevokeUserSession {"UserPoolId": "$pool", "Username": "bob", "SessionId": "$session"}
            GetUser {"AccessToken": "$token"} > Username
            AdminRevokeUserSession {"UserPoolId": "$pool", "Username": "ann", "SessionId": "$session"}
            GetUser {"AccessToken": "$token"}
            AdminRevokeUserSession {"UserPoolId": "$pool", "Username": "ann", "SessionId": "$session"}
            AdminRevokeUserSession {"UserPoolId": "$pool", "Username": "cid", "SessionId": "$session"}
            "#,
            expect![[r#"
                {
                  "Sessions": [
                    {
                      "ClientId": "$app",
                      "CreateDate": 1700000000.0,
                      "IsCurrentSession": false,
                      "LastActiveDate": 1700000000.0,
                      "SessionId": "$session",
                      "SessionType": "TOKEN"
                    }
                  ]
                }
                ResourceNotFoundException: Session does not exist.
                "ann"
                {}
                NotAuthorizedException: Access Token has been revoked
                ResourceNotFoundException: Session does not exist.
                UserNotFoundException: User does not exist.
            "#]],
        );
    }
}
