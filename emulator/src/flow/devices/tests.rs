use expect_test::expect;

use crate::testing::transcript;

#[test]
fn a_new_device_gets_a_key_and_is_known_by_it_from_then_on() {
    transcript(
        r#"
        $p = CreateUserPool {"PoolName": "p", "DeviceConfiguration": {"ChallengeRequiredOnNewDevice": true, "DeviceOnlyRememberedOnUserPrompt": true}} > -
        $app = CreateUserPoolClient {"UserPoolId": "$p", "ClientName": "app", "ExplicitAuthFlows": ["ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"]} > -
        AdminCreateUser {"UserPoolId": "$p", "Username": "ann", "MessageAction": "SUPPRESS"} > -
        AdminSetUserPassword {"UserPoolId": "$p", "Username": "ann", "Password": "Secret-1", "Permanent": true} > -
        $key = InitiateAuth {"ClientId": "$app", "AuthFlow": "USER_PASSWORD_AUTH", "AuthParameters": {"USERNAME": "ann", "PASSWORD": "Secret-1"}} > AuthenticationResult.NewDeviceMetadata.DeviceKey
        AdminListDevices {"UserPoolId": "$p", "Username": "ann"}
        wait 60
        InitiateAuth {"ClientId": "$app", "AuthFlow": "USER_PASSWORD_AUTH", "AuthParameters": {"USERNAME": "ann", "PASSWORD": "Secret-1", "DEVICE_KEY": "$key"}} > AuthenticationResult.NewDeviceMetadata
        $refresh = InitiateAuth {"ClientId": "$app", "AuthFlow": "USER_PASSWORD_AUTH", "AuthParameters": {"USERNAME": "ann", "PASSWORD": "Secret-1", "DEVICE_KEY": "$key"}} > AuthenticationResult.RefreshToken
        InitiateAuth {"ClientId": "$app", "AuthFlow": "REFRESH_TOKEN_AUTH", "AuthParameters": {"REFRESH_TOKEN": "$refresh", "DEVICE_KEY": "$key"}}
        token $p $app ann
        ConfirmDevice {"AccessToken": "$token", "DeviceKey": "$key", "DeviceName": "laptop", "DeviceSecretVerifierConfig": {"PasswordVerifier": "AQID", "Salt": "AKGyw9Tl9gcYKTpLXG1+j5A="}}
        ConfirmDevice {"AccessToken": "$token", "DeviceKey": "$key", "DeviceSecretVerifierConfig": {"PasswordVerifier": "AQID", "Salt": "AKGyw9Tl9gcYKTpLXG1+j5A="}}
        InitiateAuth {"ClientId": "$app", "AuthFlow": "REFRESH_TOKEN_AUTH", "AuthParameters": {"REFRESH_TOKEN": "$refresh"}}
        InitiateAuth {"ClientId": "$app", "AuthFlow": "REFRESH_TOKEN_AUTH", "AuthParameters": {"REFRESH_TOKEN": "$refresh", "DEVICE_KEY": "$key"}} > AuthenticationResult.TokenType
        InitiateAuth {"ClientId": "$app", "AuthFlow": "USER_PASSWORD_AUTH", "AuthParameters": {"USERNAME": "ann", "PASSWORD": "Secret-1", "DEVICE_KEY": "$key"}} > AuthenticationResult.TokenType
        UpdateDeviceStatus {"AccessToken": "$token", "DeviceKey": "$key", "DeviceRememberedStatus": "remembered"}
        InitiateAuth {"ClientId": "$app", "AuthFlow": "USER_PASSWORD_AUTH", "AuthParameters": {"USERNAME": "ann", "PASSWORD": "Secret-1", "DEVICE_KEY": "$key"}}
        GetDevice {"AccessToken": "$token", "DeviceKey": "$key"}
        "#,
        expect![[r#"
            {
              "AuthenticationResult": {
                "AccessToken": "…",
                "ExpiresIn": 3600,
                "IdToken": "…",
                "NewDeviceMetadata": {
                  "DeviceGroupKey": "-D5KNhzwU",
                  "DeviceKey": "$key"
                },
                "RefreshToken": "…",
                "TokenType": "Bearer"
              },
              "ChallengeParameters": {}
            }
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
            null
            {
              "AuthenticationResult": {
                "AccessToken": "…",
                "ExpiresIn": 3600,
                "IdToken": "…",
                "RefreshToken": "…",
                "TokenType": "Bearer"
              },
              "ChallengeParameters": {}
            }
            NotAuthorizedException: Invalid Refresh Token.
            {"UserConfirmationNecessary": true}
            DeviceKeyExistsException: Device already exists.
            NotAuthorizedException: Invalid Refresh Token.
            "Bearer"
            "Bearer"
            {}
            {
              "ChallengeName": "DEVICE_SRP_AUTH",
              "ChallengeParameters": {"DEVICE_KEY": "$key", "USERNAME": "ann"},
              "Session": "…"
            }
            {
              "Device": {
                "DeviceAttributes": [
                  {"Name": "device_status", "Value": "valid"},
                  {"Name": "device_name", "Value": "laptop"},
                  {"Name": "dev:device_remembered_status", "Value": "remembered"}
                ],
                "DeviceCreateDate": 1700000000.0,
                "DeviceKey": "$key",
                "DeviceLastAuthenticatedDate": 1700000060.0,
                "DeviceLastModifiedDate": 1700000060.0
              }
            }
        "#]],
    );
}

#[test]
fn a_device_that_was_forgotten_is_unknown() {
    transcript(
        r#"
        $p = CreateUserPool {"PoolName": "p", "DeviceConfiguration": {"ChallengeRequiredOnNewDevice": true}} > -
        $app = CreateUserPoolClient {"UserPoolId": "$p", "ClientName": "app", "ExplicitAuthFlows": ["ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"]} > -
        AdminCreateUser {"UserPoolId": "$p", "Username": "ann", "MessageAction": "SUPPRESS"} > -
        AdminSetUserPassword {"UserPoolId": "$p", "Username": "ann", "Password": "Secret-1", "Permanent": true} > -
        $key = InitiateAuth {"ClientId": "$app", "AuthFlow": "USER_PASSWORD_AUTH", "AuthParameters": {"USERNAME": "ann", "PASSWORD": "Secret-1"}} > AuthenticationResult.NewDeviceMetadata.DeviceKey
        token $p $app ann
        ConfirmDevice {"AccessToken": "$token", "DeviceKey": "$key", "DeviceSecretVerifierConfig": {"Salt": "AQID"}}
        AdminGetDevice {"UserPoolId": "$p", "Username": "ann", "DeviceKey": "$key"} > Device.DeviceAttributes
        AdminUpdateDeviceStatus {"UserPoolId": "$p", "Username": "ann", "DeviceKey": "$key", "DeviceRememberedStatus": "remembered"}
        AdminGetDevice {"UserPoolId": "$p", "Username": "ann", "DeviceKey": "$key"} > Device.DeviceAttributes
        AdminForgetDevice {"UserPoolId": "$p", "Username": "ann", "DeviceKey": "$key"}
        AdminForgetDevice {"UserPoolId": "$p", "Username": "ann", "DeviceKey": "$key"}
        ForgetDevice {"AccessToken": "$token", "DeviceKey": "$key"}
        ForgetDevice {"DeviceKey": "$key"}
        UpdateDeviceStatus {"AccessToken": "$token", "DeviceKey": "$key", "DeviceRememberedStatus": "remembered"}
        ListDevices {"AccessToken": "$token"}
        InitiateAuth {"ClientId": "$app", "AuthFlow": "USER_PASSWORD_AUTH", "AuthParameters": {"USERNAME": "ann", "PASSWORD": "Secret-1", "DEVICE_KEY": "$key"}}
        "#,
        expect![[r#"
            {
              "AuthenticationResult": {
                "AccessToken": "…",
                "ExpiresIn": 3600,
                "IdToken": "…",
                "NewDeviceMetadata": {
                  "DeviceGroupKey": "-D5KNhzwU",
                  "DeviceKey": "$key"
                },
                "RefreshToken": "…",
                "TokenType": "Bearer"
              },
              "ChallengeParameters": {}
            }
            InvalidParameterException: Invalid device secret verifier given
            [
              {"Name": "device_status", "Value": "valid"},
              {"Name": "dev:device_remembered_status", "Value": "not_remembered"}
            ]
            {}
            [
              {"Name": "device_status", "Value": "valid"},
              {"Name": "dev:device_remembered_status", "Value": "remembered"}
            ]
            (empty)
            ResourceNotFoundException: Device does not exist.
            ResourceNotFoundException: Device does not exist.
            NotAuthorizedException: Invalid Access Token
            ResourceNotFoundException: Device does not exist.
            {"Devices": []}
            ResourceNotFoundException: Device does not exist.
        "#]],
    );
}

#[test]
fn a_pool_that_does_not_track_devices_says_so() {
    transcript(
        r#"
        user ann
        AdminListDevices {"UserPoolId": "$pool", "Username": "ann"}
        $app = CreateUserPoolClient {"UserPoolId": "$pool", "ClientName": "app"} > -
        token $pool $app ann
        ListDevices {"AccessToken": "$token"}
        ConfirmDevice {"AccessToken": "$token", "DeviceKey": "us-east-1_1"}
        "#,
        expect![[r#"
            InvalidUserPoolConfigurationException: Device tracking is not enabled for the user pool
            InvalidUserPoolConfigurationException: Device tracking is not enabled for the user pool
            InvalidUserPoolConfigurationException: Device tracking is not enabled for the user pool
        "#]],
    );
}
