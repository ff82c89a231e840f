//! What no single declaration shows: people who get in each other's way, and mail for too many.

use std::collections::BTreeMap;

use super::about;
use crate::change::Change;
use crate::declare::Origin;
use crate::effect::Effect;
use crate::fault::Fault;
use crate::plan::planner::Planner;
use crate::pool::{Alias, PoolId};
use crate::user::Medium;

/// Messages that the service's own sender delivers in a day, for all pools of an account.
const MAILS_A_DAY: usize = 50;

/// What is remarkable about a plan as a whole.
pub(in crate::plan) fn warnings(planner: &Planner<'_>, changes: &[Change]) -> Vec<Fault> {
    shared_aliases(planner).into_iter().chain(too_much_mail(planner, changes)).collect()
}

/// Declarations that give one alias to two users. The service lets the last one have it, or refuses.
fn shared_aliases(planner: &Planner<'_>) -> Vec<Fault> {
    let mut first: BTreeMap<(&PoolId, Alias, String), (&str, Option<&Origin>)> = BTreeMap::new();
    let mut shared = Vec::new();
    for (id, declared) in &planner.desired.users {
        let Some(here) = planner.actual.pool(&declared.spec.pool) else { continue };
        for (alias, value) in here.pool.claims(&declared.spec.attributes) {
            let claim = (&declared.spec.pool, alias, here.pool.folded(value));
            if let Some((other, place)) = first.get(&claim) {
                let at = place.map(|origin| format!(" at {origin}")).unwrap_or_default();
                let message =
                    format!("is that of user \"{other}\"{at} too, and an alias leads to one account");
                let path = format!("attributes.{}", alias.attribute());
                shared.push(
                    about(id, declared, &path, message).hint("give each of them an address of their own"),
                );
            } else {
                first.insert(claim, (id, declared.origin.as_ref()));
            }
        }
    }
    shared
}

/// More invitations than the service's own sender delivers, told at the first one that is too many.
fn too_much_mail(planner: &Planner<'_>, changes: &[Change]) -> Option<Fault> {
    let by_mail = |effect: &Effect| matches!(effect, Effect::Invited(by) if by.contains(&Medium::Email));
    let default_sender =
        |change: &Change| planner.actual.pool(&change.pool).is_some_and(|here| here.pool.default_sender);
    let mailed = || {
        changes
            .iter()
            .filter(|change| change.effects.iter().any(by_mail))
            .filter(|change| default_sender(change))
    };
    let beyond = mailed().nth(MAILS_A_DAY)?;
    let message = format!(
        "this plan sends {} invitations by e-mail, and the default sender of pool {} delivers {MAILS_A_DAY} a day for the \
         whole account; user \"{}\" is the first beyond",
        mailed().count(),
        beyond.pool,
        beyond.key.id
    );
    let hint = "give the pool a sender of its own, or set message_action = \"SUPPRESS\" and invite later by \
                invitation_version";
    Some(Fault::new(beyond.origin.clone(), message).hint(hint))
}
