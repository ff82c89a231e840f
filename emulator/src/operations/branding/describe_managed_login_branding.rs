//! DescribeManagedLoginBranding: a managed login style by its id.

use poolhouse_emulator_model::shapes::{
    DescribeManagedLoginBrandingRequest, DescribeManagedLoginBrandingResponse,
};

use super::settings::with_defaults;
use crate::context::Context;
use crate::error::ApiError;

pub(crate) async fn describe_managed_login_branding(
    ctx: &Context,
    input: DescribeManagedLoginBrandingRequest,
) -> Result<DescribeManagedLoginBrandingResponse, ApiError> {
    let style = ctx.pool(&input.user_pool_id)?.branding(&input.managed_login_branding_id)?.style.clone();
    let style = if input.return_merged_resources == Some(true) { with_defaults(style)? } else { style };
    Ok(DescribeManagedLoginBrandingResponse { managed_login_branding: Some(style) })
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::testing::transcript;

    #[test]
    fn own_values_are_answered_and_defaults_when_asked_for() {
        transcript(
            r#"
            $client = CreateUserPoolClient {"UserPoolId": "$pool", "ClientName": "app"} > -
            $style = CreateManagedLoginBranding {"UserPoolId": "$pool", "ClientId": "$client",
                "Settings": {"categories": {"form": {"displayGraphics": false}}}} > -
            DescribeManagedLoginBranding {"UserPoolId": "$pool", "ManagedLoginBrandingId": "$style"}
            DescribeManagedLoginBranding {"UserPoolId": "$pool", "ManagedLoginBrandingId": "$style", "ReturnMergedResources": true} > ManagedLoginBranding.Settings.categories.form
            "#,
            expect![[r#"
                {
                  "ManagedLoginBranding": {
                    "CreationDate": 1700000000.0,
                    "LastModifiedDate": 1700000000.0,
                    "ManagedLoginBrandingId": "$style",
                    "Settings": {"categories": {"form": {"displayGraphics": false}}},
                    "UseCognitoProvidedValues": false,
                    "UserPoolId": "$pool"
                  }
                }
                {
                  "displayGraphics": false,
                  "instructions": {"enabled": false},
                  "languageSelector": {"enabled": false},
                  "location": {"horizontal": "CENTER", "vertical": "CENTER"},
                  "sessionTimerDisplay": "NONE"
                }
            "#]],
        );
    }

    #[test]
    fn ids_are_checked_before_they_are_looked_up() {
        transcript(
            r#"
            DescribeManagedLoginBranding {"UserPoolId": "us-east-1_none", "ManagedLoginBrandingId": "style"}
            DescribeManagedLoginBranding {"UserPoolId": "us-east-1_none", "ManagedLoginBrandingId": "6b8a9c1e-0000-4000-8000-000000000000"}
            DescribeManagedLoginBranding {"UserPoolId": "$pool", "ManagedLoginBrandingId": "6b8a9c1e-0000-4000-8000-000000000000"}
            "#,
            expect![[r#"
                InvalidParameterException: 1 validation error detected: Value 'style' at 'managedLoginBrandingId' failed to satisfy constraint: Member must satisfy regular expression pattern: ^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[4][0-9a-fA-F]{3}-[89abAB][0-9a-fA-F]{3}-[0-9a-fA-F]{12}$
                ResourceNotFoundException: User pool us-east-1_none does not exist.
                ResourceNotFoundException: ManagedLoginBranding 6b8a9c1e-0000-4000-8000-000000000000 does not exist.
            "#]],
        );
    }
}
