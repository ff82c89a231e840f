//! How the sign-in pages of a pool look, by client.

use std::sync::Arc;

use super::pool::{Change, Pool};
use crate::domain::{ALL_CLIENTS, Branding, UiCustomization};
use crate::error::ApiError;

impl Pool {
    /// The managed login style of an id. A client has one at most, so no index leads here.
    pub(crate) fn branding(&self, id: &str) -> Result<&Arc<Branding>, ApiError> {
        let found = self.brandings.values().find(|branding| branding.id().eq_ignore_ascii_case(id));
        found.ok_or_else(|| ApiError::branding_not_found(id))
    }

    /// The managed login style of a client.
    pub(crate) fn branding_of(&self, client: &str) -> Option<&Arc<Branding>> {
        self.brandings.get(client)
    }

    /// Adds a style, or replaces the one of the same client.
    pub(crate) fn put_branding(&mut self, branding: Branding) {
        let client: Arc<str> = branding.client.as_str().into();
        self.brandings.insert(Arc::clone(&client), Arc::new(branding));
        self.changes.push(Change::Branding(client));
    }

    /// Removes the style of a client.
    pub(crate) fn remove_branding(&mut self, client: &str) {
        if let Some((client, _)) = self.brandings.remove_with_key(client) {
            self.changes.push(Change::Branding(client));
        }
    }

    /// Whether the pool shows pages of managed login, or has styles for them.
    pub(crate) fn uses_managed_login(&self) -> bool {
        !self.brandings.is_empty() || self.domains().any(|domain| domain.managed_login_version == 2)
    }

    /// The look of the classic pages for a client: its own, else that of all clients.
    pub(crate) fn ui_customization_for(&self, client: &str) -> Option<&Arc<UiCustomization>> {
        self.ui_customization(client).or_else(|| self.ui_customization(ALL_CLIENTS))
    }

    /// The look that was set for exactly this client, or for [`ALL_CLIENTS`].
    pub(crate) fn ui_customization(&self, client: &str) -> Option<&Arc<UiCustomization>> {
        self.ui_customizations.get(client)
    }

    /// Sets a look.
    pub(crate) fn put_ui_customization(&mut self, customization: UiCustomization) {
        let client: Arc<str> = customization.client.as_str().into();
        self.ui_customizations.insert(Arc::clone(&client), Arc::new(customization));
        self.changes.push(Change::UiCustomization(client));
    }

    /// Removes what a client that goes looked like.
    pub(super) fn remove_looks_of(&mut self, client: &str) {
        self.remove_branding(client);
        if let Some((client, _)) = self.ui_customizations.remove_with_key(client) {
            self.changes.push(Change::UiCustomization(client));
        }
    }
}
