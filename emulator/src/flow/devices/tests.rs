use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use expect_test::expect;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::domain::srp;
use crate::domain::srp::client::SrpClient;
use crate::emulator::Emulator;
use crate::error::ApiError;
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

/// A user who is signed in on a device that is remembered, in a pool that asks for a second factor
/// unless it is.
struct Laptop {
    emulator: Emulator,
    client: String,
    key: String,
    /// The private key of the device's password.
    x: [u8; 32],
    group: String,
}

impl Laptop {
    async fn remembered() -> Self {
        let emulator = Emulator::builder().seed(1).build().expect("no data to read");
        let sms = json!({"SnsCallerArn": "arn:aws:iam::123456789012:role/sms"});
        let pool = json!({"PoolName": "p", "DeviceConfiguration": {"ChallengeRequiredOnNewDevice": true},
            "MfaConfiguration": "OPTIONAL", "SmsConfiguration": sms});
        let pool = call(&emulator, "CreateUserPool", pool).await["UserPool"]["Id"].clone();
        let client = json!({"UserPoolId": pool, "ClientName": "app", "ExplicitAuthFlows": ["ALLOW_USER_PASSWORD_AUTH"]});
        let client = call(&emulator, "CreateUserPoolClient", client).await;
        let client = text(&client["UserPoolClient"]["ClientId"]);
        let phone = json!([{"Name": "phone_number", "Value": "+15550100"}]);
        let ann = json!({"UserPoolId": pool, "Username": "ann", "UserAttributes": phone, "MessageAction": "SUPPRESS"});
        call(&emulator, "AdminCreateUser", ann).await;
        let password =
            json!({"UserPoolId": pool, "Username": "ann", "Password": "Secret-1", "Permanent": true});
        call(&emulator, "AdminSetUserPassword", password).await;
        let (key, group) = (String::new(), String::new());
        let mut laptop = Self { emulator, client, key, x: [0; 32], group };
        laptop.confirm().await;
        let sms = json!({"UserPoolId": pool, "Username": "ann", "SMSMfaSettings": {"Enabled": true}});
        call(&laptop.emulator, "AdminSetUserMFAPreference", sms).await;
        laptop
    }

    async fn confirm(&mut self) {
        let tokens = self.sign_in(json!({})).await["AuthenticationResult"].clone();
        self.key = text(&tokens["NewDeviceMetadata"]["DeviceKey"]);
        self.group = text(&tokens["NewDeviceMetadata"]["DeviceGroupKey"]);
        let identity = Sha256::digest(format!("{}{}:device password", self.group, self.key));
        self.x = srp::private_key(&SALT, &identity);
        let verifier = STANDARD.encode(srp::verifier(&self.x).to_bytes_be());
        let config = json!({"PasswordVerifier": verifier, "Salt": STANDARD.encode(SALT)});
        let device = json!({"AccessToken": tokens["AccessToken"], "DeviceKey": self.key, "DeviceSecretVerifierConfig": config});
        call(&self.emulator, "ConfirmDevice", device).await;
    }

    async fn sign_in(&self, more: Value) -> Value {
        let mut parameters = json!({"USERNAME": "ann", "PASSWORD": "Secret-1"});
        parameters.as_object_mut().expect("an object").extend(more.as_object().expect("an object").clone());
        let request =
            json!({"ClientId": self.client, "AuthFlow": "USER_PASSWORD_AUTH", "AuthParameters": parameters});
        call(&self.emulator, "InitiateAuth", request).await
    }

    /// Goes through the device's challenges with the private key of some password.
    async fn prove(&self, x: &[u8]) -> Result<Value, ApiError> {
        let challenge = self.sign_in(json!({"DEVICE_KEY": self.key})).await;
        assert_eq!(challenge["ChallengeName"], "DEVICE_SRP_AUTH");
        self.answer(&challenge["Session"], x).await
    }

    /// Answers the device's challenges, the first of them with this session.
    async fn answer(&self, session: &Value, x: &[u8]) -> Result<Value, ApiError> {
        let srp = SrpClient::new(&[7; 32]);
        let responses = json!({"USERNAME": "ann", "DEVICE_KEY": self.key, "SRP_A": srp.public_hex()});
        let verifier = self.respond("DEVICE_SRP_AUTH", session, responses).await?;
        assert_eq!(verifier["ChallengeName"], "DEVICE_PASSWORD_VERIFIER");
        let parameters = &verifier["ChallengeParameters"];
        let block = text(&parameters["SECRET_BLOCK"]);
        let block_bytes = STANDARD.decode(&block).expect("base64");
        let texts = [self.group.as_bytes(), self.key.as_bytes(), &block_bytes, TIMESTAMP.as_bytes()];
        let signature = srp.sign(&text(&parameters["SRP_B"]), x, &texts);
        let responses = json!({"USERNAME": "ann", "DEVICE_KEY": self.key, "PASSWORD_CLAIM_SECRET_BLOCK": block,
            "TIMESTAMP": TIMESTAMP, "PASSWORD_CLAIM_SIGNATURE": signature});
        self.respond("DEVICE_PASSWORD_VERIFIER", &verifier["Session"], responses).await
    }

    async fn respond(&self, name: &str, session: &Value, responses: Value) -> Result<Value, ApiError> {
        let request = json!({"ClientId": self.client, "ChallengeName": name, "Session": session, "ChallengeResponses": responses});
        let answer = self.emulator.handle("RespondToAuthChallenge", request, &self.emulator.caller()).await;
        answer.map(Option::unwrap_or_default)
    }
}

async fn call(emulator: &Emulator, operation: &str, input: Value) -> Value {
    let answer = emulator.handle(operation, input, &emulator.caller()).await;
    answer.expect("the operation succeeds").unwrap_or_default()
}

fn text(value: &Value) -> String {
    value.as_str().expect("a text").to_owned()
}

const SALT: [u8; 16] = [0xa1; 16];
const TIMESTAMP: &str = "Tue Sep 1 02:03:04 UTC 2026";

#[tokio::test]
async fn a_remembered_device_stands_in_for_the_second_factor() {
    let laptop = Laptop::remembered().await;
    assert_eq!(laptop.sign_in(json!({})).await["ChallengeName"], "SMS_MFA");
    let tokens = laptop.prove(&laptop.x).await.expect("the password is right");
    assert_eq!(tokens["AuthenticationResult"]["TokenType"], "Bearer");
    assert_eq!(tokens["AuthenticationResult"]["NewDeviceMetadata"], Value::Null);
}

#[tokio::test]
async fn a_device_with_another_password_is_refused() {
    let laptop = Laptop::remembered().await;
    assert_eq!(laptop.prove(&[9; 32]).await, Err(ApiError::incorrect_username_or_password()));
}

#[tokio::test]
async fn a_client_may_keep_the_session_of_a_device_to_itself() {
    let laptop = Laptop::remembered().await;
    let refusal = laptop.answer(&Value::Null, &laptop.x).await;
    assert_eq!(refusal, Err(ApiError::missing_parameter("Session")), "nobody has given the password");
    laptop.sign_in(json!({"DEVICE_KEY": laptop.key})).await;
    let tokens = laptop.answer(&Value::Null, &laptop.x).await.expect("the password was given");
    assert_eq!(tokens["AuthenticationResult"]["TokenType"], "Bearer");
    let again = laptop.answer(&Value::Null, &laptop.x).await;
    assert_eq!(again, Err(ApiError::session_used()), "a session is good for one sign-in");
}
