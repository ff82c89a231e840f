//! ConfirmDevice: a device that was signed in on tells how it can be known again.

use poolhouse_emulator_model::shapes::{ConfirmDeviceRequest, ConfirmDeviceResponse};

use super::tracking::{bearer, tracking};
use crate::context::Context;
use crate::error::ApiError;

pub(crate) async fn confirm_device(
    ctx: &Context,
    input: ConfirmDeviceRequest,
) -> Result<ConfirmDeviceResponse, ApiError> {
    let mut bearer = bearer(ctx, Some(&input.access_token))?;
    let pool = tracking(bearer.pool.settings())?.clone();
    let device = bearer.user.device_mut(&input.device_key)?;
    let asks = device.confirm(input.device_name, input.device_secret_verifier_config, &pool, ctx.now())?;
    bearer.keep(ctx);
    Ok(ConfirmDeviceResponse { user_confirmation_necessary: Some(asks) })
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::testing::transcript;

    #[test]
    fn a_device_is_confirmed_once() {
        transcript(
            r#"
            $p = CreateUserPool {"PoolName": "p", "DeviceConfiguration": {"ChallengeRequiredOnNewDevice": true}} > -
            $app = CreateUserPoolClient {"UserPoolId": "$p", "ClientName": "app", "ExplicitAuthFlows": ["ALLOW_USER_PASSWORD_AUTH"]} > -
            AdminCreateUser {"UserPoolId": "$p", "Username": "ann", "MessageAction": "SUPPRESS"} > -
            AdminSetUserPassword {"UserPoolId": "$p", "Username": "ann", "Password": "Secret-1", "Permanent": true} > -
            InitiateAuth {"ClientId": "$app", "AuthFlow": "USER_PASSWORD_AUTH", "AuthParameters": {"USERNAME": "ann", "PASSWORD": "Secret-1"}} > -
            $key = AdminListDevices {"UserPoolId": "$p", "Username": "ann"} > Devices.0.DeviceKey
            token $p $app ann
            ConfirmDevice {"AccessToken": "$token", "DeviceKey": "$key"}
            ConfirmDevice {"AccessToken": "$token", "DeviceKey": "$key", "DeviceName": "laptop", "DeviceSecretVerifierConfig": {"PasswordVerifier": "AQID", "Salt": "AKGyw9Tl9gcYKTpLXG1+j5A="}}
            AdminGetDevice {"UserPoolId": "$p", "Username": "ann", "DeviceKey": "$key"} > Device.DeviceAttributes
            ConfirmDevice {"AccessToken": "$token", "DeviceKey": "$key", "DeviceSecretVerifierConfig": {"PasswordVerifier": "AQID", "Salt": "AKGyw9Tl9gcYKTpLXG1+j5A="}}
            ConfirmDevice {"AccessToken": "$token", "DeviceKey": "us-east-1_0", "DeviceSecretVerifierConfig": {"PasswordVerifier": "AQID", "Salt": "AKGyw9Tl9gcYKTpLXG1+j5A="}}
            ConfirmDevice {"AccessToken": "nonsense", "DeviceKey": "$key"}
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
                InvalidParameterException: Invalid device secret verifier given
                {"UserConfirmationNecessary": false}
                [
                  {"Name": "device_status", "Value": "valid"},
                  {"Name": "device_name", "Value": "laptop"},
                  {"Name": "dev:device_remembered_status", "Value": "remembered"}
                ]
                DeviceKeyExistsException: Device already exists.
                ResourceNotFoundException: Device does not exist.
                NotAuthorizedException: Invalid Access Token
            "#]],
        );
    }

    #[test]
    fn where_users_are_asked_a_confirmed_device_is_not_yet_remembered() {
        transcript(
            r#"
            $p = CreateUserPool {"PoolName": "p", "DeviceConfiguration": {"DeviceOnlyRememberedOnUserPrompt": true}} > -
            $app = CreateUserPoolClient {"UserPoolId": "$p", "ClientName": "app", "ExplicitAuthFlows": ["ALLOW_USER_PASSWORD_AUTH"]} > -
            AdminCreateUser {"UserPoolId": "$p", "Username": "ann", "MessageAction": "SUPPRESS"} > -
            AdminSetUserPassword {"UserPoolId": "$p", "Username": "ann", "Password": "Secret-1", "Permanent": true} > -
            InitiateAuth {"ClientId": "$app", "AuthFlow": "USER_PASSWORD_AUTH", "AuthParameters": {"USERNAME": "ann", "PASSWORD": "Secret-1"}} > -
            $key = AdminListDevices {"UserPoolId": "$p", "Username": "ann"} > Devices.0.DeviceKey
            token $p $app ann
            ConfirmDevice {"AccessToken": "$token", "DeviceKey": "$key", "DeviceSecretVerifierConfig": {"PasswordVerifier": "AQID", "Salt": "AKGyw9Tl9gcYKTpLXG1+j5A="}}
            AdminGetDevice {"UserPoolId": "$p", "Username": "ann", "DeviceKey": "$key"} > Device.DeviceAttributes.1
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
                {"UserConfirmationNecessary": true}
                {"Name": "dev:device_remembered_status", "Value": "not_remembered"}
            "#]],
        );
    }
}
