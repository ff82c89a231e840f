//! Pools as they are read.

use std::collections::BTreeSet;

use poolhouse_core::backend::ErrorKind;
use poolhouse_core::group::GroupName;
use poolhouse_core::pool::{Alias, DataType};
use serde_json::json;

use super::{NewUser, Subject, refusal};

pub(crate) async fn custom_attributes_are_read_with_prefix_type_and_limits(subject: Subject) {
    let pool = subject
        .pool(json!({"Schema": [
            {"Name": "department", "AttributeDataType": "String", "Mutable": true,
             "StringAttributeConstraints": {"MinLength": "1", "MaxLength": "20"}},
            {"Name": "level", "AttributeDataType": "Number", "Mutable": false,
             "NumberAttributeConstraints": {"MinValue": "1", "MaxValue": "9"}},
            {"Name": "active", "AttributeDataType": "Boolean", "Mutable": true},
            {"Name": "since", "AttributeDataType": "DateTime", "Mutable": true},
        ]}))
        .await;
    let schema = pool.backend.pool(&pool.id).await.unwrap().schema;
    assert_eq!(schema["custom:department"].data_type, DataType::String { min: Some(1), max: Some(20) });
    assert!(schema["custom:department"].mutable && !schema["custom:department"].required);
    assert_eq!(schema["custom:level"].data_type, DataType::Number { min: Some(1), max: Some(9) });
    assert!(!schema["custom:level"].mutable);
    assert_eq!(schema["custom:active"].data_type, DataType::Boolean);
    assert_eq!(schema["custom:since"].data_type, DataType::DateTime);
}

pub(crate) async fn the_standard_attributes_are_always_in_the_schema(subject: Subject) {
    let department = json!({"Name": "department", "AttributeDataType": "String", "Mutable": true});
    for settings in [json!({}), json!({"Schema": [department]})] {
        let pool = subject.pool(settings).await;
        let schema = pool.backend.pool(&pool.id).await.unwrap().schema;
        let email = schema.get("email").expect("email is in the schema");
        assert!(email.mutable && !email.required);
        assert_eq!(schema["email_verified"].data_type, DataType::Boolean);
        assert_eq!(schema["birthdate"].data_type, DataType::String { min: Some(10), max: Some(10) });
        assert_eq!(schema["updated_at"].data_type, DataType::Number { min: Some(0), max: None });
        assert!(schema["sub"].required && !schema["sub"].mutable);
    }
}

pub(crate) async fn aliases_are_read(subject: Subject) {
    let pool = subject.pool(json!({"AliasAttributes": ["email", "preferred_username"]})).await;
    let pool = pool.backend.pool(&pool.id).await.unwrap();
    assert_eq!(pool.aliases, BTreeSet::from([Alias::Email, Alias::PreferredUsername]));
    assert_eq!(pool.username_attributes, BTreeSet::new());
}

pub(crate) async fn username_attributes_are_read(subject: Subject) {
    let pool = subject.pool(json!({"UsernameAttributes": ["email", "phone_number"]})).await;
    let pool = pool.backend.pool(&pool.id).await.unwrap();
    assert_eq!(pool.username_attributes, BTreeSet::from([Alias::Email, Alias::PhoneNumber]));
    assert_eq!(pool.aliases, BTreeSet::new());
}

pub(crate) async fn a_pool_is_case_sensitive_unless_it_says_otherwise(subject: Subject) {
    let silent = subject.pool(json!({})).await;
    assert!(silent.backend.pool(&silent.id).await.unwrap().case_sensitive);
    let told = subject.pool(json!({"UsernameConfiguration": {"CaseSensitive": false}})).await;
    assert!(!told.backend.pool(&told.id).await.unwrap().case_sensitive);
}

pub(crate) async fn attributes_that_wait_for_verification_are_read(subject: Subject) {
    let pool = subject
        .pool(json!({
            "AutoVerifiedAttributes": ["email"],
            "UserAttributeUpdateSettings": {"AttributesRequireVerificationBeforeUpdate": ["email"]},
        }))
        .await;
    let pool = pool.backend.pool(&pool.id).await.unwrap();
    assert_eq!(pool.verified_before_update, BTreeSet::from([Alias::Email]));
}

pub(crate) async fn the_password_policy_is_read(subject: Subject) {
    let asked =
        json!({"PasswordPolicy": {"MinimumLength": 12, "RequireUppercase": false, "RequireNumbers": true}});
    let pool = subject.pool(json!({"Policies": asked})).await;
    let policy = pool.backend.pool(&pool.id).await.unwrap().passwords;
    assert_eq!(policy.faults("twelve-letters"), ["must have a digit"]);
    assert_eq!(policy.faults("short1"), ["must have at least 12 characters"]);
}

pub(crate) async fn who_sends_the_mail_is_read(subject: Subject) {
    let silent = subject.pool(json!({})).await;
    assert!(silent.backend.pool(&silent.id).await.unwrap().default_sender);
    let arn = "arn:aws:ses:us-east-1:123456789012:identity/example.com";
    let own = json!({"EmailSendingAccount": "DEVELOPER", "SourceArn": arn});
    let own = subject.pool(json!({"EmailConfiguration": own})).await;
    assert!(!own.backend.pool(&own.id).await.unwrap().default_sender);
}

pub(crate) async fn nothing_is_found_in_a_missing_pool_but_an_error(subject: Subject) {
    let pool = subject.missing_pool();
    let (backend, group) = (&pool.backend, GroupName::new("admins").unwrap());
    refusal(backend.pool(&pool.id).await, ErrorKind::NotFound);
    refusal(backend.find_user(&pool.id, "ann").await, ErrorKind::NotFound);
    refusal(backend.find_group(&pool.id, &group).await, ErrorKind::NotFound);
    refusal(backend.list_users(&pool.id, None, None).await, ErrorKind::NotFound);
    refusal(backend.list_groups(&pool.id, None).await, ErrorKind::NotFound);
    refusal(backend.delete_user(&pool.id, "ann").await, ErrorKind::NotFound);
    refusal(pool.try_create(&NewUser::named("ann")).await, ErrorKind::NotFound);
}

pub(crate) async fn an_error_names_the_call_whom_it_is_about_and_the_code(subject: Subject) {
    let error = refusal(subject.missing_pool().try_create(&NewUser::named("ann")).await, ErrorKind::NotFound);
    assert_eq!((error.operation, error.subject.as_str()), ("AdminCreateUser", "ann"));
    assert_eq!(error.code.as_deref(), Some("ResourceNotFoundException"));
    assert_eq!(error.message, "User pool us-east-1_nowhere00 does not exist.");
}
