//! Replicas of a pool in other regions. They share the pool's id and everything in it; here they are
//! one and the same pool.

use std::collections::BTreeMap;

use poolhouse_emulator_model::shapes::{
    EncryptionKeyType, IssuerType, ReplicaRoleType, ReplicaStatusType, UpdateReplicaStatusType,
    UserPoolReplicaType, UserPoolTierType,
};
use serde::{Deserialize, Serialize};

use super::pool::PoolSettings;
use super::tag::{MOST_TAGS, TagFault, check_tags};
use super::tier::DEFAULT_TIER;
use crate::error::ApiError;

/// A secondary replica. The primary one is the pool itself.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Replica {
    pub(crate) status: ReplicaStatusType,
    /// Kept apart from the pool's own.
    pub(crate) tags: BTreeMap<String, String>,
}

impl PoolSettings {
    /// The pool with one more replica, which is ready at once.
    pub(crate) fn with_replica(
        &self,
        region: &str,
        tags: BTreeMap<String, String>,
    ) -> Result<Self, ApiError> {
        self.check_can_replicate()?;
        if region == self.region() || self.replicas.contains_key(region) {
            return Err(ApiError::replica_exists(region));
        }
        check_tags(&tags).map_err(|fault| match fault {
            TagFault::Reserved => ApiError::reserved_user_pool_tag_key(),
            TagFault::TooMany => ApiError::too_many_user_pool_tags(MOST_TAGS),
        })?;
        let mut settings = self.clone();
        settings.replicas.insert(region.to_owned(), Replica { status: ReplicaStatusType::Inactive, tags });
        Ok(settings)
    }

    /// The pool with a replica of another status. The primary one is always active (unsure).
    pub(crate) fn with_replica_status(
        &self,
        region: &str,
        status: UpdateReplicaStatusType,
    ) -> Result<Self, ApiError> {
        if region == self.region() {
            return Err(ApiError::primary_replica_fixed());
        }
        let mut settings = self.clone();
        let replica = settings.replicas.get_mut(region).ok_or_else(|| ApiError::replica_not_found(region))?;
        replica.status = match status {
            UpdateReplicaStatusType::Active => ReplicaStatusType::Active,
            UpdateReplicaStatusType::Inactive => ReplicaStatusType::Inactive,
        };
        Ok(settings)
    }

    /// The pool without a replica, which must be inactive.
    pub(crate) fn without_replica(&self, region: &str) -> Result<Self, ApiError> {
        if region == self.region() {
            return Err(ApiError::primary_replica_fixed());
        }
        let mut settings = self.clone();
        match settings.replicas.remove(region) {
            None => Err(ApiError::replica_not_found(region)),
            Some(replica) if replica.status == ReplicaStatusType::Inactive => Ok(settings),
            Some(_) => Err(ApiError::replica_active(region)),
        }
    }

    /// Refuses in a secondary region what belongs to the primary one.
    pub(crate) fn check_is_primary(&self, region: &str) -> Result<(), ApiError> {
        if self.replicas.contains_key(region) { Err(ApiError::not_the_primary_region()) } else { Ok(()) }
    }

    /// The replica of a region, with the status that it has.
    pub(crate) fn describe_replica(&self, region: &str) -> UserPoolReplicaType {
        let secondary = self.replicas.get(region);
        let role = if secondary.is_some() { ReplicaRoleType::Secondary } else { ReplicaRoleType::Primary };
        let own = format!(":{}:", self.region());
        UserPoolReplicaType {
            region_name: Some(region.to_owned()),
            status: Some(secondary.map_or(ReplicaStatusType::Active, |replica| replica.status)),
            role: Some(role),
            user_pool_arn: Some(self.arn.replacen(&own, &format!(":{region}:"), 1)),
        }
    }

    /// The tags of the pool or of one of its replicas, by its ARN.
    pub(crate) fn tags_at(&self, arn: &str) -> Option<&BTreeMap<String, String>> {
        let region = self.region_at(arn)?;
        let own = self.options.user_pool_tags.as_ref();
        self.replicas.get(&region).map(|replica| &replica.tags).or(own)
    }

    /// The same, to be changed.
    pub(crate) fn tags_at_mut(&mut self, arn: &str) -> Option<&mut BTreeMap<String, String>> {
        let region = self.region_at(arn)?;
        match self.replicas.get_mut(&region) {
            Some(replica) => Some(&mut replica.tags),
            None => Some(self.options.user_pool_tags.get_or_insert_default()),
        }
    }

    fn region_at(&self, arn: &str) -> Option<String> {
        let is_of = |region: &&str| self.describe_replica(region).user_pool_arn.as_deref() == Some(arn);
        self.replica_regions().find(is_of).map(str::to_owned)
    }

    /// The regions of all replicas, the primary one first.
    pub(crate) fn replica_regions(&self) -> impl Iterator<Item = &str> {
        std::iter::once(self.region()).chain(self.replicas.keys().map(String::as_str))
    }

    /// What is to be replicated needs a key that works in several regions, and an issuer that no
    /// region owns (documented; that anything unmet is refused with this class is unsure).
    fn check_can_replicate(&self) -> Result<(), ApiError> {
        if self.options.user_pool_tier.unwrap_or(DEFAULT_TIER) == UserPoolTierType::Lite {
            return Err(ApiError::feature_unavailable_in_tier("Multi-Region Replication"));
        }
        let key = self.options.key_configuration.as_ref().filter(|key| {
            let is_multi_region = |arn: &String| arn.contains(":key/mrk-");
            key.key_type == Some(EncryptionKeyType::CustomerManagedKey)
                && key.kms_key_arn.as_ref().is_some_and(is_multi_region)
        });
        let issuer = self.options.issuer_configuration.as_ref().and_then(|issuer| issuer.r#type);
        match (key, issuer) {
            (None, _) => Err(ApiError::replication_without_key()),
            (_, Some(IssuerType::Updated)) => Ok(()),
            _ => Err(ApiError::replication_without_issuer()),
        }
    }
}
