//! AdminDisableProviderForUser: ends a way in which a user signs in.

use poolhouse_emulator_model::shapes::{
    AdminDisableProviderForUserRequest, AdminDisableProviderForUserResponse,
};

use super::provider_user::ProviderUser;
use crate::context::Context;
use crate::domain::User;
use crate::error::ApiError;
use crate::store::Pool;

pub(crate) async fn admin_disable_provider_for_user(
    ctx: &Context,
    input: AdminDisableProviderForUserRequest,
) -> Result<AdminDisableProviderForUserResponse, ApiError> {
    let mut pool = ctx.pool(&input.user_pool_id)?;
    let disabled = ProviderUser::read(input.user, "User")?;
    let mut user =
        if disabled.is_local() { without_password(&pool, &disabled)? } else { unlinked(&pool, &disabled)? };
    user.modified = ctx.now();
    pool.put_user(user);
    Ok(AdminDisableProviderForUserResponse {})
}

/// A local user who can sign in by password no more. The password is forgotten; a new one opens
/// the way again (unsure).
fn without_password(pool: &Pool, disabled: &ProviderUser) -> Result<User, ApiError> {
    let user = User::clone(disabled.profile(pool)?);
    Ok(User { password: None, imported_password: None, temporary_password_expires: None, ..user })
}

/// A user without the identity. One who came to the pool by it has no other way in, and is
/// disabled (unsure).
fn unlinked(pool: &Pool, disabled: &ProviderUser) -> Result<User, ApiError> {
    let provider = pool.identity_provider(&disabled.id.provider)?;
    disabled.check_known_by_subject(provider, "User")?;
    if let Some(owner) = pool.user_of_identity(&disabled.id) {
        let mut user = User::clone(owner);
        let came_by_it =
            user.identities.iter().any(|identity| identity.primary && identity.id == disabled.id);
        if !came_by_it {
            user.unlink(&disabled.id);
            return Ok(user);
        }
    }
    let user = User::clone(disabled.profile_at(pool, provider).ok_or_else(ApiError::user_not_found)?);
    Ok(User { enabled: false, ..user })
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::testing::transcript;

    const GOOGLE: &str = r#"
        CreateIdentityProvider {"UserPoolId": "$pool", "ProviderName": "Google", "ProviderType": "Google", "ProviderDetails": {
            "client_id": "app", "client_secret": "hush", "authorize_scopes": "openid"}} > -
    "#;

    #[test]
    fn a_link_goes_and_can_be_made_again() {
        let requests = r#"
            user ann
            AdminLinkProviderForUser {"UserPoolId": "$pool",
                "DestinationUser": {"ProviderName": "Cognito", "ProviderAttributeValue": "ann"},
                "SourceUser": {"ProviderName": "Google", "ProviderAttributeName": "Cognito_Subject", "ProviderAttributeValue": "1234"}}
            AdminDisableProviderForUser {"UserPoolId": "$pool",
                "User": {"ProviderName": "Google", "ProviderAttributeName": "Cognito_Subject", "ProviderAttributeValue": "1234"}}
            AdminGetUser {"UserPoolId": "$pool", "Username": "ann"} > UserAttributes
            AdminDisableProviderForUser {"UserPoolId": "$pool",
                "User": {"ProviderName": "Google", "ProviderAttributeName": "Cognito_Subject", "ProviderAttributeValue": "1234"}}
            AdminLinkProviderForUser {"UserPoolId": "$pool",
                "DestinationUser": {"ProviderName": "Cognito", "ProviderAttributeValue": "ann"},
                "SourceUser": {"ProviderName": "Google", "ProviderAttributeName": "Cognito_Subject", "ProviderAttributeValue": "1234"}}
        "#;
        transcript(
            &[GOOGLE, requests].concat(),
            expect![[r#"
            {}
            {}
            [
              {"Name": "email", "Value": "ann@example.com"},
              {"Name": "sub", "Value": "$ann"}
            ]
            UserNotFoundException: User does not exist.
            {}
        "#]],
        );
    }

    #[test]
    fn users_are_told_as_links_are() {
        let requests = r#"
            user ann
            federated google_5678
            AdminDisableProviderForUser {"UserPoolId": "$pool",
                "User": {"ProviderName": "Cognito", "ProviderAttributeName": "Cognito_Subject", "ProviderAttributeValue": "ann"}}
            AdminGetUser {"UserPoolId": "$pool", "Username": "ann"} > Enabled
            AdminDisableProviderForUser {"UserPoolId": "$pool",
                "User": {"ProviderName": "Google", "ProviderAttributeName": "Cognito_Subject", "ProviderAttributeValue": "5678"}}
            AdminGetUser {"UserPoolId": "$pool", "Username": "google_5678"} > Enabled
            AdminDisableProviderForUser {"UserPoolId": "$pool",
                "User": {"ProviderName": "Cognito", "ProviderAttributeName": "Cognito_Subject", "ProviderAttributeValue": "none"}}
            AdminDisableProviderForUser {"UserPoolId": "$pool",
                "User": {"ProviderName": "Facebook", "ProviderAttributeName": "Cognito_Subject", "ProviderAttributeValue": "1"}}
            AdminDisableProviderForUser {"UserPoolId": "$pool",
                "User": {"ProviderName": "Google", "ProviderAttributeName": "email", "ProviderAttributeValue": "5678"}}
            user google_9999
            AdminDisableProviderForUser {"UserPoolId": "$pool",
                "User": {"ProviderName": "Google", "ProviderAttributeName": "Cognito_Subject", "ProviderAttributeValue": "9999"}}
            AdminDisableProviderForUser {"UserPoolId": "$pool", "User": {"ProviderName": "Google"}}
            AdminDisableProviderForUser {"UserPoolId": "us-east-1_none", "User": {}}
        "#;
        transcript(
            &[GOOGLE, requests].concat(),
            expect![[r#"
                {}
                true
                {}
                false
                UserNotFoundException: User does not exist.
                ResourceNotFoundException: Identity provider Facebook does not exist.
                InvalidParameterException: Invalid User: ProviderAttributeName must be Cognito_Subject for social identity providers.
                UserNotFoundException: User does not exist.
                InvalidParameterException: Invalid User: ProviderAttributeValue is required.
                ResourceNotFoundException: User pool us-east-1_none does not exist.
            "#]],
        );
    }
}
