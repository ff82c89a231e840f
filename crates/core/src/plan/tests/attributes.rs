//! Plans of one user: attributes, flags, passwords, what is said of them.

use std::collections::BTreeSet;

use expect_test::expect;

use super::world::*;
use crate::attribute::AttributeName;
use crate::digest;
use crate::group::{GroupName, GroupSpec};
use crate::ignore::IgnoredChanges;
use crate::secret::Secret;
use crate::user::UserSpec;

#[test]
fn a_user_who_is_nowhere_is_created_with_all_that_is_wanted() {
    let ann = UserSpec {
        attributes: attributes(&[("email", "ann@example.com")]),
        password: Some(Secret::literal("hunter2")),
        groups: Some(groups(&["admins"])),
        enabled: Some(false),
        ..user("ann")
    };
    World::new().has_group("admins", &[]).wants("ann", ann).gives(expect![[r#"
        + user "ann" will be created  people.lua:1
            + email = "ann@example.com"
            ~ is disabled
            ~ password is set
            + joins group admins
            # an invitation is sent by e-mail
        ! people.lua:1: user "ann": attributes have no phone_number for SMS, the default medium of an invitation; that e-mail takes its place is not promised (set desired_delivery_mediums = { "EMAIL" } or message_action = "SUPPRESS")
        plan: 1 to create
    "#]]);
}

#[test]
fn a_user_who_is_as_wanted_needs_nothing() {
    let ann = silent("ann", &[("name", "Ann")]);
    let world = World::new().has_user("ann", &[("name", "Ann"), ("email", "own@example.com")]);
    world.remembers("ann", as_user(&ann)).wants("ann", ann).gives(expect![[r#"
        plan: nothing to do, 1 as they should be
    "#]]);
}

#[test]
fn one_edited_attribute_is_one_change_in_place_and_a_dropped_one_is_deleted() {
    let ann = silent("ann", &[("name", "Anna")]);
    let world = World::new()
        .has_user("ann", &[("name", "Ann"), ("custom:dept", "R&D"), ("email", "own@example.com")]);
    let managed = attributes(&[("name", ""), ("custom:dept", "")]).into_keys().collect();
    let hints = digest::of_hints(&ann);
    world
        .remembers("ann", |entry| (entry.attributes, entry.hints) = (managed, hints))
        .wants("ann", ann)
        .gives(expect![[r#"
            ~ user "ann" will be updated in place  people.lua:1
                ~ name = "Ann" -> "Anna"
                - custom:dept = "R&D"
            plan: 1 to change
        "#]]);
}

#[test]
fn a_new_address_carries_its_flag_along_or_warns_that_it_is_lost() {
    let declared = silent("ann", &[("email", "new@example.com"), ("email_verified", "true")]);
    let silent_about_it = silent("bob", &[("email", "new@example.com")]);
    let old = [("email", "old@example.com"), ("email_verified", "true")];
    World::new()
        .has_user("ann", &old)
        .has_user("bob", &old)
        .remembers("ann", as_user(&declared))
        .remembers("bob", as_user(&silent_about_it))
        .wants("ann", declared)
        .wants("bob", silent_about_it)
        .gives(expect![[r#"
            ~ user "ann" will be updated in place  people.lua:1
                ~ email = "old@example.com" -> "new@example.com"
                ~ email_verified = "true" -> "true"
            ~ user "bob" will be updated in place  people.lua:2
                ~ email = "old@example.com" -> "new@example.com"
                # email_verified becomes false, since email changes and email_verified is not declared
            plan: 2 to change
        "#]]);
}

#[test]
fn an_immutable_attribute_blocks_an_update() {
    let ann = silent("ann", &[("custom:badge", "2")]);
    let world = World::new().has_user("ann", &[("custom:badge", "1")]).remembers("ann", as_user(&ann));
    assert!(
        world
            .wants("ann", ann)
            .planned()
            .contains("changes custom:badge, which the pool does not let change")
    );
}

#[test]
fn all_that_the_pool_does_not_know_is_told_at_once() {
    World::new()
        .wants("ann", silent("ann", &[("emial", "a@b.c"), ("dept", "R&D")]))
        .wants("bob", UserSpec { groups: Some(groups(&["adnims"])), ..silent("bob", &[("email", "nonsense")]) })
        .wants("admins", GroupSpec::new(pool_id(), GroupName::new("admins").unwrap()))
        .gives(expect![[r#"
            people.lua:1: user "ann": attributes.dept is not in pool us-east-1_examplepool (did you mean custom:dept?)
            people.lua:1: user "ann": attributes.emial is not in pool us-east-1_examplepool (did you mean email?)
            people.lua:2: user "bob": attributes.email must be an e-mail address, got "nonsense"
            people.lua:2: user "bob": groups names group "adnims", which is neither declared nor in pool us-east-1_examplepool (did you mean "admins"?)
        "#]]);
}

#[test]
fn a_password_is_set_again_only_when_its_version_rises() {
    let version = |password_version| UserSpec {
        password: Some(Secret::literal("hunter2")),
        password_version,
        ..silent("ann", &[])
    };
    let planned = |spec: UserSpec| {
        let remembered = as_user(&spec);
        let world = World::new().has_user("ann", &[]).remembers("ann", |entry| {
            remembered(entry);
            entry.has_password = true;
        });
        world.wants("ann", spec).planned()
    };
    assert!(planned(silent("ann", &[])).contains("its password is declared no more, and stays"));
    assert_eq!(planned(version(0)), "plan: nothing to do, 1 as they should be\n");
    assert!(planned(version(1)).contains("password is set"));
}

#[test]
fn what_the_pool_keeps_cannot_be_dropped() {
    let managed: BTreeSet<AttributeName> =
        attributes(&[("custom:badge", ""), ("email", "")]).into_keys().collect();
    let world = |required| {
        let mut world = World::new().has_user("ann", &[("custom:badge", "1"), ("email", "a@b.c")]);
        world.pool.schema.get_mut("email").unwrap().required = required;
        let world = world.remembers("ann", |entry| entry.attributes = managed.clone());
        world
            .wants("ann", silent("ann", &[if required { ("custom:badge", "1") } else { ("email", "a@b.c") }]))
    };
    world(true).gives(expect![[r#"
        people.lua:1: user "ann": attributes.email is declared no more, and cannot be taken away: the pool requires it (go on declaring it)
    "#]]);
    world(false).gives(expect![[r#"
        people.lua:1: user "ann": attributes.custom:badge is declared no more, and cannot be taken away: the pool does not let it change (go on declaring it)
    "#]]);
}

#[test]
fn a_flag_is_the_same_however_its_letters_are_written() {
    let ann = silent("ann", &[("email_verified", "True")]);
    let world = World::new().has_user("ann", &[("email_verified", "true")]).remembers("ann", as_user(&ann));
    assert_eq!(world.wants("ann", ann).planned(), "plan: nothing to do, 1 as they should be\n");
}

#[test]
fn a_plan_shows_what_a_terminal_would_obey() {
    let told = World::new().wants("ann", silent("ann", &[("name", "\u{1b}[2J\n- \"x\"\u{202e}")])).planned();
    assert!(told.contains(r#"name = "\u{1b}[2J\n- \"x\"\u{202e}""#), "{told}");
}

#[test]
fn an_attribute_that_is_to_be_ignored_must_be_one_of_the_pool() {
    let mut ignore = IgnoredChanges::default();
    for part in ["attributes.custom:dpt", "attributes.dept", "attributes.custom:badge"] {
        ignore.add(part).unwrap();
    }
    let ann = UserSpec { ignore, ..silent("ann", &[]) };
    World::new().wants("ann", ann).gives(expect![[r#"
        people.lua:1: user "ann": ignore_changes names custom:dpt, which is not in pool us-east-1_examplepool (did you mean custom:dept?)
        people.lua:1: user "ann": ignore_changes names dept, which is not in pool us-east-1_examplepool (did you mean custom:dept?)
    "#]]);
}
