//! CreateIdentityProvider: has a pool trust an identity provider.

use poolhouse_emulator_model::shapes::{CreateIdentityProviderRequest, CreateIdentityProviderResponse};

use crate::context::Context;
use crate::domain::IdentityProvider;
use crate::error::ApiError;

/// The provider is not contacted, so one that cannot be reached is taken as well.
pub(crate) async fn create_identity_provider(
    ctx: &Context,
    input: CreateIdentityProviderRequest,
) -> Result<CreateIdentityProviderResponse, ApiError> {
    let mut pool = ctx.pool(&input.user_pool_id)?;
    let provider = IdentityProvider::create(input, &pool.settings().schema, ctx.now())?;
    let identity_provider = provider.describe(pool.id());
    pool.add_identity_provider(provider)?;
    Ok(CreateIdentityProviderResponse { identity_provider })
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::testing::transcript;

    #[test]
    fn openid_connect_and_saml_providers_have_names_of_their_own() {
        transcript(
            r#"
            CreateIdentityProvider {"UserPoolId": "$pool", "ProviderName": "Corp", "ProviderType": "OIDC", "ProviderDetails": {
                "client_id": "app", "client_secret": "hush", "authorize_scopes": "openid email",
                "oidc_issuer": "https://id.example.com", "attributes_request_method": "GET"},
                "AttributeMapping": {"email": "email"}, "IdpIdentifiers": ["example.com"],
                "AcrMapping": {"Level1": "urn:low"}}
            CreateIdentityProvider {"UserPoolId": "$pool", "ProviderName": "Adfs", "ProviderType": "SAML", "ProviderDetails": {
                "MetadataURL": "https://id.example.com/metadata"}}
            "#,
            expect![[r#"
                {
                  "IdentityProvider": {
                    "AcrMapping": {"Level1": "urn:low"},
                    "AttributeMapping": {"email": "email", "username": "sub"},
                    "CreationDate": 1700000000.0,
                    "IdpIdentifiers": ["example.com"],
                    "LastModifiedDate": 1700000000.0,
                    "ProviderDetails": {
                      "attributes_request_method": "GET",
                      "attributes_url_add_attributes": "false",
                      "authorize_scopes": "openid email",
                      "client_id": "app",
                      "client_secret": "hush",
                      "oidc_issuer": "https://id.example.com"
                    },
                    "ProviderName": "Corp",
                    "ProviderType": "OIDC",
                    "UserPoolId": "$pool"
                  }
                }
                {
                  "IdentityProvider": {
                    "CreationDate": 1700000000.0,
                    "IdpIdentifiers": [],
                    "LastModifiedDate": 1700000000.0,
                    "ProviderDetails": {"MetadataURL": "https://id.example.com/metadata"},
                    "ProviderName": "Adfs",
                    "ProviderType": "SAML",
                    "UserPoolId": "$pool"
                  }
                }
            "#]],
        );
    }

    #[test]
    fn what_a_metadata_document_tells_is_answered() {
        transcript(
            r#"
            CreateIdentityProvider {"UserPoolId": "$pool", "ProviderName": "Adfs", "ProviderType": "SAML", "ProviderDetails": {
                "MetadataFile": "<md:EntityDescriptor xmlns:md='urn:oasis:names:tc:SAML:2.0:metadata'><md:IDPSSODescriptor><md:SingleLogoutService Binding='urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect' Location='https://id.example.com/out'/><md:SingleSignOnService Binding='urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST' Location='https://id.example.com/post'/><md:SingleSignOnService Binding='urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect' Location='https://id.example.com/in'/></md:IDPSSODescriptor></md:EntityDescriptor>"}} > IdentityProvider.ProviderDetails
            CreateIdentityProvider {"UserPoolId": "$pool", "ProviderName": "Broken", "ProviderType": "SAML", "ProviderDetails": {
                "MetadataFile": "<md:EntityDescriptor"}}
            "#,
            expect![[r#"
                {
                  "MetadataFile": "<md:EntityDescriptor xmlns:md='urn:oasis:names:tc:SAML:2.0:metadata'><md:IDPSSODescriptor><md:SingleLogoutService Binding='urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect' Location='https://id.example.com/out'/><md:SingleSignOnService Binding='urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST' Location='https://id.example.com/post'/><md:SingleSignOnService Binding='urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect' Location='https://id.example.com/in'/></md:IDPSSODescriptor></md:EntityDescriptor>",
                  "SLORedirectBindingURI": "https://id.example.com/out",
                  "SSORedirectBindingURI": "https://id.example.com/in"
                }
                InvalidParameterException: MetadataFile is not the metadata of a SAML identity provider.
            "#]],
        );
    }

    #[test]
    fn social_providers_are_described_with_what_is_known_of_them() {
        transcript(
            r#"
            CreateIdentityProvider {"UserPoolId": "$pool", "ProviderName": "Google", "ProviderType": "Google", "ProviderDetails": {
                "client_id": "app", "client_secret": "hush", "authorize_scopes": "openid"}}
            CreateIdentityProvider {"UserPoolId": "$pool", "ProviderName": "Facebook", "ProviderType": "Facebook", "ProviderDetails": {
                "client_id": "app", "client_secret": "hush", "authorize_scopes": "email", "api_version": "v17.0"}}
            CreateIdentityProvider {"UserPoolId": "$pool", "ProviderName": "LoginWithAmazon", "ProviderType": "LoginWithAmazon", "ProviderDetails": {
                "client_id": "app", "client_secret": "hush", "authorize_scopes": "profile"}}
            CreateIdentityProvider {"UserPoolId": "$pool", "ProviderName": "SignInWithApple", "ProviderType": "SignInWithApple", "ProviderDetails": {
                "client_id": "app", "team_id": "team", "key_id": "key", "private_key": "hush", "authorize_scopes": "email"}}
            "#,
            expect![[r#"
                {
                  "IdentityProvider": {
                    "AttributeMapping": {"username": "sub"},
                    "CreationDate": 1700000000.0,
                    "IdpIdentifiers": [],
                    "LastModifiedDate": 1700000000.0,
                    "ProviderDetails": {
                      "attributes_url": "https://people.googleapis.com/v1/people/me?personFields=",
                      "attributes_url_add_attributes": "true",
                      "authorize_scopes": "openid",
                      "authorize_url": "https://accounts.google.com/o/oauth2/v2/auth",
                      "client_id": "app",
                      "client_secret": "hush",
                      "oidc_issuer": "https://accounts.google.com",
                      "token_request_method": "POST",
                      "token_url": "https://www.googleapis.com/oauth2/v4/token"
                    },
                    "ProviderName": "Google",
                    "ProviderType": "Google",
                    "UserPoolId": "$pool"
                  }
                }
                {
                  "IdentityProvider": {
                    "AttributeMapping": {"username": "id"},
                    "CreationDate": 1700000000.0,
                    "IdpIdentifiers": [],
                    "LastModifiedDate": 1700000000.0,
                    "ProviderDetails": {
                      "api_version": "v17.0",
                      "attributes_url": "https://graph.facebook.com/v17.0/me?fields=",
                      "attributes_url_add_attributes": "true",
                      "authorize_scopes": "email",
                      "authorize_url": "https://www.facebook.com/v17.0/dialog/oauth",
                      "client_id": "app",
                      "client_secret": "hush",
                      "token_request_method": "GET",
                      "token_url": "https://graph.facebook.com/v17.0/oauth/access_token"
                    },
                    "ProviderName": "Facebook",
                    "ProviderType": "Facebook",
                    "UserPoolId": "$pool"
                  }
                }
                {
                  "IdentityProvider": {
                    "AttributeMapping": {"username": "user_id"},
                    "CreationDate": 1700000000.0,
                    "IdpIdentifiers": [],
                    "LastModifiedDate": 1700000000.0,
                    "ProviderDetails": {
                      "attributes_url": "https://api.amazon.com/user/profile",
                      "attributes_url_add_attributes": "false",
                      "authorize_scopes": "profile",
                      "authorize_url": "https://www.amazon.com/ap/oa",
                      "client_id": "app",
                      "client_secret": "hush",
                      "token_request_method": "POST",
                      "token_url": "https://api.amazon.com/auth/o2/token"
                    },
                    "ProviderName": "LoginWithAmazon",
                    "ProviderType": "LoginWithAmazon",
                    "UserPoolId": "$pool"
                  }
                }
                {
                  "IdentityProvider": {
                    "AttributeMapping": {"username": "sub"},
                    "CreationDate": 1700000000.0,
                    "IdpIdentifiers": [],
                    "LastModifiedDate": 1700000000.0,
                    "ProviderDetails": {
                      "attributes_url_add_attributes": "false",
                      "authorize_scopes": "email",
                      "authorize_url": "https://appleid.apple.com/auth/authorize",
                      "client_id": "app",
                      "key_id": "key",
                      "oidc_issuer": "https://appleid.apple.com",
                      "team_id": "team",
                      "token_request_method": "POST",
                      "token_url": "https://appleid.apple.com/auth/token"
                    },
                    "ProviderName": "SignInWithApple",
                    "ProviderType": "SignInWithApple",
                    "UserPoolId": "$pool"
                  }
                }
            "#]],
        );
    }

    #[test]
    fn a_name_is_taken_once_and_that_of_the_pool_itself_always() {
        transcript(
            r#"
            CreateIdentityProvider {"UserPoolId": "$pool", "ProviderName": "Adfs", "ProviderType": "SAML", "ProviderDetails": {
                "MetadataURL": "https://id.example.com/metadata"}} > -
            CreateIdentityProvider {"UserPoolId": "$pool", "ProviderName": "Adfs", "ProviderType": "SAML", "ProviderDetails": {
                "MetadataURL": "https://id.example.com/metadata"}}
            CreateIdentityProvider {"UserPoolId": "$pool", "ProviderName": "COGNITO", "ProviderType": "SAML", "ProviderDetails": {
                "MetadataURL": "https://id.example.com/metadata"}}
            CreateIdentityProvider {"UserPoolId": "$pool", "ProviderName": "MyGoogle", "ProviderType": "Google", "ProviderDetails": {
                "client_id": "app", "client_secret": "hush", "authorize_scopes": "openid"}}
            CreateIdentityProvider {"UserPoolId": "us-east-1_none", "ProviderName": "Adfs", "ProviderType": "SAML", "ProviderDetails": {}}
            CreateIdentityProvider {"UserPoolId": "$pool", "ProviderName": "_x", "ProviderType": "SAML", "ProviderDetails": {}}
            "#,
            expect![[r#"
                DuplicateProviderException: Adfs already exists in user pool $pool
                DuplicateProviderException: COGNITO already exists in user pool $pool
                InvalidParameterException: ProviderName must be Google for an identity provider of this type.
                ResourceNotFoundException: User pool us-east-1_none does not exist.
                InvalidParameterException: 1 validation error detected: Value '_x' at 'providerName' failed to satisfy constraint: Member must satisfy regular expression pattern: [^_\p{Z}][\p{L}\p{M}\p{S}\p{N}\p{P}][^_\p{Z}]+
            "#]],
        );
    }

    #[test]
    fn a_provider_is_told_completely_or_not_at_all() {
        transcript(
            r#"
            CreateIdentityProvider {"UserPoolId": "$pool", "ProviderName": "Adfs", "ProviderType": "SAML", "ProviderDetails": {}}
            CreateIdentityProvider {"UserPoolId": "$pool", "ProviderName": "Corp", "ProviderType": "OIDC", "ProviderDetails": {
                "client_id": "app"}}
            CreateIdentityProvider {"UserPoolId": "$pool", "ProviderName": "Corp", "ProviderType": "OIDC", "ProviderDetails": {
                "client_id": "app", "authorize_scopes": "openid", "oidc_issuer": "https://id.example.com",
                "attributes_request_method": "PUT"}}
            CreateIdentityProvider {"UserPoolId": "$pool", "ProviderName": "Adfs", "ProviderType": "SAML", "ProviderDetails": {
                "MetadataURL": "https://id.example.com/metadata"}, "AttributeMapping": {"custom:none": "x"}}
            CreateIdentityProvider {"UserPoolId": "$pool", "ProviderName": "Adfs", "ProviderType": "SAML", "ProviderDetails": {
                "MetadataURL": "https://id.example.com/metadata"}, "AcrMapping": {"Level1": "urn:low"}}
            ListIdentityProviders {"UserPoolId": "$pool"}
            "#,
            expect![[r#"
                InvalidParameterException: ProviderDetails of type SAML must contain MetadataURL or MetadataFile.
                InvalidParameterException: ProviderDetails of type OIDC must contain authorize_scopes.
                InvalidParameterException: attributes_request_method must be GET or POST.
                InvalidParameterException: Invalid attribute mapping: custom:none does not exist in the schema.
                InvalidParameterException: AcrMapping is only supported for OIDC identity providers.
                {"Providers": []}
            "#]],
        );
    }

    #[test]
    fn an_identifier_leads_to_one_provider() {
        transcript(
            r#"
            CreateIdentityProvider {"UserPoolId": "$pool", "ProviderName": "One", "ProviderType": "SAML", "ProviderDetails": {
                "MetadataURL": "https://id.example.com/metadata"}, "IdpIdentifiers": ["a", "b"]} > -
            CreateIdentityProvider {"UserPoolId": "$pool", "ProviderName": "Two", "ProviderType": "SAML", "ProviderDetails": {
                "MetadataURL": "https://id.example.com/metadata"}, "IdpIdentifiers": ["c", "b"]}
            CreateIdentityProvider {"UserPoolId": "$pool", "ProviderName": "Two", "ProviderType": "SAML", "ProviderDetails": {
                "MetadataURL": "https://id.example.com/metadata"}, "IdpIdentifiers": ["c", "c"]}
            "#,
            expect![[r#"
                InvalidParameterException: The identifier b is already in use in the user pool.
                InvalidParameterException: The identifier c is already in use in the user pool.
            "#]],
        );
    }

    #[test]
    fn clients_can_list_the_providers_that_are_there() {
        transcript(
            r#"
            CreateUserPoolClient {"UserPoolId": "$pool", "ClientName": "app", "SupportedIdentityProviders": ["COGNITO", "Adfs"]}
            CreateIdentityProvider {"UserPoolId": "$pool", "ProviderName": "Adfs", "ProviderType": "SAML", "ProviderDetails": {
                "MetadataURL": "https://id.example.com/metadata"}} > -
            CreateUserPoolClient {"UserPoolId": "$pool", "ClientName": "app", "SupportedIdentityProviders": ["COGNITO", "Adfs"]} > UserPoolClient.SupportedIdentityProviders
            "#,
            expect![[r#"
                InvalidParameterException: The provider Adfs does not exist for User Pool $pool.
                ["COGNITO", "Adfs"]
            "#]],
        );
    }

    #[test]
    fn the_first_provider_brings_an_attribute_for_identities() {
        transcript(
            r#"
            DescribeUserPool {"UserPoolId": "$pool"} > UserPool.SchemaAttributes.20
            CreateIdentityProvider {"UserPoolId": "$pool", "ProviderName": "Adfs", "ProviderType": "SAML", "ProviderDetails": {
                "MetadataURL": "https://id.example.com/metadata"}} > -
            CreateIdentityProvider {"UserPoolId": "$pool", "ProviderName": "Other", "ProviderType": "SAML", "ProviderDetails": {
                "MetadataURL": "https://id.example.com/metadata"}} > -
            DescribeUserPool {"UserPoolId": "$pool"} > UserPool.SchemaAttributes.20
            DescribeUserPool {"UserPoolId": "$pool"} > UserPool.SchemaAttributes.21
            "#,
            expect![[r#"
                null
                {
                  "AttributeDataType": "String",
                  "DeveloperOnlyAttribute": false,
                  "Mutable": true,
                  "Name": "identities",
                  "Required": false,
                  "StringAttributeConstraints": {}
                }
                null
            "#]],
        );
    }
}
