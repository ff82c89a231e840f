//! DescribeManagedLoginBrandingByClient: the managed login style of an app client.

use poolhouse_emulator_model::shapes::{
    DescribeManagedLoginBrandingByClientRequest, DescribeManagedLoginBrandingByClientResponse,
};

use super::settings::with_defaults;
use crate::context::Context;
use crate::error::ApiError;

pub(crate) async fn describe_managed_login_branding_by_client(
    ctx: &Context,
    input: DescribeManagedLoginBrandingByClientRequest,
) -> Result<DescribeManagedLoginBrandingByClientResponse, ApiError> {
    let pool = ctx.pool(&input.user_pool_id)?;
    let client = &pool.client(input.client_id.expose())?.id;
    let branding = pool.branding_of(client).ok_or_else(|| ApiError::client_without_branding(client))?;
    let style = branding.style.clone();
    let style = if input.return_merged_resources == Some(true) { with_defaults(style)? } else { style };
    Ok(DescribeManagedLoginBrandingByClientResponse { managed_login_branding: Some(style) })
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::testing::transcript;

    #[test]
    fn a_client_leads_to_its_style() {
        transcript(
            r#"
            $client = CreateUserPoolClient {"UserPoolId": "$pool", "ClientName": "app"} > -
            DescribeManagedLoginBrandingByClient {"UserPoolId": "$pool", "ClientId": "$client"}
            DescribeManagedLoginBrandingByClient {"UserPoolId": "$pool", "ClientId": "none"}
            $style = CreateManagedLoginBranding {"UserPoolId": "$pool", "ClientId": "$client", "UseCognitoProvidedValues": true} > -
            DescribeManagedLoginBrandingByClient {"UserPoolId": "$pool", "ClientId": "$client"}
            DescribeManagedLoginBrandingByClient {"UserPoolId": "$pool", "ClientId": "$client", "ReturnMergedResources": true} > ManagedLoginBranding.Settings.categories.global
            "#,
            expect![[r#"
                ResourceNotFoundException: ManagedLoginBranding for client $client does not exist.
                ResourceNotFoundException: User pool client none does not exist.
                {
                  "ManagedLoginBranding": {
                    "CreationDate": 1700000000.0,
                    "LastModifiedDate": 1700000000.0,
                    "ManagedLoginBrandingId": "$style",
                    "UseCognitoProvidedValues": true,
                    "UserPoolId": "$pool"
                  }
                }
                {
                  "colorSchemeMode": "LIGHT",
                  "pageFooter": {"enabled": false},
                  "pageHeader": {"enabled": false},
                  "spacingDensity": "REGULAR"
                }
            "#]],
        );
    }

    #[test]
    fn looks_outlive_the_process() {
        transcript(
            r#"
            $client = CreateUserPoolClient {"UserPoolId": "$pool", "ClientName": "app", "GenerateSecret": true} > -
            CreateUserPoolDomain {"UserPoolId": "$pool", "Domain": "people"} > -
            $style = CreateManagedLoginBranding {"UserPoolId": "$pool", "ClientId": "$client", "Settings": {"categories": {"form": {}}}} > -
            SetUICustomization {"UserPoolId": "$pool", "ImageFile": "iVBORw0KGgo="} > -
            restart now
            DescribeManagedLoginBrandingByClient {"UserPoolId": "$pool", "ClientId": "$client"}
            GetUICustomization {"UserPoolId": "$pool", "ClientId": "$client"}
            "#,
            expect![[r#"
                {
                  "ManagedLoginBranding": {
                    "CreationDate": 1700000000.0,
                    "LastModifiedDate": 1700000000.0,
                    "ManagedLoginBrandingId": "$style",
                    "Settings": {"categories": {"form": {}}},
                    "UseCognitoProvidedValues": false,
                    "UserPoolId": "$pool"
                  }
                }
                {
                  "UICustomization": {
                    "CSSVersion": "20231114221320",
                    "ClientId": "ALL",
                    "CreationDate": 1700000000.0,
                    "ImageUrl": "https://d3oia8etllorh5.cloudfront.net/$pool/ALL/20231114221320/assets/images/image.jpg",
                    "LastModifiedDate": 1700000000.0,
                    "UserPoolId": "$pool"
                  }
                }
            "#]],
        );
    }
}
