//! Having import jobs make those whom they can make.

use std::collections::BTreeSet;

use crate::actual::Actual;
use crate::change::{Action, Change, Step, Subject};
use crate::effect::Effect;
use crate::fault::Fault;
use crate::import_job::{Strategy, obstacle};
use crate::plan::planner::Plan;
use crate::pool::PoolId;
use crate::user::UserSpec;

/// Turns calls that make accounts into rows of import jobs, where that is asked for, and tells of those that stay calls.
pub(super) fn choose(plan: &mut Plan, actual: &Actual, strategy: &Strategy) -> Vec<Fault> {
    let Strategy::ImportJob { role } = strategy else { return Vec::new() };
    let mut unfit = BTreeSet::new();
    for change in &mut plan.changes {
        let Some(pool) = actual.pool(&change.pool).map(|here| &here.pool) else { continue };
        let Some(spec) = made_anew(change) else { continue };
        if pool.auto_verified.is_empty() {
            unfit.insert(pool.id.clone());
            continue;
        }
        match obstacle(spec, pool, change.marker.as_ref()) {
            None => import(change),
            Some(why) => change.notes.push(format!("is made by a call of its own: {why}")),
        }
    }
    let is_imported = |change: &Change| change.steps.contains(&Step::ImportUser);
    plan.import_role = plan.changes.iter().any(is_imported).then(|| role.clone());
    unfit.into_iter().map(|pool: PoolId| no_job(&pool)).collect()
}

/// What is wanted of an account in whose place there was never one.
fn made_anew(change: &Change) -> Option<&UserSpec> {
    match &change.subject {
        Subject::User { spec: Some(spec), entry: None } if change.action == Action::Create => Some(spec),
        _ => None,
    }
}

fn import(change: &mut Change) {
    let Subject::User { spec: Some(spec), .. } = &change.subject else { return };
    // A first password cannot stand in a row, so it is set afterwards.
    let temporary = spec.password.is_none() && spec.temporary_password.is_some();
    let has_password = spec.password.is_some() || temporary;
    let Some(at) = change.steps.iter().position(|step| *step == Step::CreateUser) else { return };
    change.steps[at] = Step::ImportUser;
    // Who is not to sign in is disabled before there is a password to do it with.
    let disabled = usize::from(change.steps.get(at + 1) == Some(&Step::DisableUser));
    let set = temporary.then_some(Step::SetPassword { permanent: false });
    change.steps.splice(at + 1 + disabled..at + 1 + disabled, set);
    change.effects.push(Effect::Imported { has_password });
}

fn no_job(pool: &PoolId) -> Fault {
    let message = format!("pool {pool} verifies no address by itself, so no import job can run in it");
    Fault::new(None, message).hint("leave out --strategy, or give the pool AutoVerifiedAttributes")
}
