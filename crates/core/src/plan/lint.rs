//! What a look at the pool tells of a declaration before anything is written.

use std::fmt::Display;

use crate::actual::ActualPool;
use crate::attribute::AttributeName;
use crate::desired::Declared;
use crate::fault::{Fault, nearest};
use crate::plan::membership::check_group;
use crate::plan::planner::Planner;
use crate::plan::text::quoted;
use crate::pool::{Alias, DataType, Pool};
use crate::rules;
use crate::schema::Kind;
use crate::state::Key;
use crate::user::{Medium, MessageAction, User, UserSpec};

/// Groups that Cognito lets one user be in.
const GROUPS_MAX: usize = 100;

/// What was found: faults refuse the plan, warnings do not.
#[derive(Default)]
pub(super) struct Findings {
    pub(super) faults: Vec<Fault>,
    pub(super) warnings: Vec<Fault>,
}

/// Looks at one user.
pub(super) fn user(
    planner: &Planner<'_>,
    pool: &ActualPool,
    id: &str,
    declared: &Declared<UserSpec>,
) -> Findings {
    let mut lint =
        Lint { id, declared, spec: &declared.spec, pool: &pool.pool, findings: Findings::default() };
    lint.attributes();
    lint.username();
    lint.groups(planner, pool);
    lint.second_factors(pool.named(&declared.spec.username));
    // What concerns the making of a user is said once, when it is made.
    if planner.remembered_user(id).is_none() && pool.named(&declared.spec.username).is_none() {
        lint.invitation();
        lint.alias();
    }
    lint.findings
}

struct Lint<'a> {
    id: &'a str,
    declared: &'a Declared<UserSpec>,
    spec: &'a UserSpec,
    pool: &'a Pool,
    findings: Findings,
}

impl Lint<'_> {
    fn about(&self, path: &str, message: impl Into<String>) -> Fault {
        Fault::new(self.declared.origin.clone(), message).of(Key::new(Kind::User, self.id).spoken()).at(path)
    }

    fn refuse(&mut self, path: &str, message: impl Into<String>, hint: Option<String>) {
        let fault = self.about(path, message);
        self.findings.faults.push(Fault { hint, ..fault });
    }

    fn warn(&mut self, path: &str, message: impl Into<String>, hint: &str) {
        let warning = self.about(path, message).hint(hint);
        self.findings.warnings.push(warning);
    }

    fn attributes(&mut self) {
        for (name, value) in &self.spec.attributes {
            let path = format!("attributes.{name}");
            if name.is_service_owned() {
                self.refuse(&path, "is the service's own; nobody sets it", None);
            } else if let Some(known) = self.pool.attribute(name) {
                let wrong = too_long(value).or_else(|| wrong_value(&known.data_type, value));
                let wrong = wrong.or_else(|| wrong_address(name, value));
                if let Some(wrong) = wrong {
                    self.refuse(&path, wrong, None);
                }
            } else {
                let hint = self.suggestion(name);
                self.refuse(&path, format!("is not in pool {}", self.pool.id), hint);
            }
        }
    }

    /// `custom:x` for a bare `x` that the schema has with the prefix, else the nearest name it has.
    fn suggestion(&self, name: &AttributeName) -> Option<String> {
        let prefixed = ["custom:", "dev:custom:"].map(|prefix| format!("{prefix}{name}"));
        let known = || self.pool.schema.keys().map(AttributeName::as_str);
        let found = prefixed.iter().find_map(|prefixed| known().find(|known| known == prefixed));
        let found = found.or_else(|| nearest(name.as_str(), known()))?;
        Some(format!("did you mean {found}?"))
    }

    fn username(&mut self) {
        let name = self.spec.username.as_str();
        let (mail, phone) = (looks_like_mail(name), looks_like_phone(name));
        let takes = |alias| self.pool.username_attributes.contains(&alias);
        let stands = |alias| self.pool.aliases.contains(&alias);
        let fits = self.pool.username_attributes.is_empty()
            || (mail && takes(Alias::Email))
            || (phone && takes(Alias::PhoneNumber));
        if !fits {
            let wanted: Vec<_> =
                self.pool.username_attributes.iter().map(|alias| alias.attribute()).collect();
            let message = format!(
                "must be of the form of {}: in pool {} it stands for the name",
                wanted.join(" or "),
                self.pool.id
            );
            self.refuse("username", message, None);
        } else if mail && stands(Alias::Email) {
            self.refuse(
                "username",
                "cannot look like an e-mail address: the pool has e-mail as an alias",
                None,
            );
        } else if phone && stands(Alias::PhoneNumber) {
            self.refuse(
                "username",
                "cannot look like a phone number: the pool has phone numbers as an alias",
                None,
            );
        }
    }

    fn groups(&mut self, planner: &Planner<'_>, pool: &ActualPool) {
        let groups = self.spec.groups.iter().flatten();
        let faults: Vec<_> = groups.filter_map(|group| check_group(planner, pool, group).err()).collect();
        for (message, hint) in faults {
            self.refuse("groups", message, hint);
        }
        let count = self.spec.groups.as_ref().map_or(0, |groups| groups.len());
        if count > GROUPS_MAX {
            self.refuse("groups", format!("names {count} groups; a user can be in {GROUPS_MAX}"), None);
        }
    }

    fn second_factors(&mut self, user: Option<&User>) {
        for factor in self.spec.mfa.iter().flat_map(|mfa| &mfa.factors) {
            match factor.attribute() {
                Some(attribute) => {
                    let has = user.is_some_and(|user| user.attributes.contains_key(attribute));
                    if !has && !self.has(attribute) {
                        self.refuse(
                            "mfa",
                            format!("turns {factor} on for someone without {attribute}"),
                            None,
                        );
                    }
                }
                None if user.is_none() => {
                    let hint =
                        "declare it once they have: an app is set up by its owner, after the first sign-in";
                    let message = format!("turns the {factor} on before there is one");
                    self.refuse("mfa", message, Some(hint.to_owned()));
                }
                None => {}
            }
        }
    }

    fn has(&self, attribute: &str) -> bool {
        self.spec.attributes.contains_key(attribute)
            || self.spec.username.as_str().contains('@')
                && attribute == "email"
                && !self.pool.username_attributes.is_empty()
    }

    fn invitation(&mut self) {
        if self.spec.message_action == Some(MessageAction::Suppress) {
            return;
        }
        let by_mail = self.spec.mediums.contains(&Medium::Email);
        let by_phone = self.spec.mediums.contains(&Medium::Sms) || self.spec.mediums.is_empty();
        if (by_mail && self.has("email")) || (by_phone && self.has("phone_number")) {
            return;
        }
        let (missing, medium) =
            if by_mail { ("email", "e-mail") } else { ("phone_number", "SMS, the default medium") };
        let hint = "set desired_delivery_mediums = { \"EMAIL\" } or message_action = \"SUPPRESS\"";
        self.warn("attributes", format!("have no {missing} for the invitation by {medium}"), hint);
    }

    fn alias(&mut self) {
        let has = |name: &str| self.spec.attributes.get(name);
        let verified = ["email_verified", "phone_number_verified"]
            .iter()
            .any(|flag| has(flag).is_some_and(|flag| flag == "true"));
        // A preferred username needs no verification to be an alias.
        let preferred =
            has("preferred_username").is_some() && self.pool.aliases.contains(&Alias::PreferredUsername);
        if self.spec.force_alias_creation && !verified && !preferred {
            let hint = "add email_verified = true or phone_number_verified = true";
            self.warn("force_alias_creation", "moves only addresses that are verified", hint);
        }
    }
}

fn too_long(value: &str) -> Option<String> {
    let (length, max) = (value.chars().count(), rules::ATTRIBUTE_VALUE.max);
    (length > max).then(|| format!("must have at most {max} characters, has {length}"))
}

fn wrong_value(data_type: &DataType, value: &str) -> Option<String> {
    match data_type {
        DataType::String { min, max } => outside(value.chars().count() as u64, *min, *max)
            .map(|limit| format!("must have {limit} characters")),
        DataType::Number { min, max } => match value.parse::<i64>() {
            Ok(number) => outside(number, *min, *max).map(|limit| format!("must be {limit}")),
            Err(_) => Some(format!("must be a whole number, got {}", quoted(value))),
        },
        DataType::Boolean => {
            let is_boolean = value.eq_ignore_ascii_case("true") || value.eq_ignore_ascii_case("false");
            (!is_boolean).then(|| format!("must be true or false, got {}", quoted(value)))
        }
        DataType::DateTime => None,
    }
}

fn outside<T: PartialOrd + Display>(value: T, min: Option<T>, max: Option<T>) -> Option<String> {
    match (min, max) {
        (Some(min), _) if value < min => Some(format!("at least {min}")),
        (_, Some(max)) if value > max => Some(format!("at most {max}")),
        _ => None,
    }
}

fn wrong_address(name: &AttributeName, value: &str) -> Option<String> {
    match name.as_str() {
        "email" if !looks_like_mail(value) => {
            Some(format!("must be an e-mail address, got {}", quoted(value)))
        }
        "phone_number" if !looks_like_phone(value) => {
            Some(format!("must be a phone number of the form +15555551234, got {}", quoted(value)))
        }
        _ => None,
    }
}

fn looks_like_mail(text: &str) -> bool {
    text.split_once('@').is_some_and(|(local, domain)| !local.is_empty() && !domain.is_empty())
}

/// E.164: a plus sign and up to 15 digits.
fn looks_like_phone(text: &str) -> bool {
    text.strip_prefix('+').is_some_and(|digits| {
        (1..=15).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit())
    })
}
