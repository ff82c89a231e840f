//! UpdateManagedLoginBranding: changes a managed login style. What is not sent stays.

use poolhouse_emulator_model::shapes::{
    UpdateManagedLoginBrandingRequest, UpdateManagedLoginBrandingResponse,
};

use super::settings::{checked, merged};
use crate::context::Context;
use crate::domain::{Branding, has_managed_login};
use crate::error::ApiError;

pub(crate) async fn update_managed_login_branding(
    ctx: &Context,
    input: UpdateManagedLoginBrandingRequest,
) -> Result<UpdateManagedLoginBrandingResponse, ApiError> {
    let pool_id = input.user_pool_id.as_deref().ok_or_else(|| ApiError::branding_not_named("UserPoolId"))?;
    let id = input.managed_login_branding_id.as_deref();
    let id = id.ok_or_else(|| ApiError::branding_not_named("ManagedLoginBrandingId"))?;
    let mut pool = ctx.pool(pool_id)?;
    if !has_managed_login(&pool.settings().options) {
        return Err(ApiError::managed_login_not_enabled());
    }
    let mut branding = Branding::clone(pool.branding(id)?);
    branding.style.last_modified_date = Some(ctx.now());
    change(&mut branding, input)?;
    let managed_login_branding = Some(branding.style.clone());
    pool.put_branding(branding);
    Ok(UpdateManagedLoginBrandingResponse { managed_login_branding })
}

fn change(branding: &mut Branding, input: UpdateManagedLoginBrandingRequest) -> Result<(), ApiError> {
    let own = input.settings.is_some() || input.assets.is_some();
    match input.use_cognito_provided_values {
        Some(true) if own => return Err(ApiError::branding_values_unclear()),
        Some(true) => branding.reset(),
        Some(false) => branding.style.use_cognito_provided_values = Some(false),
        None if own => branding.style.use_cognito_provided_values = Some(false),
        None => {}
    }
    if let Some(settings) = input.settings.map(checked).transpose()? {
        let before = branding.style.settings.take().unwrap_or_default();
        branding.style.settings = Some(merged(before, settings));
    }
    input.assets.map_or(Ok(()), |assets| branding.add_assets(assets))
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::testing::transcript;

    #[test]
    fn settings_and_assets_are_merged() {
        transcript(
            r#"
            $client = CreateUserPoolClient {"UserPoolId": "$pool", "ClientName": "app"} > -
            $style = CreateManagedLoginBranding {"UserPoolId": "$pool", "ClientId": "$client",
                "Settings": {"categories": {"form": {"displayGraphics": false}, "global": {"colorSchemeMode": "DARK"}}},
                "Assets": [{"Category": "FORM_LOGO", "ColorMode": "DARK", "Extension": "PNG", "Bytes": "iVBORw0KGgo="}]} > -
            wait 60
            UpdateManagedLoginBranding {"UserPoolId": "$pool", "ManagedLoginBrandingId": "$style",
                "Settings": {"categories": {"form": {"displayGraphics": true}}},
                "Assets": [{"Category": "FORM_LOGO", "ColorMode": "DARK", "Extension": "SVG", "Bytes": "PHN2Zy8+"},
                           {"Category": "FORM_LOGO", "ColorMode": "LIGHT", "Extension": "SVG", "Bytes": "PHN2Zy8+"}]}
            UpdateManagedLoginBranding {"UserPoolId": "$pool", "ManagedLoginBrandingId": "$style", "UseCognitoProvidedValues": true}
            "#,
            expect![[r#"
                {
                  "ManagedLoginBranding": {
                    "Assets": [
                      {"Bytes": "PHN2Zy8+", "Category": "FORM_LOGO", "ColorMode": "DARK", "Extension": "SVG"},
                      {"Bytes": "PHN2Zy8+", "Category": "FORM_LOGO", "ColorMode": "LIGHT", "Extension": "SVG"}
                    ],
                    "CreationDate": 1700000000.0,
                    "LastModifiedDate": 1700000060.0,
                    "ManagedLoginBrandingId": "$style",
                    "Settings": {"categories": {"form": {"displayGraphics": true}, "global": {"colorSchemeMode": "DARK"}}},
                    "UseCognitoProvidedValues": false,
                    "UserPoolId": "$pool"
                  }
                }
                {
                  "ManagedLoginBranding": {
                    "CreationDate": 1700000000.0,
                    "LastModifiedDate": 1700000060.0,
                    "ManagedLoginBrandingId": "$style",
                    "UseCognitoProvidedValues": true,
                    "UserPoolId": "$pool"
                  }
                }
            "#]],
        );
    }

    #[test]
    fn a_style_is_named_by_pool_and_id() {
        transcript(
            r#"
            UpdateManagedLoginBranding {"ManagedLoginBrandingId": "6b8a9c1e-0000-4000-8000-000000000000"}
            UpdateManagedLoginBranding {"UserPoolId": "$pool"}
            UpdateManagedLoginBranding {"UserPoolId": "$pool", "ManagedLoginBrandingId": "6b8a9c1e-0000-4000-8000-000000000000"}
            UpdateManagedLoginBranding {"UserPoolId": "$pool", "ManagedLoginBrandingId": "style"}
            "#,
            expect![[r#"
                InvalidParameterException: Missing required parameter UserPoolId
                InvalidParameterException: Missing required parameter ManagedLoginBrandingId
                ResourceNotFoundException: ManagedLoginBranding 6b8a9c1e-0000-4000-8000-000000000000 does not exist.
                InvalidParameterException: 1 validation error detected: Value 'style' at 'managedLoginBrandingId' failed to satisfy constraint: Member must satisfy regular expression pattern: ^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[4][0-9a-fA-F]{3}-[89abAB][0-9a-fA-F]{3}-[0-9a-fA-F]{12}$
            "#]],
        );
    }

    #[test]
    fn a_refused_update_changes_nothing() {
        transcript(
            r#"
            $client = CreateUserPoolClient {"UserPoolId": "$pool", "ClientName": "app"} > -
            $style = CreateManagedLoginBranding {"UserPoolId": "$pool", "ClientId": "$client", "Settings": {"categories": {}}} > -
            UpdateManagedLoginBranding {"UserPoolId": "$pool", "ManagedLoginBrandingId": "$style", "UseCognitoProvidedValues": true, "Settings": {}}
            UpdateManagedLoginBranding {"UserPoolId": "$pool", "ManagedLoginBrandingId": "$style", "Settings": {"colors": 1}}
            DescribeManagedLoginBranding {"UserPoolId": "$pool", "ManagedLoginBrandingId": "$style"} > ManagedLoginBranding.Settings
            "#,
            expect![[r#"
                InvalidParameterException: Provide either UseCognitoProvidedValues as true, or Settings or Assets, but not both.
                InvalidParameterException: Invalid settings provided. Validation errors: [{property: $.colors, errorType: UnknownProperty}]
                {"categories": {}}
            "#]],
        );
    }
}
