//! Groups and second factors.

use std::collections::BTreeSet;

use super::Lint;
use crate::mfa::MfaFactor;
use crate::plan::membership::check_group;
use crate::user::{GroupsMode, User, UserStatus};

/// Groups that Cognito lets one user be in.
const GROUPS_MAX: usize = 100;

impl Lint<'_> {
    pub(super) fn groups(&mut self) {
        let groups = self.spec.groups.iter().flatten();
        let faults: Vec<_> =
            groups.filter_map(|group| check_group(self.planner, self.here, group).err()).collect();
        for (message, hint) in faults {
            self.refuse("groups", message, hint);
        }
        let mut all: BTreeSet<_> = self.spec.groups.iter().flatten().cloned().collect();
        let named = all.len();
        if self.spec.groups_mode == Some(GroupsMode::Additive) {
            all.extend(self.user.iter().flat_map(|user| self.here.groups_of(&user.username)));
        }
        if all.len() > GROUPS_MAX {
            let stay = all.len() - named;
            let stay = if stay > 0 { format!(" beside {stay} that stay") } else { String::new() };
            let message = format!("names {named}{stay}; a user can be in {GROUPS_MAX}");
            self.refuse("groups", message, None);
        }
    }

    pub(super) fn second_factors(&mut self) {
        for factor in self.spec.mfa.iter().flat_map(|mfa| &mfa.factors) {
            match factor.attribute() {
                Some(attribute) if !self.has(attribute) => {
                    let message = format!("turns {factor} on for someone without {attribute}");
                    self.refuse("mfa", message, Some(format!("declare attributes.{attribute}")));
                }
                Some(_) => {}
                None => self.authenticator_app(*factor),
            }
        }
    }

    /// An app is set up by its owner alone. Who signed in before may have one; only the service knows.
    fn authenticator_app(&mut self, factor: MfaFactor) {
        let is_on = |user: &User| user.mfa.as_ref().is_some_and(|mfa| mfa.factors.contains(&factor));
        let hint = "declare it once they have: an app is set up by its owner, after the first sign-in";
        match self.user {
            Some(user) if is_on(user) => {}
            Some(user) if user.status != UserStatus::ForceChangePassword => {
                self.warn("mfa", format!("turns the {factor} on, which fails if there is none yet"), hint);
            }
            _ => {
                let message = format!("turns the {factor} on before there is one");
                self.refuse("mfa", message, Some(hint.to_owned()));
            }
        }
    }
}
