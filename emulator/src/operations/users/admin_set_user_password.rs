//! AdminSetUserPassword: gives a user a password, to stay or to be changed at the next sign-in.

use poolhouse_emulator_model::shapes::{AdminSetUserPasswordRequest, AdminSetUserPasswordResponse};

use crate::context::Context;
use crate::domain::{PasswordRecord, User};
use crate::error::ApiError;

/// Only permanent passwords are held against those that the user had (unsure).
pub(crate) async fn admin_set_user_password(
    ctx: &Context,
    input: AdminSetUserPasswordRequest,
) -> Result<AdminSetUserPasswordResponse, ApiError> {
    let mut pool = ctx.pool(&input.user_pool_id)?;
    let mut user = User::clone(pool.resolve_user(input.username.expose())?);
    let (policy, password) = (pool.settings().options.password_policy(), input.password.expose());
    policy.check(password).map_err(ApiError::password_refused)?;
    let permanent = input.permanent == Some(true);
    if permanent && user.has_used(password, &policy, pool.short_id()) {
        return Err(ApiError::password_used_before());
    }
    let record = PasswordRecord::new(ctx.random().bytes(), pool.short_id(), &user.username, password);
    if permanent {
        user.set_permanent_password(record, &policy);
    } else {
        user.set_temporary_password(record, &policy, ctx.now());
    }
    user.modified = ctx.now();
    pool.put_user(user);
    Ok(AdminSetUserPasswordResponse {})
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::testing::transcript;

    #[test]
    fn a_permanent_password_confirms_and_a_temporary_one_unconfirms() {
        transcript(
            r#"
            AdminCreateUser {"UserPoolId": "$pool", "Username": "ann"} > User.UserStatus
            wait 60
            AdminSetUserPassword {"UserPoolId": "$pool", "Username": "ann", "Password": "Secret-1", "Permanent": true}
            $ann = AdminGetUser {"UserPoolId": "$pool", "Username": "ann"} > UserAttributes.0.Value
            AdminSetUserPassword {"UserPoolId": "$pool", "Username": "ann", "Password": "Secret-2", "Permanent": false}
            AdminGetUser {"UserPoolId": "$pool", "Username": "ann"} > UserStatus
            AdminSetUserPassword {"UserPoolId": "$pool", "Username": "ann", "Password": "Secret-3"}
            AdminGetUser {"UserPoolId": "$pool", "Username": "ann"} > UserStatus
            "#,
            expect![[r#"
                "FORCE_CHANGE_PASSWORD"
                {}
                {
                  "Enabled": true,
                  "UserAttributes": [{"Name": "sub", "Value": "$ann"}],
                  "UserCreateDate": 1700000000.0,
                  "UserLastModifiedDate": 1700000060.0,
                  "UserStatus": "CONFIRMED",
                  "Username": "ann"
                }
                {}
                "FORCE_CHANGE_PASSWORD"
                {}
                "FORCE_CHANGE_PASSWORD"
            "#]],
        );
    }

    #[test]
    fn the_policy_is_kept_and_its_first_demand_is_told() {
        transcript(
            r#"
            user ann
            AdminSetUserPassword {"UserPoolId": "$pool", "Username": "ann", "Password": "Sec-1", "Permanent": true}
            AdminSetUserPassword {"UserPoolId": "$pool", "Username": "ann", "Password": "secret-1", "Permanent": true}
            AdminSetUserPassword {"UserPoolId": "$pool", "Username": "ann", "Password": "SECRET-1", "Permanent": true}
            AdminSetUserPassword {"UserPoolId": "$pool", "Username": "ann", "Password": "Secret--", "Permanent": true}
            AdminSetUserPassword {"UserPoolId": "$pool", "Username": "ann", "Password": "Secret11", "Permanent": true}
            AdminSetUserPassword {"UserPoolId": "$pool", "Username": "ann", "Password": "no space", "Permanent": true}
            "#,
            expect![[r#"
                InvalidPasswordException: Password does not conform to policy: Password not long enough
                InvalidPasswordException: Password does not conform to policy: Password must have uppercase characters
                InvalidPasswordException: Password does not conform to policy: Password must have lowercase characters
                InvalidPasswordException: Password does not conform to policy: Password must have numeric characters
                InvalidPasswordException: Password does not conform to policy: Password must have symbol characters
                InvalidParameterException: 1 validation error detected: Value at 'password' failed to satisfy constraint: Member must satisfy regular expression pattern: [\S]+
            "#]],
        );
    }

    #[test]
    fn a_password_that_the_pool_remembers_is_refused() {
        transcript(
            r#"
            $strict = CreateUserPool {"PoolName": "strict", "Policies": {"PasswordPolicy": {"PasswordHistorySize": 2}}} > -
            AdminCreateUser {"UserPoolId": "$strict", "Username": "ann"} > -
            AdminSetUserPassword {"UserPoolId": "$strict", "Username": "ann", "Password": "secret-1", "Permanent": true}
            AdminSetUserPassword {"UserPoolId": "$strict", "Username": "ann", "Password": "secret-1", "Permanent": true}
            AdminSetUserPassword {"UserPoolId": "$strict", "Username": "ann", "Password": "secret-2", "Permanent": true}
            AdminSetUserPassword {"UserPoolId": "$strict", "Username": "ann", "Password": "secret-1", "Permanent": true}
            AdminSetUserPassword {"UserPoolId": "$strict", "Username": "ann", "Password": "secret-3", "Permanent": true}
            AdminSetUserPassword {"UserPoolId": "$strict", "Username": "ann", "Password": "secret-1", "Permanent": true}
            "#,
            expect![[r#"
                {}
                PasswordHistoryPolicyViolationException: Password has previously been used
                {}
                PasswordHistoryPolicyViolationException: Password has previously been used
                {}
                {}
            "#]],
        );
    }

    #[test]
    fn the_user_must_exist() {
        transcript(
            r#"AdminSetUserPassword {"UserPoolId": "$pool", "Username": "ann", "Password": "Secret-1"}"#,
            expect![[r#"
                UserNotFoundException: User does not exist.
            "#]],
        );
    }
}
