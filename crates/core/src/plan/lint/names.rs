//! What a user is called.

use super::Lint;
use crate::attribute::AttributeName;
use crate::plan::text::quoted;
use crate::pool::Alias;

impl Lint<'_> {
    /// The username against the form that the pool takes.
    pub(super) fn names(&mut self) {
        let name = self.spec.username.as_str();
        let stands = |alias| self.pool.aliases.contains(&alias);
        if self.pool.username_attributes.is_empty() {
            let hint = Some("the address goes into attributes; choose another username".to_owned());
            if looks_like_mail(name) && stands(Alias::Email) {
                let message = "cannot look like an e-mail address: the pool has e-mail as an alias";
                self.refuse("username", message, hint);
            } else if looks_like_phone(name) && stands(Alias::PhoneNumber) {
                let message = "cannot look like a phone number: the pool has phone numbers as an alias";
                self.refuse("username", message, hint);
            }
        } else if let Some(alias) = self.name_as_alias() {
            self.contradiction(alias);
        } else {
            let wanted: Vec<_> =
                self.pool.username_attributes.iter().map(|alias| alias.attribute()).collect();
            let (wanted, pool) = (wanted.join(" or "), &self.pool.id);
            let message = format!("must be of the form of {wanted}: in pool {pool} it stands for the name");
            self.refuse("username", message, None);
        }
    }

    /// The attribute that takes the place of the name, by the name's form.
    pub(super) fn name_as_alias(&self) -> Option<Alias> {
        let name = self.spec.username.as_str();
        let takes = |alias| self.pool.username_attributes.contains(&alias).then_some(alias);
        match name {
            mail if looks_like_mail(mail) => takes(Alias::Email),
            phone if looks_like_phone(phone) => takes(Alias::PhoneNumber),
            _ => None,
        }
    }

    /// Where an address is the name, both must say the same.
    fn contradiction(&mut self, alias: Alias) {
        let attribute = alias.attribute();
        let Ok(name) = AttributeName::new(attribute) else { return };
        let (Some(value), username) = (self.spec.attributes.get(&name), self.spec.username.as_str()) else {
            return;
        };
        if !self.pool.same_value(&name, value, username) {
            let message = format!(
                "is {}, and the username {}: in pool {} the one is the other",
                quoted(value),
                quoted(username),
                self.pool.id
            );
            let hint = format!(
                "declare the address as username alone, or both alike; a new username changes {attribute} in place"
            );
            self.refuse(&format!("attributes.{attribute}"), message, Some(hint));
        }
    }

    /// Capitals where the pool tells them from small letters.
    pub(super) fn capitals(&mut self) {
        let capital = |text: &str| text.chars().any(char::is_uppercase);
        if !self.pool.case_sensitive {
            return;
        }
        let mut paths = Vec::new();
        if capital(self.spec.username.as_str()) {
            paths.push("username");
        }
        let is_alias = self.pool.aliases.contains(&Alias::Email);
        if is_alias && self.spec.attributes.get("email").is_some_and(|email| capital(email)) {
            paths.push("attributes.email");
        }
        for path in paths {
            let message = format!(
                "has capitals, and pool {} tells them from small letters: typed otherwise, it finds nobody",
                self.pool.id
            );
            self.warn(path, message, "write it in small letters");
        }
    }

    /// Whether the user has an attribute, or will: also the one that the username stands for.
    pub(super) fn has(&self, attribute: &str) -> bool {
        self.spec.attributes.contains_key(attribute)
            || self.name_as_alias().is_some_and(|alias| alias.attribute() == attribute)
            || self.user.is_some_and(|user| user.attributes.contains_key(attribute))
    }
}

pub(super) fn looks_like_mail(text: &str) -> bool {
    text.split_once('@').is_some_and(|(local, domain)| !local.is_empty() && !domain.is_empty())
}

/// E.164: a plus sign and up to 15 digits.
pub(super) fn looks_like_phone(text: &str) -> bool {
    text.strip_prefix('+').is_some_and(|digits| {
        (1..=15).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit())
    })
}
