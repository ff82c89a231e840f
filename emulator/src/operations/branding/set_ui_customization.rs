//! SetUICustomization: dresses the classic sign-in pages, for an app client or for all.

use poolhouse_emulator_model::shapes::{SetUICustomizationRequest, SetUICustomizationResponse};

use crate::context::Context;
use crate::domain::{ALL_CLIENTS, UiCustomization};
use crate::error::ApiError;

pub(crate) async fn set_ui_customization(
    ctx: &Context,
    input: SetUICustomizationRequest,
) -> Result<SetUICustomizationResponse, ApiError> {
    let mut pool = ctx.pool(&input.user_pool_id)?;
    let client = input.client_id.as_ref().map_or(ALL_CLIENTS, |client| client.expose()).to_owned();
    if client != ALL_CLIENTS {
        pool.client(&client)?;
    }
    if pool.domains().next().is_none() {
        return Err(ApiError::ui_without_domain());
    }
    let now = ctx.now();
    let created = pool.ui_customization(&client).map_or(now, |before| before.created);
    let customization = UiCustomization::new(client, input, created, now)?;
    let ui_customization = customization.describe(pool.id());
    pool.put_ui_customization(customization);
    Ok(SetUICustomizationResponse { ui_customization })
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::testing::transcript;

    #[test]
    fn style_sheet_and_logo_are_kept() {
        transcript(
            r#"
            CreateUserPoolDomain {"UserPoolId": "$pool", "Domain": "people"} > -
            $client = CreateUserPoolClient {"UserPoolId": "$pool", "ClientName": "app"} > -
            SetUICustomization {"UserPoolId": "$pool", "ClientId": "$client", "CSS": ".logo-customizable { width: 1px; }", "ImageFile": "iVBORw0KGgo="}
            wait 60
            SetUICustomization {"UserPoolId": "$pool", "ClientId": "$client", "CSS": ""}
            SetUICustomization {"UserPoolId": "$pool", "CSS": ""} > UICustomization.ClientId
            "#,
            expect![[r#"
                {
                  "UICustomization": {
                    "CSS": ".logo-customizable { width: 1px; }",
                    "CSSVersion": "20231114221320",
                    "ClientId": "$client",
                    "CreationDate": 1700000000.0,
                    "ImageUrl": "https://d3oia8etllorh5.cloudfront.net/$pool/$client/20231114221320/assets/images/image.jpg",
                    "LastModifiedDate": 1700000000.0,
                    "UserPoolId": "$pool"
                  }
                }
                {
                  "UICustomization": {
                    "CSS": "",
                    "CSSVersion": "20231114221420",
                    "ClientId": "$client",
                    "CreationDate": 1700000000.0,
                    "LastModifiedDate": 1700000060.0,
                    "UserPoolId": "$pool"
                  }
                }
                "ALL"
            "#]],
        );
    }

    #[test]
    fn only_known_classes_and_images_are_taken() {
        transcript(
            r#"
            SetUICustomization {"UserPoolId": "$pool", "CSS": ""}
            CreateUserPoolDomain {"UserPoolId": "$pool", "Domain": "people"} > -
            SetUICustomization {"UserPoolId": "$pool", "CSS": "body { color: red; }"}
            SetUICustomization {"UserPoolId": "$pool", "CSS": "hello"}
            SetUICustomization {"UserPoolId": "$pool", "ImageFile": "R0lGODlh"}
            SetUICustomization {"UserPoolId": "$pool", "ClientId": "none", "CSS": ""}
            GetUICustomization {"UserPoolId": "$pool"}
            "#,
            expect![[r#"
                InvalidParameterException: There has to be an existing domain associated with this user pool
                InvalidParameterException: Invalid CSS: body is not a customizable class.
                InvalidParameterException: Invalid CSS: the style sheet could not be parsed.
                InvalidParameterException: Invalid image: only PNG and JPEG files are supported.
                ResourceNotFoundException: User pool client none does not exist.
                {"UICustomization": {}}
            "#]],
        );
    }
}
