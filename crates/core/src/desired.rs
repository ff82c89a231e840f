//! All declarations of a run, checked and merged.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::declare::{Declaration, Origin};
use crate::fault::{Fault, Faults};
use crate::group::{GroupName, GroupSettings, GroupSpec, MembershipSpec};
use crate::lifecycle::{Lifecycle, OnDelete};
use crate::mfa::{MfaFactor, MfaPreference};
use crate::output::{self, Known};
use crate::pool::PoolId;
use crate::reader::Reader;
use crate::rules;
use crate::schema::Kind;
use crate::state::Key;
use crate::user::{GroupsMode, Medium, MessageAction, Replace, UserSpec, Username};

/// What is wanted, by logical id.
#[derive(Clone, Debug, Default)]
pub struct Desired {
    /// The groups.
    pub groups: BTreeMap<String, Declared<GroupSpec>>,
    /// The users.
    pub users: BTreeMap<String, Declared<Arc<UserSpec>>>,
    /// The memberships said apart from their users.
    pub memberships: BTreeMap<String, Declared<MembershipSpec>>,
}

/// Something wanted, and where it was said.
#[derive(Clone, Debug)]
pub struct Declared<T> {
    /// The place; none for what Rust code declared.
    pub origin: Option<Origin>,
    /// What is wanted.
    pub spec: T,
}

impl Desired {
    /// Checks and merges. What is faulty is left out as far as it must be, so that later checks can go on with the rest.
    #[must_use]
    pub fn from_declarations(declarations: Vec<Declaration>) -> (Self, Faults) {
        let mut desired = Self::default();
        let mut faults = Faults::default();
        for declaration in declarations {
            desired.declare(declaration, &mut faults);
        }
        faults.extend(desired.collisions());
        (desired, faults)
    }

    fn declare(&mut self, declaration: Declaration, faults: &mut Faults) {
        if let Err(fault) = check_id(&declaration) {
            faults.push(fault);
        }
        let mut reader = Reader::new(declaration);
        let spec = match reader.kind() {
            Kind::User => read_user(&mut reader).map(Spec::from),
            Kind::Group => read_group(&mut reader).map(Spec::Group),
            Kind::Membership => read_membership(&mut reader).map(Spec::Membership),
        };
        let (declaration, found) = reader.finish();
        faults.extend(found);
        if let Some(spec) = spec {
            let added = self.add(declaration.id, Some(declaration.origin), spec);
            faults.extend(added.err());
        }
    }

    /// Adds one thing that is wanted.
    ///
    /// # Errors
    /// When the logical id is taken, naming the place that took it.
    pub fn add(&mut self, id: String, origin: Option<Origin>, spec: impl Into<Spec>) -> Result<(), Fault> {
        match spec.into() {
            Spec::User(spec) => insert(&mut self.users, Kind::User, id, Declared { origin, spec }),
            Spec::Group(spec) => insert(&mut self.groups, Kind::Group, id, Declared { origin, spec }),
            Spec::Membership(spec) => {
                insert(&mut self.memberships, Kind::Membership, id, Declared { origin, spec })
            }
        }
    }

    /// Whether nothing at all is wanted.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// How many resources are wanted.
    #[must_use]
    pub fn len(&self) -> usize {
        self.groups.len() + self.users.len() + self.memberships.len()
    }

    /// Whether a resource of that key is wanted.
    #[must_use]
    pub fn contains(&self, key: &Key) -> bool {
        match key.kind {
            Kind::User => self.users.contains_key(&key.id),
            Kind::Group => self.groups.contains_key(&key.id),
            Kind::Membership => self.memberships.contains_key(&key.id),
        }
    }

    /// Whether some of it waits for outputs of resources.
    #[must_use]
    pub fn waits(&self) -> bool {
        self.users.values().any(|user| !user.spec.pending.is_empty())
    }

    /// The same with the values that are `known` in their places; what a script makes of one and fails at is a fault.
    pub(crate) fn settled(&self, known: &Known<'_>) -> (Self, Faults) {
        let (mut settled, mut faults) = (self.clone(), Faults::default());
        let waiting = settled.users.iter_mut().filter(|(_, user)| !user.spec.pending.is_empty());
        for (id, user) in waiting {
            let UserSpec { attributes, pending, .. } = Arc::make_mut(&mut user.spec);
            if let Err((name, error)) = output::settle(attributes, pending, known) {
                let fault = Fault::new(user.origin.clone(), format!("is not known: {error}"));
                faults.push(fault.of(Key::new(Kind::User, id).spoken()).at(format!("attributes.{name}")));
            }
        }
        (settled, faults)
    }

    /// Two ids for one user, or one group, of a pool.
    fn collisions(&self) -> Vec<Fault> {
        let users = self
            .users
            .iter()
            .map(|(id, user)| (id, &user.origin, (user.spec.pool.as_str(), user.spec.username.as_str())));
        let groups = self
            .groups
            .iter()
            .map(|(id, group)| (id, &group.origin, (group.spec.pool.as_str(), group.spec.name.as_str())));
        let mut faults = same_target(Kind::User, users);
        faults.extend(same_target(Kind::Group, groups));
        faults
    }
}

/// A thing that can be wanted.
#[derive(Clone, Debug)]
pub enum Spec {
    /// A user.
    User(Arc<UserSpec>),
    /// A group.
    Group(GroupSpec),
    /// A membership.
    Membership(MembershipSpec),
}

impl From<UserSpec> for Spec {
    fn from(spec: UserSpec) -> Self {
        Self::User(Arc::new(spec))
    }
}

impl From<GroupSpec> for Spec {
    fn from(spec: GroupSpec) -> Self {
        Self::Group(spec)
    }
}

impl From<MembershipSpec> for Spec {
    fn from(spec: MembershipSpec) -> Self {
        Self::Membership(spec)
    }
}

fn check_id(declaration: &Declaration) -> Result<(), Fault> {
    let id = &declaration.id;
    let length = id.chars().count();
    if (1..=256).contains(&length) && !id.chars().any(char::is_control) {
        return Ok(());
    }
    let message = format!(
        "the id of a {} must have 1 to 256 characters, none of them a control character",
        declaration.kind
    );
    Err(Fault::new(Some(declaration.origin.clone()), message))
}

fn insert<T>(
    map: &mut BTreeMap<String, Declared<T>>,
    kind: Kind,
    id: String,
    declared: Declared<T>,
) -> Result<(), Fault> {
    if let Some(first) = map.get(&id) {
        let place =
            first.origin.as_ref().map_or_else(|| "before".to_owned(), |origin| format!("at {origin}"));
        return Err(Fault::new(declared.origin, format!("was declared {place} already"))
            .of(format!("{kind} \"{id}\""))
            .hint("give each its own id, made from data and not from its position"));
    }
    map.insert(id, declared);
    Ok(())
}

fn same_target<'a>(
    kind: Kind,
    declared: impl Iterator<Item = (&'a String, &'a Option<Origin>, (&'a str, &'a str))>,
) -> Vec<Fault> {
    let mut seen: BTreeMap<(&str, &str), (&String, &Option<Origin>)> = BTreeMap::new();
    let mut faults = Vec::new();
    for (id, origin, target) in declared {
        if let Some((first, place)) = seen.get(&target) {
            let place = place.as_ref().map(|origin| format!(" at {origin}")).unwrap_or_default();
            let message =
                format!("is {} of pool {}, whom {kind} \"{first}\"{place} declares too", target.1, target.0);
            faults.push(Fault::new(origin.clone(), message).of(format!("{kind} \"{id}\"")));
        } else {
            seen.insert(target, (id, origin));
        }
    }
    faults
}

fn read_user(reader: &mut Reader) -> Option<UserSpec> {
    let pool = reader.parsed("UserPoolId", PoolId::new);
    let username = named(reader, "Username", Username::new);
    let (attributes, pending) = reader.attributes("UserAttributes");
    let mut spec = UserSpec::new(pool?, username?);
    spec.attributes = attributes;
    spec.pending = pending;
    read_hints(reader, &mut spec);
    read_passwords(reader, &mut spec);
    spec.enabled = reader.boolean("Enabled");
    spec.groups = reader.names("Groups", GroupName::new);
    spec.groups_mode = reader.word("GroupsMode").map(|word| match word {
        "additive" => GroupsMode::Additive,
        _ => GroupsMode::Exact,
    });
    spec.replace = if reader.word("Replace") == Some("allow") { Replace::Allow } else { Replace::Refuse };
    spec.adopt = reader.boolean("Adopt").unwrap_or(false);
    spec.manage_federated = reader.boolean("ManageFederated").unwrap_or(false);
    spec.mfa = read_mfa(reader);
    spec.invitation_version = version(reader, "InvitationVersion");
    spec.lifecycle =
        Lifecycle { sign_out: reader.boolean("SignOut").unwrap_or(false), ..read_lifecycle(reader) };
    spec.moved_from = read_moved_from(reader);
    for (path, text) in reader.texts("IgnoreChanges") {
        if let Err((message, hint)) = spec.ignore.add(&text) {
            reader.note(&path, message, hint);
        }
    }
    Some(spec)
}

fn version(reader: &mut Reader, name: &'static str) -> u64 {
    reader.integer(name).unwrap_or(0).unsigned_abs().into()
}

fn read_mfa(reader: &mut Reader) -> Option<MfaPreference> {
    let factors = reader.words("Mfa");
    let preferred = reader.word("PreferredMfa").and_then(MfaFactor::from_word);
    let Some(factors) = factors else {
        if preferred.is_some() {
            let path = reader.spelled("PreferredMfa");
            reader.note(
                &path,
                "needs mfa".to_owned(),
                Some("name the factors that are on in mfa".to_owned()),
            );
        }
        return None;
    };
    let factors: BTreeSet<MfaFactor> = factors.into_iter().filter_map(MfaFactor::from_word).collect();
    if preferred.is_some_and(|preferred| !factors.contains(&preferred)) {
        let path = reader.spelled("PreferredMfa");
        reader.note(&path, "is not one of mfa".to_owned(), None);
    }
    Some(MfaPreference { factors, preferred })
}

fn read_lifecycle(reader: &mut Reader) -> Lifecycle {
    Lifecycle {
        on_delete: reader.word("OnDelete").map(OnDelete::from_word).unwrap_or_default(),
        protect: reader.boolean("Protect").unwrap_or(false),
        sign_out: false,
    }
}

/// Former ids. The present one among them is more likely a slip than meant.
fn read_moved_from(reader: &mut Reader) -> BTreeSet<String> {
    let id = reader.id().to_owned();
    let mut former = BTreeSet::new();
    for (path, text) in reader.texts("MovedFrom") {
        if text == id {
            reader.note(
                &path,
                "is the id it has now".to_owned(),
                Some("name the id it had before".to_owned()),
            );
        }
        former.insert(text);
    }
    former
}

/// What matters only when the user is made.
fn read_hints(reader: &mut Reader, spec: &mut UserSpec) {
    spec.validation_data = reader.map("ValidationData");
    spec.client_metadata = reader.map("ClientMetadata");
    spec.message_action = reader.word("MessageAction").map(|word| match word {
        "SUPPRESS" => MessageAction::Suppress,
        _ => MessageAction::Resend,
    });
    spec.force_alias_creation = reader.boolean("ForceAliasCreation").unwrap_or(false);
    let mediums = reader.words("DesiredDeliveryMediums").unwrap_or_default();
    spec.mediums =
        mediums.into_iter().map(|word| if word == "EMAIL" { Medium::Email } else { Medium::Sms }).collect();
}

fn read_passwords(reader: &mut Reader, spec: &mut UserSpec) {
    spec.password = reader.secret("Password");
    spec.temporary_password = reader.secret("TemporaryPassword");
    spec.password_version = version(reader, "PasswordVersion");
    spec.force_temporary_password = reader.boolean("ForceTemporaryPassword").unwrap_or(false);
    if spec.password.is_some() && spec.temporary_password.is_some() {
        let path = reader.spelled("TemporaryPassword");
        let other = reader.spelled("Password");
        reader.note(&path, format!("cannot stand beside {other}"), Some("keep the one you mean".to_owned()));
    }
}

fn read_group(reader: &mut Reader) -> Option<GroupSpec> {
    let pool = reader.parsed("UserPoolId", PoolId::new);
    let name = named(reader, "GroupName", GroupName::new);
    let settings = GroupSettings {
        description: reader.parsed("Description", |text| crate::text::checked(text, &rules::DESCRIPTION)),
        precedence: reader.integer("Precedence"),
        role_arn: reader.parsed("RoleArn", |text| crate::text::checked(text, &rules::ROLE_ARN)),
    };
    let adopt = reader.boolean("Adopt").unwrap_or(false);
    let (lifecycle, moved_from) = (read_lifecycle(reader), read_moved_from(reader));
    Some(GroupSpec { pool: pool?, name: name?, settings, adopt, lifecycle, moved_from })
}

fn read_membership(reader: &mut Reader) -> Option<MembershipSpec> {
    let pool = reader.parsed("UserPoolId", PoolId::new);
    let username = reader.parsed("Username", Username::new);
    let group = reader.parsed("GroupName", GroupName::new);
    Some(MembershipSpec { pool: pool?, username: username?, group: group? })
}

/// The declared name, or the logical id where there is none and it will do.
fn named<T>(
    reader: &mut Reader,
    property: &'static str,
    parse: impl Fn(String) -> Result<T, crate::TextError>,
) -> Option<T> {
    if reader.has(property) {
        return reader.parsed(property, parse);
    }
    let id = reader.id().to_owned();
    match parse(id) {
        Ok(name) => Some(name),
        Err(error) => {
            let path = reader.spelled(property);
            reader.note(&path, format!("is missing, and the id cannot stand for it: it {error}"), None);
            None
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::declare::Value;

    fn declaration(kind: Kind, id: &str, line: u32, properties: &[(&str, Value)]) -> Declaration {
        let mut all = BTreeMap::from([("user_pool_id".to_owned(), Value::from("us-east-1_examplepool"))]);
        all.extend(properties.iter().map(|(name, value)| ((*name).to_owned(), value.clone())));
        Declaration {
            kind,
            id: id.to_owned(),
            origin: Origin { file: "people.lua".into(), line },
            properties: all,
        }
    }

    fn faults(declarations: Vec<Declaration>) -> String {
        Desired::from_declarations(declarations)
            .1
            .into_result()
            .err()
            .map(|faults| faults.to_string())
            .unwrap_or_default()
    }

    fn map(pairs: &[(&str, Value)]) -> Value {
        Value::Map(pairs.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect())
    }

    #[test]
    fn a_misspelt_property_is_told_with_the_nearest_name() {
        let user = declaration(Kind::User, "ann", 3, &[("atributes", map(&[]))]);
        assert_eq!(
            faults(vec![user]),
            r#"people.lua:3: user "ann": atributes is not a property of UserPoolUser (did you mean attributes?)"#
        );
    }

    #[test]
    fn every_fault_of_a_run_is_told_in_the_order_of_lines() {
        let twice = declaration(Kind::User, "ann", 9, &[]);
        let wrong = declaration(Kind::User, "bob", 4, &[("enabled", Value::from("yes"))]);
        let first = declaration(Kind::User, "ann", 2, &[("groups", Value::Number(5.0))]);
        assert_eq!(
            faults(vec![first, wrong, twice]),
            "people.lua:2: user \"ann\": groups must be a list of strings, got the number 5\n\
             people.lua:4: user \"bob\": enabled must be true or false, got the string \"yes\"\n\
             people.lua:9: user \"ann\": was declared at people.lua:2 already \
             (give each its own id, made from data and not from its position)"
        );
    }

    #[test]
    fn attributes_come_as_a_map_or_as_names_and_values_and_mean_the_same() {
        let listed =
            Value::List(vec![map(&[("Name", Value::from("email")), ("Value", Value::from("a@b.c"))])]);
        let mapped = map(&[("email", Value::from("a@b.c"))]);
        let (desired, faults) = Desired::from_declarations(vec![
            declaration(Kind::User, "one", 1, &[("UserAttributes", listed)]),
            declaration(Kind::User, "two", 2, &[("attributes", mapped)]),
        ]);
        assert!(faults.is_empty(), "{faults}");
        assert_eq!(desired.users["one"].spec.attributes, desired.users["two"].spec.attributes);
    }

    #[test]
    fn booleans_and_numbers_are_written_out_and_an_empty_string_is_absent() {
        let attributes = map(&[
            ("email_verified", Value::Bool(true)),
            ("custom:n", Value::Number(7.0)),
            ("name", Value::from("")),
        ]);
        let (desired, _) = Desired::from_declarations(vec![declaration(
            Kind::User,
            "ann",
            1,
            &[("attributes", attributes)],
        )]);
        let written: Vec<_> = desired.users["ann"]
            .spec
            .attributes
            .iter()
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        assert_eq!(written, ["custom:n=7", "email_verified=true"]);
    }

    #[test]
    fn both_spellings_of_one_property_are_a_fault() {
        let user = declaration(
            Kind::User,
            "ann",
            1,
            &[("Enabled", Value::Bool(true)), ("enabled", Value::Bool(true))],
        );
        assert!(faults(vec![user]).contains("enabled is the same property as Enabled"));
    }

    #[test]
    fn a_secret_in_an_attribute_is_a_fault() {
        let attributes = map(&[("name", Value::Secret(Secret::literal("x")))]);
        let user = declaration(Kind::User, "ann", 1, &[("attributes", attributes)]);
        assert!(faults(vec![user]).contains("attributes.name takes no secret"));
    }

    #[test]
    fn two_ids_for_one_user_are_a_fault_naming_both_places() {
        let name = [("username", Value::from("ann@example.com"))];
        let told =
            faults(vec![declaration(Kind::User, "a", 1, &name), declaration(Kind::User, "b", 2, &name)]);
        assert!(told.starts_with(r#"people.lua:2: user "b": is ann@example.com of pool"#), "{told}");
        assert!(told.contains(r#"user "a" at people.lua:1"#), "{told}");
    }

    #[test]
    fn the_id_stands_for_a_missing_name_when_it_can() {
        let (desired, _) = Desired::from_declarations(vec![declaration(Kind::Group, "admins", 1, &[])]);
        assert_eq!(desired.groups["admins"].spec.name.as_str(), "admins");
        assert!(
            faults(vec![declaration(Kind::User, "two words", 1, &[])]).contains("the id cannot stand for it")
        );
    }

    use crate::secret::Secret;
}
