use expect_test::expect;

use crate::testing::transcript;

#[test]
fn a_user_without_a_factor_sets_one_up_where_the_pool_requires_one() {
    transcript(
        r#"
        SetUserPoolMfaConfig {"UserPoolId": "$pool", "MfaConfiguration": "ON", "SoftwareTokenMfaConfiguration": {"Enabled": true}} > -
        $app = CreateUserPoolClient {"UserPoolId": "$pool", "ClientName": "app", "ExplicitAuthFlows": ["ALLOW_USER_PASSWORD_AUTH"]} > -
        user ann
        AdminSetUserPassword {"UserPoolId": "$pool", "Username": "ann", "Password": "Secret-1", "Permanent": true} > -
        InitiateAuth {"ClientId": "$app", "AuthFlow": "USER_PASSWORD_AUTH", "AuthParameters": {"USERNAME": "ann", "PASSWORD": "Secret-1"}}
        $session = InitiateAuth {"ClientId": "$app", "AuthFlow": "USER_PASSWORD_AUTH", "AuthParameters": {"USERNAME": "ann", "PASSWORD": "Secret-1"}} > Session
        RespondToAuthChallenge {"ClientId": "$app", "ChallengeName": "MFA_SETUP", "Session": "$session", "ChallengeResponses": {"USERNAME": "ann"}}
        VerifySoftwareToken {"Session": "$session", "UserCode": "123456"}
        $set = AssociateSoftwareToken {"Session": "$session"} > Session
        AssociateSoftwareToken {"Session": "$session"}
        VerifySoftwareToken {"Session": "$set", "UserCode": "123456", "FriendlyDeviceName": "phone"}
        "#,
        expect![[r#"
            {
              "ChallengeName": "MFA_SETUP",
              "ChallengeParameters": {"MFAS_CAN_SETUP": "[\"SOFTWARE_TOKEN_MFA\"]", "USER_ID_FOR_SRP": "ann"},
              "Session": "…"
            }
            {
              "ChallengeName": "MFA_SETUP",
              "ChallengeParameters": {"MFAS_CAN_SETUP": "[\"SOFTWARE_TOKEN_MFA\"]", "USER_ID_FOR_SRP": "ann"},
              "Session": "…"
            }
            InvalidParameterException: Software Token MFA has not been verified
            InvalidParameterException: User has not set up software token mfa
            {"SecretCode": "NH67IU6WSPFFLCPV3OSFN27LBLFMEV6LD4MU2UJ7M4QBERSHURZA", "Session": "…"}
            NotAuthorizedException: Invalid session for the user, session can only be used once.
            EnableSoftwareTokenMFAException: Code mismatch (phone)
        "#]],
    );
}

#[test]
fn an_authenticator_that_was_set_up_is_asked_for_from_then_on() {
    transcript(
        r#"
        SetUserPoolMfaConfig {"UserPoolId": "$pool", "MfaConfiguration": "ON", "SoftwareTokenMfaConfiguration": {"Enabled": true}} > -
        $app = CreateUserPoolClient {"UserPoolId": "$pool", "ClientName": "app", "ExplicitAuthFlows": ["ALLOW_USER_PASSWORD_AUTH"]} > -
        user ann
        AdminSetUserPassword {"UserPoolId": "$pool", "Username": "ann", "Password": "Secret-1", "Permanent": true} > -
        token $pool $app ann
        $secret = AssociateSoftwareToken {"AccessToken": "$token"} > SecretCode
        totp $secret
        VerifySoftwareToken {"AccessToken": "$token", "UserCode": "$code", "FriendlyDeviceName": "phone"}
        AdminGetUser {"UserPoolId": "$pool", "Username": "ann"} > UserMFASettingList
        InitiateAuth {"ClientId": "$app", "AuthFlow": "USER_PASSWORD_AUTH", "AuthParameters": {"USERNAME": "ann", "PASSWORD": "Secret-1"}}
        $session = InitiateAuth {"ClientId": "$app", "AuthFlow": "USER_PASSWORD_AUTH", "AuthParameters": {"USERNAME": "ann", "PASSWORD": "Secret-1"}} > Session
        RespondToAuthChallenge {"ClientId": "$app", "ChallengeName": "SOFTWARE_TOKEN_MFA", "Session": "$session", "ChallengeResponses": {"USERNAME": "ann", "SOFTWARE_TOKEN_MFA_CODE": "$code"}}
        RespondToAuthChallenge {"ClientId": "$app", "ChallengeName": "SOFTWARE_TOKEN_MFA", "Session": "$session", "ChallengeResponses": {"USERNAME": "ann", "SOFTWARE_TOKEN_MFA_CODE": "000000"}}
        RespondToAuthChallenge {"ClientId": "$app", "ChallengeName": "SMS_MFA", "Session": "$session", "ChallengeResponses": {"USERNAME": "ann", "SMS_MFA_CODE": "000000"}}
        wait 90
        totp $secret
        RespondToAuthChallenge {"ClientId": "$app", "ChallengeName": "SOFTWARE_TOKEN_MFA", "Session": "$session", "ChallengeResponses": {"USERNAME": "ann", "SOFTWARE_TOKEN_MFA_CODE": "$code"}} > AuthenticationResult.TokenType
        RespondToAuthChallenge {"ClientId": "$app", "ChallengeName": "SOFTWARE_TOKEN_MFA", "Session": "$session", "ChallengeResponses": {"USERNAME": "ann", "SOFTWARE_TOKEN_MFA_CODE": "$code"}}
        AdminDeleteSoftwareToken {"UserPoolId": "$pool", "Username": "ann"}
        InitiateAuth {"ClientId": "$app", "AuthFlow": "USER_PASSWORD_AUTH", "AuthParameters": {"USERNAME": "ann", "PASSWORD": "Secret-1"}} > ChallengeName
        "#,
        expect![[r#"
            {"SecretCode": "$secret"}
            {"Status": "SUCCESS"}
            null
            {
              "ChallengeName": "SOFTWARE_TOKEN_MFA",
              "ChallengeParameters": {"FRIENDLY_DEVICE_NAME": "phone", "USER_ID_FOR_SRP": "ann"},
              "Session": "…"
            }
            {
              "ChallengeName": "SOFTWARE_TOKEN_MFA",
              "ChallengeParameters": {"FRIENDLY_DEVICE_NAME": "phone", "USER_ID_FOR_SRP": "ann"},
              "Session": "…"
            }
            ExpiredCodeException: Your software token has already been used once.
            CodeMismatchException: Invalid code received for user
            NotAuthorizedException: Invalid session for the user.
            "Bearer"
            NotAuthorizedException: Invalid session for the user, session can only be used once.
            {}
            "MFA_SETUP"
        "#]],
    );
}

#[test]
fn a_finished_set_up_turns_the_factor_on_and_signs_in() {
    transcript(
        r#"
        SetUserPoolMfaConfig {"UserPoolId": "$pool", "MfaConfiguration": "ON", "SoftwareTokenMfaConfiguration": {"Enabled": true}} > -
        $app = CreateUserPoolClient {"UserPoolId": "$pool", "ClientName": "app", "ExplicitAuthFlows": ["ALLOW_USER_PASSWORD_AUTH"]} > -
        user ann
        AdminSetUserPassword {"UserPoolId": "$pool", "Username": "ann", "Password": "Secret-1", "Permanent": true} > -
        token $pool $app ann
        $secret = AssociateSoftwareToken {"AccessToken": "$token"} > SecretCode
        totp $secret
        $session = InitiateAuth {"ClientId": "$app", "AuthFlow": "USER_PASSWORD_AUTH", "AuthParameters": {"USERNAME": "ann", "PASSWORD": "Secret-1"}} > Session
        $set = VerifySoftwareToken {"Session": "$session", "UserCode": "$code"} > Session
        RespondToAuthChallenge {"ClientId": "$app", "ChallengeName": "MFA_SETUP", "Session": "$set", "ChallengeResponses": {"USERNAME": "ann", "SOFTWARE_TOKEN_MFA_CODE": "$code"}} > AuthenticationResult.TokenType
        AdminGetUser {"UserPoolId": "$pool", "Username": "ann"} > PreferredMfaSetting
        "#,
        expect![[r#"
            {"SecretCode": "$secret"}
            {
              "ChallengeName": "MFA_SETUP",
              "ChallengeParameters": {"MFAS_CAN_SETUP": "[\"SOFTWARE_TOKEN_MFA\"]", "USER_ID_FOR_SRP": "ann"},
              "Session": "…"
            }
            {"Session": "…", "Status": "SUCCESS"}
            "Bearer"
            "SOFTWARE_TOKEN_MFA"
        "#]],
    );
}

#[test]
fn of_several_factors_the_user_chooses_one_and_gets_its_code() {
    transcript(
        r#"
        $p = CreateUserPool {"PoolName": "p", "EmailConfiguration": {"EmailSendingAccount": "DEVELOPER", "SourceArn": "arn:aws:ses:us-east-1:123456789012:identity/example.com"},
            "SmsConfiguration": {"SnsCallerArn": "arn:aws:iam::123456789012:role/sms"}} > -
        SetUserPoolMfaConfig {"UserPoolId": "$p", "MfaConfiguration": "OPTIONAL", "EmailMfaConfiguration": {},
            "SmsMfaConfiguration": {"SmsConfiguration": {"SnsCallerArn": "arn:aws:iam::123456789012:role/sms"}}} > -
        $app = CreateUserPoolClient {"UserPoolId": "$p", "ClientName": "app", "ExplicitAuthFlows": ["ALLOW_USER_PASSWORD_AUTH"]} > -
        AdminCreateUser {"UserPoolId": "$p", "Username": "ann", "MessageAction": "SUPPRESS", "UserAttributes": [
            {"Name": "email", "Value": "ann@example.com"}, {"Name": "phone_number", "Value": "+15550100"}]} > -
        AdminSetUserPassword {"UserPoolId": "$p", "Username": "ann", "Password": "Secret-1", "Permanent": true} > -
        InitiateAuth {"ClientId": "$app", "AuthFlow": "USER_PASSWORD_AUTH", "AuthParameters": {"USERNAME": "ann", "PASSWORD": "Secret-1"}} > AuthenticationResult.TokenType
        AdminSetUserMFAPreference {"UserPoolId": "$p", "Username": "ann", "EmailMfaSettings": {"Enabled": true}, "SMSMfaSettings": {"Enabled": true}} > -
        InitiateAuth {"ClientId": "$app", "AuthFlow": "USER_PASSWORD_AUTH", "AuthParameters": {"USERNAME": "ann", "PASSWORD": "Secret-1"}}
        $session = InitiateAuth {"ClientId": "$app", "AuthFlow": "USER_PASSWORD_AUTH", "AuthParameters": {"USERNAME": "ann", "PASSWORD": "Secret-1"}} > Session
        RespondToAuthChallenge {"ClientId": "$app", "ChallengeName": "SELECT_MFA_TYPE", "Session": "$session", "ChallengeResponses": {"USERNAME": "ann", "ANSWER": "SOFTWARE_TOKEN_MFA"}}
        RespondToAuthChallenge {"ClientId": "$app", "ChallengeName": "SELECT_MFA_TYPE", "Session": "$session", "ChallengeResponses": {"USERNAME": "ann", "ANSWER": "EMAIL_OTP"}}
        $session = InitiateAuth {"ClientId": "$app", "AuthFlow": "USER_PASSWORD_AUTH", "AuthParameters": {"USERNAME": "ann", "PASSWORD": "Secret-1"}} > Session
        $session = RespondToAuthChallenge {"ClientId": "$app", "ChallengeName": "SELECT_MFA_TYPE", "Session": "$session", "ChallengeResponses": {"USERNAME": "ann", "ANSWER": "SMS_MFA"}} > Session
        RespondToAuthChallenge {"ClientId": "$app", "ChallengeName": "SMS_MFA", "Session": "$session", "ChallengeResponses": {"USERNAME": "ann", "SMS_MFA_CODE": "wrong"}}
        code $p
        RespondToAuthChallenge {"ClientId": "$app", "ChallengeName": "SMS_MFA", "Session": "$session", "ChallengeResponses": {"USERNAME": "ann", "SMS_MFA_CODE": "$code"}} > AuthenticationResult.TokenType
        AdminSetUserMFAPreference {"UserPoolId": "$p", "Username": "ann", "EmailMfaSettings": {"Enabled": true, "PreferredMfa": true}} > -
        $session = InitiateAuth {"ClientId": "$app", "AuthFlow": "USER_PASSWORD_AUTH", "AuthParameters": {"USERNAME": "ann", "PASSWORD": "Secret-1"}} > Session
        code $p
        RespondToAuthChallenge {"ClientId": "$app", "ChallengeName": "EMAIL_OTP", "Session": "$session", "ChallengeResponses": {"USERNAME": "ann", "EMAIL_OTP_CODE": "$code"}} > AuthenticationResult.TokenType
        "#,
        expect![[r#"
            "Bearer"
            {
              "ChallengeName": "SELECT_MFA_TYPE",
              "ChallengeParameters": {"MFAS_CAN_CHOOSE": "[\"SMS_MFA\",\"EMAIL_OTP\"]"},
              "Session": "…"
            }
            {
              "ChallengeName": "SELECT_MFA_TYPE",
              "ChallengeParameters": {"MFAS_CAN_CHOOSE": "[\"SMS_MFA\",\"EMAIL_OTP\"]"},
              "Session": "…"
            }
            InvalidParameterException: SOFTWARE_TOKEN_MFA is not a challenge that can be selected.
            {
              "ChallengeName": "EMAIL_OTP",
              "ChallengeParameters": {
                "CODE_DELIVERY_DELIVERY_MEDIUM": "EMAIL",
                "CODE_DELIVERY_DESTINATION": "a***@e***",
                "USER_ID_FOR_SRP": "ann"
              },
              "Session": "…"
            }
            {
              "ChallengeName": "SELECT_MFA_TYPE",
              "ChallengeParameters": {"MFAS_CAN_CHOOSE": "[\"SMS_MFA\",\"EMAIL_OTP\"]"},
              "Session": "…"
            }
            {
              "ChallengeName": "SMS_MFA",
              "ChallengeParameters": {
                "CODE_DELIVERY_DELIVERY_MEDIUM": "SMS",
                "CODE_DELIVERY_DESTINATION": "+*******0100",
                "USER_ID_FOR_SRP": "ann"
              },
              "Session": "…"
            }
            CodeMismatchException: Invalid code or auth state for the user.
            "Bearer"
            {
              "ChallengeName": "EMAIL_OTP",
              "ChallengeParameters": {
                "CODE_DELIVERY_DELIVERY_MEDIUM": "EMAIL",
                "CODE_DELIVERY_DESTINATION": "a***@e***",
                "USER_ID_FOR_SRP": "ann"
              },
              "Session": "…"
            }
            "Bearer"
        "#]],
    );
}

#[test]
fn an_address_is_set_up_as_factor_by_a_code() {
    transcript(
        r#"
        $p = CreateUserPool {"PoolName": "p", "EmailConfiguration": {"EmailSendingAccount": "DEVELOPER", "SourceArn": "arn:aws:ses:us-east-1:123456789012:identity/example.com"}} > -
        SetUserPoolMfaConfig {"UserPoolId": "$p", "MfaConfiguration": "ON", "EmailMfaConfiguration": {}} > -
        $app = CreateUserPoolClient {"UserPoolId": "$p", "ClientName": "app", "ExplicitAuthFlows": ["ALLOW_USER_PASSWORD_AUTH"]} > -
        AdminCreateUser {"UserPoolId": "$p", "Username": "ann", "MessageAction": "SUPPRESS"} > -
        AdminSetUserPassword {"UserPoolId": "$p", "Username": "ann", "Password": "Secret-1", "Permanent": true} > -
        $session = InitiateAuth {"ClientId": "$app", "AuthFlow": "USER_PASSWORD_AUTH", "AuthParameters": {"USERNAME": "ann", "PASSWORD": "Secret-1"}} > Session
        RespondToAuthChallenge {"ClientId": "$app", "ChallengeName": "MFA_SETUP", "Session": "$session", "ChallengeResponses": {"USERNAME": "ann"}}
        $session = RespondToAuthChallenge {"ClientId": "$app", "ChallengeName": "MFA_SETUP", "Session": "$session", "ChallengeResponses": {"USERNAME": "ann", "EMAIL": "ann@example.com"}} > Session
        AdminGetUser {"UserPoolId": "$p", "Username": "ann"} > UserMFASettingList
        RespondToAuthChallenge {"ClientId": "$app", "ChallengeName": "EMAIL_OTP", "Session": "$session", "ChallengeResponses": {"USERNAME": "ann", "EMAIL_OTP_CODE": "wrong"}}
        code $p
        RespondToAuthChallenge {"ClientId": "$app", "ChallengeName": "EMAIL_OTP", "Session": "$session", "ChallengeResponses": {"USERNAME": "ann", "EMAIL_OTP_CODE": "$code"}} > AuthenticationResult.TokenType
        $sub = AdminGetUser {"UserPoolId": "$p", "Username": "ann"} > UserAttributes.2.Value
        "#,
        expect![[r#"
            {
              "ChallengeName": "MFA_SETUP",
              "ChallengeParameters": {"MFAS_CAN_SETUP": "[\"EMAIL_OTP\"]", "USER_ID_FOR_SRP": "ann"},
              "Session": "…"
            }
            InvalidParameterException: Software Token MFA has not been verified
            {
              "ChallengeName": "EMAIL_OTP",
              "ChallengeParameters": {
                "CODE_DELIVERY_DELIVERY_MEDIUM": "EMAIL",
                "CODE_DELIVERY_DESTINATION": "a***@e***",
                "USER_ID_FOR_SRP": "ann"
              },
              "Session": "…"
            }
            null
            CodeMismatchException: Invalid code or auth state for the user.
            "Bearer"
            {
              "Enabled": true,
              "PreferredMfaSetting": "EMAIL_OTP",
              "UserAttributes": [
                {"Name": "email", "Value": "ann@example.com"},
                {"Name": "email_verified", "Value": "true"},
                {"Name": "sub", "Value": "$sub"}
              ],
              "UserCreateDate": 1700000000.0,
              "UserLastModifiedDate": 1700000000.0,
              "UserMFASettingList": ["EMAIL_OTP"],
              "UserStatus": "CONFIRMED",
              "Username": "ann"
            }
        "#]],
    );
}

#[test]
fn codes_are_no_first_factor_where_a_second_one_is_due() {
    transcript(
        r#"
        $p = CreateUserPool {"PoolName": "p", "Policies": {"SignInPolicy": {"AllowedFirstAuthFactors": ["PASSWORD", "EMAIL_OTP"]}}} > -
        $app = CreateUserPoolClient {"UserPoolId": "$p", "ClientName": "app", "ExplicitAuthFlows": ["ALLOW_USER_AUTH"]} > -
        AdminCreateUser {"UserPoolId": "$p", "Username": "ann", "MessageAction": "SUPPRESS", "UserAttributes": [
            {"Name": "email", "Value": "ann@example.com"}, {"Name": "email_verified", "Value": "true"}]} > -
        AdminSetUserPassword {"UserPoolId": "$p", "Username": "ann", "Password": "Secret-1", "Permanent": true} > -
        InitiateAuth {"ClientId": "$app", "AuthFlow": "USER_AUTH", "AuthParameters": {"USERNAME": "ann"}} > AvailableChallenges
        SetUserPoolMfaConfig {"UserPoolId": "$p", "MfaConfiguration": "ON", "SoftwareTokenMfaConfiguration": {"Enabled": true}} > -
        InitiateAuth {"ClientId": "$app", "AuthFlow": "USER_AUTH", "AuthParameters": {"USERNAME": "ann"}} > AvailableChallenges
        "#,
        expect![[r#"
            ["PASSWORD_SRP", "PASSWORD", "EMAIL_OTP"]
            ["PASSWORD_SRP", "PASSWORD"]
        "#]],
    );
}
