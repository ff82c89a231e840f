//! The passwords that a plan makes up.

use std::sync::Arc;

use crate::change::{Change, Subject};
use crate::plan::{Plan, lint};
use crate::pool::PoolId;
use crate::secret::Secret;
use crate::state::Key;

/// A password that was made up for a user, for whoever hands it over.
#[derive(Clone, Debug)]
pub struct GeneratedPassword {
    /// The declaration.
    pub key: Key,
    /// The pool.
    pub pool: PoolId,
    /// The user.
    pub username: String,
    /// The property: `password`, or `temporary_password`, which must be changed at the first sign-in.
    pub property: &'static str,
    /// The password itself.
    pub password: Secret,
}

impl Plan {
    /// Makes up the generated passwords that this plan sets, for each user another, in the order of its changes. The plan
    /// sets just these from then on, so that whoever asks can keep them before anything is carried out.
    pub fn generate_passwords(&mut self) -> Vec<GeneratedPassword> {
        self.changes.iter_mut().flat_map(generate).collect()
    }
}

fn generate(change: &mut Change) -> Vec<GeneratedPassword> {
    let set = lint::passwords(change).into_iter();
    let made: Vec<_> =
        set.filter_map(|(property, secret)| Some((property, secret.once_generated()?))).collect();
    if let Subject::User { spec: Some(spec), .. } = &mut change.subject {
        for (property, secret) in &made {
            let spec = Arc::make_mut(spec);
            let place =
                if *property == "password" { &mut spec.password } else { &mut spec.temporary_password };
            *place = Some(secret.clone());
        }
    }
    let of_user = |(property, password)| GeneratedPassword {
        key: change.key.clone(),
        pool: change.pool.clone(),
        username: change.name.clone(),
        property,
        password,
    };
    made.into_iter().map(of_user).collect()
}
