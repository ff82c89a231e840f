//! Who is made, adopted, replaced, gone on with and deleted.

use std::collections::{BTreeMap, BTreeSet};

use expect_test::expect;

use super::world::*;
use crate::actual::{Actual, ActualPool};
use crate::change::Step;
use crate::clock::Timestamp;
use crate::digest;
use crate::group::{GroupName, GroupSpec, MembershipSpec};
use crate::lifecycle::{Lifecycle, OnDelete};
use crate::plan::{Options, plan};
use crate::pool::Alias;
use crate::schema::Kind;
use crate::secret::Secret;
use crate::state::{Edit, Entry, GroupEntry, Intent, Key, UserEntry};
use crate::user::{MessageAction, Replace, UserSpec, Username};

#[test]
fn only_what_the_state_remembers_is_deleted_and_another_account_of_the_name_is_not() {
    World::new()
        .has_user("ann", &[])
        .has_user("bob", &[])
        .has_user("carol", &[])
        .remembers("ann", |_| {})
        .remembers("bob", |entry| entry.sub = Some("another".into()))
        .remembers("gone", |_| {})
        .with(Options { destroy: true, ..Options::default() })
        .gives(expect![[r#"
            - user "ann" will be deleted
            ~ user "bob" will be forgotten; no call is made
                # another account has this name now; it is left alone
            ~ user "gone" will be forgotten; no call is made
                # is gone already
            plan: 1 to delete, 2 to forget
        "#]]);
}

#[test]
fn declaring_nothing_does_not_delete_everything() {
    World::new().has_user("ann", &[]).remembers("ann", |_| {}).gives(expect![[r#"
        nothing was declared, but the state remembers 1 resource (use `poolhouse destroy` to delete them)
    "#]]);
}

#[test]
fn an_account_that_is_not_ours_is_refused_and_adopted_only_when_asked() {
    let world = || World::new().has_user("ann", &[("name", "Old")]);
    let ann = silent("ann", &[("name", "New")]);
    world().wants("ann", ann.clone()).gives(expect![[r#"
        people.lua:1: user "ann": ann exists in pool us-east-1_examplepool already and is not managed by this state (`adopt = true` takes the account over)
    "#]]);
    world().wants("ann", UserSpec { adopt: true, ..ann }).gives(expect![[r#"
        ~ user "ann" will be adopted  people.lua:1
            ~ name = "Old" -> "New"
            # exists already and is managed from now on; its password is left alone
        plan: 1 to adopt
    "#]]);
}

#[test]
fn an_account_that_an_interrupted_run_made_is_gone_on_with() {
    let ann = UserSpec { password: Some(Secret::literal("hunter2")), ..silent("ann", &[("name", "Ann")]) };
    let intent = |name: &str| {
        let made = UserSpec { attributes: attributes(&[("name", name)]), ..ann.clone() };
        Intent::new(Timestamp(1_000_000), &made, None, None)
    };
    let world = |intent| {
        let mut world = World::new().has_user("ann", &[("name", "Ann")]).wants("ann", ann.clone());
        world.state.edit(Edit::Intend(Key::new(Kind::User, "ann"), intent));
        world.planned()
    };
    expect![[r#"
        ~ user "ann" will be updated in place  people.lua:1
            ~ password is set
            # was made by a run that ended early; this one goes on where it stopped
        plan: 1 to change
    "#]]
    .assert_eq(&world(intent("Ann")));
    assert!(world(intent("Somebody else")).contains("is not managed by this state"));
}

#[test]
fn a_person_is_not_replaced_unless_that_is_allowed() {
    let renamed = |replace| UserSpec { replace, ..silent("anna", &[]) };
    let world = |replace| {
        let spec: UserSpec = renamed(replace);
        let remembered = as_user(&spec);
        World::new().has_user("ann", &[]).remembers("ann", remembered).wants("ann", spec).planned()
    };
    expect![[r#"
        people.lua:1: user "ann": is renamed from ann to anna, and Cognito cannot do that in place (`replace = "allow"` or `--allow-replace` deletes the account and makes a new one: sub, password, MFA, devices and history are lost)
    "#]]
    .assert_eq(&world(Replace::Refuse));
    expect![[r#"
        - user "ann" (anna) will be REPLACED  people.lua:1
            ! the account is replaced; lost are sub, password, MFA, devices, history
            # is renamed from ann to anna
        plan: 1 to replace
    "#]]
    .assert_eq(&world(Replace::Allow));
}

#[test]
fn where_the_address_is_the_name_a_new_name_is_an_update_in_place() {
    let ann = UserSpec { message_action: Some(MessageAction::Suppress), ..user("new@example.com") };
    let mut world = World::new().has_user("0a1b-uuid", &[("email", "old@example.com")]);
    world.pool.username_attributes = BTreeSet::from([Alias::Email]);
    let hints = digest::of_hints(&ann);
    world
        .remembers("ann", |entry| {
            entry.username = Username::new("old@example.com").unwrap();
            entry.physical = "0a1b-uuid".into();
            entry.sub = Some("sub-of-0a1b-uuid".into());
            entry.hints = hints;
        })
        .wants("ann", ann)
        .gives(expect![[r#"
            ~ user "ann" (new@example.com) will be updated in place  people.lua:1
                ~ email = "old@example.com" -> "new@example.com"
            plan: 1 to change
        "#]]);
}

#[test]
fn what_existed_before_poolhouse_is_never_deleted() {
    let mut world = World::new().has_user("ann", &[]).has_group("staff", &[]);
    let staff = GroupEntry { adopted: true, ..group_entry("staff") };
    world.state.edit(Edit::Put(Key::new(Kind::Group, "staff"), Entry::Group(staff)));
    world
        .remembers("ann", |entry| entry.adopted = true)
        .with(Options { destroy: true, ..Options::default() })
        .gives(expect![[r#"
            ~ user "ann" will be forgotten; no call is made
                # existed before poolhouse; it is left alone
            ~ group "staff" will be forgotten; no call is made
                # existed before poolhouse; it is left alone
            plan: 2 to forget
        "#]]);
}

#[test]
fn another_id_for_the_same_user_or_group_deletes_nobody() {
    let ann = silent("ann", &[]);
    let group = GroupSpec::new(pool_id(), GroupName::new("staff").unwrap());
    let world = |options| {
        let mut world = World::new().has_user("ann", &[]).has_group("staff", &[]).with(options);
        world.state.edit(Edit::Put(Key::new(Kind::Group, "old"), Entry::Group(group_entry("staff"))));
        let world = world.remembers("ann", as_user(&ann));
        world.wants("staff/17", ann.clone()).wants("new", group.clone()).planned()
    };
    expect![[r#"
        ~ group "new" (staff) will be recorded; no call is made  people.lua:2
            # was declared as group "old"
        ~ user "staff/17" (ann) will be recorded; no call is made  people.lua:1
            # was declared as user "ann"
        plan: 2 to change
    "#]]
    .assert_eq(&world(Options::default()));
    assert_eq!(world(Options { adopt: true, ..Options::default() }), world(Options::default()));
}

#[test]
fn an_account_that_another_id_manages_is_not_adopted() {
    let adopted = UserSpec { adopt: true, ..silent("ann", &[]) };
    let told = World::new()
        .has_user("ann", &[])
        .remembers("ann", |_| {})
        .wants("ann", UserSpec { replace: Replace::Allow, ..silent("anna", &[]) })
        .wants("other", adopted)
        .planned();
    assert!(told.contains(r#"user "other": ann is managed already, as user "ann""#), "{told}");
}

#[test]
fn a_pool_that_does_not_mind_case_has_one_person_by_two_spellings() {
    let folding = || {
        let mut world = World::new().has_group("staff", &["Ann"]);
        world.pool.case_sensitive = false;
        world
    };
    folding().wants("one", silent("Ann", &[])).wants("two", silent("ann", &[])).gives(expect![[r#"
        people.lua:2: user "two": is the person whom user "one" declares: pool us-east-1_examplepool does not tell ann from Ann
    "#]]);
    let ann = UserSpec { groups: Some(groups(&[])), ..silent("Ann", &[]) };
    let membership = MembershipSpec {
        pool: pool_id(),
        username: Username::new("ann").unwrap(),
        group: GroupName::new("staff").unwrap(),
    };
    let world = folding().has_user("Ann", &[]).remembers("Ann", as_user(&ann));
    let told = world.wants("Ann", ann).wants("membership", membership).planned();
    assert!(!told.contains("leaves group"), "{told}");
}

#[test]
fn an_interrupted_replacement_is_gone_on_with_and_the_old_account_goes() {
    let anna = UserSpec { replace: Replace::Allow, ..silent("anna", &[("name", "Ann")]) };
    let world = |old: &str| {
        let mut world = World::new().has_user("anna", &[("name", "Ann")]).has_user("bob", &[]);
        let replaced = UserEntry::of(&user(old), old.into(), Some("sub-of-old".into())).on_its_way_out();
        let intent = Intent::new(Timestamp(1_000_000), &anna, Some(replaced), None);
        world.state.edit(Edit::Intend(Key::new(Kind::User, "ann"), intent));
        let name = Username::new(old).unwrap();
        let world = world.remembers("ann", |entry| (entry.physical, entry.username) = (old.into(), name));
        let world = world.remembers("bob", |_| {}).wants("bob", silent("bob", &[]));
        let mut world = world.wants("ann", anna.clone());
        if let Some(Entry::User(entry)) = world.state.entries.get_mut(&Key::new(Kind::User, "ann")) {
            entry.sub = Some("sub-of-old".into());
        }
        if old == "old" {
            world = world.has_user("old", &[]);
        }
        let here = ActualPool::new(world.pool, world.users, BTreeMap::new());
        let actual = Actual { pools: BTreeMap::from([(pool_id(), Some(here))]) };
        plan(&world.desired, &actual, &world.state, &world.options).unwrap().changes.pop().unwrap()
    };
    let same_name = world("anna");
    assert!(same_name.steps.is_empty(), "{same_name:?}");
    assert_eq!(same_name.notes, ["was made by a run that ended early; this one goes on where it stopped"]);
    let renamed = world("old");
    assert_eq!(renamed.steps, [Step::DeleteUser { pool: pool_id(), physical: "old".into() }]);
}

#[test]
fn an_account_that_an_interrupted_run_made_goes_when_nobody_declares_it() {
    let intent = |name: &str| Intent::new(Timestamp(1_000_000), &user(name), None, None);
    let mut world = World::new().has_user("ann", &[]);
    world.state.edit(Edit::Intend(Key::new(Kind::User, "ann"), intent("ann")));
    world.state.edit(Edit::Intend(Key::new(Kind::User, "bob"), intent("bob")));
    world.with(Options { destroy: true, ..Options::default() }).gives(expect![[r#"
        - user "ann" will be deleted
            # was made by a run that ended early
        ~ user "bob" will be forgotten; no call is made
            # was about to be made when a run ended early, and was not
        plan: 1 to delete, 1 to forget
    "#]]);
}

/// A user `ann` whose maker was killed after the call; what the script says now is planned.
fn half_made(id: &str, now: UserSpec) -> World {
    let ann = UserSpec { groups: Some(groups(&["staff"])), ..silent("ann", &[("name", "Ann")]) };
    let mut world = World::new().has_group("staff", &[]).has_user("ann", &[("name", "Ann")]);
    let intent = Intent::new(Timestamp(1_000_000), &ann, None, None);
    world.state.edit(Edit::Intend(Key::new(Kind::User, "ann"), intent));
    world.wants(id, now)
}

#[test]
fn an_account_made_unnoticed_is_renamed_by_the_same_rules_as_any_other() {
    let anna = |replace| UserSpec { replace, ..silent("anna", &[("name", "Ann")]) };
    half_made("ann", anna(Replace::Refuse)).gives(expect![[r#"
        people.lua:1: user "ann": is renamed from ann to anna, and Cognito cannot do that in place (`replace = "allow"` or `--allow-replace` deletes the account and makes a new one: sub, password, MFA, devices and history are lost)
    "#]]);
    half_made("ann", anna(Replace::Allow)).gives(expect![[r#"
        - user "ann" (anna) will be REPLACED  people.lua:1
            + name = "Ann"
            ! the account is replaced; lost are sub, password, MFA, devices, history
            # is renamed from ann to anna
        plan: 1 to replace
    "#]]);
}

#[test]
fn an_account_made_unnoticed_keeps_to_an_id_that_was_edited_meanwhile() {
    half_made("staff/17", silent("ann", &[("name", "Anna")])).gives(expect![[r#"
        ~ user "staff/17" (ann) will be updated in place  people.lua:1
            ~ name = "Ann" -> "Anna"
            # was declared as user "ann"
            # was made by a run that ended early; this one goes on where it stopped
        plan: 1 to change
    "#]]);
}

#[test]
fn an_account_made_unnoticed_ends_as_it_was_declared_to() {
    let ann = UserSpec {
        lifecycle: Lifecycle { on_delete: OnDelete::Retain, ..Lifecycle::default() },
        ..user("ann")
    };
    let mut world = World::new().has_user("ann", &[]).wants("bob", silent("bob", &[]));
    world
        .state
        .edit(Edit::Intend(Key::new(Kind::User, "ann"), Intent::new(Timestamp(1_000_000), &ann, None, None)));
    world.gives(expect![[r#"
        + user "bob" will be created  people.lua:1
        ~ user "ann" will be forgotten; no call is made
            # is kept as it is: on_delete is "retain"
            # was made by a run that ended early
        plan: 1 to create, 1 to forget
    "#]]);
}

#[test]
fn an_account_that_took_the_name_of_one_on_its_way_out_stays() {
    let world = |sub: &str| {
        let old = UserEntry::of(&user("old"), "old".into(), Some(sub.to_owned())).on_its_way_out();
        let ann = silent("ann", &[]);
        let remembered = as_user(&ann);
        let world = World::new().has_user("ann", &[]).has_user("old", &[]).remembers("ann", |entry| {
            remembered(entry);
            entry.replaced = Some(old);
        });
        world.wants("ann", ann).planned()
    };
    expect![[r#"
        ~ user "ann" will be updated in place  people.lua:1
            # the account that it replaced is deleted, which a run that ended early left
        plan: 1 to change
    "#]]
    .assert_eq(&world("sub-of-old"));
    expect![[r#"
        ~ user "ann" will be recorded; no call is made  people.lua:1
        plan: 1 to change
    "#]]
    .assert_eq(&world("another"));
}

#[test]
fn an_invitation_that_may_have_been_sent_is_not_sent_again() {
    let ann = UserSpec { invitation_version: 1, ..silent("ann", &[]) };
    let remembered = as_user(&ann);
    let world = World::new().has_user("ann", &[]).remembers("ann", |entry| {
        remembered(entry);
        (entry.invitation_version, entry.invitation_unsure) = (1, true);
    });
    world.wants("ann", ann).gives(expect![[r#"
        ~ user "ann" will be recorded; no call is made  people.lua:1
            # may have been sent its invitation again or not by a run that ended early; raise invitation_version to have one sent for sure
        plan: 1 to change
    "#]]);
}
