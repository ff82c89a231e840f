//! AdminGetDevice: one device of a user.

use poolhouse_emulator_model::shapes::{AdminGetDeviceRequest, AdminGetDeviceResponse};

use super::tracking::user_of;
use crate::context::Context;
use crate::error::ApiError;

pub(crate) async fn admin_get_device(
    ctx: &Context,
    input: AdminGetDeviceRequest,
) -> Result<AdminGetDeviceResponse, ApiError> {
    let (_, user) = user_of(ctx, &input.user_pool_id, &input.username)?;
    Ok(AdminGetDeviceResponse { device: user.device(&input.device_key)?.describe() })
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::testing::transcript;

    #[test]
    fn a_device_tells_when_it_was_used() {
        transcript(
            r#"
            $p = CreateUserPool {"PoolName": "p", "DeviceConfiguration": {"ChallengeRequiredOnNewDevice": true}} > -
            $app = CreateUserPoolClient {"UserPoolId": "$p", "ClientName": "app", "ExplicitAuthFlows": ["ALLOW_USER_PASSWORD_AUTH"]} > -
            AdminCreateUser {"UserPoolId": "$p", "Username": "ann", "MessageAction": "SUPPRESS"} > -
            AdminSetUserPassword {"UserPoolId": "$p", "Username": "ann", "Password": "Secret-1", "Permanent": true} > -
            InitiateAuth {"ClientId": "$app", "AuthFlow": "USER_PASSWORD_AUTH", "AuthParameters": {"USERNAME": "ann", "PASSWORD": "Secret-1"}} > -
            $key = AdminListDevices {"UserPoolId": "$p", "Username": "ann"} > Devices.0.DeviceKey
            token $p $app ann
            AdminGetDevice {"UserPoolId": "$p", "Username": "ann", "DeviceKey": "$key"}
            AdminGetDevice {"UserPoolId": "$p", "Username": "ann", "DeviceKey": "us-east-1_0"}
            AdminGetDevice {"UserPoolId": "$p", "Username": "bob", "DeviceKey": "$key"}
            AdminGetDevice {"UserPoolId": "$pool", "Username": "ann", "DeviceKey": "$key"}
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
                {
                  "Device": {
                    "DeviceAttributes": [
                      {"Name": "device_status", "Value": "valid"},
                      {"Name": "dev:device_remembered_status", "Value": "not_remembered"}
                    ],
                    "DeviceCreateDate": 1700000000.0,
                    "DeviceKey": "$key",
                    "DeviceLastAuthenticatedDate": 1700000000.0,
                    "DeviceLastModifiedDate": 1700000000.0
                  }
                }
                ResourceNotFoundException: Device does not exist.
                ResourceNotFoundException: User does not exist.
                InvalidUserPoolConfigurationException: Device tracking is not enabled for the user pool
            "#]],
        );
    }
}
