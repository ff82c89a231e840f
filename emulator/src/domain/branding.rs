//! Managed login branding: the style of a client's sign-in pages.

use poolhouse_emulator_model::Timestamp;
use poolhouse_emulator_model::shapes::{AssetType, ManagedLoginBrandingType, UserPoolTierType};
use serde::{Deserialize, Serialize};

use super::pool_options::PoolOptions;
use super::tier::DEFAULT_TIER;
use crate::error::ApiError;

/// The style of one client.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Branding {
    pub(crate) client: String,
    /// As it was set: settings, assets, whether the service's own values are used; id and dates.
    pub(crate) style: ManagedLoginBrandingType,
}

impl Branding {
    /// A style without any values yet.
    pub(crate) fn new(id: String, pool: &str, client: &str, now: Timestamp) -> Self {
        let style = ManagedLoginBrandingType {
            managed_login_branding_id: Some(id),
            user_pool_id: Some(pool.to_owned()),
            creation_date: Some(now),
            last_modified_date: Some(now),
            ..ManagedLoginBrandingType::default()
        };
        Self { client: client.to_owned(), style }
    }

    /// The style's id, a UUID of version 4.
    pub(crate) fn id(&self) -> &str {
        self.style.managed_login_branding_id.as_deref().unwrap_or_default()
    }

    /// Goes back to what the service provides.
    pub(crate) fn reset(&mut self) {
        self.style.use_cognito_provided_values = Some(true);
        self.style.settings = None;
        self.style.assets = None;
    }

    /// Adds assets. One of the same place replaces the one that is there.
    pub(crate) fn add_assets(&mut self, assets: Vec<AssetType>) -> Result<(), ApiError> {
        let kept = self.style.assets.get_or_insert_default();
        for asset in assets {
            kept.retain(|other| place(other) != place(&asset));
            kept.push(asset);
        }
        if kept.len() > MOST_ASSETS { Err(ApiError::too_many_assets(MOST_ASSETS)) } else { Ok(()) }
    }
}

/// Managed login belongs to Essentials and above.
pub(crate) fn has_managed_login(options: &PoolOptions) -> bool {
    options.user_pool_tier.unwrap_or(DEFAULT_TIER) != UserPoolTierType::Lite
}

/// Where an asset is shown; that the extension is no part of it is unsure.
fn place(asset: &AssetType) -> impl PartialEq {
    (asset.category, asset.color_mode, asset.resource_id.clone())
}

/// Assets that a style may have, over all requests (that the limit counts them all is unsure).
const MOST_ASSETS: usize = 40;
