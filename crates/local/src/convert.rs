//! The API's shapes from and to core's nouns.
//!
//! What core cannot name, an attribute or a group that breaks the API's own rule for names, is left out: no
//! declaration could ask for it, so it is nobody's to manage.

use std::collections::{BTreeMap, BTreeSet};

use poolhouse_core::attribute::{AttributeName, Attributes};
use poolhouse_core::backend::{Page, PageToken};
use poolhouse_core::clock::Timestamp;
use poolhouse_core::group::{Group, GroupName, GroupSettings};
use poolhouse_core::import_job::{ImportJob, ImportStatus};
use poolhouse_core::mfa::{MfaChange, MfaFactor, MfaPreference};
use poolhouse_core::password::PasswordPolicy;
use poolhouse_core::pool::{Alias, DataType, Pool, PoolId, SchemaAttribute};
use poolhouse_core::user::{Medium, User, UserStatus};
use poolhouse_emulator_model::{
    AdminGetUserResponse, AttributeDataType, AttributeType, DeliveryMediumType, EmailMfaSettingsType,
    EmailSendingAccountType, GroupType, PasswordPolicyType, SMSMfaSettingsType, SchemaAttributeType,
    Sensitive, SoftwareTokenMfaSettingsType, UserImportJobType, UserPoolMfaType, UserPoolType,
    UserStatusType, UserType,
};

pub(crate) fn pool(id: &PoolId, pool: UserPoolType) -> Pool {
    let update = pool.user_attribute_update_settings.unwrap_or_default();
    let verified = update.attributes_require_verification_before_update;
    Pool {
        id: id.clone(),
        schema: pool.schema_attributes.into_iter().flatten().filter_map(schema_attribute).collect(),
        aliases: aliases(pool.alias_attributes.iter().flatten().map(|name| name.as_str())),
        username_attributes: aliases(pool.username_attributes.iter().flatten().map(|name| name.as_str())),
        case_sensitive: pool.username_configuration.is_none_or(|configuration| configuration.case_sensitive),
        verified_before_update: aliases(verified.iter().flatten().map(|name| name.as_str())),
        passwords: passwords(pool.policies.and_then(|policies| policies.password_policy)),
        default_sender: pool.email_configuration.is_none_or(|email| {
            email
                .email_sending_account
                .is_none_or(|account| account == EmailSendingAccountType::CognitoDefault)
        }),
        auto_verified: aliases(pool.auto_verified_attributes.iter().flatten().map(|name| name.as_str())),
        requires_mfa: pool.mfa_configuration == Some(UserPoolMfaType::On),
        estimated_users: pool.estimated_number_of_users.and_then(|count| count.try_into().ok()),
    }
}

fn passwords(policy: Option<PasswordPolicyType>) -> PasswordPolicy {
    let policy = policy.unwrap_or_default();
    PasswordPolicy {
        min_length: policy.minimum_length.and_then(|length| length.try_into().ok()).unwrap_or_default(),
        uppercase: policy.require_uppercase.unwrap_or(false),
        lowercase: policy.require_lowercase.unwrap_or(false),
        numbers: policy.require_numbers.unwrap_or(false),
        symbols: policy.require_symbols.unwrap_or(false),
    }
}

fn aliases<'a>(names: impl Iterator<Item = &'a str>) -> BTreeSet<Alias> {
    names.filter_map(Alias::from_attribute).collect()
}

fn schema_attribute(attribute: SchemaAttributeType) -> Option<(AttributeName, SchemaAttribute)> {
    let name = AttributeName::new(attribute.name.as_deref()?).ok()?;
    let schema = SchemaAttribute {
        data_type: data_type(&attribute),
        mutable: attribute.mutable.unwrap_or(true),
        required: attribute.required.unwrap_or(false),
    };
    Some((name, schema))
}

fn data_type(attribute: &SchemaAttributeType) -> DataType {
    let text = attribute.string_attribute_constraints.as_ref();
    let number = attribute.number_attribute_constraints.as_ref();
    match attribute.attribute_data_type {
        Some(AttributeDataType::Boolean) => DataType::Boolean,
        Some(AttributeDataType::DateTime) => DataType::DateTime,
        Some(AttributeDataType::Number) => DataType::Number {
            min: number.and_then(|limits| limits.min_value.as_ref()?.parse().ok()),
            max: number.and_then(|limits| limits.max_value.as_ref()?.parse().ok()),
        },
        Some(AttributeDataType::String) | None => DataType::String {
            min: text.and_then(|limits| limits.min_length.as_ref()?.parse().ok()),
            max: text.and_then(|limits| limits.max_length.as_ref()?.parse().ok()),
        },
    }
}

/// An import job; none when the answer does not say its id or where its file goes.
pub(crate) fn import_job(job: UserImportJobType) -> Option<ImportJob> {
    let count = |count: Option<i64>| count.and_then(|count| count.try_into().ok()).unwrap_or_default();
    Some(ImportJob {
        id: job.job_id?,
        upload_url: job.pre_signed_url.unwrap_or_default(),
        status: ImportStatus::from_wire(job.status?.as_str()),
        imported: count(job.imported_users),
        skipped: count(job.skipped_users),
        failed: count(job.failed_users),
        message: job.completion_message,
    })
}

/// A user of a list or of `AdminCreateUser`; none when the answer does not say its name.
pub(crate) fn user(user: UserType) -> Option<User> {
    let created = user.user_create_date.map(|time| time.millis());
    Some(assemble(user.username?, user.attributes, user.enabled, user.user_status, created))
}

/// The user of an `AdminGetUser`.
pub(crate) fn single_user(user: AdminGetUserResponse) -> User {
    let created = user.user_create_date.map(|time| time.millis());
    let factors = user.user_mfa_setting_list.iter().flatten();
    let factors = factors.filter_map(|name| MfaFactor::from_wire(name)).collect();
    let preferred = user.preferred_mfa_setting.as_deref().and_then(MfaFactor::from_wire);
    let mfa = Some(MfaPreference { factors, preferred });
    let made = assemble(user.username, user.user_attributes, user.enabled, user.user_status, created);
    User { mfa, ..made }
}

/// Whether a factor is to be on, and preferred; nothing where it is not spoken of.
fn factor(mfa: &MfaChange, factor: MfaFactor) -> Option<(bool, bool)> {
    let on = mfa.wanted.factors.contains(&factor);
    (on || mfa.off.contains(&factor)).then(|| (on, mfa.wanted.preferred == Some(factor)))
}

pub(crate) fn software_token(mfa: &MfaChange) -> Option<SoftwareTokenMfaSettingsType> {
    let (enabled, preferred_mfa) = factor(mfa, MfaFactor::SoftwareToken)?;
    Some(SoftwareTokenMfaSettingsType { enabled: Some(enabled), preferred_mfa: Some(preferred_mfa) })
}

pub(crate) fn sms(mfa: &MfaChange) -> Option<SMSMfaSettingsType> {
    let (enabled, preferred_mfa) = factor(mfa, MfaFactor::Sms)?;
    Some(SMSMfaSettingsType { enabled: Some(enabled), preferred_mfa: Some(preferred_mfa) })
}

pub(crate) fn email(mfa: &MfaChange) -> Option<EmailMfaSettingsType> {
    let (enabled, preferred_mfa) = factor(mfa, MfaFactor::Email)?;
    Some(EmailMfaSettingsType { enabled: Some(enabled), preferred_mfa: Some(preferred_mfa) })
}

fn assemble(
    username: Sensitive,
    attributes: Option<Vec<AttributeType>>,
    enabled: Option<bool>,
    status: Option<UserStatusType>,
    created: Option<i64>,
) -> User {
    let mut attributes = read_attributes(attributes.unwrap_or_default());
    User {
        username: username.into_exposed(),
        sub: attributes.remove("sub"),
        attributes,
        enabled: enabled.unwrap_or(false),
        status: UserStatus::from_wire(status.map_or("", |status| status.as_str())),
        created: created.map(Timestamp::from_millis),
        mfa: None,
    }
}

fn read_attributes(attributes: Vec<AttributeType>) -> Attributes {
    let named = |attribute: AttributeType| {
        let name = AttributeName::new(attribute.name).ok()?;
        Some((name, attribute.value.unwrap_or_default().into_exposed()))
    };
    attributes.into_iter().filter_map(named).collect()
}

pub(crate) fn group(group: GroupType) -> Option<Group> {
    let settings = GroupSettings {
        description: group.description,
        precedence: group.precedence,
        role_arn: group.role_arn,
    };
    Some(Group { name: GroupName::new(group.group_name?).ok()?, settings })
}

pub(crate) fn group_name(group: GroupType) -> Option<GroupName> {
    GroupName::new(group.group_name?).ok()
}

/// A page of what `convert` makes of the items.
pub(crate) fn page<W, T>(
    items: Option<Vec<W>>,
    convert: impl Fn(W) -> Option<T>,
    next: Option<String>,
) -> Page<T> {
    Page { items: items.into_iter().flatten().filter_map(convert).collect(), next: next.map(PageToken) }
}

pub(crate) fn token(page: Option<&PageToken>) -> Option<String> {
    page.map(|token| token.0.clone())
}

/// Names and values as the API takes them.
pub(crate) fn pairs<N: AsRef<str>>(values: &BTreeMap<N, String>) -> Vec<AttributeType> {
    let pair = |(name, value): (&N, &String)| AttributeType {
        name: name.as_ref().to_owned(),
        value: Some(value.as_str().into()),
    };
    values.iter().map(pair).collect()
}

/// The same, or nothing where there is nothing to say.
pub(crate) fn some_pairs<N: AsRef<str>>(values: &BTreeMap<N, String>) -> Option<Vec<AttributeType>> {
    (!values.is_empty()).then(|| pairs(values))
}

pub(crate) fn metadata(values: &BTreeMap<String, String>) -> Option<BTreeMap<String, String>> {
    (!values.is_empty()).then(|| values.clone())
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
    use poolhouse_emulator_model::{StringAttributeConstraintsType, UsernameConfigurationType};

    use super::*;

    fn pool_id() -> PoolId {
        PoolId::new("us-east-1_Ab12Cd34E").unwrap()
    }

    #[test]
    fn a_pool_that_does_not_say_is_case_sensitive() {
        assert!(pool(&pool_id(), UserPoolType::default()).case_sensitive);
        let told = UserPoolType {
            username_configuration: Some(UsernameConfigurationType { case_sensitive: false }),
            ..UserPoolType::default()
        };
        assert!(!pool(&pool_id(), told).case_sensitive);
    }

    #[test]
    fn limits_of_a_schema_come_as_text_and_become_numbers() {
        let text = SchemaAttributeType {
            name: Some("custom:department".into()),
            attribute_data_type: Some(AttributeDataType::String),
            string_attribute_constraints: Some(StringAttributeConstraintsType {
                min_length: None,
                max_length: Some("20".into()),
            }),
            ..SchemaAttributeType::default()
        };
        let described = UserPoolType { schema_attributes: Some(vec![text]), ..UserPoolType::default() };
        let pool = pool(&pool_id(), described);
        assert_eq!(pool.schema["custom:department"].data_type, DataType::String { min: None, max: Some(20) });
    }

    #[test]
    fn sub_is_told_apart_from_the_attributes() {
        let attribute =
            |name: &str, value: &str| AttributeType { name: name.into(), value: Some(value.into()) };
        let wire = UserType {
            username: Some("ann".into()),
            attributes: Some(vec![attribute("sub", "1234"), attribute("email", "ann@example.com")]),
            user_status: Some(UserStatusType::Confirmed),
            ..UserType::default()
        };
        let user = user(wire).unwrap();
        assert_eq!(user.sub.as_deref(), Some("1234"));
        assert_eq!(user.attributes.len(), 1);
        assert_eq!(user.status, UserStatus::Confirmed);
    }

    #[test]
    fn nothing_to_say_is_not_said() {
        assert!(some_pairs(&Attributes::new()).is_none());
        assert!(metadata(&BTreeMap::new()).is_none());
        assert!(mediums(&BTreeSet::new()).is_none());
    }
}
