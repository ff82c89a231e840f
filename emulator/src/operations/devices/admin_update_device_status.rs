//! AdminUpdateDeviceStatus: whether a user's device is remembered.

use poolhouse_emulator_model::shapes::{AdminUpdateDeviceStatusRequest, AdminUpdateDeviceStatusResponse};

use super::tracking::{set_status, user_of};
use crate::context::Context;
use crate::error::ApiError;

pub(crate) async fn admin_update_device_status(
    ctx: &Context,
    input: AdminUpdateDeviceStatusRequest,
) -> Result<AdminUpdateDeviceStatusResponse, ApiError> {
    let (mut pool, mut user) = user_of(ctx, &input.user_pool_id, &input.username)?;
    set_status(ctx, &mut user, &input.device_key, input.device_remembered_status)?;
    pool.put_user(user);
    Ok(AdminUpdateDeviceStatusResponse {})
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::testing::transcript;

    #[test]
    fn a_device_is_remembered_or_not() {
        transcript(
            r#"
            $p = CreateUserPool {"PoolName": "p", "DeviceConfiguration": {"ChallengeRequiredOnNewDevice": true}} > -
            $app = CreateUserPoolClient {"UserPoolId": "$p", "ClientName": "app", "ExplicitAuthFlows": ["ALLOW_USER_PASSWORD_AUTH"]} > -
            AdminCreateUser {"UserPoolId": "$p", "Username": "ann", "MessageAction": "SUPPRESS"} > -
            AdminSetUserPassword {"UserPoolId": "$p", "Username": "ann", "Password": "Secret-1", "Permanent": true} > -
            InitiateAuth {"ClientId": "$app", "AuthFlow": "USER_PASSWORD_AUTH", "AuthParameters": {"USERNAME": "ann", "PASSWORD": "Secret-1"}} > -
            $key = AdminListDevices {"UserPoolId": "$p", "Username": "ann"} > Devices.0.DeviceKey
            token $p $app ann
            AdminUpdateDeviceStatus {"UserPoolId": "$p", "Username": "ann", "DeviceKey": "$key", "DeviceRememberedStatus": "remembered"}
            AdminGetDevice {"UserPoolId": "$p", "Username": "ann", "DeviceKey": "$key"} > Device.DeviceAttributes.1
            AdminUpdateDeviceStatus {"UserPoolId": "$p", "Username": "ann", "DeviceKey": "$key", "DeviceRememberedStatus": "not_remembered"}
            AdminGetDevice {"UserPoolId": "$p", "Username": "ann", "DeviceKey": "$key"} > Device.DeviceAttributes.1
            AdminUpdateDeviceStatus {"UserPoolId": "$p", "Username": "ann", "DeviceKey": "us-east-1_0", "DeviceRememberedStatus": "remembered"}
            AdminUpdateDeviceStatus {"UserPoolId": "$pool", "Username": "ann", "DeviceKey": "$key"}
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
                {}
                {"Name": "dev:device_remembered_status", "Value": "remembered"}
                {}
                {"Name": "dev:device_remembered_status", "Value": "not_remembered"}
                ResourceNotFoundException: Device does not exist.
                InvalidUserPoolConfigurationException: Device tracking is not enabled for the user pool
            "#]],
        );
    }
}
