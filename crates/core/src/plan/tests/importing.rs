//! Import jobs in the place of calls.

use std::collections::BTreeSet;

use expect_test::expect;

use super::world::*;
use crate::import_job::{RoleArn, Strategy};
use crate::plan::Options;
use crate::rates::RateCategory;
use crate::secret::Secret;
use crate::user::UserSpec;

const VERIFIED: [(&str, &str); 2] = [("email", "ann@example.com"), ("email_verified", "true")];

fn by_job() -> Options {
    Options {
        strategy: Strategy::ImportJob { role: RoleArn::new("arn:aws:iam::123456789012:role/log").unwrap() },
        ..Options::default()
    }
}

#[test]
fn whom_a_job_can_make_is_a_row_and_who_cannot_says_why() {
    let ann = UserSpec { password: Some(Secret::literal("Correct-Horse-9")), ..silent("ann", &VERIFIED) };
    let bob = silent("bob", &[("email", "bob@example.com"), ("email_verified", "true")]);
    let cat = UserSpec { message_action: None, ..silent("cat", &[("phone_number", "+15555550100")]) };
    World::new().wants("ann", ann).wants("bob", bob).wants("cat", cat).with(by_job()).gives(expect![[r#"
        + user "ann" will be created  people.lua:1
            + email = "ann@example.com"
            + email_verified = "true"
            ~ password is set
            # comes by an import job
        + user "bob" will be created  people.lua:2
            + email = "bob@example.com"
            + email_verified = "true"
            # comes by an import job, without a password: the first sign-in asks for a reset
        + user "cat" will be created  people.lua:3
            + phone_number = "+15555550100"
            # an invitation is sent by SMS
            # is made by a call of its own: it is to be invited, and an import job invites nobody
        plan: 3 to create
    "#]]);
}

#[test]
fn a_job_costs_few_calls_and_bills_nobody() {
    let world = (0..100).fold(World::new(), |world, number| {
        let address = format!("u{number}@example.com");
        world.wants(&format!("u{number}"), silent(&format!("u{number}"), &[("email", &address), VERIFIED[1]]))
    });
    let cost = world.with(by_job()).into_plan().unwrap().cost();
    assert_eq!(cost.active_users, 0);
    assert!(!cost.calls.contains_key(&RateCategory::UserCreation));
    assert_eq!(cost.calls[&RateCategory::UserPoolResourceUpdate], 2);
}

#[test]
fn a_temporary_password_is_set_after_the_job_and_behind_the_lock() {
    let ann = UserSpec {
        temporary_password: Some(Secret::literal("Correct-Horse-9")),
        enabled: Some(false),
        ..silent("ann", &VERIFIED)
    };
    let plan = World::new().wants("ann", ann).with(by_job()).into_plan().unwrap();
    let calls: Vec<_> = plan.changes[0].steps.iter().map(|step| step.operation()).collect();
    assert_eq!(calls, ["StartUserImportJob", "AdminDisableUser", "AdminSetUserPassword"]);
}

#[test]
fn a_pool_that_verifies_nothing_can_have_no_job() {
    let mut world = World::new().wants("ann", silent("ann", &VERIFIED)).with(by_job());
    world.pool.auto_verified = BTreeSet::new();
    world.gives(expect![[r#"
        pool us-east-1_examplepool verifies no address by itself, so no import job can run in it (leave out --strategy, or give the pool AutoVerifiedAttributes)
    "#]]);
}
