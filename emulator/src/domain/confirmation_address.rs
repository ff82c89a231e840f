//! Where the code goes that confirms a new user, and who may become one.

use poolhouse_emulator_model::shapes::VerifiedAttributeType;

use super::address::verified_flag;
use super::pool_options::PoolOptions;
use super::user::User;

impl PoolOptions {
    /// Whether administrators alone make users.
    pub(crate) fn is_closed_to_sign_up(&self) -> bool {
        let config = self.admin_create_user_config.as_ref();
        config.and_then(|config| config.allow_admin_create_user_only) == Some(true)
    }

    /// The address that proves who signed up: one that the pool verifies by itself and the user
    /// has, the phone number before the e-mail address.
    pub(crate) fn confirmation_address(&self, user: &User) -> Option<(VerifiedAttributeType, String)> {
        let verified = self.auto_verified_attributes.as_deref().unwrap_or_default();
        let order = [VerifiedAttributeType::PhoneNumber, VerifiedAttributeType::Email];
        let wanted = order.into_iter().filter(|address| verified.contains(address));
        wanted.into_iter().find_map(|address| Some((address, user.attribute(address.as_str())?.to_owned())))
    }

    /// The kind of address that codes of new users go to most.
    pub(crate) fn usual_confirmation(&self) -> VerifiedAttributeType {
        let verified = self.auto_verified_attributes.as_deref().unwrap_or_default();
        verified.iter().copied().max().unwrap_or(VerifiedAttributeType::Email)
    }
}

impl User {
    /// The user has proved to read an address. It is verified, if it is still the user's, or takes
    /// its place now if it has waited for that.
    pub(crate) fn verify(&mut self, address: VerifiedAttributeType, value: &str) {
        if self.pending.get(&address).is_some_and(|pending| pending == value) {
            self.pending.remove(&address);
            self.attributes.insert(address.to_string(), value.to_owned());
        }
        if self.attribute(address.as_str()) == Some(value) {
            self.attributes.insert(verified_flag(address).to_owned(), "true".to_owned());
        }
    }
}

#[cfg(test)]
mod tests {
    use poolhouse_emulator_model::Timestamp;

    use super::*;

    use VerifiedAttributeType::{Email, PhoneNumber};

    fn user(email: &str) -> User {
        let mut user = User::new("ann".into(), "sub".into(), Timestamp::from_millis(0));
        user.attributes.insert("email".into(), email.into());
        user
    }

    #[test]
    fn the_phone_goes_before_the_mail() {
        let options =
            PoolOptions { auto_verified_attributes: Some(vec![Email, PhoneNumber]), ..Default::default() };
        let mut ann = user("a@b.de");
        assert_eq!(options.confirmation_address(&ann), Some((Email, "a@b.de".into())));
        ann.attributes.insert("phone_number".into(), "+1".into());
        assert_eq!(options.confirmation_address(&ann), Some((PhoneNumber, "+1".into())));
        assert_eq!(PoolOptions::default().confirmation_address(&ann), None);
    }

    #[test]
    fn what_is_proved_counts_for_the_address_it_was_proved_for() {
        let mut ann = user("new@b.de");
        ann.verify(Email, "old@b.de");
        assert!(!ann.has_verified("email_verified"));
        ann.pending.insert(Email, "next@b.de".into());
        ann.verify(Email, "next@b.de");
        assert_eq!(ann.attribute("email"), Some("next@b.de"));
        assert!(ann.has_verified("email_verified") && ann.pending.is_empty());
    }
}
