//! The SDK's types from and to core's nouns.
//!
//! What core cannot name, an attribute or a group that breaks the API's own rule for names, is left out: no
//! declaration could ask for it, so it is nobody's to manage.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use aws_sdk_cognitoidentityprovider::operation::admin_get_user::AdminGetUserOutput;
use aws_sdk_cognitoidentityprovider::primitives::DateTime;
use aws_sdk_cognitoidentityprovider::types::{
    AttributeDataType, AttributeType, DeliveryMediumType, EmailMfaSettingsType, EmailSendingAccountType,
    GroupType, PasswordPolicyType, SchemaAttributeType, SmsMfaSettingsType, SoftwareTokenMfaSettingsType,
    UserImportJobType, UserPoolMfaType, UserPoolType, UserType, VerifiedAttributeType,
};
use poolhouse_core::attribute::{AttributeName, Attributes};
use poolhouse_core::backend::{Page, PageToken};
use poolhouse_core::clock::Timestamp;
use poolhouse_core::group::{Group, GroupName, GroupSettings};
use poolhouse_core::import_job::{ImportJob, ImportStatus};
use poolhouse_core::mfa::{MfaChange, MfaFactor, MfaPreference};
use poolhouse_core::password::PasswordPolicy;
use poolhouse_core::pool::{Alias, DataType, Pool, PoolId, SchemaAttribute};
use poolhouse_core::user::{Medium, User, UserStatus};

pub(crate) fn pool(id: &PoolId, pool: &UserPoolType) -> Pool {
    let verified = pool.user_attribute_update_settings();
    Pool {
        id: id.clone(),
        schema: pool.schema_attributes().iter().filter_map(schema_attribute).collect(),
        aliases: aliases(pool.alias_attributes().iter().map(|name| name.as_str())),
        username_attributes: aliases(pool.username_attributes().iter().map(|name| name.as_str())),
        case_sensitive: pool
            .username_configuration()
            .is_none_or(|configuration| configuration.case_sensitive()),
        verified_before_update: aliases(
            verified
                .iter()
                .flat_map(|settings| settings.attributes_require_verification_before_update())
                .map(|name| name.as_str()),
        ),
        passwords: passwords(pool.policies().and_then(|policies| policies.password_policy())),
        default_sender: pool
            .email_configuration()
            .and_then(|email| email.email_sending_account())
            .is_none_or(|account| *account == EmailSendingAccountType::CognitoDefault),
        auto_verified: aliases(pool.auto_verified_attributes().iter().map(VerifiedAttributeType::as_str)),
        requires_mfa: pool.mfa_configuration() == Some(&UserPoolMfaType::On),
        estimated_users: u64::try_from(pool.estimated_number_of_users()).ok(),
    }
}

fn passwords(policy: Option<&PasswordPolicyType>) -> PasswordPolicy {
    policy.map_or_else(PasswordPolicy::default, |policy| PasswordPolicy {
        min_length: policy.minimum_length().and_then(|length| length.try_into().ok()).unwrap_or_default(),
        uppercase: policy.require_uppercase(),
        lowercase: policy.require_lowercase(),
        numbers: policy.require_numbers(),
        symbols: policy.require_symbols(),
    })
}

fn aliases<'a>(names: impl Iterator<Item = &'a str>) -> BTreeSet<Alias> {
    names.filter_map(Alias::from_attribute).collect()
}

fn schema_attribute(attribute: &SchemaAttributeType) -> Option<(AttributeName, SchemaAttribute)> {
    let name = AttributeName::new(attribute.name()?).ok()?;
    let schema = SchemaAttribute {
        data_type: data_type(attribute),
        mutable: attribute.mutable().unwrap_or(true),
        required: attribute.required().unwrap_or(false),
    };
    Some((name, schema))
}

/// A type that this version of the API does not know is taken for text without limits: the service will judge it.
fn data_type(attribute: &SchemaAttributeType) -> DataType {
    let text = attribute.string_attribute_constraints();
    let number = attribute.number_attribute_constraints();
    match attribute.attribute_data_type() {
        Some(AttributeDataType::Boolean) => DataType::Boolean,
        Some(AttributeDataType::Datetime) => DataType::DateTime,
        Some(AttributeDataType::Number) => DataType::Number {
            min: number.and_then(|limits| limits.min_value()?.parse().ok()),
            max: number.and_then(|limits| limits.max_value()?.parse().ok()),
        },
        _ => DataType::String {
            min: text.and_then(|limits| limits.min_length()?.parse().ok()),
            max: text.and_then(|limits| limits.max_length()?.parse().ok()),
        },
    }
}

/// An import job; none when the answer does not say its id.
pub(crate) fn import_job(job: &UserImportJobType) -> Option<ImportJob> {
    let count = |count: i64| u64::try_from(count).unwrap_or_default();
    Some(ImportJob {
        id: job.job_id()?.to_owned(),
        upload_url: job.pre_signed_url().unwrap_or_default().to_owned(),
        status: ImportStatus::from_wire(job.status()?.as_str()),
        imported: count(job.imported_users()),
        skipped: count(job.skipped_users()),
        failed: count(job.failed_users()),
        message: job.completion_message().map(str::to_owned),
    })
}

/// A user of a list or of `AdminCreateUser`; none when the answer does not say its name.
pub(crate) fn user(user: &UserType) -> Option<User> {
    let status = user.user_status().map_or("", |status| status.as_str());
    Some(assemble(user.username()?, user.attributes(), user.enabled(), status, user.user_create_date()))
}

/// The user of an `AdminGetUser`.
pub(crate) fn single_user(user: &AdminGetUserOutput) -> User {
    let status = user.user_status().map_or("", |status| status.as_str());
    let made =
        assemble(user.username(), user.user_attributes(), user.enabled(), status, user.user_create_date());
    let factors = user.user_mfa_setting_list().iter().filter_map(|name| MfaFactor::from_wire(name)).collect();
    let preferred = user.preferred_mfa_setting().and_then(MfaFactor::from_wire);
    User { mfa: Some(MfaPreference { factors, preferred }), ..made }
}

/// Whether a factor is to be on, and preferred; nothing where it is not spoken of.
fn factor(mfa: &MfaChange, factor: MfaFactor) -> Option<(bool, bool)> {
    let on = mfa.wanted.factors.contains(&factor);
    (on || mfa.off.contains(&factor)).then(|| (on, mfa.wanted.preferred == Some(factor)))
}

pub(crate) fn software_token(mfa: &MfaChange) -> Option<SoftwareTokenMfaSettingsType> {
    let (on, preferred) = factor(mfa, MfaFactor::SoftwareToken)?;
    Some(SoftwareTokenMfaSettingsType::builder().enabled(on).preferred_mfa(preferred).build())
}

pub(crate) fn sms(mfa: &MfaChange) -> Option<SmsMfaSettingsType> {
    let (on, preferred) = factor(mfa, MfaFactor::Sms)?;
    Some(SmsMfaSettingsType::builder().enabled(on).preferred_mfa(preferred).build())
}

pub(crate) fn email(mfa: &MfaChange) -> Option<EmailMfaSettingsType> {
    let (on, preferred) = factor(mfa, MfaFactor::Email)?;
    Some(EmailMfaSettingsType::builder().enabled(on).preferred_mfa(preferred).build())
}

fn assemble(
    username: &str,
    attributes: &[AttributeType],
    enabled: bool,
    status: &str,
    created: Option<&DateTime>,
) -> User {
    let mut attributes = read_attributes(attributes);
    User {
        username: username.to_owned(),
        sub: attributes.remove("sub"),
        attributes,
        enabled,
        status: UserStatus::from_wire(status),
        created: created.and_then(|time| time.to_millis().ok()).map(Timestamp::from_millis),
        mfa: None,
    }
}

fn read_attributes(attributes: &[AttributeType]) -> Attributes {
    let named = |attribute: &AttributeType| {
        let name = AttributeName::new(attribute.name()).ok()?;
        Some((name, attribute.value().unwrap_or_default().to_owned()))
    };
    attributes.iter().filter_map(named).collect()
}

pub(crate) fn group(group: &GroupType) -> Option<Group> {
    let settings = GroupSettings {
        description: group.description().map(str::to_owned),
        precedence: group.precedence(),
        role_arn: group.role_arn().map(str::to_owned),
    };
    Some(Group { name: group_name(group)?, settings })
}

pub(crate) fn group_name(group: &GroupType) -> Option<GroupName> {
    GroupName::new(group.group_name()?).ok()
}

pub(crate) fn page<T>(items: impl Iterator<Item = T>, next: Option<&str>) -> Page<T> {
    Page { items: items.collect(), next: next.map(|token| PageToken(token.to_owned())) }
}

pub(crate) fn token(page: Option<&PageToken>) -> Option<String> {
    page.map(|token| token.0.clone())
}

/// Names and values as the API takes them.
pub(crate) fn pairs<N: AsRef<str>>(values: &BTreeMap<N, String>) -> Vec<AttributeType> {
    let pair = |(name, value): (&N, &String)| {
        AttributeType::builder().name(name.as_ref()).value(value).build().expect("the name is given")
    };
    values.iter().map(pair).collect()
}

/// The same, or nothing where there is nothing to say.
pub(crate) fn some_pairs<N: AsRef<str>>(values: &BTreeMap<N, String>) -> Option<Vec<AttributeType>> {
    (!values.is_empty()).then(|| pairs(values))
}

pub(crate) fn metadata(values: &BTreeMap<String, String>) -> Option<HashMap<String, String>> {
    (!values.is_empty()).then(|| values.clone().into_iter().collect())
}

pub(crate) fn mediums(mediums: &BTreeSet<Medium>) -> Option<Vec<DeliveryMediumType>> {
    let medium = |medium: &Medium| match medium {
        Medium::Sms => DeliveryMediumType::Sms,
        Medium::Email => DeliveryMediumType::Email,
    };
    (!mediums.is_empty()).then(|| mediums.iter().map(medium).collect())
}

#[cfg(test)]
mod tests {
    use aws_sdk_cognitoidentityprovider::types::{
        AliasAttributeType, NumberAttributeConstraintsType, StringAttributeConstraintsType,
        UsernameConfigurationType,
    };

    use super::*;

    fn pool_id() -> PoolId {
        PoolId::new("us-east-1_Ab12Cd34E").unwrap()
    }

    fn attribute(name: &str, value: &str) -> AttributeType {
        AttributeType::builder().name(name).value(value).build().unwrap()
    }

    #[test]
    fn a_pool_that_does_not_say_is_case_sensitive() {
        let silent = UserPoolType::builder().build();
        assert!(pool(&pool_id(), &silent).case_sensitive);
        let insensitive = UsernameConfigurationType::builder().case_sensitive(false).build().unwrap();
        let told = UserPoolType::builder().username_configuration(insensitive).build();
        assert!(!pool(&pool_id(), &told).case_sensitive);
    }

    #[test]
    fn limits_of_a_schema_come_as_text_and_become_numbers() {
        let text = SchemaAttributeType::builder()
            .name("custom:department")
            .attribute_data_type(AttributeDataType::String)
            .string_attribute_constraints(StringAttributeConstraintsType::builder().max_length("20").build())
            .build();
        let number = SchemaAttributeType::builder()
            .name("custom:level")
            .attribute_data_type(AttributeDataType::Number)
            .mutable(false)
            .number_attribute_constraints(NumberAttributeConstraintsType::builder().min_value("-3").build())
            .build();
        let described = UserPoolType::builder()
            .schema_attributes(text)
            .schema_attributes(number)
            .alias_attributes(AliasAttributeType::Email);
        let pool = pool(&pool_id(), &described.build());
        assert_eq!(pool.schema["custom:department"].data_type, DataType::String { min: None, max: Some(20) });
        assert_eq!(pool.schema["custom:level"].data_type, DataType::Number { min: Some(-3), max: None });
        assert!(!pool.schema["custom:level"].mutable);
        assert_eq!(pool.aliases, BTreeSet::from([Alias::Email]));
    }

    #[test]
    fn sub_is_told_apart_from_the_attributes() {
        let wire = UserType::builder()
            .username("ann")
            .attributes(attribute("sub", "1234"))
            .attributes(attribute("email", "ann@example.com"))
            .enabled(true)
            .user_create_date(DateTime::from_millis(1_700_000_000_123))
            .build();
        let user = user(&wire).unwrap();
        assert_eq!(user.sub.as_deref(), Some("1234"));
        assert_eq!(user.attributes.len(), 1);
        assert_eq!(user.created, Some(Timestamp(1_700_000_000_123)));
    }

    #[test]
    fn nothing_to_say_is_not_said() {
        assert!(some_pairs(&Attributes::new()).is_none());
        assert!(metadata(&BTreeMap::new()).is_none());
        assert!(mediums(&BTreeSet::new()).is_none());
    }
}
