//! What a change brings about beside.

use std::collections::BTreeSet;

use expect_test::expect;

use super::world::*;
use crate::change::Step;
use crate::plan::Options;
use crate::pool::Alias;
use crate::state::Awaited;
use crate::user::{Medium, Replace, UserSpec};

#[test]
fn who_loses_an_alias_is_named() {
    let mut world = World::new().has_user("bob", &[("email", "ann@example.com"), ("email_verified", "true")]);
    world.pool.aliases = BTreeSet::from([Alias::Email]);
    let pairs = [("email", "ann@example.com"), ("email_verified", "true")];
    let ann = UserSpec { force_alias_creation: true, ..silent("ann", &pairs) };
    world.wants("ann", ann).gives(expect![[r#"
        + user "ann" will be created  people.lua:1
            + email = "ann@example.com"
            + email_verified = "true"
            ! takes its email from bob, who cannot sign in by it any longer
        plan: 1 to create
    "#]]);
}

#[test]
fn an_invitation_says_how_it_travels() {
    let invited = |mediums: &[Medium], pairs: &[(&str, &str)]| {
        let ann = UserSpec {
            attributes: attributes(pairs),
            mediums: mediums.iter().copied().collect(),
            ..user("ann")
        };
        let told = World::new().wants("ann", ann).planned();
        told.lines().find(|line| line.contains("an invitation")).unwrap().trim().to_owned()
    };
    let (mail, phone) = (("email", "ann@example.com"), ("phone_number", "+15555550100"));
    assert_eq!(invited(&[], &[mail, phone]), "# an invitation is sent by SMS");
    assert_eq!(invited(&[Medium::Email], &[mail, phone]), "# an invitation is sent by e-mail");
    let both = invited(&[Medium::Email, Medium::Sms], &[mail, phone]);
    assert_eq!(both, "# an invitation is sent by SMS and e-mail");
    assert_eq!(
        invited(&[Medium::Sms], &[mail]),
        "# an invitation is asked for, and there is no address for it"
    );
}

#[test]
fn a_value_that_waits_for_its_owner_is_told() {
    let ann = silent("ann", &[("email", "new@example.com")]);
    let mut world = World::new().has_user("ann", &[("email", "old@example.com"), ("email_verified", "true")]);
    world.pool.verified_before_update = BTreeSet::from([Alias::Email]);
    world.remembers("ann", as_user(&ann)).wants("ann", ann).gives(expect![[r#"
        ~ user "ann" will be updated in place  people.lua:1
            ~ email = "old@example.com" -> "new@example.com"
            # the old email stays until the new one is confirmed
        plan: 1 to change
    "#]]);
}

#[test]
fn edits_that_matter_only_at_creation_are_named() {
    let before = silent("ann", &[]);
    let ann = UserSpec { force_alias_creation: true, ..user("ann") };
    World::new().has_user("ann", &[]).remembers("ann", as_user(&before)).wants("ann", ann).gives(expect![[
        r#"
            ~ user "ann" will be recorded; no call is made  people.lua:1
                # takes effect on create only: message_action, force_alias_creation
            plan: 1 to change
        "#
    ]]);
}

#[test]
fn a_replacement_keeps_groups_and_tells_what_it_does_not_keep() {
    let anna = UserSpec { replace: Replace::Allow, ..silent("anna", &[("email", "ann@example.com")]) };
    let pairs = [("email", "ann@example.com"), ("name", "Ann")];
    let world = World::new().has_user("ann", &pairs).has_group("staff", &["ann"]).has_group("old", &["ann"]);
    let world = world.remembers("ann", as_user(&anna)).wants("ann", anna);
    world.gives(expect![[r#"
        - user "ann" (anna) will be REPLACED  people.lua:1
            + email = "ann@example.com"
            + joins group old
            + joins group staff
            ! the account is replaced; lost are sub, password, MFA, devices, history, attributes.name
            # is renamed from ann to anna
        plan: 1 to replace
    "#]]);
}

#[test]
fn exact_groups_are_those_of_the_new_account_too() {
    let anna = UserSpec { replace: Replace::Allow, groups: Some(groups(&["staff"])), ..silent("anna", &[]) };
    let world = World::new().has_user("ann", &[]).has_group("staff", &[]).has_group("old", &["ann"]);
    let plan = world.remembers("ann", as_user(&anna)).wants("ann", anna).into_plan().unwrap();
    let joins = plan.changes[0].steps.iter().filter_map(|step| match step {
        Step::AddToGroup(group) => Some(group.as_str()),
        _ => None,
    });
    assert_eq!(joins.collect::<Vec<_>>(), ["staff"]);
}

#[test]
fn a_replacement_takes_no_alias_from_anybody_else() {
    let pairs = [("email", "ann@example.com"), ("email_verified", "true")];
    let anna = UserSpec { replace: Replace::Allow, ..silent("anna", &pairs) };
    let world = |holder: &str| {
        let mut world = World::new().has_user("ann", &[]).has_user("bob", &[]);
        world.pool.aliases = BTreeSet::from([Alias::Email]);
        for user in world.users.iter_mut().filter(|user| user.username == holder) {
            user.attributes = attributes(&pairs);
        }
        let options = Options::default();
        world.remembers("ann", as_user(&anna)).wants("ann", anna.clone()).with(options).planned()
    };
    assert!(world("ann").contains("will be REPLACED"), "{}", world("ann"));
    expect![[r#"
        people.lua:1: user "ann": is renamed from ann to anna, and its email leads to bob already (force_alias_creation = true takes it away from there)
    "#]]
    .assert_eq(&world("bob"));
}

#[test]
fn an_account_whose_preferred_username_is_wanted_goes_before_the_new_one_comes() {
    let pairs = [("preferred_username", "annie")];
    let anna = UserSpec { replace: Replace::Allow, ..silent("anna", &pairs) };
    let first_step = |aliases: &[Alias]| {
        let mut world = World::new().has_user("ann", &pairs);
        world.pool.aliases = aliases.iter().copied().collect();
        let world = world.remembers("ann", as_user(&anna)).wants("ann", anna.clone());
        world.into_plan().unwrap().changes.remove(0).steps.remove(0)
    };
    assert_eq!(first_step(&[]), Step::CreateUser);
    assert!(matches!(first_step(&[Alias::PreferredUsername]), Step::DeleteUser { .. }));
}

#[test]
fn an_address_that_waits_for_its_owner_is_sent_once() {
    let planned = |spec: UserSpec, has: &str, flags: bool| {
        let mut world = World::new().has_user("ann", &[("email", has)]).remembers("ann", |entry| {
            entry.attributes = spec.attributes.keys().cloned().collect();
            entry.hints = crate::digest::of_hints(&spec);
            entry.declared = crate::digest::of_user_spec(&spec);
            let email = crate::attribute::AttributeName::new("email").unwrap();
            entry.awaited.insert(email, Awaited::of(Some("old@example.com"), "new@example.com"));
        });
        world.pool.verified_before_update = BTreeSet::from([Alias::Email]);
        let mut spec = spec;
        if flags {
            let flag = crate::attribute::AttributeName::new("email_verified").unwrap();
            spec.attributes.insert(flag, "true".to_owned());
        }
        world.wants("ann", spec)
    };
    let wanted = |email: &str| silent("ann", &[("email", email)]);
    planned(wanted("new@example.com"), "old@example.com", false).gives(expect![[r#"
        ! people.lua:1: user "ann": attributes.email is not new@example.com yet: the pool keeps the old one until its owner confirms it (email_verified = true takes it at once)
        plan: nothing to do, 1 as they should be
    "#]]);
    planned(wanted("newer@example.com"), "old@example.com", false).gives(expect![[r#"
        ~ user "ann" will be updated in place  people.lua:1
            ~ email = "old@example.com" -> "newer@example.com"
            # the old email stays until the new one is confirmed
        plan: 1 to change
    "#]]);
    planned(wanted("new@example.com"), "other@example.com", false).gives(expect![[r#"
        ~ user "ann" will be updated in place  people.lua:1
            ~ email = "other@example.com" -> "new@example.com"
            # the old email stays until the new one is confirmed
        plan: 1 to change
    "#]]);
    planned(wanted("new@example.com"), "old@example.com", true).gives(expect![[r#"
        ~ user "ann" will be updated in place  people.lua:1
            ~ email = "old@example.com" -> "new@example.com"
            + email_verified = "true"
        plan: 1 to change
    "#]]);
}
