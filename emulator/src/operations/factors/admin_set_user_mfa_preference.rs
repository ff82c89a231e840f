//! AdminSetUserMFAPreference: turns second factors of a user on and off.

use poolhouse_emulator_model::shapes::{AdminSetUserMFAPreferenceRequest, AdminSetUserMFAPreferenceResponse};

use crate::context::Context;
use crate::domain::{FactorPreferences, User};
use crate::error::ApiError;

pub(crate) async fn admin_set_user_mfa_preference(
    ctx: &Context,
    input: AdminSetUserMFAPreferenceRequest,
) -> Result<AdminSetUserMFAPreferenceResponse, ApiError> {
    let mut pool = ctx.pool(&input.user_pool_id)?;
    let mut user = User::clone(pool.resolve_user(input.username.expose())?);
    let preferences = FactorPreferences::new(
        input.sms_mfa_settings,
        input.software_token_mfa_settings,
        input.email_mfa_settings,
        input.web_authn_mfa_settings,
    );
    pool.settings().mfa.check_preferences(&preferences)?;
    user.prefer_factors(&preferences)?;
    user.modified = ctx.now();
    pool.put_user(user);
    Ok(AdminSetUserMFAPreferenceResponse {})
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::testing::transcript;

    #[test]
    fn factors_show_until_they_are_turned_off() {
        transcript(
            r#"
            user ann
            AdminSetUserMFAPreference {"UserPoolId": "$pool", "Username": "ann", "EmailMfaSettings": {"Enabled": true, "PreferredMfa": true}}
            AdminGetUser {"UserPoolId": "$pool", "Username": "ann"} > UserMFASettingList
            AdminGetUser {"UserPoolId": "$pool", "Username": "ann"} > PreferredMfaSetting
            AdminGetUserAuthFactors {"UserPoolId": "$pool", "Username": "ann"}
            AdminSetUserMFAPreference {"UserPoolId": "$pool", "Username": "ann"}
            AdminGetUser {"UserPoolId": "$pool", "Username": "ann"} > PreferredMfaSetting
            AdminSetUserMFAPreference {"UserPoolId": "$pool", "Username": "ann", "EmailMfaSettings": {"Enabled": false}}
            AdminGetUserAuthFactors {"UserPoolId": "$pool", "Username": "ann"}
            "#,
            expect![[r#"
                {}
                ["EMAIL_OTP"]
                "EMAIL_OTP"
                {
                  "ConfiguredUserAuthFactors": [],
                  "PreferredMfaSetting": "EMAIL_OTP",
                  "UserMFASettingList": ["EMAIL_OTP"],
                  "Username": "ann"
                }
                {}
                "EMAIL_OTP"
                {}
                {"ConfiguredUserAuthFactors": [], "Username": "ann"}
            "#]],
        );
    }

    #[test]
    fn a_factor_needs_what_it_is_made_of() {
        transcript(
            r#"
            user ann
            AdminSetUserMFAPreference {"UserPoolId": "$pool", "Username": "ann", "SoftwareTokenMfaSettings": {"Enabled": true}}
            AdminSetUserMFAPreference {"UserPoolId": "$pool", "Username": "ann", "SMSMfaSettings": {"Enabled": true}}
            AdminSetUserMFAPreference {"UserPoolId": "$pool", "Username": "ann", "WebAuthnMfaSettings": {"Enabled": true}}
            AdminDeleteUserAttributes {"UserPoolId": "$pool", "Username": "ann", "UserAttributeNames": ["email"]}
            AdminSetUserMFAPreference {"UserPoolId": "$pool", "Username": "ann", "EmailMfaSettings": {"Enabled": true}}
            "#,
            expect![[r#"
                InvalidParameterException: User does not have delivery config set to turn on SOFTWARE_TOKEN_MFA
                InvalidParameterException: User does not have delivery config set to turn on SMS_MFA
                InvalidParameterException: Passkey MFA is not enabled for the user pool: its WebAuthnConfiguration needs the FactorConfiguration MULTI_FACTOR_WITH_USER_VERIFICATION
                {}
                InvalidParameterException: User does not have delivery config set to turn on EMAIL_OTP
            "#]],
        );
    }

    #[test]
    fn one_factor_can_be_preferred_and_must_be_on() {
        transcript(
            r#"
            user ann
            AdminSetUserMFAPreference {"UserPoolId": "$pool", "Username": "ann", "EmailMfaSettings": {"PreferredMfa": true}}
            AdminSetUserMFAPreference {"UserPoolId": "$pool", "Username": "ann",
                "EmailMfaSettings": {"Enabled": true, "PreferredMfa": true}, "SMSMfaSettings": {"Enabled": true, "PreferredMfa": true}}
            AdminSetUserMFAPreference {"UserPoolId": "$pool", "Username": "bob"}
            "#,
            expect![[r#"
                InvalidParameterException: EMAIL_OTP must be enabled to be the preferred MFA
                InvalidParameterException: User cannot have multiple preferred MFAs
                UserNotFoundException: User does not exist.
            "#]],
        );
    }
}
