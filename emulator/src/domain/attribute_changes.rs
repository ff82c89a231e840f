//! What a request changes of a user's attributes: held to the pool's schema, then carried out.

use std::collections::BTreeMap;

use poolhouse_emulator_model::Sensitive;
use poolhouse_emulator_model::shapes::{AttributeType, VerifiedAttributeType};

use super::address::{is_email, is_phone_number, verified_flag};
use super::pool_options::PoolOptions;
use super::schema::{Schema, SchemaAttribute};
use super::user::User;
use crate::error::{ApiError, AttributeFault};

/// Values by full name; none removes. Of two values for one name the last counts (unsure).
pub(crate) struct AttributeChanges(BTreeMap<String, Option<String>>);

impl AttributeChanges {
    /// The attributes of a new user. Required ones may be missing, and immutable ones can be set.
    pub(crate) fn at_creation(schema: &Schema, given: Vec<AttributeType>) -> Result<Self, ApiError> {
        let (mut changes, mut faults) = (Self::read(given)?, Vec::new());
        for (name, value) in &mut changes.0 {
            let attribute =
                schema.attribute(name).ok_or_else(|| ApiError::undetermined_attribute_type(name))?;
            faults.extend(check_value(attribute, value).err());
        }
        changes.accept(&faults, ApiError::attributes_refused_at_creation)
    }

    /// The attributes of a user who signs up. Required ones must be there.
    pub(crate) fn at_sign_up(schema: &Schema, given: Vec<AttributeType>) -> Result<Self, ApiError> {
        let (mut changes, mut faults) = (Self::read(given)?, Vec::new());
        for (name, value) in &mut changes.0 {
            let attribute = schema.attribute(name).ok_or_else(|| AttributeFault::unknown(name));
            faults.extend(attribute.and_then(|attribute| check_value(attribute, value)).err());
        }
        let missing = schema.required().filter(|name| changes.value(name).is_none());
        faults.extend(missing.map(AttributeFault::missing_at_sign_up));
        changes.accept(&faults, ApiError::attributes_refused_at_creation)
    }

    /// Changes to the attributes of a user who is there. An empty value removes the attribute.
    pub(crate) fn at_update(
        schema: &Schema,
        user: &User,
        given: Vec<AttributeType>,
    ) -> Result<Self, ApiError> {
        let (mut changes, mut faults) = (Self::read(given)?, Vec::new());
        if changes.0.contains_key("username") {
            return Err(ApiError::username_is_no_attribute());
        }
        for (name, value) in &mut changes.0 {
            faults.extend(check_change(schema.attribute(name), user, name, value).err());
        }
        changes.accept(&faults, ApiError::attributes_refused_at_update)
    }

    fn read(given: Vec<AttributeType>) -> Result<Self, ApiError> {
        if let Some(name) = SERVICE_OWNED.iter().find(|name| given.iter().any(|given| given.name == **name)) {
            return Err(ApiError::non_mutable_attribute(name));
        }
        let value =
            |value: Option<Sensitive>| value.map(Sensitive::into_exposed).filter(|value| !value.is_empty());
        Ok(Self(given.into_iter().map(|given| (given.name, value(given.value))).collect()))
    }

    fn accept(
        self,
        faults: &[AttributeFault],
        refusal: fn(&[AttributeFault]) -> ApiError,
    ) -> Result<Self, ApiError> {
        if !faults.is_empty() {
            return Err(refusal(faults));
        }
        if self.value("email").is_some_and(|value| !is_email(value)) {
            return Err(ApiError::invalid_email());
        }
        if self.value("phone_number").is_some_and(|value| !is_phone_number(value)) {
            return Err(ApiError::invalid_phone_number());
        }
        Ok(self)
    }

    fn value(&self, name: &str) -> Option<&str> {
        self.0.get(name).and_then(Option::as_deref)
    }

    /// What a change of an address brings with it: it is verified only if the request says so. A
    /// new value waits to be verified where the pool wants that, and the old one stays until then.
    fn follow_address(&mut self, address: VerifiedAttributeType, user: &mut User, verified_first: bool) {
        let Some(value) = self.0.get(address.as_str()).cloned() else { return };
        let flag = verified_flag(address);
        user.pending.remove(&address);
        match value {
            None => drop(self.0.insert(flag.to_owned(), None)),
            Some(_) if self.value(flag) == Some("true") => {}
            Some(value) if verified_first => {
                user.pending.insert(address, value);
                self.0.remove(address.as_str());
                self.0.remove(flag);
            }
            Some(_) => drop(self.0.insert(flag.to_owned(), Some("false".to_owned()))),
        }
    }
}

impl User {
    /// Changes attributes of a user who is there, and what depends on them.
    pub(crate) fn change_attributes(
        &mut self,
        mut changes: AttributeChanges,
        options: &PoolOptions,
    ) -> Result<(), ApiError> {
        for &address in VerifiedAttributeType::ALL {
            changes.follow_address(address, self, options.wants_verified_first(address));
        }
        self.set_attributes(changes)
    }

    /// Changes attributes as they are given, which is all there is to do for a new user.
    pub(crate) fn set_attributes(&mut self, changes: AttributeChanges) -> Result<(), ApiError> {
        for (name, value) in changes.0 {
            match value {
                Some(value) => self.attributes.insert(name, value),
                None => self.attributes.remove(&name),
            };
        }
        for &address in VerifiedAttributeType::ALL {
            if self.has_verified(verified_flag(address)) && self.attribute(address.as_str()).is_none() {
                return Err(ApiError::verified_without_value(address.as_str()));
            }
        }
        Ok(())
    }
}

impl PoolOptions {
    /// Whether a new value of an address counts only once it is verified.
    fn wants_verified_first(&self, address: VerifiedAttributeType) -> bool {
        let settings = self.user_attribute_update_settings.as_ref();
        let addresses =
            settings.and_then(|settings| settings.attributes_require_verification_before_update.as_ref());
        addresses.is_some_and(|addresses| addresses.contains(&address))
    }
}

/// Checks a value against its attribute, and brings it into the form in which it is kept.
fn check_value(attribute: &SchemaAttribute, value: &mut Option<String>) -> Result<(), AttributeFault> {
    *value = value.take().map(|value| attribute.read_value(value)).transpose()?;
    Ok(())
}

/// An immutable attribute takes the value that it has, and no other, not even a first one (unsure).
fn check_change(
    attribute: Option<&SchemaAttribute>,
    user: &User,
    name: &str,
    value: &mut Option<String>,
) -> Result<(), AttributeFault> {
    let attribute = attribute.ok_or_else(|| AttributeFault::unknown(name))?;
    if !attribute.mutable && user.attribute(name) != value.as_deref() {
        return Err(AttributeFault::immutable(name));
    }
    if attribute.required && value.is_none() {
        return Err(AttributeFault::required(name));
    }
    check_value(attribute, value)
}

/// Attributes that no request sets. Only `sub` is recorded; `identities` is unsure.
const SERVICE_OWNED: [&str; 2] = ["sub", "identities"];

#[cfg(test)]
mod tests {
    use poolhouse_emulator_model::Timestamp;
    use poolhouse_emulator_model::shapes::{
        AttributeDataType, NumberAttributeConstraintsType, SchemaAttributeType,
        UserAttributeUpdateSettingsType,
    };

    use super::*;

    fn given(attributes: &[(&str, &str)]) -> Vec<AttributeType> {
        let one = |(name, value): &(&str, &str)| AttributeType {
            name: (*name).into(),
            value: Some((*value).into()),
        };
        attributes.iter().map(one).collect()
    }

    fn schema() -> Schema {
        let fixed =
            SchemaAttributeType { name: Some("name".into()), mutable: Some(false), ..Default::default() };
        let required =
            SchemaAttributeType { name: Some("nickname".into()), required: Some(true), ..Default::default() };
        let age = SchemaAttributeType {
            name: Some("age".into()),
            attribute_data_type: Some(AttributeDataType::Number),
            mutable: Some(true),
            number_attribute_constraints: Some(NumberAttributeConstraintsType {
                min_value: Some("0".into()),
                max_value: None,
            }),
            ..Default::default()
        };
        Schema::create(vec![fixed, required, age]).expect("a schema")
    }

    fn new_user(attributes: &[(&str, &str)]) -> Result<User, ApiError> {
        let mut user = User::new("ann".into(), "sub".into(), Timestamp::from_millis(0));
        user.set_attributes(AttributeChanges::at_creation(&schema(), given(attributes))?)?;
        Ok(user)
    }

    fn update(user: &User, options: &PoolOptions, attributes: &[(&str, &str)]) -> Result<User, ApiError> {
        let mut user = user.clone();
        let changes = AttributeChanges::at_update(&schema(), &user, given(attributes))?;
        user.change_attributes(changes, options)?;
        Ok(user)
    }

    fn attributes(user: &User) -> Vec<(&str, &str)> {
        user.attributes.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect()
    }

    #[test]
    fn a_new_user_has_what_was_given_and_nothing_else() {
        let user = new_user(&[("name", "Ann"), ("email", "a@b.de"), ("gender", "")]).expect("allowed");
        assert_eq!(attributes(&user), [("email", "a@b.de"), ("name", "Ann")]);
    }

    #[test]
    fn all_faults_of_a_request_are_told_together() {
        let user = new_user(&[("name", "Ann")]).expect("allowed");
        let changes = [("name", "Bob"), ("nickname", ""), ("custom:age", "-1"), ("custom:shoe", "9")];
        let refusal = update(&user, &PoolOptions::default(), &changes).expect_err("refused");
        let faults = [
            AttributeFault::below_minimum("custom:age", "0"),
            AttributeFault::unknown("custom:shoe"),
            AttributeFault::immutable("name"),
            AttributeFault::required("nickname"),
        ];
        assert_eq!(refusal, ApiError::attributes_refused_at_update(&faults));
    }

    #[test]
    fn an_immutable_attribute_may_be_given_as_it_is() {
        let user = new_user(&[("name", "Ann")]).expect("allowed");
        let after = update(&user, &PoolOptions::default(), &[("name", "Ann")]).expect("allowed");
        assert_eq!(attributes(&after), [("name", "Ann")]);
    }

    #[test]
    fn a_new_address_is_verified_only_when_the_request_says_so() {
        let user = new_user(&[("email", "a@b.de"), ("email_verified", "true")]).expect("allowed");
        let options = PoolOptions::default();
        let plain = update(&user, &options, &[("email", "c@d.de")]).expect("allowed");
        assert_eq!(attributes(&plain), [("email", "c@d.de"), ("email_verified", "false")]);
        let verified =
            update(&user, &options, &[("email", "c@d.de"), ("email_verified", "True")]).expect("allowed");
        assert_eq!(attributes(&verified), [("email", "c@d.de"), ("email_verified", "true")]);
    }

    #[test]
    fn an_address_that_goes_takes_its_flag_along() {
        let user = new_user(&[("email", "a@b.de"), ("email_verified", "true")]).expect("allowed");
        let after = update(&user, &PoolOptions::default(), &[("email", "")]).expect("allowed");
        assert!(after.attributes.is_empty());
    }

    #[test]
    fn an_address_that_must_be_verified_first_waits() {
        let first = UserAttributeUpdateSettingsType {
            attributes_require_verification_before_update: Some(vec![VerifiedAttributeType::Email]),
        };
        let options = PoolOptions { user_attribute_update_settings: Some(first), ..PoolOptions::default() };
        let before = [("email", "a@b.de"), ("email_verified", "true")];
        let user = new_user(&before).expect("allowed");

        let waiting = update(&user, &options, &[("email", "c@d.de")]).expect("allowed");
        assert_eq!(attributes(&waiting), before);
        assert_eq!(waiting.pending[&VerifiedAttributeType::Email], "c@d.de");

        let verified = [("email", "e@f.de"), ("email_verified", "true")];
        let settled = update(&waiting, &options, &verified).expect("allowed");
        assert_eq!(attributes(&settled), verified);
        assert!(settled.pending.is_empty());
    }

    #[test]
    fn only_an_address_that_is_there_can_be_verified() {
        let refusal = ApiError::verified_without_value("phone_number");
        assert_eq!(new_user(&[("phone_number_verified", "true")]).err(), Some(refusal.clone()));
        let user = new_user(&[]).expect("allowed");
        let flag = [("phone_number_verified", "true")];
        assert_eq!(update(&user, &PoolOptions::default(), &flag).err(), Some(refusal));
    }

    #[test]
    fn attributes_of_the_service_itself_are_refused_before_all_else() {
        let refusal = Some(ApiError::non_mutable_attribute("sub"));
        assert_eq!(new_user(&[("custom:shoe", "9"), ("sub", "x")]).err(), refusal);
    }
}
