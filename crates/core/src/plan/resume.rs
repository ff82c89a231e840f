//! What a run that ended early made and did not live to remember.

use std::borrow::Cow;
use std::collections::BTreeSet;

use crate::actual::Actual;
use crate::state::{Edit, Entry, Intent, Key, State};
use crate::user::User;

/// The state as it would be had the last run lived on until each account that it made was remembered, and whose accounts
/// these are. Everything else about planning need not know that runs can end early.
pub(super) fn settled<'a>(state: &'a State, actual: &Actual) -> (Cow<'a, State>, BTreeSet<Key>) {
    let mut settled = Cow::Borrowed(state);
    let mut resumed = BTreeSet::new();
    for (key, intent) in &state.intents {
        let Some(user) = made(intent, actual) else { continue };
        let entry = Entry::User(intent.remembered(user));
        settled.to_mut().edit(Edit::Put(key.clone(), entry));
        settled.to_mut().edit(Edit::Settle(key.clone()));
        resumed.insert(key.clone());
    }
    (settled, resumed)
}

/// The account that was being made, when the run got so far.
fn made<'a>(intent: &Intent, actual: &'a Actual) -> Option<&'a User> {
    let user = actual.pool(&intent.entry.pool)?.named(&intent.entry.username)?;
    intent.is_of(user).then_some(user)
}
