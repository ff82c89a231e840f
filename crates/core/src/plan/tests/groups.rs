//! Groups and memberships.

use std::collections::BTreeMap;

use expect_test::expect;

use super::world::*;
use crate::actual::{Actual, ActualPool};
use crate::change::Step;
use crate::group::{GroupName, GroupSettings, GroupSpec, MembershipSpec};
use crate::plan::{Options, plan};
use crate::pool::PoolId;
use crate::schema::Kind;
use crate::state::{Edit, Entry, GroupEntry, Key};
use crate::user::{Replace, UserSpec, Username};

#[test]
fn groups_are_exact_for_users_that_were_made_and_additive_for_adopted_ones() {
    let wanted = |name: &str| UserSpec { groups: Some(groups(&["staff"])), ..silent(name, &[]) };
    let made = as_user(&wanted("ann"));
    let adopted = as_user(&wanted("bob"));
    World::new()
        .has_user("ann", &[])
        .has_user("bob", &[])
        .has_group("staff", &[])
        .has_group("old", &["ann", "bob"])
        .remembers("ann", made)
        .remembers("bob", |entry| {
            adopted(entry);
            entry.adopted = true;
        })
        .wants("ann", wanted("ann"))
        .wants("bob", wanted("bob"))
        .gives(expect![[r#"
            ~ user "ann" will be updated in place  people.lua:1
                + joins group staff
                - leaves group old
            ~ user "bob" will be updated in place  people.lua:2
                + joins group staff
            plan: 2 to change
        "#]]);
}

#[test]
fn a_membership_said_apart_keeps_its_user_in_the_group() {
    let ann = UserSpec { groups: Some(groups(&[])), ..silent("ann", &[]) };
    let membership = MembershipSpec {
        pool: pool_id(),
        username: Username::new("ann").unwrap(),
        group: GroupName::new("staff").unwrap(),
    };
    let world =
        World::new().has_user("ann", &[]).has_group("staff", &["ann"]).remembers("ann", as_user(&ann));
    world.wants("ann", ann).wants("ann in staff", membership).gives(expect![[r#"
        ~ membership "ann in staff" will be adopted  people.lua:2
            # is so already; it stays when it is declared no more
        plan: 1 to adopt, 1 as they should be
    "#]]);
}

#[test]
fn groups_come_before_users_and_leave_after_them() {
    let mut world = World::new().has_user("old", &[]).has_group("olds", &[]).remembers("old", |_| {});
    world.state.edit(Edit::Put(Key::new(Kind::Group, "olds"), Entry::Group(group_entry("olds"))));
    let group = GroupSpec {
        settings: GroupSettings { precedence: Some(3), ..GroupSettings::default() },
        ..GroupSpec::new(pool_id(), GroupName::new("news").unwrap())
    };
    world.wants("new", silent("new", &[])).wants("news", group).gives(expect![[r#"
        + group "news" will be created  people.lua:2
            + precedence = 3
        + user "new" will be created  people.lua:1
        - user "old" will be deleted
        - group "olds" will be deleted
        plan: 2 to create, 2 to delete
    "#]]);
}

#[test]
fn a_group_that_moves_is_deleted_where_it_was() {
    let elsewhere = PoolId::new("us-east-1_elsewhere").unwrap();
    let mut world = World::new().with(Options { allow_replace: true, ..Options::default() });
    let entry = GroupEntry { pool: elsewhere.clone(), ..group_entry("staff") };
    world.state.edit(Edit::Put(Key::new(Kind::Group, "staff"), Entry::Group(entry)));
    let spec = GroupSpec::new(pool_id(), GroupName::new("staff").unwrap());
    let world = world.wants("staff", spec);
    let here = ActualPool::new(world.pool, Vec::new(), BTreeMap::new());
    let actual = Actual { pools: BTreeMap::from([(pool_id(), Some(here)), (elsewhere.clone(), None)]) };
    let plan = plan(&world.desired, &actual, &world.state, &world.options).unwrap();
    let name = GroupName::new("staff").unwrap();
    assert_eq!(plan.changes[0].steps[1], Step::DeleteGroup { pool: elsewhere, name });
}

#[test]
fn a_membership_follows_an_account_that_is_made_anew() {
    let membership = MembershipSpec {
        pool: pool_id(),
        username: Username::new("ann").unwrap(),
        group: GroupName::new("staff").unwrap(),
    };
    let ann = UserSpec { replace: Replace::Allow, ..silent("ann", &[("custom:badge", "2")]) };
    let told = World::new()
        .has_user("ann", &[("custom:badge", "1")])
        .has_group("staff", &["ann"])
        .remembers("ann", as_user(&ann))
        .wants("ann", ann)
        .wants("ann in staff", membership)
        .planned();
    assert!(told.contains("will be REPLACED"), "{told}");
    assert!(told.contains("joins group staff"), "{told}");
}
