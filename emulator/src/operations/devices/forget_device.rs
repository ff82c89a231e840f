//! ForgetDevice: the bearer of a token gives a device up.

use poolhouse_emulator_model::NoOutput;
use poolhouse_emulator_model::shapes::ForgetDeviceRequest;

use super::tracking::bearer;
use crate::context::Context;
use crate::error::ApiError;

pub(crate) async fn forget_device(ctx: &Context, input: ForgetDeviceRequest) -> Result<NoOutput, ApiError> {
    let mut bearer = bearer(ctx, input.access_token.as_ref())?;
    bearer.user.forget_device(&input.device_key)?;
    bearer.keep(ctx);
    Ok(NoOutput)
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::testing::transcript;

    #[test]
    fn a_user_gives_a_device_up() {
        transcript(
            r#"
            $p = CreateUserPool {"PoolName": "p", "DeviceConfiguration": {"ChallengeRequiredOnNewDevice": true}} > -
            $app = CreateUserPoolClient {"UserPoolId": "$p", "ClientName": "app", "ExplicitAuthFlows": ["ALLOW_USER_PASSWORD_AUTH"]} > -
            AdminCreateUser {"UserPoolId": "$p", "Username": "ann", "MessageAction": "SUPPRESS"} > -
            AdminSetUserPassword {"UserPoolId": "$p", "Username": "ann", "Password": "Secret-1", "Permanent": true} > -
            InitiateAuth {"ClientId": "$app", "AuthFlow": "USER_PASSWORD_AUTH", "AuthParameters": {"USERNAME": "ann", "PASSWORD": "Secret-1"}} > -
            $key = AdminListDevices {"UserPoolId": "$p", "Username": "ann"} > Devices.0.DeviceKey
            token $p $app ann
            ForgetDevice {"AccessToken": "$token", "DeviceKey": "$key"}
            ListDevices {"AccessToken": "$token"}
            ForgetDevice {"AccessToken": "$token", "DeviceKey": "$key"}
            ForgetDevice {"DeviceKey": "$key"}
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
                NotAuthorizedException: Invalid Access Token
            "#]],
        );
    }
}
