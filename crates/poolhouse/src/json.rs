//! Plans, reports, events and states as JSON for other programs, described in `docs/json.md`. Its members are a promise:
//! they come, they do not go. No secret is ever in it.

use poolhouse_core::change::{Change, Step};
use poolhouse_core::effect::Effect;
use poolhouse_core::event::{Event, Report, Retried};
use poolhouse_core::fault::{Fault, Faults};
use poolhouse_core::group::GroupSettings;
use poolhouse_core::mfa::MfaFactor;
use poolhouse_core::plan::{Drift, How, Plan};
use poolhouse_core::state::{Key, State};
use serde_json::{Map, Value, json};

use crate::places;
use crate::state::Place;

/// A plan: `changes`, `unchanged`, `left_out`, `warnings`, `cost`, `totals`.
#[must_use]
pub fn plan(plan: &Plan) -> Value {
    let totals = plan.totals();
    json!({
        "changes": plan.changes.iter().map(change).collect::<Vec<_>>(),
        "unchanged": plan.unchanged,
        "left_out": plan.left_out,
        "warnings": all(plan.warnings.iter()),
        "cost": cost(plan),
        "totals": {
            "create": totals.create,
            "adopt": totals.adopt,
            "change": totals.change,
            "replace": totals.replace,
            "delete": totals.delete,
            "disable": totals.disable,
            "forget": totals.forget,
        },
    })
}

fn cost(plan: &Plan) -> Value {
    let cost = plan.cost();
    let calls = cost.calls.iter().map(|(category, calls)| (category.name().to_owned(), json!(calls)));
    json!({
        "calls": calls.collect::<Map<_, _>>(),
        "active_users": cost.active_users,
        "least_seconds": plan.least_time.map(|time| time.as_secs_f64()),
    })
}

fn retried(retry: &Retried) -> Value {
    json!({ "operation": retry.operation, "subject": retry.subject, "why": retry.kind.word() })
}

/// A plan and what came of it: `plan`, and the members of [`report`].
#[must_use]
pub fn applied(plan: &Value, report: &Report) -> Value {
    let mut all = self::report(report);
    all["plan"] = plan.clone();
    all
}

/// What came of an apply: `done`, `failed`, `skipped`, `warnings`, `retries`, `calls`.
#[must_use]
pub fn report(report: &Report) -> Value {
    let keyed = |key: &Key, name: &str, text: String| json!({ "resource": key.to_string(), name: text });
    json!({
        "done": report.done.iter().map(|(key, done)| keyed(key, "action", done.word().into())).collect::<Vec<_>>(),
        "failed": report.failed.iter().map(|(key, why)| keyed(key, "error", why.to_string())).collect::<Vec<_>>(),
        "faults": report.faults.iter().map(ToString::to_string).collect::<Vec<_>>(),
        "skipped": report.skipped.iter().map(ToString::to_string).collect::<Vec<_>>(),
        "warnings": report.warnings.iter().map(|(key, why)| keyed(key, "warning", why.clone())).collect::<Vec<_>>(),
        "retries": report.retries.iter().map(retried).collect::<Vec<_>>(),
        "calls": report.calls.iter().map(|(category, calls)| (category.name().to_owned(), json!({ "made": calls.made, "throttled": calls.throttled }))).collect::<Map<_, _>>(),
    })
}

/// What happens in an apply, when it happens: `event` names it, `resource` says to what.
#[must_use]
pub fn event(event: &Event<'_>) -> Value {
    let about = |word: &str, key: &Key| json!({ "event": word, "resource": key.to_string() });
    let with = |mut event: Value, member: &str, value: Value| {
        event[member] = value;
        event
    };
    match event {
        Event::Started { changes } => json!({ "event": "started", "changes": changes }),
        Event::ChangeStarted(change) => {
            with(about("change_started", &change.key), "action", change.action.word().into())
        }
        Event::StepDone(change, done) => with(about("step_done", &change.key), "step", step(change, done)),
        Event::Retried(error) => with(retried(&Retried::from(*error)), "event", "retried".into()),
        Event::Warned(key, text) => with(about("warned", key), "warning", (*text).into()),
        Event::ChangeDone(change) => {
            with(about("change_done", &change.key), "action", change.action.word().into())
        }
        Event::ChangeFailed(change, why) => {
            with(about("change_failed", &change.key), "error", why.to_string().into())
        }
        Event::ChangeSkipped(change) => about("change_skipped", &change.key),
    }
}

/// What others did: `drift`, and how many resources were `edited` in the script.
#[must_use]
pub fn drift(drift: &Drift) -> Value {
    let found = drift.found.iter().map(|drifted| {
        let origin = drifted.origin.as_ref().map(ToString::to_string);
        let mut told = json!({ "resource": drifted.key.to_string(), "origin": origin });
        let how = match &drifted.how {
            How::Deleted(_) => json!({ "how": "deleted" }),
            How::Replaced { was, is } => json!({ "how": "replaced", "sub": { "was": was, "is": is } }),
            How::Unusable(status) => json!({ "how": "unusable", "status": status.as_str() }),
            How::Changed(change) => {
                json!({ "how": "changed", "steps": change.steps.iter().map(|one| step(change, one)).collect::<Vec<_>>() })
            }
        };
        if let (Some(told), Value::Object(how)) = (told.as_object_mut(), how) {
            told.extend(how);
        }
        told
    });
    json!({ "drift": found.collect::<Vec<_>>(), "edited": drift.edited })
}

/// What is wrong with a script: `valid` and `faults`.
#[must_use]
pub fn faults(faults: &Faults) -> Value {
    json!({ "valid": false, "faults": all(faults.iter()), "warnings": [] })
}

/// What is not wrong, but probably not meant.
#[must_use]
pub fn warnings(plan: &Plan) -> Value {
    json!({ "valid": true, "faults": [], "warnings": all(plan.warnings.iter()) })
}

/// States, each with its place, entries and intents.
#[must_use]
pub fn states(states: &[(Place, State)]) -> Value {
    let all = states.iter().map(|(place, state)| {
        let entries = state.entries.iter().map(|(key, entry)| (key.to_string(), json!(entry)));
        let intents = state.intents.iter().map(|(key, intent)| (key.to_string(), json!(intent)));
        json!({
            "stage": place.stage,
            "target": place.target,
            "source": place.source,
            "serial": state.serial,
            "entries": entries.collect::<Map<_, _>>(),
            "intents": intents.collect::<Map<_, _>>(),
        })
    });
    all.collect()
}

fn effect(effect: &Effect) -> Value {
    let mut told = json!({ "effect": effect.word() });
    let (member, value) = match effect {
        Effect::AliasTaken { alias, from } => {
            told["from"] = from.as_str().into();
            ("attribute", json!(alias.attribute()))
        }
        Effect::Unverified(alias) | Effect::Pending(alias) => ("attribute", json!(alias.attribute())),
        Effect::Invited(by) => ("by", by.iter().map(|medium| medium.word()).collect()),
        Effect::Imported { has_password } => ("has_password", json!(has_password)),
        Effect::Lost(what) => ("what", json!(what)),
        Effect::CreateOnly(properties) => ("properties", json!(properties)),
        Effect::NewSub => return told,
    };
    told[member] = value;
    told
}

fn change(change: &Change) -> Value {
    let notes = change.effects.iter().map(ToString::to_string);
    json!({
        "resource": change.key.to_string(),
        "action": change.action.word(),
        "pool": change.pool.as_str(),
        "name": change.name,
        "origin": change.origin.as_ref().map(ToString::to_string),
        "steps": change.steps.iter().map(|one| step(change, one)).collect::<Vec<_>>(),
        "effects": change.effects.iter().map(effect).collect::<Vec<_>>(),
        "notes": notes.chain(change.notes.iter().cloned()).collect::<Vec<_>>(),
    })
}

fn step(change: &Change, step: &Step) -> Value {
    match step {
        Step::CreateGroup(settings) => json!({ "call": "CreateGroup", "settings": group(settings) }),
        Step::UpdateGroup(settings) => json!({ "call": "UpdateGroup", "settings": group(settings) }),
        Step::DeleteGroup { pool, name } => {
            json!({ "call": "DeleteGroup", "pool": pool.as_str(), "group": name.as_str() })
        }
        Step::CreateUser => creation("AdminCreateUser", change),
        Step::ImportUser => creation("StartUserImportJob", change),
        Step::DisableUser => json!({ "call": "AdminDisableUser" }),
        Step::SignOut => json!({ "call": "AdminUserGlobalSignOut" }),
        Step::ResendInvitation => json!({ "call": "AdminCreateUser", "resend": true }),
        Step::SetMfa(mfa) => json!({
            "call": "AdminSetUserMFAPreference",
            "factors": mfa.wanted.factors.iter().map(|factor| factor.word()).collect::<Vec<_>>(),
            "preferred": mfa.wanted.preferred.map(MfaFactor::word),
        }),
        Step::SetAttributes(set) => {
            let set = set
                .iter()
                .map(|(name, change)| (name.to_string(), json!({ "old": change.old, "new": change.new })));
            json!({ "call": "AdminUpdateUserAttributes", "attributes": set.collect::<Map<_, _>>() })
        }
        Step::DeleteAttributes(gone) => {
            let gone = gone.iter().map(|(name, old)| (name.to_string(), json!({ "old": old })));
            json!({ "call": "AdminDeleteUserAttributes", "attributes": gone.collect::<Map<_, _>>() })
        }
        Step::SetPassword { permanent } => json!({ "call": "AdminSetUserPassword", "permanent": permanent }),
        Step::AddToGroup(name) => json!({ "call": "AdminAddUserToGroup", "group": name.as_str() }),
        Step::RemoveFromGroup(name) => json!({ "call": "AdminRemoveUserFromGroup", "group": name.as_str() }),
        Step::EnableUser => json!({ "call": "AdminEnableUser" }),
        Step::DeleteUser { pool, physical } => {
            json!({ "call": "AdminDeleteUser", "pool": pool.as_str(), "username": physical })
        }
    }
}

fn creation(call: &str, change: &Change) -> Value {
    let Some(spec) = change.user() else { return json!({ "call": call }) };
    let set = spec.attributes.iter();
    let set = set.map(|(name, value)| (name.to_string(), json!({ "old": null, "new": value })));
    json!({
        "call": call,
        "attributes": set.collect::<Map<_, _>>(),
        "temporary_password": spec.temporary_password.is_some(),
    })
}

fn group(settings: &GroupSettings) -> Value {
    json!({
        "description": settings.description,
        "precedence": settings.precedence,
        "role_arn": settings.role_arn,
    })
}

/// Faults, each with its very place where its script spells that out.
pub(crate) fn all<'a>(faults: impl Iterator<Item = &'a Fault> + Clone) -> Value {
    let places = places::of(faults.clone());
    faults.zip(places).map(|(one, place)| fault(one, place)).collect()
}

fn fault(fault: &Fault, place: Option<places::Place>) -> Value {
    let line = fault.origin.as_ref().map(|origin| origin.line);
    json!({
        "file": fault.origin.as_ref().map(|origin| &origin.file),
        "line": place.map(|(line, _)| line).or(line),
        "column": place.map(|(_, column)| column),
        "subject": fault.subject,
        "path": fault.path,
        "message": fault.message,
        "hint": fault.hint,
    })
}
