//! Plans as text: a pool, a state and declarations in, the plan out.

use std::collections::{BTreeMap, BTreeSet};

use expect_test::{Expect, expect};

use crate::actual::{Actual, ActualPool};
use crate::attribute::{AttributeName, Attributes};
use crate::clock::Timestamp;
use crate::declare::Origin;
use crate::desired::{Desired, Spec};
use crate::digest;
use crate::group::{Group, GroupName, GroupSettings, GroupSpec, MembershipSpec};
use crate::plan::{Options, plan};
use crate::pool::{Alias, DataType, Pool, PoolId, SchemaAttribute};
use crate::schema::Kind;
use crate::secret::Secret;
use crate::state::{Edit, Entry, GroupEntry, Intent, Key, State, UserEntry};
use crate::user::{MessageAction, Replace, User, UserSpec, UserStatus, Username};

fn pool_id() -> PoolId {
    PoolId::new("us-east-1_examplepool").unwrap()
}

fn attributes(pairs: &[(&str, &str)]) -> Attributes {
    pairs.iter().map(|(name, value)| (AttributeName::new(*name).unwrap(), (*value).to_owned())).collect()
}

fn groups(names: &[&str]) -> BTreeSet<GroupName> {
    names.iter().map(|name| GroupName::new(*name).unwrap()).collect()
}

fn pool() -> Pool {
    let text = |mutable| SchemaAttribute {
        data_type: DataType::String { min: Some(0), max: Some(2048) },
        mutable,
        required: false,
    };
    let flag = || SchemaAttribute { data_type: DataType::Boolean, mutable: true, required: false };
    let mut schema: BTreeMap<AttributeName, SchemaAttribute> = BTreeMap::new();
    for name in ["email", "name", "phone_number", "custom:dept"] {
        schema.insert(AttributeName::new(name).unwrap(), text(true));
    }
    schema.insert(AttributeName::new("email_verified").unwrap(), flag());
    schema.insert(AttributeName::new("custom:badge").unwrap(), text(false));
    Pool {
        id: pool_id(),
        schema,
        aliases: BTreeSet::new(),
        username_attributes: BTreeSet::new(),
        case_sensitive: true,
        verified_before_update: BTreeSet::new(),
        estimated_users: Some(1),
    }
}

/// A pool, what a state remembers of it, and what is wanted.
struct World {
    pool: Pool,
    users: Vec<User>,
    groups: Vec<Group>,
    memberships: BTreeMap<String, BTreeSet<GroupName>>,
    state: State,
    desired: Desired,
    options: Options,
}

impl World {
    fn new() -> Self {
        Self {
            pool: pool(),
            users: Vec::new(),
            groups: Vec::new(),
            memberships: BTreeMap::new(),
            state: State::default(),
            desired: Desired::default(),
            options: Options::default(),
        }
    }

    fn has_user(mut self, name: &str, pairs: &[(&str, &str)]) -> Self {
        self.users.push(User {
            username: name.into(),
            sub: Some(format!("sub-of-{name}")),
            attributes: attributes(pairs),
            enabled: true,
            status: UserStatus::ForceChangePassword,
            created: Some(Timestamp(1_000_000)),
        });
        self
    }

    fn has_group(mut self, name: &str, members: &[&str]) -> Self {
        let group = GroupName::new(name).unwrap();
        self.groups.push(Group { name: group.clone(), settings: GroupSettings::default() });
        for member in members {
            self.memberships.entry((*member).to_owned()).or_default().insert(group.clone());
        }
        self
    }

    fn remembers(mut self, id: &str, edit: impl FnOnce(&mut UserEntry)) -> Self {
        let mut entry = UserEntry {
            pool: pool_id(),
            username: Username::new(id).unwrap(),
            physical: id.into(),
            sub: Some(format!("sub-of-{id}")),
            attributes: BTreeSet::new(),
            groups: BTreeSet::new(),
            password_version: 0,
            password_pending: false,
            adopted: false,
            hints: digest::of_hints(&user(id)),
            replaced: None,
            origin: None,
        };
        edit(&mut entry);
        self.state.edit(Edit::Put(Key::new(Kind::User, id), Entry::User(entry)));
        self
    }

    fn wants(mut self, id: &str, spec: impl Into<Spec>) -> Self {
        let line = self.desired.len() as u32 + 1;
        self.desired.add(id.into(), Some(Origin { file: "people.lua".into(), line }), spec).unwrap();
        self
    }

    fn with(mut self, options: Options) -> Self {
        self.options = options;
        self
    }

    fn planned(self) -> String {
        let groups = self.groups.into_iter().map(|group| (group.name.clone(), group)).collect();
        let mut here = ActualPool::new(self.pool, self.users, groups);
        here.memberships = self.memberships;
        let actual = Actual { pools: BTreeMap::from([(pool_id(), Some(here))]) };
        match plan(&self.desired, &actual, &self.state, &self.options) {
            Ok(plan) => plan.to_string(),
            Err(faults) => format!("{faults}\n"),
        }
    }

    fn gives(self, expected: Expect) {
        expected.assert_eq(&self.planned());
    }
}

fn user(name: &str) -> UserSpec {
    UserSpec::new(pool_id(), Username::new(name).unwrap())
}

fn silent(name: &str, pairs: &[(&str, &str)]) -> UserSpec {
    UserSpec { attributes: attributes(pairs), message_action: Some(MessageAction::Suppress), ..user(name) }
}

fn as_user(spec: &UserSpec) -> impl FnOnce(&mut UserEntry) + use<> {
    let (hints, managed) = (digest::of_hints(spec), spec.attributes.keys().cloned().collect());
    move |entry| {
        entry.hints = hints;
        entry.attributes = managed;
    }
}

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
            # an invitation is sent
        ! people.lua:1: user "ann": attributes have no phone_number for the invitation by SMS, the default medium (set desired_delivery_mediums = { "EMAIL" } or message_action = "SUPPRESS")
        plan: 1 to create
    "#]]);
}

#[test]
fn a_user_who_is_as_wanted_needs_nothing() {
    let ann = silent("ann", &[("name", "Ann")]);
    let world = World::new().has_user("ann", &[("name", "Ann"), ("email", "own@example.com")]);
    world.remembers("ann", as_user(&ann)).wants("ann", ann).gives(expect![[r#"
        plan: nothing to do
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
        + membership "ann in staff" will be created  people.lua:2
            + joins group staff
        plan: 1 to create
    "#]]);
}

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
            ~ user "bob" is gone and will be forgotten
                # another account has this name now; it is left alone
            ~ user "gone" is gone and will be forgotten
            plan: 3 to delete
        "#]]);
}

#[test]
fn declaring_nothing_does_not_delete_everything() {
    World::new().has_user("ann", &[]).remembers("ann", |_| {}).gives(expect![[r#"
        nothing was declared, but the state remembers 1 resources (use `poolhouse destroy` to delete them)
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
    let intent = |name: &str| Intent {
        at: Timestamp(1_000_000),
        pool: pool_id(),
        username: ann.username.clone(),
        attributes: ann.attributes.keys().cloned().collect(),
        digest: digest::of_attributes([("name", name)]),
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
            # is renamed from ann to anna: the account is replaced; sub, password, MFA, devices and history are lost
        plan: 1 to replace
    "#]]
    .assert_eq(&world(Replace::Allow));
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
fn all_that_the_pool_does_not_know_is_told_at_once() {
    World::new()
        .wants("ann", silent("ann", &[("emial", "a@b.c"), ("dept", "R&D")]))
        .wants("bob", UserSpec { groups: Some(groups(&["adnims"])), ..silent("bob", &[("email", "nonsense")]) })
        .wants("admins", GroupSpec {
            pool: pool_id(),
            name: GroupName::new("admins").unwrap(),
            settings: GroupSettings::default(),
            adopt: false,
        })
        .gives(expect![[r#"
            people.lua:1: user "ann": attributes.dept is not in pool us-east-1_examplepool (did you mean custom:dept?)
            people.lua:1: user "ann": attributes.emial is not in pool us-east-1_examplepool (did you mean email?)
            people.lua:2: user "bob": attributes.email must be an e-mail address, got "nonsense"
            people.lua:2: user "bob": groups names group "adnims", which is neither declared nor in pool us-east-1_examplepool (did you mean "admins"?)
        "#]]);
}

#[test]
fn groups_come_before_users_and_leave_after_them() {
    let mut world = World::new().has_user("old", &[]).has_group("olds", &[]).remembers("old", |_| {});
    let entry = GroupEntry { pool: pool_id(), name: GroupName::new("olds").unwrap(), origin: None };
    world.state.edit(Edit::Put(Key::new(Kind::Group, "olds"), Entry::Group(entry)));
    let group = GroupSpec {
        pool: pool_id(),
        name: GroupName::new("news").unwrap(),
        settings: GroupSettings { precedence: Some(3), ..GroupSettings::default() },
        adopt: false,
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
fn a_password_is_set_again_only_when_its_version_rises() {
    let version = |password_version| UserSpec {
        password: Some(Secret::literal("hunter2")),
        password_version,
        ..silent("ann", &[])
    };
    let planned = |spec: UserSpec| {
        let remembered = as_user(&spec);
        World::new().has_user("ann", &[]).remembers("ann", remembered).wants("ann", spec).planned()
    };
    assert_eq!(planned(version(0)), "plan: nothing to do\n");
    assert!(planned(version(1)).contains("password is set"));
}
