//! GetUICustomization: how the classic sign-in pages look to an app client, or to all.

use poolhouse_emulator_model::shapes::{GetUICustomizationRequest, GetUICustomizationResponse};

use crate::context::Context;
use crate::domain::ALL_CLIENTS;
use crate::error::ApiError;

pub(crate) async fn get_ui_customization(
    ctx: &Context,
    input: GetUICustomizationRequest,
) -> Result<GetUICustomizationResponse, ApiError> {
    let pool = ctx.pool(&input.user_pool_id)?;
    let client = input.client_id.as_ref().map_or(ALL_CLIENTS, |client| client.expose());
    if client != ALL_CLIENTS {
        pool.client(client)?;
    }
    if pool.domains().next().is_none() {
        return Err(ApiError::ui_without_domain());
    }
    let found = pool.ui_customization_for(client).map(|found| found.describe(pool.id()));
    let ui_customization = found.unwrap_or_default();
    Ok(GetUICustomizationResponse { ui_customization })
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::testing::transcript;

    #[test]
    fn a_client_has_its_own_look_or_that_of_all() {
        transcript(
            r#"
            CreateUserPoolDomain {"UserPoolId": "$pool", "Domain": "people"} > -
            $client = CreateUserPoolClient {"UserPoolId": "$pool", "ClientName": "app"} > -
            GetUICustomization {"UserPoolId": "$pool", "ClientId": "$client"}
            SetUICustomization {"UserPoolId": "$pool", "CSS": ".logo-customizable {}"} > -
            GetUICustomization {"UserPoolId": "$pool", "ClientId": "$client"} > UICustomization.ClientId
            SetUICustomization {"UserPoolId": "$pool", "ClientId": "$client", "CSS": ".label-customizable {}"} > -
            GetUICustomization {"UserPoolId": "$pool", "ClientId": "$client"} > UICustomization.CSS
            GetUICustomization {"UserPoolId": "$pool", "ClientId": "ALL"} > UICustomization.CSS
            "#,
            expect![[r#"
                {"UICustomization": {}}
                "ALL"
                ".label-customizable {}"
                ".logo-customizable {}"
            "#]],
        );
    }

    #[test]
    fn there_must_be_pages_to_look_at() {
        transcript(
            r#"
            GetUICustomization {"UserPoolId": "$pool"}
            GetUICustomization {"UserPoolId": "$pool", "ClientId": "none"}
            GetUICustomization {"UserPoolId": "us-east-1_none"}
            "#,
            expect![[r#"
                InvalidParameterException: There has to be an existing domain associated with this user pool
                ResourceNotFoundException: User pool client none does not exist.
                ResourceNotFoundException: User pool us-east-1_none does not exist.
            "#]],
        );
    }
}
