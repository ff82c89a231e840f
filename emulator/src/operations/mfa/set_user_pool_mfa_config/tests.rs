use expect_test::expect;

use crate::testing::transcript;

#[test]
fn factors_are_replaced_together() {
    transcript(
        r#"
        SetUserPoolMfaConfig {"UserPoolId": "$pool", "MfaConfiguration": "ON", "SoftwareTokenMfaConfiguration": {"Enabled": true},
            "WebAuthnConfiguration": {"RelyingPartyId": "example.com", "UserVerification": "required"}}
        DescribeUserPool {"UserPoolId": "$pool"} > UserPool.MfaConfiguration
        SetUserPoolMfaConfig {"UserPoolId": "$pool", "MfaConfiguration": "OPTIONAL",
            "SmsMfaConfiguration": {"SmsAuthenticationMessage": "Code {####}", "SmsConfiguration": {"SnsCallerArn": "arn:aws:iam::123456789012:role/sms"}}}
        GetUserPoolMfaConfig {"UserPoolId": "$pool"}
        DescribeUserPool {"UserPoolId": "$pool"} > UserPool.SmsAuthenticationMessage
        SetUserPoolMfaConfig {"UserPoolId": "$pool"}
        DescribeUserPool {"UserPoolId": "$pool"} > UserPool.SmsConfiguration
        "#,
        expect![[r#"
            {
              "MfaConfiguration": "ON",
              "SoftwareTokenMfaConfiguration": {"Enabled": true},
              "WebAuthnConfiguration": {"RelyingPartyId": "example.com", "UserVerification": "required"}
            }
            "ON"
            {
              "MfaConfiguration": "OPTIONAL",
              "SmsMfaConfiguration": {
                "SmsAuthenticationMessage": "Code {####}",
                "SmsConfiguration": {"SnsCallerArn": "arn:aws:iam::123456789012:role/sms"}
              }
            }
            {
              "MfaConfiguration": "OPTIONAL",
              "SmsMfaConfiguration": {
                "SmsAuthenticationMessage": "Code {####}",
                "SmsConfiguration": {"SnsCallerArn": "arn:aws:iam::123456789012:role/sms"}
              }
            }
            "Code {####}"
            {"MfaConfiguration": "OFF"}
            {"SnsCallerArn": "arn:aws:iam::123456789012:role/sms"}
        "#]],
    );
}

#[test]
fn mode_and_factors_must_fit() {
    transcript(
        r#"
        SetUserPoolMfaConfig {"UserPoolId": "$pool", "SoftwareTokenMfaConfiguration": {"Enabled": true}}
        SetUserPoolMfaConfig {"UserPoolId": "$pool", "MfaConfiguration": "OFF", "EmailMfaConfiguration": {}}
        SetUserPoolMfaConfig {"UserPoolId": "$pool", "MfaConfiguration": "ON"}
        SetUserPoolMfaConfig {"UserPoolId": "$pool", "MfaConfiguration": "OPTIONAL", "WebAuthnConfiguration": {"RelyingPartyId": "example.com"}}
        SetUserPoolMfaConfig {"UserPoolId": "$pool", "MfaConfiguration": "OPTIONAL", "SmsMfaConfiguration": {}}
        SetUserPoolMfaConfig {"UserPoolId": "us-east-1_none"}
        GetUserPoolMfaConfig {"UserPoolId": "$pool"}
        "#,
        expect![[r#"
            InvalidParameterException: Invalid MFA configuration given, can't turn off MFA and configure an MFA together.
            InvalidParameterException: Invalid MFA configuration given, can't turn off MFA and configure an MFA together.
            InvalidParameterException: Invalid MFA configuration given, can't disable all MFAs with a required or optional configuration.
            InvalidParameterException: Invalid MFA configuration given, can't disable all MFAs with a required or optional configuration.
            InvalidParameterException: SMS configuration and Auto verification for phone_number are required when MFA is required/optional
            ResourceNotFoundException: User pool us-east-1_none does not exist.
            {"MfaConfiguration": "OFF"}
        "#]],
    );
}

#[test]
fn codes_by_email_need_a_sender_and_another_way_to_recover() {
    transcript(
        r#"
        SetUserPoolMfaConfig {"UserPoolId": "$pool", "MfaConfiguration": "ON", "EmailMfaConfiguration": {}}
        UpdateUserPool {"UserPoolId": "$pool", "EmailConfiguration": {"EmailSendingAccount": "DEVELOPER", "SourceArn": "arn:aws:ses:us-east-1:123456789012:identity/a@example.com"},
            "AccountRecoverySetting": {"RecoveryMechanisms": [{"Priority": 1, "Name": "verified_email"}]}} > -
        SetUserPoolMfaConfig {"UserPoolId": "$pool", "MfaConfiguration": "ON", "EmailMfaConfiguration": {}}
        UpdateUserPool {"UserPoolId": "$pool", "EmailConfiguration": {"EmailSendingAccount": "DEVELOPER", "SourceArn": "arn:aws:ses:us-east-1:123456789012:identity/a@example.com"}} > -
        SetUserPoolMfaConfig {"UserPoolId": "$pool", "MfaConfiguration": "ON", "EmailMfaConfiguration": {"Subject": "Code", "Message": "It is {####}"}}
        SetUserPoolMfaConfig {"UserPoolId": "$pool", "MfaConfiguration": "ON", "EmailMfaConfiguration": {"Message": "It is missing"}}
        "#,
        expect![[r#"
            InvalidParameterException: Email MFA requires an EmailConfiguration with EmailSendingAccount DEVELOPER.
            InvalidParameterException: Email MFA cannot be used when verified_email is the only account recovery mechanism.
            {"EmailMfaConfiguration": {"Message": "It is {####}", "Subject": "Code"}, "MfaConfiguration": "ON"}
            InvalidParameterException: 1 validation error detected: Value 'It is missing' at 'emailMfaConfiguration.message' failed to satisfy constraint: Member must satisfy regular expression pattern: [\p{L}\p{M}\p{S}\p{N}\p{P}\s*]*\{####\}[\p{L}\p{M}\p{S}\p{N}\p{P}\s*]*
        "#]],
    );
}

#[test]
fn codes_by_email_and_passkeys_as_a_second_factor_need_a_tier() {
    transcript(
        r#"
        SetUserPoolMfaConfig {"UserPoolId": "$pool", "WebAuthnConfiguration": {"FactorConfiguration": "MULTI_FACTOR_WITH_USER_VERIFICATION"}}
        UpdateUserPool {"UserPoolId": "$pool", "UserPoolTier": "LITE"}
        $lite = CreateUserPool {"PoolName": "p", "UserPoolTier": "LITE"} > -
        SetUserPoolMfaConfig {"UserPoolId": "$lite", "WebAuthnConfiguration": {"FactorConfiguration": "MULTI_FACTOR_WITH_USER_VERIFICATION"}}
        SetUserPoolMfaConfig {"UserPoolId": "$lite", "MfaConfiguration": "ON", "EmailMfaConfiguration": {}}
        SetUserPoolMfaConfig {"UserPoolId": "$lite", "MfaConfiguration": "ON", "SoftwareTokenMfaConfiguration": {"Enabled": true}} > MfaConfiguration
        "#,
        expect![[r#"
            {
              "MfaConfiguration": "OFF",
              "WebAuthnConfiguration": {"FactorConfiguration": "MULTI_FACTOR_WITH_USER_VERIFICATION"}
            }
            FeatureUnavailableInTierException: The following feature is not available in your user pool tier: Passkey MFA
            FeatureUnavailableInTierException: The following feature is not available in your user pool tier: Passkey MFA
            FeatureUnavailableInTierException: The following feature is not available in your user pool tier: Email MFA
            "ON"
        "#]],
    );
}

#[test]
fn an_update_of_the_pool_without_a_mode_turns_factors_off() {
    transcript(
        r#"
        SetUserPoolMfaConfig {"UserPoolId": "$pool", "MfaConfiguration": "ON", "SoftwareTokenMfaConfiguration": {"Enabled": true},
            "WebAuthnConfiguration": {"RelyingPartyId": "example.com"}} > -
        UpdateUserPool {"UserPoolId": "$pool", "MfaConfiguration": "ON", "SmsConfiguration": {"SnsCallerArn": "arn:aws:iam::123456789012:role/sms"}}
        GetUserPoolMfaConfig {"UserPoolId": "$pool"}
        UpdateUserPool {"UserPoolId": "$pool"}
        GetUserPoolMfaConfig {"UserPoolId": "$pool"}
        "#,
        expect![[r#"
            {}
            {
              "MfaConfiguration": "ON",
              "SoftwareTokenMfaConfiguration": {"Enabled": true},
              "WebAuthnConfiguration": {"RelyingPartyId": "example.com"}
            }
            {}
            {"MfaConfiguration": "OFF", "WebAuthnConfiguration": {"RelyingPartyId": "example.com"}}
        "#]],
    );
}

#[test]
fn a_pool_with_authenticators_keeps_its_mode_without_sms() {
    transcript(
        r#"
        UpdateUserPool {"UserPoolId": "$pool", "MfaConfiguration": "OPTIONAL"}
        SetUserPoolMfaConfig {"UserPoolId": "$pool", "MfaConfiguration": "OPTIONAL", "SoftwareTokenMfaConfiguration": {"Enabled": true}} > -
        UpdateUserPool {"UserPoolId": "$pool", "MfaConfiguration": "ON"}
        GetUserPoolMfaConfig {"UserPoolId": "$pool"}
        "#,
        expect![[r#"
            InvalidParameterException: SMS configuration and Auto verification for phone_number are required when MFA is required/optional
            {}
            {"MfaConfiguration": "ON", "SoftwareTokenMfaConfiguration": {"Enabled": true}}
        "#]],
    );
}

#[test]
fn who_sends_no_sms_any_more_has_no_factor_of_that_kind() {
    transcript(
        r#"
        SetUserPoolMfaConfig {"UserPoolId": "$pool", "MfaConfiguration": "ON", "SoftwareTokenMfaConfiguration": {"Enabled": true},
            "SmsMfaConfiguration": {"SmsConfiguration": {"SnsCallerArn": "arn:aws:iam::123456789012:role/sms"}}} > -
        UpdateUserPool {"UserPoolId": "$pool", "MfaConfiguration": "ON"}
        GetUserPoolMfaConfig {"UserPoolId": "$pool"}
        "#,
        expect![[r#"
            {}
            {"MfaConfiguration": "ON", "SoftwareTokenMfaConfiguration": {"Enabled": true}}
        "#]],
    );
}
