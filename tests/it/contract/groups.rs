//! Groups.

use std::collections::BTreeSet;

use poolhouse_core::backend::ErrorKind;
use poolhouse_core::group::{Group, GroupName, GroupSettings};
use serde_json::json;

use super::{Subject, refusal};

pub(crate) async fn a_new_group_is_found_as_it_was_asked_for(subject: Subject) {
    let pool = subject.pool(json!({})).await;
    let admins = Group { name: name("admins"), settings: everything() };
    pool.backend.create_group(&pool.id, &admins).await.unwrap();
    assert_eq!(pool.backend.find_group(&pool.id, &admins.name).await.unwrap(), Some(admins.clone()));
    let page = pool.backend.list_groups(&pool.id, None).await.unwrap();
    assert_eq!((page.items, page.next), (vec![admins], None));
}

pub(crate) async fn a_group_of_which_nothing_is_said_has_no_settings(subject: Subject) {
    let pool = subject.pool(json!({})).await;
    let plain = plain("plain");
    pool.backend.create_group(&pool.id, &plain).await.unwrap();
    assert_eq!(pool.backend.find_group(&pool.id, &plain.name).await.unwrap(), Some(plain));
}

pub(crate) async fn an_unknown_group_is_none_and_no_error(subject: Subject) {
    let pool = subject.pool(json!({})).await;
    assert_eq!(pool.backend.find_group(&pool.id, &name("admins")).await.unwrap(), None);
}

pub(crate) async fn a_second_group_of_the_same_name_is_refused(subject: Subject) {
    let pool = subject.pool(json!({})).await;
    pool.backend.create_group(&pool.id, &plain("admins")).await.unwrap();
    refusal(pool.backend.create_group(&pool.id, &plain("admins")).await, ErrorKind::GroupExists);
}

pub(crate) async fn an_update_changes_what_is_said_and_leaves_the_rest(subject: Subject) {
    let pool = subject.pool(json!({})).await;
    let admins = Group { name: name("admins"), settings: everything() };
    pool.backend.create_group(&pool.id, &admins).await.unwrap();
    let change = GroupSettings { description: Some("They may nothing".into()), ..GroupSettings::default() };
    pool.backend.update_group(&pool.id, &admins.name, &change).await.unwrap();
    let found = pool.backend.find_group(&pool.id, &admins.name).await.unwrap().unwrap();
    assert_eq!(found.settings, GroupSettings { description: change.description, ..everything() });
}

pub(crate) async fn a_deleted_group_is_gone(subject: Subject) {
    let pool = subject.pool(json!({})).await;
    pool.backend.create_group(&pool.id, &plain("admins")).await.unwrap();
    pool.backend.delete_group(&pool.id, &name("admins")).await.unwrap();
    assert_eq!(pool.backend.find_group(&pool.id, &name("admins")).await.unwrap(), None);
}

pub(crate) async fn a_missing_group_is_neither_changed_nor_deleted(subject: Subject) {
    let pool = subject.pool(json!({})).await;
    let change = pool.backend.update_group(&pool.id, &name("admins"), &everything()).await;
    let error = refusal(change, ErrorKind::NotFound);
    assert_eq!((error.operation, error.subject.as_str()), ("UpdateGroup", "admins"));
    refusal(pool.backend.delete_group(&pool.id, &name("admins")).await, ErrorKind::NotFound);
}

pub(crate) async fn a_long_list_of_groups_comes_in_pages(subject: Subject) {
    let pool = subject.pool(json!({})).await;
    for number in 0..61 {
        pool.backend.create_group(&pool.id, &plain(&format!("group-{number}"))).await.unwrap();
    }
    let first = pool.backend.list_groups(&pool.id, None).await.unwrap();
    let second = pool.backend.list_groups(&pool.id, first.next.as_ref()).await.unwrap();
    assert_eq!((first.items.len(), second.items.len(), second.next), (60, 1, None));
    let names: BTreeSet<GroupName> =
        first.items.into_iter().chain(second.items).map(|group| group.name).collect();
    assert_eq!(names.len(), 61);
}

fn name(name: &str) -> GroupName {
    GroupName::new(name).expect("the tests name groups well")
}

fn plain(group: &str) -> Group {
    Group { name: name(group), settings: GroupSettings::default() }
}

fn everything() -> GroupSettings {
    GroupSettings {
        description: Some("They may everything".into()),
        precedence: Some(0),
        role_arn: Some("arn:aws:iam::123456789012:role/admins".into()),
    }
}
