//! A pool that outlives the runs, and the people it should hold.

use std::sync::Arc;

use poolhouse::core::event::Observer;
use poolhouse::core::state::{MemoryState, StateStore};
use poolhouse::emulator::Emulator;
use poolhouse::{
    AttributeName, Builder, GroupName, GroupSpec, Medium, MembershipSpec, MessageAction, Options, PoolId,
    Poolhouse, Replace, Report, Secret, Spec, Target, UserSpec, Username,
};
use serde_json::{Value, json};

use super::{Outcome, POOL};

/// What is declared, by logical ids.
pub(super) type People = Vec<(String, Spec)>;

/// A Cognito and a state that outlive the runs.
pub(super) struct World {
    pub(super) emulator: Emulator,
    pub(super) state: Arc<MemoryState>,
}

impl World {
    /// A pool that remembers passwords, with whatever `more` says of it.
    pub(super) fn new(more: Value) -> Self {
        let emulator = Emulator::new();
        let mut pool = json!({ "Id": POOL, "Policies": { "PasswordPolicy": { "PasswordHistorySize": 3 } } });
        if let (Value::Object(pool), Value::Object(more)) = (&mut pool, more) {
            pool.extend(more);
        }
        emulator.add_pool(pool).unwrap();
        Self { emulator, state: Arc::default() }
    }

    pub(super) fn poolhouse(&self, people: &People, observer: Arc<dyn Observer>) -> Poolhouse {
        self.builder(people, observer).build().unwrap()
    }

    fn builder(&self, people: &People, observer: Arc<dyn Observer>) -> Builder {
        let builder = Poolhouse::builder().target(Target::Emulator(self.emulator.clone()));
        let builder = builder.state(Arc::clone(&self.state) as _).observer(observer);
        let declare = |builder: Builder, (id, spec): &(String, Spec)| builder.declare(id, spec.clone());
        people.iter().fold(builder, declare)
    }

    /// A run that may die on the way, as a process does: what it was doing goes with it. None when it died.
    pub(super) async fn run(
        &self,
        people: &People,
        observer: Arc<dyn Observer>,
        at_once: usize,
    ) -> Option<Report> {
        let poolhouse = self.builder(people, observer).at_once(at_once).build().unwrap();
        let run = async move { poolhouse.prepare(Options::default()).await.unwrap().apply().await.unwrap() };
        let alone = tokio::task::LocalSet::new();
        let run = alone.spawn_local(run);
        alone.run_until(run).await.ok()
    }

    pub(super) async fn outcome(&self) -> Outcome {
        Outcome::of(&self.emulator, POOL, &self.state.read().await.unwrap()).await
    }
}

fn pool() -> PoolId {
    PoolId::new(POOL).unwrap()
}

fn groups(names: &[&str]) -> Option<std::collections::BTreeSet<GroupName>> {
    Some(names.iter().map(|name| GroupName::new(*name).unwrap()).collect())
}

/// Of four people, two have a password, one is invited, one is disabled; all are in groups, some by a membership.
pub(super) fn made(count: usize) -> People {
    let group = |name: &str| (name.to_owned(), GroupSpec::new(pool(), GroupName::new(name).unwrap()).into());
    let mut people: People = ["staff", "admins", "guests"].map(group).into();
    for number in 0..count {
        let name = format!("user-{number}");
        let mut user = UserSpec::new(pool(), Username::new(name.as_str()).unwrap());
        user.attributes.insert(AttributeName::new("email").unwrap(), format!("{name}@example.com"));
        user.message_action = (number % 4 != 1).then_some(MessageAction::Suppress);
        user.mediums = [Medium::Email].into();
        user.password = number.is_multiple_of(2).then(|| Secret::literal("Correct-Horse-1"));
        user.enabled = (number % 4 == 3).then_some(false);
        user.groups =
            if number.is_multiple_of(2) { groups(&["staff", "admins"]) } else { groups(&["staff"]) };
        if number % 5 == 4 {
            let username = user.username.clone();
            let group = GroupName::new("guests").unwrap();
            people.push((format!("guest-{number}"), MembershipSpec { pool: pool(), username, group }.into()));
        }
        people.push((name, user.into()));
    }
    people
}

/// The same people later: other attributes, passwords, groups; who was disabled is not any more, and the other way round.
pub(super) fn edited(count: usize) -> People {
    each_user(made(count), |number, user| {
        user.attributes.insert(AttributeName::new("name").unwrap(), format!("Number {number}"));
        user.enabled = Some(user.enabled == Some(false));
        user.groups = groups(&["guests"]);
        user.password_version = 1;
        user.password = user.password.is_some().then(|| Secret::literal("Other-Horse-2"));
    })
}

/// Under other names, which only other accounts can have.
pub(super) fn renamed(count: usize) -> People {
    let people = each_user(made(count), |number, user| {
        user.username = Username::new(format!("new-{number}")).unwrap();
        user.replace = Replace::Allow;
    });
    people.into_iter().filter(|(id, _)| !id.starts_with("guest-")).collect()
}

fn each_user(people: People, edit: impl Fn(usize, &mut UserSpec)) -> People {
    let edited = people.into_iter().enumerate().map(|(number, (id, spec))| match spec {
        Spec::User(mut user) => {
            edit(number, Arc::make_mut(&mut user));
            (id, Spec::User(user))
        }
        spec => (id, spec),
    });
    edited.collect()
}
