//! DeleteManagedLoginBranding: removes a managed login style.

use poolhouse_emulator_model::NoOutput;
use poolhouse_emulator_model::shapes::DeleteManagedLoginBrandingRequest;

use crate::context::Context;
use crate::error::ApiError;

pub(crate) async fn delete_managed_login_branding(
    ctx: &Context,
    input: DeleteManagedLoginBrandingRequest,
) -> Result<NoOutput, ApiError> {
    let mut pool = ctx.pool(&input.user_pool_id)?;
    let client = pool.branding(&input.managed_login_branding_id)?.client.clone();
    pool.remove_branding(&client);
    Ok(NoOutput)
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::testing::transcript;

    #[test]
    fn a_style_goes_alone_or_with_its_client() {
        transcript(
            r#"
            $client = CreateUserPoolClient {"UserPoolId": "$pool", "ClientName": "app"} > -
            $style = CreateManagedLoginBranding {"UserPoolId": "$pool", "ClientId": "$client", "UseCognitoProvidedValues": true} > -
            DeleteManagedLoginBranding {"UserPoolId": "$pool", "ManagedLoginBrandingId": "$style"}
            DeleteManagedLoginBranding {"UserPoolId": "$pool", "ManagedLoginBrandingId": "$style"}
            $next = CreateManagedLoginBranding {"UserPoolId": "$pool", "ClientId": "$client", "UseCognitoProvidedValues": true} > -
            DeleteUserPoolClient {"UserPoolId": "$pool", "ClientId": "$client"}
            DescribeManagedLoginBranding {"UserPoolId": "$pool", "ManagedLoginBrandingId": "$next"}
            "#,
            expect![[r#"
                (empty)
                ResourceNotFoundException: ManagedLoginBranding $style does not exist.
                (empty)
                ResourceNotFoundException: ManagedLoginBranding $next does not exist.
            "#]],
        );
    }
}
