//! CreateManagedLoginBranding: gives an app client a style for its managed login pages.

use poolhouse_emulator_model::shapes::{
    CreateManagedLoginBrandingRequest, CreateManagedLoginBrandingResponse,
};

use super::settings::checked;
use crate::context::Context;
use crate::domain::{Branding, has_managed_login};
use crate::error::ApiError;

pub(crate) async fn create_managed_login_branding(
    ctx: &Context,
    input: CreateManagedLoginBrandingRequest,
) -> Result<CreateManagedLoginBrandingResponse, ApiError> {
    let mut pool = ctx.pool(&input.user_pool_id)?;
    if !has_managed_login(&pool.settings().options) {
        return Err(ApiError::managed_login_not_enabled());
    }
    let client = pool.client(input.client_id.expose())?.id.clone();
    if pool.branding_of(&client).is_some() {
        return Err(ApiError::branding_exists(&client));
    }
    let provided = input.use_cognito_provided_values.unwrap_or(false);
    if provided == (input.settings.is_some() || input.assets.is_some()) {
        return Err(ApiError::branding_values_unclear());
    }
    let mut branding = Branding::new(ctx.random().uuid(), pool.id(), &client, ctx.now());
    branding.style.use_cognito_provided_values = Some(provided);
    branding.style.settings = input.settings.map(checked).transpose()?;
    input.assets.map_or(Ok(()), |assets| branding.add_assets(assets))?;
    let managed_login_branding = Some(branding.style.clone());
    pool.put_branding(branding);
    Ok(CreateManagedLoginBrandingResponse { managed_login_branding })
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::testing::transcript;

    #[test]
    fn a_client_has_one_style() {
        transcript(
            r#"
            $client = CreateUserPoolClient {"UserPoolId": "$pool", "ClientName": "app"} > -
            $style = CreateManagedLoginBranding {"UserPoolId": "$pool", "ClientId": "$client", "UseCognitoProvidedValues": true}
            CreateManagedLoginBranding {"UserPoolId": "$pool", "ClientId": "$client", "UseCognitoProvidedValues": true}
            "#,
            expect![[r#"
                {
                  "ManagedLoginBranding": {
                    "CreationDate": 1700000000.0,
                    "LastModifiedDate": 1700000000.0,
                    "ManagedLoginBrandingId": "$style",
                    "UseCognitoProvidedValues": true,
                    "UserPoolId": "$pool"
                  }
                }
                ManagedLoginBrandingExistsException: ManagedLoginBranding for client $client already exists.
            "#]],
        );
    }

    #[test]
    fn settings_and_assets_are_answered_as_they_were_given() {
        transcript(
            r#"
            $client = CreateUserPoolClient {"UserPoolId": "$pool", "ClientName": "app"} > -
            $style = CreateManagedLoginBranding {"UserPoolId": "$pool", "ClientId": "$client",
                "Settings": {"categories": {"form": {"displayGraphics": false}}},
                "Assets": [{"Category": "FORM_LOGO", "ColorMode": "DARK", "Extension": "PNG", "Bytes": "iVBORw0KGgo="}]}
            "#,
            expect![[r#"
                {
                  "ManagedLoginBranding": {
                    "Assets": [
                      {
                        "Bytes": "iVBORw0KGgo=",
                        "Category": "FORM_LOGO",
                        "ColorMode": "DARK",
                        "Extension": "PNG"
                      }
                    ],
                    "CreationDate": 1700000000.0,
                    "LastModifiedDate": 1700000000.0,
                    "ManagedLoginBrandingId": "$style",
                    "Settings": {"categories": {"form": {"displayGraphics": false}}},
                    "UseCognitoProvidedValues": false,
                    "UserPoolId": "$pool"
                  }
                }
            "#]],
        );
    }

    #[test]
    fn values_are_the_services_or_ones_own() {
        transcript(
            r#"
            $client = CreateUserPoolClient {"UserPoolId": "$pool", "ClientName": "app"} > -
            CreateManagedLoginBranding {"UserPoolId": "$pool", "ClientId": "$client"}
            CreateManagedLoginBranding {"UserPoolId": "$pool", "ClientId": "$client", "UseCognitoProvidedValues": true, "Settings": {}}
            CreateManagedLoginBranding {"UserPoolId": "$pool", "ClientId": "$client", "Settings": {"colors": 1, "categories": {}}}
            CreateManagedLoginBranding {"UserPoolId": "$pool", "ClientId": "$client", "Settings": "dark"}
            CreateManagedLoginBranding {"UserPoolId": "$pool", "ClientId": "$client", "Assets": "logo"}
            "#,
            expect![[r#"
                InvalidParameterException: Provide either UseCognitoProvidedValues as true, or Settings or Assets, but not both.
                InvalidParameterException: Provide either UseCognitoProvidedValues as true, or Settings or Assets, but not both.
                InvalidParameterException: Invalid settings provided. Validation errors: [{property: $.colors, errorType: UnknownProperty}]
                InternalErrorException: Internal error
                SerializationException: Unexpected field type
            "#]],
        );
    }

    #[test]
    fn pool_client_and_tier_are_looked_at() {
        transcript(
            r#"
            CreateManagedLoginBranding {"UserPoolId": "us-east-1_none", "ClientId": "none", "UseCognitoProvidedValues": true}
            CreateManagedLoginBranding {"UserPoolId": "$pool", "ClientId": "none", "UseCognitoProvidedValues": true}
            UpdateUserPool {"UserPoolId": "$pool", "UserPoolTier": "LITE"} > -
            CreateManagedLoginBranding {"UserPoolId": "$pool", "ClientId": "none", "UseCognitoProvidedValues": true}
            "#,
            expect![[r#"
                ResourceNotFoundException: User pool us-east-1_none does not exist.
                ResourceNotFoundException: User pool client none does not exist.
                OperationNotEnabledException: Managed login is not enabled for this user pool.
            "#]],
        );
    }
}
