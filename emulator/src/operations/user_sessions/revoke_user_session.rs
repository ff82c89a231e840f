//! RevokeUserSession: the bearer of a token signs out somewhere else.

use poolhouse_emulator_model::shapes::{RevokeUserSessionRequest, RevokeUserSessionResponse};

use super::revocation::revoke;
use crate::context::Context;
use crate::error::ApiError;
use crate::flow::Signed;

pub(crate) async fn revoke_user_session(
    ctx: &Context,
    input: RevokeUserSessionRequest,
) -> Result<RevokeUserSessionResponse, ApiError> {
    let Signed { mut pool, user, access } = Signed::in_by(ctx, &input.access_token)?;
    let current = pool.token_session(&user.username, access.auth_time, &access.event_id);
    if current.is_some_and(|current| current.id == input.session_id) {
        return Err(ApiError::own_session_revoked());
    }
    revoke(&mut pool, &user.username, &input.session_id)?;
    Ok(RevokeUserSessionResponse {})
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::testing::transcript;

    #[test]
    fn other_sessions_can_be_revoked_and_the_own_cannot() {
        transcript(
            r#"
            SetUserPoolSessionConfiguration {"UserPoolId": "$pool", "UserSessionTracking": "ENABLED", "TokenSession": {"MaxPerUser": 20}} > -
            user ann
            $app = CreateUserPoolClient {"UserPoolId": "$pool", "ClientName": "app"} > -
            token $pool $app ann
            $other = ListUserSessions {"AccessToken": "$token"} > Sessions.0.SessionId
            wait 60
            token $pool $app ann
            $own = ListUserSessions {"AccessToken": "$token"} > Sessions.1.SessionId
            RevokeUserSession {"AccessToken": "$token", "SessionId": "$own"}
            RevokeUserSession {"AccessToken": "$token", "SessionId": "$other", "RevokeAssociatedSessions": "LINKED"}
            RevokeUserSession {"AccessToken": "$token", "SessionId": "$other"}
            AdminRevokeUserSession {"UserPoolId": "$pool", "Username": "ann", "SessionId": "$own"}
            GetUser {"AccessToken": "$token"}
            "#,
            expect![[r#"
                {
                  "Sessions": [
                    {
                      "ClientId": "$app",
                      "CreateDate": 1700000000.0,
                      "IsCurrentSession": true,
                      "LastActiveDate": 1700000000.0,
                      "SessionId": "$other",
                      "SessionType": "TOKEN"
                    }
                  ]
                }
                {
                  "Sessions": [
                    {
                      "ClientId": "$app",
                      "CreateDate": 1700000000.0,
                      "IsCurrentSession": false,
                      "LastActiveDate": 1700000000.0,
                      "SessionId": "$other",
                      "SessionType": "TOKEN"
                    },
                    {
                      "ClientId": "$app",
                      "CreateDate": 1700000060.0,
                      "IsCurrentSession": true,
                      "LastActiveDate": 1700000060.0,
                      "SessionId": "$own",
                      "SessionType": "TOKEN"
                    }
                  ]
                }
                InvalidParameterException: The current session cannot be revoked.
                {}
                ResourceNotFoundException: Session does not exist.
                {}
                NotAuthorizedException: Access Token has been revoked
            "#]],
        );
    }

    #[test]
    fn a_session_is_revoked_for_its_own_user_alone() {
        transcript(
            r#"
            SetUserPoolSessionConfiguration {"UserPoolId": "$pool", "UserSessionTracking": "ENABLED", "TokenSession": {"MaxPerUser": 20}} > -
            user ann
            user bob
            $app = CreateUserPoolClient {"UserPoolId": "$pool", "ClientName": "app"} > -
            token $pool $app ann
            $session = ListUserSessions {"AccessToken": "$token"} > Sessions.0.SessionId
            AdminRevokeUserSession {"UserPoolId": "$pool", "Username": "bob", "SessionId": "$session"}
            AdminRevokeUserSession {"UserPoolId": "$pool", "Username": "cid", "SessionId": "$session"}
            "#,
            expect![[r#"
                {
                  "Sessions": [
                    {
                      "ClientId": "$app",
                      "CreateDate": 1700000000.0,
                      "IsCurrentSession": true,
                      "LastActiveDate": 1700000000.0,
                      "SessionId": "$session",
                      "SessionType": "TOKEN"
                    }
                  ]
                }
                ResourceNotFoundException: Session does not exist.
                UserNotFoundException: User does not exist.
            "#]],
        );
    }
}
