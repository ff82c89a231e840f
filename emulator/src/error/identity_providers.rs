//! What is said about identity providers and the users who come from them.

use poolhouse_emulator_model::ErrorCode;

use super::ApiError;

impl ApiError {
    /// No identity provider of this name or identifier in the pool (wording unsure).
    pub fn identity_provider_not_found(name: &str) -> Self {
        Self::resource_not_found(format!("Identity provider {name} does not exist."))
    }

    /// The name is taken.
    pub fn identity_provider_exists(name: &str, pool: &str) -> Self {
        let message = format!("{name} already exists in user pool {pool}");
        Self::new(ErrorCode::DuplicateProviderException, message)
    }

    /// The pool has as many identity providers as a pool may have (wording unsure).
    pub fn too_many_identity_providers(limit: usize) -> Self {
        Self::limit_exceeded(format!("Exceeded the limit of {limit} identity providers per user pool."))
    }

    /// The pool itself is to be changed as if it were one of its identity providers (wording unsure).
    pub fn unsupported_identity_provider(name: &str) -> Self {
        let message = format!("The identity provider {name} is not supported.");
        Self::new(ErrorCode::UnsupportedIdentityProviderException, message)
    }

    /// Social identity providers have the name of their type (wording unsure).
    pub fn social_provider_of_another_name(name: &str) -> Self {
        Self::invalid_parameter(format!("ProviderName must be {name} for an identity provider of this type."))
    }

    /// An identity provider of this type needs a detail that is missing (wording unsure).
    pub fn missing_provider_detail(kind: &str, detail: &str) -> Self {
        Self::invalid_parameter(format!("ProviderDetails of type {kind} must contain {detail}."))
    }

    /// A metadata document that describes no SAML provider (wording unsure).
    pub fn invalid_saml_metadata() -> Self {
        Self::invalid_parameter("MetadataFile is not the metadata of a SAML identity provider.")
    }

    /// A method that nobody asks for attributes by (wording unsure).
    pub fn invalid_attributes_request_method() -> Self {
        Self::invalid_parameter("attributes_request_method must be GET or POST.")
    }

    /// A claim is mapped to an attribute that the pool does not have (wording unsure).
    pub fn mapping_of_unknown_attribute(name: &str) -> Self {
        Self::invalid_parameter(format!("Invalid attribute mapping: {name} does not exist in the schema."))
    }

    /// Levels of authentication are mapped for OpenID Connect alone (wording unsure).
    pub fn acr_mapping_without_oidc() -> Self {
        Self::invalid_parameter("AcrMapping is only supported for OIDC identity providers.")
    }

    /// An identifier leads to one identity provider of a pool (class and wording unsure).
    pub fn provider_identifier_taken(identifier: &str) -> Self {
        Self::invalid_parameter(format!("The identifier {identifier} is already in use in the user pool."))
    }

    /// A user to link or to disable is not fully named (wording unsure).
    pub fn incomplete_provider_user(user: &'static str, member: &'static str) -> Self {
        Self::invalid_parameter(format!("Invalid {user}: {member} is required."))
    }

    /// A local user is to be linked to another one.
    pub fn local_source_user() -> Self {
        Self::invalid_parameter(
            "Invalid SourceUser: Cognito users with a username/password may not be passed in as a SourceUser, \
             only as a DestinationUser",
        )
    }

    /// Users of social identity providers are known by their subject alone (wording unsure).
    pub fn social_user_without_subject(member: &str) -> Self {
        Self::invalid_parameter(format!(
            "Invalid {member}: ProviderAttributeName must be Cognito_Subject for social identity providers."
        ))
    }

    /// Users are found by a claim that the identity provider's mapping does not have (wording unsure).
    pub fn unmapped_provider_attribute(name: &str) -> Self {
        Self::invalid_parameter(format!(
            "Invalid SourceUser: the attribute {name} is not mapped by the identity provider."
        ))
    }

    /// The identity to be linked is a user of the pool already.
    pub fn merging_not_supported() -> Self {
        Self::invalid_parameter(
            "Merging is not currently supported, provide a SourceUser that has not been signed up in order to link",
        )
    }

    /// The identity to be linked is linked to this very user.
    pub fn already_linked() -> Self {
        Self::invalid_parameter("SourceUser is already linked to DestinationUser")
    }

    /// The user has as many identities as a user may have (wording unsure).
    pub fn too_many_identities(limit: usize) -> Self {
        Self::limit_exceeded(format!("Exceeded the limit of {limit} identities linked to a user."))
    }
}
