//! What is told before anything is written.

use std::collections::{BTreeMap, BTreeSet};

use expect_test::expect;

use super::world::*;
use crate::password::PasswordPolicy;
use crate::pool::Alias;
use crate::secret::{Secret, SecretError};
use crate::user::{Medium, UserSpec, UserStatus};

fn aliased() -> World {
    let mut world = World::new();
    world.pool.aliases = BTreeSet::from([Alias::Email, Alias::PreferredUsername]);
    world
}

fn strict() -> World {
    let mut world = World::new();
    world.pool.passwords = PasswordPolicy { min_length: 8, numbers: true, ..PasswordPolicy::default() };
    world
}

fn with_password(name: &str, secret: Secret) -> UserSpec {
    UserSpec { password: Some(secret), ..silent(name, &[]) }
}

#[test]
fn a_weak_password_in_a_script_refuses_the_plan_and_is_not_repeated() {
    let temporary = UserSpec { temporary_password: Some(Secret::literal("weakly")), ..silent("bob", &[]) };
    let world = strict().wants("ann", with_password("ann", Secret::literal("weak"))).wants("bob", temporary);
    world.gives(expect![[r#"
        people.lua:1: user "ann": password must have at least 8 characters, must have a digit (the password policy of pool us-east-1_examplepool says so)
        people.lua:2: user "bob": temporary_password must have at least 8 characters, must have a digit (the password policy of pool us-east-1_examplepool says so)
    "#]]);
}

#[test]
fn a_password_that_is_not_to_be_set_is_not_judged() {
    let ann = with_password("ann", Secret::literal("weak"));
    let remembered = as_user(&ann);
    let world = strict().has_user("ann", &[]).remembers("ann", |entry| {
        remembered(entry);
        entry.has_password = true;
    });
    assert_eq!(world.wants("ann", ann).planned(), "plan: nothing to do, 1 as they should be\n");
}

#[test]
fn secrets_are_judged_when_the_plan_is_carried_out_and_not_before() {
    let weak = Secret::deferred("FIRST", || Ok("weak".into()));
    let missing = || SecretError { name: "SECOND".into(), reason: "the variable is not set".into() };
    let missing = Secret::deferred("SECOND", move || Err(missing()));
    let world = strict().wants("ann", with_password("ann", weak)).wants("bob", with_password("bob", missing));
    let plan = world.into_plan().unwrap();
    expect![[r#"
        people.lua:1: user "ann": password must have at least 8 characters, must have a digit (the password policy of pool us-east-1_examplepool says so)
        people.lua:2: user "bob": password has no value: SECOND: the variable is not set
    "#]]
    .assert_eq(&format!("{}\n", plan.check_secrets().unwrap_err()));
}

#[test]
fn generated_passwords_can_be_kept_before_they_are_set_and_are_another_for_each_user() {
    let made = std::sync::atomic::AtomicU32::new(0);
    let generated = Secret::generated(move || {
        format!("made-up-{}", made.fetch_add(1, std::sync::atomic::Ordering::Relaxed))
    });
    let temporary = UserSpec { temporary_password: Some(generated.clone()), ..silent("bob", &[]) };
    let world = strict()
        .wants("ann", with_password("ann", generated))
        .wants("bob", temporary)
        .wants("cy", with_password("cy", Secret::literal("chosen-1")));
    let mut plan = world.into_plan().unwrap();
    let kept = plan.generate_passwords();
    let shown = kept.iter().map(|kept| {
        format!("{} {} {}", kept.username, kept.property, kept.password.reveal().unwrap().as_str())
    });
    assert_eq!(shown.collect::<Vec<_>>(), ["ann password made-up-0", "bob temporary_password made-up-1"]);
    plan.check_secrets().unwrap();
    assert!(plan.generate_passwords().is_empty(), "they were made up already");
}

#[test]
fn in_a_pool_that_takes_addresses_for_names_both_must_agree() {
    let mut world = World::new();
    world.pool.username_attributes = BTreeSet::from([Alias::Email]);
    let other = silent("ann@example.com", &[("email", "eve@example.com")]);
    world.wants("ann", other).wants("bob", silent("bob", &[])).gives(expect![[r#"
        people.lua:1: user "ann": attributes.email is "eve@example.com", and the username "ann@example.com": in pool us-east-1_examplepool the one is the other (declare the address as username alone, or both alike; a new username changes email in place)
        people.lua:2: user "bob": username must be of the form of email: in pool us-east-1_examplepool it stands for the name
    "#]]);
}

#[test]
fn an_alias_of_somebody_else_is_told_with_the_account_it_leads_to() {
    let pairs = [("email", "ann@example.com"), ("email_verified", "true"), ("preferred_username", "annie")];
    let world = aliased()
        .has_user("bob", &[("email", "ann@example.com"), ("email_verified", "true")])
        .has_user("carol", &[("preferred_username", "annie")])
        .has_user("dave", &[("email", "eve@example.com")]);
    let unverified = silent("eve", &[("email", "eve@example.com"), ("email_verified", "true")]);
    world.wants("ann", silent("ann", &pairs)).wants("eve", unverified).gives(expect![[r#"
        + user "ann" will be created  people.lua:1
            + email = "ann@example.com"
            + email_verified = "true"
            + preferred_username = "annie"
        + user "eve" will be created  people.lua:2
            + email = "eve@example.com"
            + email_verified = "true"
        ! people.lua:1: user "ann": attributes.email leads to bob already, and Cognito lets an alias lead to one account (force_alias_creation = true takes it away from there)
        ! people.lua:1: user "ann": attributes.preferred_username leads to carol already, and Cognito lets an alias lead to one account (take it from the other account first)
        plan: 2 to create
    "#]]);
}

#[test]
fn an_account_keeps_its_own_aliases_without_a_word() {
    let ann = silent("ann", &[("email", "ann@example.com"), ("email_verified", "true")]);
    let world = aliased().has_user("ann", &[("email", "ann@example.com"), ("email_verified", "true")]);
    let world = world.remembers("ann", as_user(&ann)).wants("ann", ann);
    assert_eq!(world.planned(), "plan: nothing to do, 1 as they should be\n");
}

#[test]
fn two_declarations_of_one_alias_are_told_with_both_places() {
    let person = |name| silent(name, &[("email", "us@example.com"), ("email_verified", "true")]);
    aliased().wants("ann", person("ann")).wants("bob", person("bob")).gives(expect![[r#"
        + user "ann" will be created  people.lua:1
            + email = "us@example.com"
            + email_verified = "true"
        + user "bob" will be created  people.lua:2
            + email = "us@example.com"
            + email_verified = "true"
        ! people.lua:2: user "bob": attributes.email is that of user "ann" at people.lua:1 too, and an alias leads to one account (give each of them an address of their own)
        plan: 2 to create
    "#]]);
}

#[test]
fn force_without_a_verified_address_is_told() {
    let forced = |pairs| UserSpec { force_alias_creation: true, ..silent("ann", pairs) };
    let verified = [("email", "ann@example.com"), ("email_verified", "true")];
    aliased().wants("ann", forced(&[("email", "ann@example.com")])).gives(expect![[r#"
        + user "ann" will be created  people.lua:1
            + email = "ann@example.com"
        ! people.lua:1: user "ann": force_alias_creation moves only addresses that are verified (add email_verified = true or phone_number_verified = true)
        plan: 1 to create
    "#]]);
    World::new().wants("ann", forced(&verified)).gives(expect![[r#"
        + user "ann" will be created  people.lua:1
            + email = "ann@example.com"
            + email_verified = "true"
        ! people.lua:1: user "ann": force_alias_creation moves no alias: pool us-east-1_examplepool has no address for one (leave it out)
        plan: 1 to create
    "#]]);
}

#[test]
fn capitals_are_told_where_they_count_and_when_the_user_is_made() {
    let folding = || {
        let mut world = World::new();
        world.pool.case_sensitive = false;
        world
    };
    World::new().wants("ann", silent("Ann", &[])).gives(expect![[r#"
        + user "ann" (Ann) will be created  people.lua:1
        ! people.lua:1: user "ann": username has capitals, and pool us-east-1_examplepool tells them from small letters: typed otherwise, it finds nobody (write it in small letters)
        plan: 1 to create
    "#]]);
    assert!(!folding().wants("ann", silent("Ann", &[])).planned().contains("capitals"));
    let world = World::new().has_user("Ann", &[]).remembers("ann", |entry| {
        as_user(&silent("Ann", &[]))(entry);
        entry.username = crate::user::Username::new("Ann").unwrap();
        entry.physical = "Ann".into();
        entry.sub = Some("sub-of-Ann".into());
    });
    assert_eq!(
        world.wants("ann", silent("Ann", &[])).planned(),
        "plan: nothing to do, 1 as they should be\n"
    );
}

#[test]
fn what_shows_what_it_holds_is_no_place_for_secrets() {
    let metadata = BTreeMap::from([
        ("dbPassword".to_owned(), "x".to_owned()),
        ("key".to_owned(), "AKIAIOSFODNN7EXAMPLE".to_owned()),
        ("source".to_owned(), "form".to_owned()),
    ]);
    let validation_data = BTreeMap::from([("custom:role".to_owned(), "admin".to_owned())]);
    let ann = UserSpec { client_metadata: metadata, validation_data, ..silent("ann", &[]) };
    World::new().wants("ann", ann).gives(expect![[r#"
        + user "ann" will be created  people.lua:1
        ! people.lua:1: user "ann": validation_data.custom:role is never stored: only the pre sign-up trigger sees it (what the user is to have goes to attributes["custom:role"])
        ! people.lua:1: user "ann": client_metadata.dbPassword looks like a secret, and is sent, stored and shown as it is (keep it out of the script; only password fields take secrets)
        ! people.lua:1: user "ann": client_metadata.key looks like a secret, and is sent, stored and shown as it is (keep it out of the script; only password fields take secrets)
        plan: 1 to create
    "#]]);
}

#[test]
fn what_the_pool_requires_and_nobody_declares_is_told() {
    let mut world = World::new();
    world.pool.schema.get_mut("email").unwrap().required = true;
    world.wants("ann", silent("ann", &[])).gives(expect![[r#"
        + user "ann" will be created  people.lua:1
        ! people.lua:1: user "ann": attributes.email is missing, and the pool requires it: the user is asked for it at the first sign-in (declare it, if it is known)
        plan: 1 to create
    "#]]);
}

#[test]
fn more_mail_than_the_default_sender_delivers_is_told_at_the_first_that_is_too_much() {
    let invited = |number: usize| UserSpec {
        attributes: attributes(&[("email", "all@example.com")]),
        mediums: BTreeSet::from([Medium::Email]),
        ..user(&format!("user-{number:03}"))
    };
    let world = |count: usize, own_sender: bool| {
        let mut world = World::new();
        world.pool.default_sender = !own_sender;
        let world =
            (0..count).fold(world, |world, number| world.wants(&format!("{number:03}"), invited(number)));
        let told = world.planned();
        told.lines().filter(|line| line.starts_with("! ")).map(|line| format!("{line}\n")).collect::<String>()
    };
    assert_eq!(world(50, false), "");
    assert_eq!(world(60, true), "");
    expect![[r#"
        ! people.lua:51: this plan sends 60 invitations by e-mail, and the default sender of pool us-east-1_examplepool delivers 50 a day for the whole account; user "050" is the first beyond (give the pool a sender of its own, or set message_action = "SUPPRESS" and invite later by invitation_version)
    "#]]
    .assert_eq(&world(60, false));
}

#[test]
fn who_lives_elsewhere_is_changed_only_where_that_is_asked_for() {
    let world = |spec: UserSpec| {
        let mut world = World::new().has_user("ann", &[("name", "Ann")]).remembers("ann", as_user(&spec));
        world.users[0].status = UserStatus::ExternalProvider;
        world.wants("ann", spec).planned()
    };
    assert_eq!(world(silent("ann", &[("name", "Ann")])), "plan: nothing to do, 1 as they should be\n");
    expect![[r#"
        people.lua:1: user "ann": lives in another identity provider, which this plan would go over the head of (`manage_federated = true` changes the user here all the same)
    "#]]
    .assert_eq(&world(silent("ann", &[("name", "Anna")])));
    let asked = UserSpec {
        manage_federated: true,
        password: Some(Secret::literal("x")),
        password_version: 1,
        ..silent("ann", &[("name", "Anna")])
    };
    expect![[r#"
        ~ user "ann" will be updated in place  people.lua:1
            ~ name = "Ann" -> "Anna"
            ~ password is set
            # a password makes a user of this pool of who lives in another identity provider
        plan: 1 to change
    "#]]
    .assert_eq(&world(asked));
}

#[test]
fn too_many_groups_are_refused_those_counted_that_stay() {
    let mut world = World::new().has_user("ann", &[]);
    let names: Vec<String> = (0..101).map(|number| format!("group-{number}")).collect();
    for name in &names {
        world = world.has_group(name, if name == "group-100" { &[] } else { &["ann"] });
    }
    let ann = UserSpec {
        groups: Some(groups(&["group-100"])),
        groups_mode: Some(crate::user::GroupsMode::Additive),
        ..silent("ann", &[])
    };
    world.remembers("ann", as_user(&ann)).wants("ann", ann).gives(expect![[r#"
        people.lua:1: user "ann": groups names 1 beside 100 that stay; a user can be in 100
    "#]]);
}
