//! Passwords against the pool's policy: those that stand in a script when it is planned, secrets when it is applied,
//! before the first write.

use crate::change::{Change, Step, Subject};
use crate::fault::Fault;
use crate::password::PasswordPolicy;
use crate::secret::Secret;

/// What is wrong with the passwords that a change sets and that stand in the script itself.
pub(in crate::plan) fn literal_faults(change: &Change, policy: &PasswordPolicy) -> Vec<Fault> {
    faults(change, policy, |secret| secret.is_literal())
}

/// What is wrong with the passwords that a change sets and that are known only now.
pub(in crate::plan) fn secret_faults(change: &Change, policy: &PasswordPolicy) -> Vec<Fault> {
    faults(change, policy, |secret| !secret.is_literal())
}

fn faults(change: &Change, policy: &PasswordPolicy, chosen: impl Fn(&Secret) -> bool) -> Vec<Fault> {
    let set = passwords(change).into_iter().filter(|(_, secret)| chosen(secret));
    let about =
        |path: &str, wrong: String| Fault::new(change.origin.clone(), wrong).of(change.key.spoken()).at(path);
    let wrong = set.filter_map(|(path, secret)| match secret.reveal() {
        Ok(password) => {
            let faults = policy.faults(password.as_str());
            let hint = format!("the password policy of pool {} says so", change.pool);
            (!faults.is_empty()).then(|| about(path, faults.join(", ")).hint(hint))
        }
        Err(error) => Some(about(path, format!("has no value: {error}"))),
    });
    wrong.collect()
}

/// The passwords that a change sets, each with its property.
pub(in crate::plan) fn passwords(change: &Change) -> Vec<(&'static str, &Secret)> {
    let Subject::User { spec: Some(spec), .. } = &change.subject else { return Vec::new() };
    let sets = |wanted: fn(&Step) -> bool| change.steps.iter().any(wanted);
    let lasting = sets(|step| matches!(step, Step::SetPassword { permanent: true }));
    let temporary = sets(|step| matches!(step, Step::CreateUser | Step::SetPassword { permanent: false }));
    let lasting = spec.password.as_ref().filter(|_| lasting).map(|secret| ("password", secret));
    let temporary =
        spec.temporary_password.as_ref().filter(|_| temporary).map(|secret| ("temporary_password", secret));
    lasting.into_iter().chain(temporary).collect()
}
