//! GetDevice: one device of the bearer of a token.

use poolhouse_emulator_model::shapes::{GetDeviceRequest, GetDeviceResponse};

use super::tracking::bearer;
use crate::context::Context;
use crate::error::ApiError;

pub(crate) async fn get_device(
    ctx: &Context,
    input: GetDeviceRequest,
) -> Result<GetDeviceResponse, ApiError> {
    let user = bearer(ctx, input.access_token.as_ref())?.user;
    Ok(GetDeviceResponse { device: user.device(&input.device_key)?.describe() })
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::testing::transcript;

    #[test]
    fn a_user_sees_an_own_device() {
        transcript(
            r#"
            $p = CreateUserPool {"PoolName": "p", "DeviceConfiguration": {"ChallengeRequiredOnNewDevice": true}} > -
            $app = CreateUserPoolClient {"UserPoolId": "$p", "ClientName": "app", "ExplicitAuthFlows": ["ALLOW_USER_PASSWORD_AUTH"]} > -
            AdminCreateUser {"UserPoolId": "$p", "Username": "ann", "MessageAction": "SUPPRESS"} > -
            AdminSetUserPassword {"UserPoolId": "$p", "Username": "ann", "Password": "Secret-1", "Permanent": true} > -
            InitiateAuth {"ClientId": "$app", "AuthFlow": "USER_PASSWORD_AUTH", "AuthParameters": {"USERNAME": "ann", "PASSWORD": "Secret-1"}} > -
            $key = AdminListDevices {"UserPoolId": "$p", "Username": "ann"} > Devices.0.DeviceKey
            token $p $app ann
            GetDevice {"AccessToken": "$token", "DeviceKey": "$key"}
            GetDevice {"AccessToken": "$token", "DeviceKey": "us-east-1_0"}
            GetDevice {"DeviceKey": "$key"}
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
                NotAuthorizedException: Invalid Access Token
            "#]],
        );
    }
}
