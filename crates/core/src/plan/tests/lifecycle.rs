//! How resources end, and what guards them.

use std::collections::BTreeSet;

use expect_test::expect;

use crate::ignore::IgnoredChanges;
use crate::lifecycle::{Lifecycle, MaxDeletes, OnDelete};
use crate::mfa::{MfaFactor, MfaPreference};
use crate::plan::Options;
use crate::plan::tests::world::{World, as_user, groups, silent};
use crate::schema::Kind;
use crate::secret::Secret;
use crate::state::{Edit, Entry, Key, MembershipEntry};
use crate::user::{UserSpec, UserStatus, Username};

fn ending(lifecycle: Lifecycle) -> World {
    let bob = silent("bob", &[]);
    World::new()
        .has_user("ann", &[])
        .has_user("bob", &[])
        .remembers("ann", |entry| entry.lifecycle = lifecycle)
        .remembers("bob", as_user(&bob))
        .wants("bob", bob)
}

#[test]
fn on_delete_disable_disables_and_lets_go() {
    let lifecycle = Lifecycle { on_delete: OnDelete::Disable, ..Lifecycle::default() };
    ending(lifecycle).gives(expect![[r#"
        - user "ann" will be disabled, and managed no more
            ~ is disabled
        plan: 1 to disable, 1 as they should be
    "#]]);
}

#[test]
fn on_delete_disable_ends_the_sessions_of_who_is_declared_with_sign_out() {
    let lifecycle = Lifecycle { on_delete: OnDelete::Disable, sign_out: true, ..Lifecycle::default() };
    ending(lifecycle).gives(expect![[r#"
        - user "ann" will be disabled, and managed no more
            ~ is disabled
            ~ is signed out everywhere
        plan: 1 to disable, 1 as they should be
    "#]]);
}

#[test]
fn on_delete_retain_lets_go() {
    let lifecycle = Lifecycle { on_delete: OnDelete::Retain, ..Lifecycle::default() };
    ending(lifecycle).gives(expect![[r#"
        ~ user "ann" will be forgotten; no call is made
            # is kept as it is: on_delete is "retain"
        plan: 1 to forget, 1 as they should be
    "#]]);
}

#[test]
fn a_protected_user_is_not_deleted() {
    let lifecycle = Lifecycle { protect: true, ..Lifecycle::default() };
    ending(lifecycle).gives(expect![[r#"
        user "ann": is protected, and this plan would delete, disable or replace it (declare it with protect = false and apply that first)
    "#]]);
}

#[test]
fn a_protected_user_is_not_replaced_even_where_replacing_is_allowed() {
    let mut wanted = silent("ann", &[("custom:badge", "8")]);
    wanted.lifecycle.protect = true;
    World::new()
        .has_user("ann", &[("custom:badge", "7")])
        .remembers("ann", as_user(&wanted))
        .wants("ann", wanted)
        .with(Options { allow_replace: true, ..Options::default() })
        .gives(expect![[r#"
            people.lua:1: user "ann": changes custom:badge, which the pool does not let change, which would replace the account, and it is protected (set protect = false if the account may go)
        "#]]);
}

#[test]
fn more_deletions_than_the_threshold_refuse_the_plan() {
    let options = |most| Options { max_deletes: Some(most), ..Options::default() };
    let one = || ending(Lifecycle::default());
    one().with(options(MaxDeletes::Count(0))).gives(expect![[r#"
        the plan deletes, disables or replaces 1 of 2 users and groups, and max_deletes is 0 (raise it with --max-deletes if that is meant)
    "#]]);
    one().with(options(MaxDeletes::Percent(50))).gives(expect![[r#"
        - user "ann" will be deleted
        plan: 1 to delete, 1 as they should be
    "#]]);
}

#[test]
fn a_new_id_that_names_the_old_one_is_the_same_account_whatever_else_changes() {
    let mut wanted = silent("ann", &[("name", "Ann B.")]);
    wanted.moved_from = BTreeSet::from(["staff/1".to_owned()]);
    World::new()
        .has_user("ann", &[("name", "Ann")])
        .remembers("staff/1", |entry| {
            entry.username = Username::new("ann").unwrap();
            entry.physical = "ann".into();
            entry.sub = Some("sub-of-ann".into());
            as_user(&silent("ann", &[("name", "Ann")]))(entry);
        })
        .wants("staff/ann", wanted)
        .gives(expect![[r#"
            ~ user "staff/ann" (ann) will be updated in place  people.lua:1
                ~ name = "Ann" -> "Ann B."
                # was declared as user "staff/1"
            plan: 1 to change
        "#]]);
}

#[test]
fn what_is_ignored_is_left_alone_once_the_user_is_made() {
    let mut ignore = IgnoredChanges::default();
    for part in ["enabled", "groups", "attributes.name"] {
        ignore.add(part).unwrap();
    }
    let wanted = UserSpec {
        enabled: Some(false),
        groups: Some(groups(&["staff"])),
        ignore,
        ..silent("ann", &[("name", "Ann"), ("custom:dept", "it")])
    };
    let world = World::new().has_group("staff", &[]);
    world.wants("ann", wanted.clone()).gives(expect![[r#"
        + user "ann" will be created  people.lua:1
            + custom:dept = "it"
            + name = "Ann"
            ~ is disabled
            + joins group staff
        plan: 1 to create
    "#]]);
    World::new()
        .has_group("staff", &[])
        .has_user("ann", &[("name", "Annie"), ("custom:dept", "hr")])
        .remembers("ann", as_user(&wanted))
        .wants("ann", wanted)
        .gives(expect![[r#"
            ~ user "ann" will be updated in place  people.lua:1
                ~ custom:dept = "hr" -> "it"
            plan: 1 to change
        "#]]);
}

#[test]
fn sessions_end_when_a_user_is_disabled_or_given_another_password() {
    let wanted = UserSpec {
        enabled: Some(false),
        lifecycle: Lifecycle { sign_out: true, ..Lifecycle::default() },
        password: Some(Secret::literal("Correct-Horse-1")),
        password_version: 2,
        ..silent("ann", &[])
    };
    World::new().has_user("ann", &[]).remembers("ann", as_user(&wanted)).wants("ann", wanted).gives(expect![
        [r#"
            ~ user "ann" will be updated in place  people.lua:1
                ~ is disabled
                ~ password is set
                ~ is signed out everywhere
            plan: 1 to change
        "#]
    ]);
}

#[test]
fn an_invitation_goes_again_to_those_alone_who_never_used_theirs() {
    let wanted = UserSpec { invitation_version: 1, ..silent("ann", &[]) };
    let world =
        || World::new().has_user("ann", &[]).remembers("ann", as_user(&wanted)).wants("ann", wanted.clone());
    world().gives(expect![[r#"
        ~ user "ann" will be updated in place  people.lua:1
            ~ is sent the invitation again, with a new temporary password
            # an invitation is asked for, and there is no address for it
        plan: 1 to change
    "#]]);
    let mut used = world();
    used.users[0].status = UserStatus::Confirmed;
    used.gives(expect![[r#"
        ~ user "ann" will be recorded; no call is made  people.lua:1
            # is CONFIRMED: an invitation is sent to nobody who has used theirs
        plan: 1 to change
    "#]]);
}

#[test]
fn second_factors_are_changed_when_they_differ() {
    let sms = MfaPreference { factors: BTreeSet::from([MfaFactor::Sms]), preferred: None };
    let pairs = [("phone_number", "+15555550100")];
    let wanted = UserSpec { mfa: Some(sms.clone()), ..silent("ann", &pairs) };
    let world = |has: Option<MfaPreference>| {
        let mut world = World::new()
            .has_user("ann", &pairs)
            .remembers("ann", as_user(&wanted))
            .wants("ann", wanted.clone());
        world.users[0].mfa = has;
        world
    };
    world(Some(sms.clone())).gives(expect![[r#"
        plan: nothing to do, 1 as they should be
    "#]]);
    world(Some(MfaPreference::default())).gives(expect![[r#"
        ~ user "ann" will be updated in place  people.lua:1
            ~ second factors: SMS
        plan: 1 to change
    "#]]);
}

#[test]
fn second_factors_that_cannot_work_refuse_the_plan() {
    let all = BTreeSet::from([MfaFactor::SoftwareToken, MfaFactor::Sms]);
    let wanted =
        UserSpec { mfa: Some(MfaPreference { factors: all, preferred: None }), ..silent("ann", &[]) };
    World::new().wants("ann", wanted).gives(expect![[r#"
        people.lua:1: user "ann": mfa turns the authenticator app on before there is one (declare it once they have: an app is set up by its owner, after the first sign-in)
        people.lua:1: user "ann": mfa turns SMS on for someone without phone_number (declare attributes.phone_number)
    "#]]);
}

#[test]
fn a_membership_that_existed_before_outlives_its_declaration() {
    let ann = silent("ann", &[]);
    let mut world = World::new()
        .has_user("ann", &[])
        .has_group("staff", &["ann"])
        .remembers("ann", as_user(&ann))
        .wants("ann", ann);
    let (pool, username) = (super::world::pool_id(), Username::new("ann").unwrap());
    let entry = MembershipEntry {
        pool,
        username,
        physical: "ann".into(),
        group: groups(&["staff"]).pop_first().unwrap(),
        adopted: true,
    };
    let key = Key::new(Kind::Membership, "ann in staff");
    world.state.edit(Edit::Put(key, Entry::Membership(entry)));
    world.gives(expect![[r#"
        ~ membership "ann in staff" will be forgotten; no call is made
            # existed before poolhouse; it is left alone
        plan: 1 to forget, 1 as they should be
    "#]]);
}
