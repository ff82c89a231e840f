//! UpdateDeviceStatus: the bearer of a token says whether a device is remembered.

use poolhouse_emulator_model::shapes::{UpdateDeviceStatusRequest, UpdateDeviceStatusResponse};

use super::tracking::{bearer, set_status};
use crate::context::Context;
use crate::error::ApiError;

pub(crate) async fn update_device_status(
    ctx: &Context,
    input: UpdateDeviceStatusRequest,
) -> Result<UpdateDeviceStatusResponse, ApiError> {
    let mut bearer = bearer(ctx, Some(&input.access_token))?;
    set_status(ctx, &mut bearer.user, &input.device_key, input.device_remembered_status)?;
    bearer.keep(ctx);
    Ok(UpdateDeviceStatusResponse {})
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::testing::transcript;

    #[test]
    fn a_user_has_a_device_remembered_or_not() {
        transcript(
            r#"
            $p = CreateUserPool {"PoolName": "p", "DeviceConfiguration": {"ChallengeRequiredOnNewDevice": true}} > -
            $app = CreateUserPoolClient {"UserPoolId": "$p", "ClientName": "app", "ExplicitAuthFlows": ["ALLOW_USER_PASSWORD_AUTH"]} > -
            AdminCreateUser {"UserPoolId": "$p", "Username": "ann", "MessageAction": "SUPPRESS"} > -
            AdminSetUserPassword {"UserPoolId": "$p", "Username": "ann", "Password": "Secret-1", "Permanent": true} > -
            InitiateAuth {"ClientId": "$app", "AuthFlow": "USER_PASSWORD_AUTH", "AuthParameters": {"USERNAME": "ann", "PASSWORD": "Secret-1"}} > -
            $key = AdminListDevices {"UserPoolId": "$p", "Username": "ann"} > Devices.0.DeviceKey
            token $p $app ann
            UpdateDeviceStatus {"AccessToken": "$token", "DeviceKey": "$key", "DeviceRememberedStatus": "remembered"}
            GetDevice {"AccessToken": "$token", "DeviceKey": "$key"} > Device.DeviceAttributes.1
            UpdateDeviceStatus {"AccessToken": "$token", "DeviceKey": "$key"}
            GetDevice {"AccessToken": "$token", "DeviceKey": "$key"} > Device.DeviceAttributes.1
            UpdateDeviceStatus {"AccessToken": "$token", "DeviceKey": "us-east-1_0"}
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
                {"Name": "dev:device_remembered_status", "Value": "remembered"}
                ResourceNotFoundException: Device does not exist.
            "#]],
        );
    }
}
