//! Users in groups.

use poolhouse_core::backend::ErrorKind;
use poolhouse_core::group::{Group, GroupName, GroupSettings};
use serde_json::json;

use super::{NewUser, Subject, TestPool, refusal};

pub(crate) async fn a_user_enters_a_group_once_however_often_it_is_put_there(subject: Subject) {
    let (pool, admins) = ann_and_admins(&subject).await;
    for _ in 0..2 {
        pool.backend.add_to_group(&pool.id, "ann", &admins).await.unwrap();
    }
    assert_eq!(pool.groups_of("ann").await, std::slice::from_ref(&admins));
    assert_eq!(pool.members(&admins).await, ["ann"]);
}

pub(crate) async fn a_user_leaves_a_group_however_often_it_is_taken_out(subject: Subject) {
    let (pool, admins) = ann_and_admins(&subject).await;
    pool.backend.add_to_group(&pool.id, "ann", &admins).await.unwrap();
    for _ in 0..2 {
        pool.backend.remove_from_group(&pool.id, "ann", &admins).await.unwrap();
    }
    assert_eq!(pool.groups_of("ann").await, []);
    assert_eq!(pool.members(&admins).await, [""; 0]);
}

pub(crate) async fn members_are_listed_as_they_are_found(subject: Subject) {
    let (pool, admins) = ann_and_admins(&subject).await;
    pool.backend.add_to_group(&pool.id, "ann", &admins).await.unwrap();
    assert_eq!(pool.members_page(&admins, None).await.items, [pool.user("ann").await]);
}

pub(crate) async fn both_user_and_group_must_be_there(subject: Subject) {
    let (pool, admins) = ann_and_admins(&subject).await;
    let (backend, nothing) = (&pool.backend, GroupName::new("nothing").unwrap());
    refusal(backend.add_to_group(&pool.id, "ann", &nothing).await, ErrorKind::NotFound);
    refusal(backend.remove_from_group(&pool.id, "ann", &nothing).await, ErrorKind::NotFound);
    refusal(backend.users_in_group(&pool.id, &nothing, None).await, ErrorKind::NotFound);
    refusal(backend.add_to_group(&pool.id, "nobody", &admins).await, ErrorKind::UserNotFound);
    refusal(backend.remove_from_group(&pool.id, "nobody", &admins).await, ErrorKind::UserNotFound);
}

pub(crate) async fn a_deleted_user_leaves_its_groups(subject: Subject) {
    let (pool, admins) = ann_and_admins(&subject).await;
    pool.backend.add_to_group(&pool.id, "ann", &admins).await.unwrap();
    pool.backend.delete_user(&pool.id, "ann").await.unwrap();
    assert_eq!(pool.members(&admins).await, [""; 0]);
    pool.create(NewUser::named("ann")).await;
    assert_eq!(pool.groups_of("ann").await, []);
}

pub(crate) async fn a_deleted_group_lets_its_members_go(subject: Subject) {
    let (pool, admins) = ann_and_admins(&subject).await;
    pool.backend.add_to_group(&pool.id, "ann", &admins).await.unwrap();
    pool.backend.delete_group(&pool.id, &admins).await.unwrap();
    assert_eq!(pool.groups_of("ann").await, []);
}

pub(crate) async fn a_long_list_of_members_comes_in_pages(subject: Subject) {
    let (pool, admins) = ann_and_admins(&subject).await;
    for number in 0..61 {
        let name = format!("user-{number}");
        pool.create(NewUser::named(&name)).await;
        pool.backend.add_to_group(&pool.id, &name, &admins).await.unwrap();
    }
    let first = pool.members_page(&admins, None).await;
    let second = pool.members_page(&admins, first.next.as_ref()).await;
    assert_eq!((first.items.len(), second.items.len(), second.next), (60, 1, None));
}

async fn ann_and_admins(subject: &Subject) -> (TestPool, GroupName) {
    let pool = subject.pool(json!({})).await;
    pool.create(NewUser::named("ann")).await;
    let admins = GroupName::new("admins").unwrap();
    let group = Group { name: admins.clone(), settings: GroupSettings::default() };
    pool.backend.create_group(&pool.id, &group).await.unwrap();
    (pool, admins)
}
