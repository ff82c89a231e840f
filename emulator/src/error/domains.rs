//! What is said about the domains of user pools.

use super::ApiError;

impl ApiError {
    /// The prefix is taken in this region, by any pool.
    pub fn domain_exists() -> Self {
        Self::invalid_parameter("Domain already exists.")
    }

    /// The custom domain is taken in any region, by any pool.
    pub fn custom_domain_exists() -> Self {
        Self::invalid_parameter("Domain already associated with another user pool.")
    }

    /// The pool has a domain of this kind, of any name.
    pub fn pool_has_domain() -> Self {
        Self::invalid_parameter("User pool already has a domain configured.")
    }

    /// No domain of this name in the pool.
    pub fn domain_not_found() -> Self {
        Self::invalid_parameter("No such domain or user pool exists.")
    }

    /// The account has as many custom domains as an account may have (wording unsure).
    pub fn too_many_custom_domains(limit: usize) -> Self {
        Self::limit_exceeded(format!("Exceeded the limit of {limit} custom domains per account."))
    }

    /// A prefix that would look like the service's own (wording unsure).
    pub fn reserved_domain_word(word: &str) -> Self {
        Self::invalid_parameter(format!("Domain cannot contain reserved word: {word}"))
    }

    /// A whole domain name in the place of a prefix.
    pub fn dotted_domain_prefix(prefix: &str) -> Self {
        Self::invalid_parameter(format!(
            "1 validation error detected: Value '{prefix}' at 'domain' failed to satisfy constraint: \
             Member must satisfy regular expression pattern: ^[a-z0-9](?:[a-z0-9\\-]{{0,61}}[a-z0-9])?$"
        ))
    }

    /// A custom domain that is not below another one (the end of the wording is unsure).
    pub fn custom_domain_without_parent() -> Self {
        Self::invalid_parameter(
            "Custom domain is not a valid subdomain: Was not able to resolve the root domain, \
             please ensure an A record exists for the root domain.",
        )
    }

    /// The certificate of a custom domain is where the pages cannot use it (wording unsure).
    pub fn certificate_of_another_region() -> Self {
        Self::invalid_parameter("CertificateArn must be the ARN of a certificate in us-east-1.")
    }

    /// A certificate for a domain that is the service's own (wording unsure).
    pub fn certificate_of_prefix_domain() -> Self {
        Self::invalid_parameter("CustomDomainConfig can only be set for custom domains.")
    }

    /// Routing for a domain that exists in one region alone (wording unsure).
    pub fn routing_of_prefix_domain() -> Self {
        Self::invalid_parameter("Routing is only supported for custom domains.")
    }

    /// Pages that do not exist (wording unsure).
    pub fn invalid_managed_login_version() -> Self {
        Self::invalid_parameter("ManagedLoginVersion must be 1 or 2.")
    }

    /// DeleteUserPool of a pool that has a domain.
    pub fn pool_with_domain() -> Self {
        Self::invalid_parameter(
            "User pool cannot be deleted. It has a domain configured that should be deleted first.",
        )
    }
}
