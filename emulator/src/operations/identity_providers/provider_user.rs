//! A user at an identity provider, as requests name one.

use std::sync::Arc;

use poolhouse_emulator_model::shapes::{ProviderUserIdentifierType, UserStatusType};

use crate::domain::{Identity, IdentityId, IdentityProvider, SUBJECT, User};
use crate::error::ApiError;
use crate::store::Pool;

/// The name that stands for the pool itself when a user is named.
pub(super) const LOCAL_PROVIDER: &str = "Cognito";

/// A user as a request names one, with all parts there and none empty.
pub(super) struct ProviderUser {
    pub(super) id: IdentityId,
}

impl ProviderUser {
    /// Reads a user. `member` is where it stands in the request.
    pub(super) fn read(given: ProviderUserIdentifierType, member: &'static str) -> Result<Self, ApiError> {
        let part = |value: Option<String>, name| {
            let value = value.filter(|value| !value.is_empty());
            value.ok_or_else(|| ApiError::incomplete_provider_user(member, name))
        };
        let provider = part(given.provider_name, "ProviderName")?;
        let value = part(given.provider_attribute_value, "ProviderAttributeValue")?;
        // The name tells nothing of users who are named by the pool, and may be left out there.
        let attribute = given.provider_attribute_name.filter(|name| !name.is_empty());
        Ok(Self {
            id: IdentityId { provider, attribute: attribute.unwrap_or_else(|| SUBJECT.to_owned()), value },
        })
    }

    /// Whether the user is one of the pool's own, with username and password.
    pub(super) fn is_local(&self) -> bool {
        self.id.provider == LOCAL_PROVIDER
    }

    /// The profile of this user in the pool: a local user, or one whom a provider brought.
    pub(super) fn profile<'a>(&self, pool: &'a Pool) -> Result<&'a Arc<User>, ApiError> {
        if self.is_local() {
            return pool.resolve_user(&self.id.value);
        }
        let provider = pool.identity_provider(&self.id.provider)?;
        self.profile_at(pool, provider).ok_or_else(ApiError::user_not_found)
    }

    /// Refuses another attribute than the subject where the provider is a social one.
    pub(super) fn check_known_by_subject(
        &self,
        provider: &IdentityProvider,
        member: &str,
    ) -> Result<(), ApiError> {
        let known = self.id.attribute == SUBJECT || !provider.is_social();
        if known { Ok(()) } else { Err(ApiError::social_user_without_subject(member)) }
    }

    /// Whether a user of the right name came from a provider, and does not only have such a name.
    fn is_of(&self, user: &User) -> bool {
        let came_by_it = |identity: &Identity| identity.primary && identity.id == self.id;
        user.status == UserStatusType::ExternalProvider || user.identities.iter().any(came_by_it)
    }

    /// The profile that this user has in the pool by having come from `provider`.
    pub(super) fn profile_at<'a>(
        &self,
        pool: &'a Pool,
        provider: &IdentityProvider,
    ) -> Option<&'a Arc<User>> {
        let username = provider.username_of(&self.id.value);
        let is_named = |user: &&Arc<User>| pool.user_key(&user.username) == pool.user_key(&username);
        pool.resolve_user(&username).ok().filter(is_named).filter(|user| self.is_of(user))
    }
}
