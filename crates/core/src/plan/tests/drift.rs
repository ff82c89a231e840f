//! What others did.

use expect_test::expect;

use super::world::{World, as_user, group_entry, groups, pool_id, silent};
use crate::group::{GroupName, GroupSettings, GroupSpec};
use crate::schema::Kind;
use crate::state::{Edit, Entry, Key};
use crate::user::{UserSpec, UserStatus};

#[test]
fn what_is_as_it_was_left_has_not_drifted() {
    let ann = silent("ann", &[("name", "Ann")]);
    let world =
        World::new().has_user("ann", &[("name", "Ann")]).remembers("ann", as_user(&ann)).wants("ann", ann);
    expect![[r#"
        drift: none
    "#]]
    .assert_eq(&world.drifted());
}

#[test]
fn a_change_by_someone_else_is_told_from_an_edit_of_the_script() {
    let (ann, bob) = (silent("ann", &[("name", "Ann")]), silent("bob", &[("name", "Bob")]));
    let edited = silent("bob", &[("name", "Robert")]);
    let world = World::new()
        .has_user("ann", &[("name", "Eve")])
        .has_user("bob", &[("name", "Bob")])
        .remembers("ann", as_user(&ann))
        .remembers("bob", as_user(&bob))
        .wants("ann", ann)
        .wants("bob", edited);
    expect![[r#"
        ~ user "ann" was changed; a repair does this  people.lua:1
            ~ name = "Eve" -> "Ann"
        drift: 1 resource; 1 more are declared otherwise than they were applied
    "#]]
    .assert_eq(&world.drifted());
}

#[test]
fn a_deleted_account_and_another_one_behind_the_name_are_two_things() {
    let (ann, bob) = (silent("ann", &[]), silent("bob", &[]));
    let world = World::new()
        .has_user("bob", &[])
        .remembers("ann", as_user(&ann))
        .remembers("bob", |entry| {
            as_user(&bob)(entry);
            entry.sub = Some("sub-of-another".into());
        })
        .wants("ann", ann)
        .wants("bob", bob);
    expect![[r#"
        - user "bob" was replaced by another account  people.lua:2
            # sub sub-of-another became sub-of-bob; poolhouse leaves the new account alone
        - user "ann" was deleted  people.lua:1
            ! the new account has a new sub
        drift: 2 resources
    "#]]
    .assert_eq(&world.drifted());
}

#[test]
fn groups_drift_too_and_so_do_memberships() {
    let settings = GroupSettings { precedence: Some(1), ..GroupSettings::default() };
    let staff = GroupSpec { settings, ..GroupSpec::new(pool_id(), GroupName::new("staff").unwrap()) };
    let ann = UserSpec { groups: Some(groups(&["staff"])), ..silent("ann", &[]) };
    let mut world = World::new()
        .has_group("staff", &[])
        .has_user("ann", &[])
        .remembers("ann", |entry| {
            as_user(&ann)(entry);
            entry.groups = groups(&["staff"]);
        })
        .wants("staff", staff.clone())
        .wants("ann", ann);
    let entry = crate::state::GroupEntry {
        declared: crate::digest::of_group_settings(&staff.settings),
        ..group_entry("staff")
    };
    world.state.edit(Edit::Put(Key::new(Kind::Group, "staff"), Entry::Group(entry)));
    expect![[r#"
        ~ group "staff" was changed; a repair does this  people.lua:1
            ~ precedence = 1
        ~ user "ann" was changed; a repair does this  people.lua:2
            + joins group staff
        drift: 2 resources
    "#]]
    .assert_eq(&world.drifted());
}

#[test]
fn what_is_wrong_with_the_script_is_told_all_the_same() {
    let world = World::new().wants("ann", silent("ann", &[("emial", "ann@example.com")]));
    expect![[r#"
        people.lua:1: user "ann": attributes.emial is not in pool us-east-1_examplepool (did you mean email?)
    "#]]
    .assert_eq(&world.drifted());
}

#[test]
fn who_must_reset_a_password_since_an_import_job_is_as_left() {
    let drifted = |imported: bool| {
        let ann = silent("ann", &[]);
        let mut world = World::new().has_user("ann", &[]).remembers("ann", |entry| {
            as_user(&ann)(entry);
            entry.imported = imported;
        });
        world.users[0].status = UserStatus::ResetRequired;
        world.wants("ann", ann).drifted()
    };
    expect![[r#"
        drift: none
    "#]]
    .assert_eq(&drifted(true));
    expect![[r#"
        ~ user "ann" cannot sign in  people.lua:1
            # the status is RESET_REQUIRED, which poolhouse leaves to whoever caused it
        drift: 1 resource
    "#]]
    .assert_eq(&drifted(false));
}
