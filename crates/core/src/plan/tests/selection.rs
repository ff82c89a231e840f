//! Plans of a part.

use std::collections::BTreeSet;

use expect_test::expect;

use super::world::{World, group_entry, groups, pool_id, silent};
use crate::group::{GroupName, GroupSpec, MembershipSpec};
use crate::plan::Options;
use crate::schema::Kind;
use crate::selection::Selection;
use crate::state::{Edit, Entry, Key};
use crate::user::{UserSpec, Username};

/// Two groups, three people of whom one is in a group, and someone whom only the state remembers.
fn world(selection: Selection) -> World {
    let group = |name: &str| GroupSpec::new(pool_id(), GroupName::new(name).unwrap());
    let ann = UserSpec { groups: Some(groups(&["staff"])), ..silent("ann", &[]) };
    let mut world = World::new()
        .wants("staff", group("staff"))
        .wants("guests", group("guests"))
        .wants("ann", ann)
        .wants("bob", silent("bob", &[]))
        .has_user("eve", &[])
        .remembers("eve", |_| {})
        .with(Options { selection, ..Options::default() });
    world.state.edit(Edit::Put(Key::new(Kind::Group, "old"), Entry::Group(group_entry("old"))));
    world
}

fn targets(keys: &[&str]) -> Selection {
    let targets: BTreeSet<Key> = keys.iter().map(|key| key.parse().unwrap()).collect();
    Selection { targets, ..Selection::default() }
}

#[test]
fn a_target_comes_with_the_groups_it_needs_and_nothing_else_is_touched() {
    world(targets(&["user/ann"])).gives(expect![[r#"
        + group "staff" will be created  people.lua:1
        + user "ann" will be created  people.lua:3
            + joins group staff
        plan: 2 to create, 4 left out
    "#]]);
}

#[test]
fn a_target_may_be_what_is_declared_no_more() {
    world(targets(&["user/eve"])).gives(expect![[r#"
        - user "eve" will be deleted
        plan: 1 to delete, 5 left out
    "#]]);
}

#[test]
fn an_unknown_target_is_told_with_the_nearest_one() {
    world(targets(&["user/anm"])).gives(expect![[r#"
        user "anm": is neither declared nor remembered (did you mean user/ann?)
    "#]]);
}

#[test]
fn patterns_take_in_and_leave_out() {
    let patterns = |texts: &[&str]| texts.iter().map(|text| text.parse().unwrap()).collect();
    let selection = Selection {
        include: patterns(&["user/*", "group/s*"]),
        exclude: patterns(&["user/b*"]),
        ..Selection::default()
    };
    world(selection).gives(expect![[r#"
        + group "staff" will be created  people.lua:1
        + user "ann" will be created  people.lua:3
            + joins group staff
        - user "eve" will be deleted
        plan: 2 to create, 1 to delete, 3 left out
    "#]]);
}

#[test]
fn a_pattern_that_takes_nothing_in_refuses_the_plan_and_one_that_leaves_nothing_out_warns() {
    let patterns = |texts: &[&str]| texts.iter().map(|text| text.parse().unwrap()).collect();
    world(Selection { include: patterns(&["user/bob", "user/anm", "user/x*"]), ..Selection::default() })
        .gives(expect![[r#"
            include user/anm: matches nothing that is declared or remembered (did you mean user/ann?)
            include user/x*: matches nothing that is declared or remembered (did you mean user/eve?)
        "#]]);
    world(Selection {
        include: patterns(&["user/bob"]),
        exclude: patterns(&["group/gusts", "user/e*"]),
        ..Selection::default()
    })
    .gives(expect![[r#"
        + user "bob" will be created  people.lua:4
        ! exclude group/gusts: matches nothing that is declared or remembered
        plan: 1 to create, 5 left out
    "#]]);
}

#[test]
fn what_a_part_needs_and_leaves_out_is_told() {
    let exclude = |text: &str| Selection { exclude: vec![text.parse().unwrap()], ..Selection::default() };
    world(exclude("group/staff")).gives(expect![[r#"
        people.lua:3: user "ann": groups names group "staff", which does not exist yet and is left out of this plan (plan group/staff too)
    "#]]);
    let mut world = world(exclude("user/bob"));
    world.desired.users.remove("ann");
    let spec = MembershipSpec {
        pool: pool_id(),
        username: Username::new("bob").unwrap(),
        group: GroupName::new("guests").unwrap(),
    };
    world.wants("bob/guests", spec).gives(expect![[r#"
        people.lua:4: membership "bob/guests": names user bob, who does not exist yet and is left out of this plan (plan user/bob too)
    "#]]);
}
