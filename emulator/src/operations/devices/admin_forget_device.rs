//! AdminForgetDevice: gives a user's device up.

use poolhouse_emulator_model::NoOutput;
use poolhouse_emulator_model::shapes::AdminForgetDeviceRequest;

use super::tracking::user_of;
use crate::context::Context;
use crate::error::ApiError;

pub(crate) async fn admin_forget_device(
    ctx: &Context,
    input: AdminForgetDeviceRequest,
) -> Result<NoOutput, ApiError> {
    let (mut pool, mut user) = user_of(ctx, &input.user_pool_id, &input.username)?;
    user.forget_device(&input.device_key)?;
    pool.put_user(user);
    Ok(NoOutput)
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::testing::transcript;

    #[test]
    fn a_forgotten_device_is_gone() {
        transcript(
            r#"
            $p = CreateUserPool {"PoolName": "p", "DeviceConfiguration": {"ChallengeRequiredOnNewDevice": true}} > -
            $app = CreateUserPoolClient {"UserPoolId": "$p", "ClientName": "app", "ExplicitAuthFlows": ["ALLOW_USER_PASSWORD_AUTH"]} > -
            AdminCreateUser {"UserPoolId": "$p", "Username": "ann", "MessageAction": "SUPPRESS"} > -
            AdminSetUserPassword {"UserPoolId": "$p", "Username": "ann", "Password": "Secret-1", "Permanent": true} > -
            InitiateAuth {"ClientId": "$app", "AuthFlow": "USER_PASSWORD_AUTH", "AuthParameters": {"USERNAME": "ann", "PASSWORD": "Secret-1"}} > -
            $key = AdminListDevices {"UserPoolId": "$p", "Username": "ann"} > Devices.0.DeviceKey
            token $p $app ann
            AdminForgetDevice {"UserPoolId": "$p", "Username": "ann", "DeviceKey": "$key"}
            AdminListDevices {"UserPoolId": "$p", "Username": "ann"}
            AdminForgetDevice {"UserPoolId": "$p", "Username": "ann", "DeviceKey": "$key"}
            AdminForgetDevice {"UserPoolId": "$p", "Username": "bob", "DeviceKey": "$key"}
            AdminForgetDevice {"UserPoolId": "$pool", "Username": "ann", "DeviceKey": "$key"}
            "#,
            expect![[r#"
                {
                  "Devices": [
                    {
                      "DeviceAttributes": [
                        {"Name": "device_status", "Value": "valid"},
                        {"Name": "dev:device_remembered_status", "Value": "not_remembered"}
                      ],
                      "DeviceCreateDate": 1700000000.0,
                      "DeviceKey": "$key",
                      "DeviceLastAuthenticatedDate": 1700000000.0,
                      "DeviceLastModifiedDate": 1700000000.0
                    }
                  ]
                }
                (empty)
                {"Devices": []}
                ResourceNotFoundException: Device does not exist.
                UserNotFoundException: User does not exist.
                InvalidUserPoolConfigurationException: Device tracking is not enabled for the user pool
            "#]],
        );
    }
}
