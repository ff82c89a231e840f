//! Runs that end at a named point, each user's in turn, and at points of chance.

use std::any::Any;
use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};

use poolhouse::core::event::{Event, Observer, Point};
use poolhouse::emulator::Fault;
use poolhouse::emulator_model::OperationName;
use poolhouse::{Change, Options, Spec, Username};
use serde_json::{Value, json};

use super::people::{People, World, edited, made, renamed};
use super::{kills, seed};

/// Changes under way at once, where it does not matter whose they are.
const AT_ONCE: usize = 64;

/// Ends a run by unwinding out of it, which drops everything that it was doing, as a kill does.
fn die() -> ! {
    let nothing: Box<dyn Any + Send> = Box::new(());
    std::panic::resume_unwind(nothing)
}

/// Kills a run for each resource that gets to a point.
struct AtPoint {
    point: Point,
    killed: Mutex<BTreeSet<String>>,
}

impl Observer for AtPoint {
    fn event(&self, _: &Event<'_>) {}

    fn reached(&self, change: &Change, point: Point) {
        let first = point == self.point && self.killed.lock().unwrap().insert(change.key.to_string());
        if first {
            die();
        }
    }
}

/// Kills a run at its so many-th point.
struct AtCount(Mutex<usize>);

impl Observer for AtCount {
    fn event(&self, _: &Event<'_>) {}

    fn reached(&self, _: &Change, _: Point) {
        let mut left = self.0.lock().unwrap();
        *left -= 1;
        let is_due = *left == 0;
        drop(left);
        if is_due {
            die();
        }
    }
}

/// Counts points.
#[derive(Default)]
struct Counting(Mutex<usize>);

impl Observer for Counting {
    fn event(&self, _: &Event<'_>) {}

    fn reached(&self, _: &Change, _: Point) {
        *self.0.lock().unwrap() += 1;
    }
}

/// Brings a world to `people`, every run killed when a resource gets to `point` for the first time. Gives how many died.
async fn killed_at(world: &World, people: &People, point: Point) -> usize {
    let observer = Arc::new(AtPoint { point, killed: Mutex::default() });
    let mut deaths = 0;
    loop {
        match world.run(people, observer.clone(), 1).await {
            None => deaths += 1,
            Some(report) if report.is_complete() => return deaths,
            Some(report) => panic!("{point:?}: {:?}", report.failed),
        }
    }
}

async fn unbroken(world: &World, people: &People) {
    let report = world.run(people, Arc::new(Counting::default()), AT_ONCE).await.unwrap();
    assert!(report.is_complete(), "{:?}", report.failed);
}

/// Takes two worlds through the same stages, one of them dying at `point` all the way.
async fn same_at(point: Point, pool: Value, stages: &[People]) {
    let (broken, whole) = (World::new(pool.clone()), World::new(pool));
    for people in stages {
        let users = people.iter().filter(|(_, spec)| matches!(spec, Spec::User(_))).count();
        let deaths = killed_at(&broken, people, point).await;
        assert!(deaths >= users, "{point:?}: {deaths} runs died for {users} users");
        unbroken(&whole, people).await;
        broken.outcome().await.assert_same(&whole.outcome().await);
        let again =
            broken.poolhouse(people, Arc::new(Counting::default())).plan(Options::default()).await.unwrap();
        assert!(again.is_empty(), "{point:?}: {again}");
    }
}

/// Nobody is deleted in any of these.
fn forbid_deletions(world: &World) -> poolhouse::emulator::ActiveFault {
    world.emulator.fail(Fault::failure().on(OperationName::AdminDeleteUser))
}

#[tokio::test]
async fn fifty_users_made_edited_and_replaced_by_runs_that_die_at_every_point_are_as_of_runs_that_do_not() {
    for point in Point::ALL {
        same_at(point, json!({}), &[made(50), edited(50), renamed(50)]).await;
    }
}

#[tokio::test]
async fn where_an_address_stands_for_the_name_runs_that_die_make_nobody_twice() {
    for point in Point::ALL {
        let by_address = made(10).into_iter().map(|(id, spec)| match spec {
            Spec::User(mut user) => {
                let renamed = Arc::make_mut(&mut user);
                renamed.username = Username::new(format!("{id}@example.com")).unwrap();
                renamed.attributes.clear();
                (id, Spec::User(user))
            }
            spec => (id, spec),
        });
        let people: People = by_address.filter(|(id, _)| !id.starts_with("guest-")).collect();
        same_at(point, json!({ "UsernameAttributes": ["email"] }), &[people]).await;
    }
}

#[tokio::test]
async fn two_thousand_users_made_by_runs_that_die_at_points_of_chance_are_as_of_one_run() {
    let (kills, mut chance) = (kills(200), fastrand::Rng::with_seed(seed()));
    let people = made(2_000);
    let whole = World::new(json!({}));
    let points = Arc::new(Counting::default());
    assert!(whole.run(&people, points.clone(), AT_ONCE).await.unwrap().is_complete());
    let points = *points.0.lock().unwrap();

    let broken = World::new(json!({}));
    let deletions = forbid_deletions(&broken);
    for _ in 0..kills {
        // So that the last death comes before the end, and the first ones not all at the beginning.
        let at = chance.usize(1..=2 * points / kills / 2 + 1);
        let died = broken.run(&people, Arc::new(AtCount(Mutex::new(at))), AT_ONCE).await;
        assert!(died.is_none(), "a run got to its end before it died");
    }
    let report = broken.run(&people, Arc::new(Counting::default()), AT_ONCE).await.unwrap();
    assert!(report.is_complete(), "{:?}", report.failed.first());
    broken.outcome().await.assert_same(&whole.outcome().await);
    assert_eq!(deletions.hits(), 0, "somebody was deleted on the way");
}

#[tokio::test]
async fn an_invitation_is_sent_again_at_most_once_whenever_the_run_dies() {
    for point in Point::ALL {
        let world = World::new(json!({}));
        let people = made(20);
        unbroken(&world, &people).await;
        let again: People = people
            .into_iter()
            .map(|(id, spec)| match spec {
                Spec::User(mut user) if user.message_action.is_none() => {
                    Arc::make_mut(&mut user).invitation_version = 1;
                    (id, Spec::User(user))
                }
                spec => (id, spec),
            })
            .collect();
        killed_at(&world, &again, point).await;
        let now = world.outcome().await;
        for (whom, count) in now.messages() {
            // Who dies after writing down that an invitation will be sent leaves it unsent rather than sent twice.
            let least = if matches!(point, Point::Intended | Point::Remembered) { 1 } else { 2 };
            assert!((least..=2).contains(&count), "{point:?}: {whom} was sent {count}");
        }
    }
}

#[tokio::test]
async fn a_marked_account_is_known_whatever_was_done_to_it_and_another_one_is_not_taken_for_it() {
    let marker = json!({ "SchemaAttributes": [{ "Name": "custom:poolhouse", "AttributeDataType": "String", "Mutable": false,
                         "StringAttributeConstraints": { "MinLength": "0", "MaxLength": "64" } }] });
    let world = World::new(marker);
    let people = made(1);
    let observer = Arc::new(AtPoint {
        point: Point::Called,
        killed: Mutex::new(["group/staff", "group/admins", "group/guests"].map(str::to_owned).into()),
    });
    assert!(world.run(&people, observer, AT_ONCE).await.is_none());
    // Whatever would hide an account without a mark.
    let altered = json!({ "UserPoolId": super::POOL, "Username": "user-0", "UserAttributes": [{ "Name": "name", "Value": "Ann" }] });
    world.emulator.handle("AdminUpdateUserAttributes", altered, &world.emulator.caller()).await.unwrap();
    unbroken(&world, &people).await;

    let world = World::new(
        json!({ "SchemaAttributes": [{ "Name": "custom:poolhouse", "AttributeDataType": "String", "Mutable": false }] }),
    );
    let observer = Arc::new(AtPoint {
        point: Point::Intended,
        killed: Mutex::new(["group/staff", "group/admins", "group/guests"].map(str::to_owned).into()),
    });
    assert!(world.run(&people, observer, AT_ONCE).await.is_none());
    let twin = json!({ "UserPoolId": super::POOL, "Username": "user-0", "MessageAction": "SUPPRESS",
                       "UserAttributes": [{ "Name": "email", "Value": "user-0@example.com" }] });
    world.emulator.handle("AdminCreateUser", twin, &world.emulator.caller()).await.unwrap();
    let refused =
        world.poolhouse(&people, Arc::new(Counting::default())).plan(Options::default()).await.unwrap_err();
    assert!(refused.to_string().contains("exists in pool"), "{refused}");
}
