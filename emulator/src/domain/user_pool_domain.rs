//! The domain of a pool: where its OAuth pages are.

use poolhouse_emulator_model::Timestamp;
use poolhouse_emulator_model::shapes::{
    CreateUserPoolDomainRequest, CustomDomainConfigType, DomainDescriptionType, DomainStatusType,
    RoutingType, UpdateUserPoolDomainRequest, UserPoolTierType,
};
use serde::{Deserialize, Serialize};

use super::date::compact_date;
use super::pool::PoolSettings;
use super::tier::DEFAULT_TIER;
use crate::error::ApiError;

/// A domain as its pool keeps it. It works from the moment it is made.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct UserPoolDomain {
    /// A prefix of the service's own domain, or a whole domain name; never changes.
    pub(crate) name: String,
    /// There for a whole domain name.
    pub(crate) custom: Option<CustomDomainConfigType>,
    /// 1 for the classic pages, 2 for those that branding applies to.
    pub(crate) managed_login_version: i32,
    pub(crate) routing: Option<RoutingType>,
    /// The name of the distribution in front of the pages, which nobody serves.
    pub(crate) distribution: String,
    pub(crate) modified: Timestamp,
}

impl UserPoolDomain {
    /// The domain that a request describes. `distribution` is fresh.
    pub(crate) fn create(
        input: CreateUserPoolDomainRequest,
        distribution: String,
        settings: &PoolSettings,
        now: Timestamp,
    ) -> Result<Self, ApiError> {
        match &input.custom_domain_config {
            Some(_) if !input.domain.contains('.') => return Err(ApiError::custom_domain_without_parent()),
            Some(_) => {}
            None => check_prefix(&input.domain)?,
        }
        let domain = Self {
            name: input.domain,
            custom: input.custom_domain_config,
            managed_login_version: input.managed_login_version.unwrap_or(CLASSIC),
            routing: input.routing,
            distribution,
            modified: now,
        };
        domain.checked(settings)
    }

    /// The domain after an update. What is omitted stays (unsure).
    pub(crate) fn updated(
        &self,
        input: UpdateUserPoolDomainRequest,
        settings: &PoolSettings,
        now: Timestamp,
    ) -> Result<Self, ApiError> {
        if input.custom_domain_config.is_some() && !self.is_custom() {
            return Err(ApiError::certificate_of_prefix_domain());
        }
        let domain = Self {
            custom: input.custom_domain_config.or_else(|| self.custom.clone()),
            managed_login_version: input.managed_login_version.unwrap_or(self.managed_login_version),
            routing: input.routing.or_else(|| self.routing.clone()),
            modified: now,
            ..self.clone()
        };
        domain.checked(settings)
    }

    /// Whether this is a whole domain name.
    pub(crate) fn is_custom(&self) -> bool {
        self.custom.is_some()
    }

    /// The host of the pages, in a region. No two domains have the same.
    pub(crate) fn host(&self, region: &str) -> String {
        if self.is_custom() { self.name.clone() } else { prefix_host(&self.name, region) }
    }

    /// The distribution, where a custom domain's alias record is to point to it.
    pub(crate) fn cloud_front_domain(&self) -> Option<String> {
        self.is_custom().then(|| self.distribution.clone())
    }

    /// The domain as DescribeUserPoolDomain answers it: one that is not custom with an empty configuration of that.
    pub(crate) fn describe(&self, settings: &PoolSettings) -> DomainDescriptionType {
        DomainDescriptionType {
            user_pool_id: Some(settings.id.clone()),
            aws_account_id: settings.arn.split(':').nth(4).map(str::to_owned),
            domain: Some(self.name.clone()),
            s3_bucket: Some(format!("aws-cognito-prod-{}-assets", airport(settings.region()))),
            cloud_front_distribution: Some(self.distribution.clone()),
            version: Some(compact_date(self.modified)),
            status: Some(DomainStatusType::Active),
            custom_domain_config: Some(self.custom.clone().unwrap_or_default()),
            managed_login_version: Some(self.managed_login_version),
            routing: self.routing.clone(),
        }
    }

    fn checked(self, settings: &PoolSettings) -> Result<Self, ApiError> {
        let is_elsewhere = |custom: &CustomDomainConfigType| {
            custom.certificate_arn.split(':').nth(3) != Some(CERTIFICATE_REGION)
        };
        if self.custom.as_ref().is_some_and(is_elsewhere) {
            return Err(ApiError::certificate_of_another_region());
        }
        if self.routing.is_some() && !self.is_custom() {
            return Err(ApiError::routing_of_prefix_domain());
        }
        let tier = settings.options.user_pool_tier.unwrap_or(DEFAULT_TIER);
        match self.managed_login_version {
            CLASSIC => Ok(self),
            BRANDED if tier != UserPoolTierType::Lite => Ok(self),
            BRANDED => Err(ApiError::feature_unavailable_in_tier("Managed Login")),
            _ => Err(ApiError::invalid_managed_login_version()),
        }
    }
}

/// The host of the pages of a prefix, in a region.
pub(crate) fn prefix_host(prefix: &str, region: &str) -> String {
    format!("{prefix}.auth.{region}.amazoncognito.com")
}

/// The model's pattern for domains knows no dots, though whole domain names have them; so they are
/// let through there, and stopped here.
fn check_prefix(prefix: &str) -> Result<(), ApiError> {
    if prefix.contains('.') {
        return Err(ApiError::dotted_domain_prefix(prefix));
    }
    match RESERVED.iter().find(|word| prefix.contains(**word)) {
        Some(word) => Err(ApiError::reserved_domain_word(word)),
        None => Ok(()),
    }
}

/// The code by which the service's buckets tell their regions, where it has been seen. For others
/// the region stands for itself (unsure).
fn airport(region: &str) -> &str {
    let known = AIRPORTS.iter().find(|(known, _)| *known == region);
    known.map_or(region, |(_, code)| code)
}

const RESERVED: [&str; 3] = ["aws", "amazon", "cognito"];
const CERTIFICATE_REGION: &str = "us-east-1";
const CLASSIC: i32 = 1;
const BRANDED: i32 = 2;
const AIRPORTS: [(&str, &str); 12] = [
    ("us-east-1", "iad"),
    ("us-east-2", "cmh"),
    ("us-west-1", "sfo"),
    ("us-west-2", "pdx"),
    ("eu-west-1", "dub"),
    ("eu-west-2", "lhr"),
    ("eu-west-3", "cdg"),
    ("eu-central-1", "fra"),
    ("ap-northeast-1", "nrt"),
    ("ap-southeast-1", "sin"),
    ("ap-southeast-2", "syd"),
    ("sa-east-1", "gru"),
];
