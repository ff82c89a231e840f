//! Names beside the name, each of which leads to one account.

use super::Lint;

impl Lint<'_> {
    pub(super) fn aliases(&mut self) {
        let spec = self.spec;
        let physical = self.user.map(|user| user.username.as_str());
        for (alias, value) in self.pool.claims(&spec.attributes) {
            let Some(holder) = self.here.alias_holder(alias, value, physical) else { continue };
            let path = format!("attributes.{}", alias.attribute());
            let message = format!("leads to {holder} already, and Cognito lets an alias lead to one account");
            if self.user.is_some() || !alias.is_address() {
                self.warn(&path, message, "take it from the other account first");
            } else if !spec.force_alias_creation {
                self.warn(&path, message, "force_alias_creation = true takes it away from there");
            }
        }
        self.awaited();
        if spec.force_alias_creation && self.user.is_none() {
            self.force();
        }
    }

    /// What was sent and is not there yet is no fault of anybody.
    fn awaited(&mut self) {
        let (Some(entry), Some(user)) = (self.planner.remembered_user(self.id), self.user) else { return };
        for name in entry.awaited.keys() {
            let own = self.pool.name_as_attribute(&self.spec.username);
            let own = own.filter(|(own, _)| own == name).map(|(_, value)| value);
            let Some(value) = self.spec.attributes.get(name).cloned().or(own) else { continue };
            let old = user.attributes.get(name).map(String::as_str);
            if self.pool.keeps_until_confirmed(name, &self.spec.attributes) && entry.awaits(name, old, &value)
            {
                let message =
                    format!("is not {value} yet: the pool keeps the old one until its owner confirms it");
                let hint = format!("{name}_verified = true takes it at once");
                self.warn(&format!("attributes.{name}"), message, &hint);
            }
        }
    }

    /// Force moves verified addresses, and nothing else.
    fn force(&mut self) {
        let verified = ["email_verified", "phone_number_verified"];
        let is_true = |flag: &str| self.spec.attributes.get(flag).is_some_and(|flag| flag == "true");
        if !verified.into_iter().any(is_true) {
            let hint = "add email_verified = true or phone_number_verified = true";
            self.warn("force_alias_creation", "moves only addresses that are verified", hint);
        } else if !self.pool.claims(&self.spec.attributes).any(|(alias, _)| alias.is_address()) {
            let message = format!("moves no alias: pool {} has no address for one", self.pool.id);
            self.warn("force_alias_creation", message, "leave it out");
        }
    }
}
