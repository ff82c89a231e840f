//! A user pool: what it is, what it was made with, and how it describes itself.

use std::collections::BTreeMap;

use poolhouse_emulator_model::Timestamp;
use poolhouse_emulator_model::shapes::{
    AliasAttributeType, CreateUserPoolRequest, EncryptionKeyType, IssuerConfigurationType, IssuerType,
    KeyConfigurationType, LogConfigurationType, UpdateUserPoolRequest, UserPoolDescriptionType, UserPoolType,
    UsernameConfigurationType,
};
use serde::{Deserialize, Serialize};

use super::log_delivery::check_log_tier;
use super::mfa_config::MfaConfig;
use super::pool_options::{PoolOptions, pool_options};
use super::replica::Replica;
use super::schema::Schema;
use super::session_tracking::SessionTracking;
use super::sign_in_name::SignInNames;
use crate::error::ApiError;

/// Everything about a pool but what is in it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct PoolSettings {
    /// `<region>_<nine letters and digits>`.
    pub(crate) id: String,
    pub(crate) arn: String,
    pub(crate) name: String,
    pub(crate) created: Timestamp,
    pub(crate) modified: Timestamp,
    pub(crate) names: SignInNames,
    pub(crate) schema: Schema,
    pub(crate) options: PoolOptions,
    #[serde(default)]
    pub(crate) mfa: MfaConfig,
    #[serde(default)]
    pub(crate) sessions: SessionTracking,
    #[serde(default)]
    pub(crate) log_delivery: Vec<LogConfigurationType>,
    /// Secondary replicas, by region.
    #[serde(default)]
    pub(crate) replicas: BTreeMap<String, Replica>,
}

/// Where and when a pool is made.
pub(crate) struct NewPool<'a> {
    pub(crate) id: String,
    pub(crate) account: &'a str,
    pub(crate) now: Timestamp,
}

impl PoolSettings {
    /// The pool that CreateUserPool describes.
    pub(crate) fn create(new: NewPool<'_>, input: CreateUserPoolRequest) -> Result<Self, ApiError> {
        let names = SignInNames::new(
            input.alias_attributes,
            input.username_attributes,
            input.username_configuration,
        )?;
        let schema = Schema::create(input.schema.unwrap_or_default())?;
        let (name, options) = (input.pool_name, pool_options!(PoolOptions from input));
        MfaConfig::default().check_mode(&options)?;
        Self::assemble(new, name, names, schema, options)
    }

    /// Puts a pool together once its parts are read, for a request or for a fixture.
    pub(crate) fn assemble(
        new: NewPool<'_>,
        name: String,
        names: SignInNames,
        schema: Schema,
        options: PoolOptions,
    ) -> Result<Self, ApiError> {
        let preferred = schema.attribute("preferred_username").is_some_and(|attribute| attribute.required);
        if preferred && names.is_alias(AliasAttributeType::PreferredUsername) {
            return Err(ApiError::required_preferred_username_alias());
        }
        let options = options.complete(region_of(&new.id))?;
        let arn = pool_arn(&new.id, new.account);
        Ok(Self {
            id: new.id,
            arn,
            name,
            created: new.now,
            modified: new.now,
            names,
            schema,
            mfa: MfaConfig::default().following(&options),
            sessions: SessionTracking::default(),
            log_delivery: Vec::new(),
            replicas: BTreeMap::new(),
            options,
        })
    }

    /// The pool after UpdateUserPool, which replaces all that it can change.
    pub(crate) fn updated(&self, input: UpdateUserPoolRequest, now: Timestamp) -> Result<Self, ApiError> {
        let name = input.pool_name.clone().unwrap_or_else(|| self.name.clone());
        let options = pool_options!(PoolOptions from input).keeping(&self.options);
        let options = options.complete(self.region())?;
        self.mfa.check_mode(&options)?;
        let mfa = self.mfa.following(&options);
        mfa.check_tier(&options)?;
        self.sessions.check_tier(&options)?;
        check_log_tier(&self.log_delivery, &options)?;
        Ok(Self { name, options, mfa, modified: now, ..self.clone() })
    }

    /// The region in the pool's id.
    pub(crate) fn region(&self) -> &str {
        region_of(&self.id)
    }

    /// The pool as CreateUserPool answers it.
    pub(crate) fn describe(&self, users: usize) -> UserPoolType {
        let names = self.names.clone();
        let options = self.options.clone();
        pool_options!(UserPoolType from options,
            id: Some(self.id.clone()),
            name: Some(self.name.clone()),
            status: None,
            last_modified_date: Some(self.modified),
            creation_date: Some(self.created),
            schema_attributes: Some(self.schema.describe()),
            alias_attributes: names.aliases,
            username_attributes: names.username_attributes,
            estimated_number_of_users: Some(i32::try_from(users).unwrap_or(i32::MAX)),
            sms_configuration_failure: None,
            email_configuration_failure: None,
            domain: None,
            custom_domain: None,
            username_configuration: names.case_sensitive.map(|case_sensitive| UsernameConfigurationType { case_sensitive }),
            arn: Some(self.arn.clone()),
        )
    }

    /// The pool as DescribeUserPool answers it: with the settings in force where none were made
    /// (their defaults are unsure).
    pub(crate) fn describe_effective(&self, users: usize) -> UserPoolType {
        let mut pool = self.describe(users);
        pool.acr_configuration = Some(self.options.effective_acr());
        let key = pool.key_configuration.get_or_insert_with(KeyConfigurationType::default);
        key.key_type.get_or_insert(EncryptionKeyType::AwsOwnedKey);
        let issuer = pool.issuer_configuration.get_or_insert_with(IssuerConfigurationType::default);
        issuer.r#type.get_or_insert(IssuerType::Original);
        pool
    }

    /// The pool as an item of ListUserPools.
    pub(crate) fn summarize(&self) -> UserPoolDescriptionType {
        UserPoolDescriptionType {
            id: Some(self.id.clone()),
            name: Some(self.name.clone()),
            lambda_config: self.options.lambda_config.clone(),
            last_modified_date: Some(self.modified),
            creation_date: Some(self.created),
            replica_regions: (!self.replicas.is_empty())
                .then(|| self.replica_regions().map(str::to_owned).collect()),
            ..UserPoolDescriptionType::default()
        }
    }
}

/// The part of a pool's id before the last underscore.
pub(crate) fn region_of(id: &str) -> &str {
    id.rsplit_once('_').map_or(id, |(region, _)| region)
}

/// The name of a pool in all of AWS. Partitions other than the first are told by their regions.
fn pool_arn(id: &str, account: &str) -> String {
    let region = region_of(id);
    let partition = match region {
        region if region.starts_with("cn-") => "aws-cn",
        region if region.starts_with("us-gov-") => "aws-us-gov",
        _ => "aws",
    };
    format!("arn:{partition}:cognito-idp:{region}:{account}:userpool/{id}")
}
