//! AdminLinkProviderForUser: has a user of an identity provider sign in as a user of the pool.

use poolhouse_emulator_model::shapes::{AdminLinkProviderForUserRequest, AdminLinkProviderForUserResponse};

use super::provider_user::ProviderUser;
use crate::context::Context;
use crate::domain::{Identity, IdentityProvider, SUBJECT, User};
use crate::error::ApiError;
use crate::store::Pool;

pub(crate) async fn admin_link_provider_for_user(
    ctx: &Context,
    input: AdminLinkProviderForUserRequest,
) -> Result<AdminLinkProviderForUserResponse, ApiError> {
    let mut pool = ctx.pool(&input.user_pool_id)?;
    let source = ProviderUser::read(input.source_user, "SourceUser")?;
    if source.is_local() {
        return Err(ApiError::local_source_user());
    }
    let provider = pool.identity_provider(&source.id.provider)?;
    check_attribute(&source, provider)?;
    let destination = ProviderUser::read(input.destination_user, "DestinationUser")?.profile(&pool)?;
    check_unlinked(&pool, &source, provider, destination)?;
    let mut user = User::clone(destination);
    let kind = provider.kind;
    user.link(Identity { id: source.id, kind, primary: false, created: ctx.now() })?;
    user.modified = ctx.now();
    pool.put_user(user);
    Ok(AdminLinkProviderForUserResponse {})
}

/// Users of social providers are known by their subject; others by an attribute that the provider
/// fills as well.
fn check_attribute(source: &ProviderUser, provider: &IdentityProvider) -> Result<(), ApiError> {
    source.check_known_by_subject(provider, "SourceUser")?;
    let attribute = source.id.attribute.as_str();
    match attribute {
        SUBJECT => Ok(()),
        _ if provider.mapping.contains_key(attribute) => Ok(()),
        _ => Err(ApiError::unmapped_provider_attribute(attribute)),
    }
}

/// An identity that is a user already cannot become a part of another one. That the same is said
/// of one that is linked to another user is unsure.
fn check_unlinked(
    pool: &Pool,
    source: &ProviderUser,
    provider: &IdentityProvider,
    destination: &User,
) -> Result<(), ApiError> {
    match pool.user_of_identity(&source.id) {
        Some(owner) if owner.username == destination.username => return Err(ApiError::already_linked()),
        Some(_) => return Err(ApiError::merging_not_supported()),
        None => {}
    }
    let is_profile = source.id.attribute == SUBJECT && source.profile_at(pool, provider).is_some();
    if is_profile { Err(ApiError::merging_not_supported()) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use base64::Engine;
    use base64::engine::general_purpose::URL_SAFE_NO_PAD;
    use expect_test::expect;
    use serde_json::{Value, json};

    use crate::emulator::Emulator;
    use crate::testing::transcript;

    const GOOGLE: &str = r#"
        CreateIdentityProvider {"UserPoolId": "$pool", "ProviderName": "Google", "ProviderType": "Google", "ProviderDetails": {
            "client_id": "app", "client_secret": "hush", "authorize_scopes": "openid"}} > -
    "#;
    const ADFS: &str = r#"
        CreateIdentityProvider {"UserPoolId": "$pool", "ProviderName": "Adfs", "ProviderType": "SAML", "ProviderDetails": {
            "MetadataURL": "https://id.example.com/metadata"}, "AttributeMapping": {"email": "mail"}} > -
    "#;

    #[test]
    fn a_linked_identity_is_among_the_attributes() {
        let requests = r#"
            user ann
            AdminLinkProviderForUser {"UserPoolId": "$pool",
                "DestinationUser": {"ProviderName": "Cognito", "ProviderAttributeValue": "ann"},
                "SourceUser": {"ProviderName": "Google", "ProviderAttributeName": "Cognito_Subject", "ProviderAttributeValue": "1234"}}
            wait 60
            AdminLinkProviderForUser {"UserPoolId": "$pool",
                "DestinationUser": {"ProviderName": "Cognito", "ProviderAttributeValue": "ann"},
                "SourceUser": {"ProviderName": "Adfs", "ProviderAttributeName": "email", "ProviderAttributeValue": "ann@corp.com"}}
            AdminGetUser {"UserPoolId": "$pool", "Username": "ann"}
        "#;
        transcript(
            &[GOOGLE, ADFS, requests].concat(),
            expect![[r#"
            {}
            {}
            {
              "Enabled": true,
              "UserAttributes": [
                {"Name": "email", "Value": "ann@example.com"},
                {
                  "Name": "identities",
                  "Value": "[{\"userId\":\"1234\",\"providerName\":\"Google\",\"providerType\":\"Google\",\"issuer\":null,\"primary\":false,\"dateCreated\":1700000000000},{\"userId\":\"ann@corp.com\",\"providerName\":\"Adfs\",\"providerType\":\"SAML\",\"issuer\":null,\"primary\":false,\"dateCreated\":1700000060000}]"
                },
                {"Name": "sub", "Value": "$ann"}
              ],
              "UserCreateDate": 1700000000.0,
              "UserLastModifiedDate": 1700000060.0,
              "UserStatus": "CONFIRMED",
              "Username": "ann"
            }
        "#]],
        );
    }

    #[tokio::test]
    async fn id_tokens_tell_of_identities() {
        let emulator = Emulator::builder().seed(1).build().expect("no data to read");
        let call = async |name, input| {
            let answer = emulator.handle(name, input, &emulator.caller()).await;
            answer.unwrap_or_else(|error| panic!("{name}: {error}")).unwrap_or_default()
        };
        let pool = call("CreateUserPool", json!({"PoolName": "people"})).await["UserPool"]["Id"].clone();
        call(
            "CreateIdentityProvider",
            json!({"UserPoolId": pool, "ProviderName": "Adfs", "ProviderType": "SAML",
            "ProviderDetails": {"MetadataURL": "https://id.example.com/metadata"}}),
        )
        .await;
        call("AdminCreateUser", json!({"UserPoolId": pool, "Username": "ann"})).await;
        call(
            "AdminSetUserPassword",
            json!({"UserPoolId": pool, "Username": "ann", "Password": "Some-secret1",
            "Permanent": true}),
        )
        .await;
        call(
            "AdminLinkProviderForUser",
            json!({"UserPoolId": pool,
            "DestinationUser": {"ProviderName": "Cognito", "ProviderAttributeValue": "ann"},
            "SourceUser": {"ProviderName": "Adfs", "ProviderAttributeName": "Cognito_Subject",
                           "ProviderAttributeValue": "ann@corp.com"}}),
        )
        .await;
        let client = call(
            "CreateUserPoolClient",
            json!({"UserPoolId": pool, "ClientName": "app",
            "ExplicitAuthFlows": ["ALLOW_ADMIN_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"]}),
        )
        .await;
        let signed_in = call(
            "AdminInitiateAuth",
            json!({"UserPoolId": pool,
            "ClientId": client["UserPoolClient"]["ClientId"], "AuthFlow": "ADMIN_USER_PASSWORD_AUTH",
            "AuthParameters": {"USERNAME": "ann", "PASSWORD": "Some-secret1"}}),
        )
        .await;
        let token = signed_in["AuthenticationResult"]["IdToken"].as_str().expect("a token");
        let claims = URL_SAFE_NO_PAD.decode(token.split('.').nth(1).expect("claims")).expect("base64");
        let claims: Value = serde_json::from_slice(&claims).expect("JSON");
        let identity = &claims["identities"][0];
        assert_eq!((&identity["userId"], &identity["primary"]), (&json!("ann@corp.com"), &json!("false")));
        assert!(identity["dateCreated"].is_string(), "{identity}");
    }

    #[test]
    fn an_identity_is_linked_once() {
        let requests = r#"
            user ann
            user bob
            federated google_5678
            AdminLinkProviderForUser {"UserPoolId": "$pool",
                "DestinationUser": {"ProviderName": "Cognito", "ProviderAttributeValue": "ann"},
                "SourceUser": {"ProviderName": "Google", "ProviderAttributeName": "Cognito_Subject", "ProviderAttributeValue": "1234"}}
            AdminLinkProviderForUser {"UserPoolId": "$pool",
                "DestinationUser": {"ProviderName": "Cognito", "ProviderAttributeValue": "ann"},
                "SourceUser": {"ProviderName": "Google", "ProviderAttributeName": "Cognito_Subject", "ProviderAttributeValue": "1234"}}
            AdminLinkProviderForUser {"UserPoolId": "$pool",
                "DestinationUser": {"ProviderName": "Cognito", "ProviderAttributeValue": "bob"},
                "SourceUser": {"ProviderName": "Google", "ProviderAttributeName": "Cognito_Subject", "ProviderAttributeValue": "1234"}}
            AdminLinkProviderForUser {"UserPoolId": "$pool",
                "DestinationUser": {"ProviderName": "Cognito", "ProviderAttributeValue": "ann"},
                "SourceUser": {"ProviderName": "Google", "ProviderAttributeName": "Cognito_Subject", "ProviderAttributeValue": "5678"}}
            AdminDeleteUser {"UserPoolId": "$pool", "Username": "ann"}
            AdminLinkProviderForUser {"UserPoolId": "$pool",
                "DestinationUser": {"ProviderName": "Cognito", "ProviderAttributeValue": "bob"},
                "SourceUser": {"ProviderName": "Google", "ProviderAttributeName": "Cognito_Subject", "ProviderAttributeValue": "1234"}}
        "#;
        transcript(
            &[GOOGLE, requests].concat(),
            expect![[r#"
            {}
            InvalidParameterException: SourceUser is already linked to DestinationUser
            InvalidParameterException: Merging is not currently supported, provide a SourceUser that has not been signed up in order to link
            InvalidParameterException: Merging is not currently supported, provide a SourceUser that has not been signed up in order to link
            (empty)
            {}
        "#]],
        );
    }

    #[test]
    fn both_ends_of_a_link_must_be_there() {
        let requests = r#"
            user ann
            AdminLinkProviderForUser {"UserPoolId": "$pool",
                "DestinationUser": {"ProviderName": "Cognito", "ProviderAttributeValue": "none"},
                "SourceUser": {"ProviderName": "Google", "ProviderAttributeName": "Cognito_Subject", "ProviderAttributeValue": "1"}}
            AdminLinkProviderForUser {"UserPoolId": "$pool",
                "DestinationUser": {"ProviderName": "Google", "ProviderAttributeValue": "2"},
                "SourceUser": {"ProviderName": "Google", "ProviderAttributeName": "Cognito_Subject", "ProviderAttributeValue": "1"}}
            AdminLinkProviderForUser {"UserPoolId": "$pool",
                "DestinationUser": {"ProviderName": "Cognito", "ProviderAttributeValue": "ann"},
                "SourceUser": {"ProviderName": "Cognito", "ProviderAttributeName": "Cognito_Subject", "ProviderAttributeValue": "bob"}}
            AdminLinkProviderForUser {"UserPoolId": "$pool",
                "DestinationUser": {"ProviderName": "Cognito", "ProviderAttributeValue": "ann"},
                "SourceUser": {"ProviderName": "Facebook", "ProviderAttributeName": "Cognito_Subject", "ProviderAttributeValue": "1"}}
            AdminLinkProviderForUser {"UserPoolId": "$pool",
                "DestinationUser": {"ProviderName": "Cognito", "ProviderAttributeValue": "ann"},
                "SourceUser": {"ProviderName": "Google", "ProviderAttributeName": "email", "ProviderAttributeValue": "1"}}
            AdminLinkProviderForUser {"UserPoolId": "$pool",
                "DestinationUser": {"ProviderName": "Cognito", "ProviderAttributeValue": "ann"},
                "SourceUser": {"ProviderName": "Adfs", "ProviderAttributeName": "name", "ProviderAttributeValue": "1"}}
            AdminLinkProviderForUser {"UserPoolId": "$pool",
                "DestinationUser": {"ProviderName": "Cognito", "ProviderAttributeValue": "ann"},
                "SourceUser": {"ProviderName": "Google"}}
            AdminLinkProviderForUser {"UserPoolId": "us-east-1_none", "DestinationUser": {}, "SourceUser": {}}
        "#;
        transcript(
            &[GOOGLE, ADFS, requests].concat(),
            expect![[r#"
            UserNotFoundException: User does not exist.
            UserNotFoundException: User does not exist.
            InvalidParameterException: Invalid SourceUser: Cognito users with a username/password may not be passed in as a SourceUser, only as a DestinationUser
            ResourceNotFoundException: Identity provider Facebook does not exist.
            InvalidParameterException: Invalid SourceUser: ProviderAttributeName must be Cognito_Subject for social identity providers.
            InvalidParameterException: Invalid SourceUser: the attribute name is not mapped by the identity provider.
            InvalidParameterException: Invalid SourceUser: ProviderAttributeValue is required.
            ResourceNotFoundException: User pool us-east-1_none does not exist.
        "#]],
        );
    }

    #[test]
    fn a_user_has_five_identities_at_most() {
        let link = |number: u32| {
            format!(
                r#"AdminLinkProviderForUser {{"UserPoolId": "$pool",
                    "DestinationUser": {{"ProviderName": "Cognito", "ProviderAttributeValue": "ann"}},
                    "SourceUser": {{"ProviderName": "Google", "ProviderAttributeName": "Cognito_Subject", "ProviderAttributeValue": "{number}"}}}}
                "#
            )
        };
        let links: String = (0..6).map(link).collect();
        transcript(
            &[GOOGLE, "user ann\n", &links].concat(),
            expect![[r#"
            {}
            {}
            {}
            {}
            {}
            LimitExceededException: Exceeded the limit of 5 identities linked to a user.
        "#]],
        );
    }
}
