//! Threat protection of a pool: configurations by client, and what users did.

use std::ops::Bound;
use std::sync::Arc;

use poolhouse_emulator_model::shapes::RiskConfigurationType;

use super::pool::{Change, Pool};
use crate::domain::{AuthEvent, User, watches_risk};
use crate::error::ApiError;

impl Pool {
    /// The configuration of a client, or with an empty name that of the pool.
    pub(crate) fn risk_configuration(&self, client: &str) -> Option<&Arc<RiskConfigurationType>> {
        self.risk_configurations.get(client)
    }

    /// Sets a configuration, or with none goes back to the default.
    pub(crate) fn set_risk_configuration(
        &mut self,
        client: &str,
        configuration: Option<RiskConfigurationType>,
    ) {
        let client: Arc<str> = client.into();
        match configuration {
            Some(configuration) => {
                self.risk_configurations.insert(Arc::clone(&client), Arc::new(configuration))
            }
            None => self.risk_configurations.remove(&client),
        };
        self.changes.push(Change::RiskConfiguration(client));
    }

    /// Notes what a user did, if the pool watches at all. Of each user the last events are kept.
    pub(crate) fn log_auth_event(&mut self, user: &User, event: impl FnOnce() -> AuthEvent) {
        if !watches_risk(&self.settings.options) {
            return;
        }
        let user = self.user_key(&user.username);
        let last = self.auth_events_of(&user, None).next().map(|(place, _)| number(place));
        let next = last.map_or(0, |last| last + 1);
        self.put_auth_event(&place(&user, next), event());
        if let Some(old) = next.checked_sub(MOST_EVENTS) {
            self.remove_auth_event(&place(&user, old));
        }
    }

    /// The events of a user, the latest first, with their places; those older than a place.
    pub(crate) fn auth_events_of(
        &self,
        user_key: &str,
        before: Option<&str>,
    ) -> impl Iterator<Item = (&Arc<str>, &Arc<AuthEvent>)> + use<'_> {
        let end = before.map_or_else(|| format!("{user_key}\x01"), str::to_owned);
        let first = place(user_key, 0);
        let range = (Bound::Included(first.as_str()), Bound::Excluded(end.as_str()));
        self.auth_events.range::<_, str>(range).rev()
    }

    /// The event of a user that has an id, with its place.
    pub(crate) fn auth_event(&self, user: &User, id: &str) -> Result<(Arc<str>, &Arc<AuthEvent>), ApiError> {
        let user = self.user_key(&user.username);
        let mut events = self.auth_events_of(&user, None);
        let found = events.find(|(_, event)| event.id == id);
        found.map(|(place, event)| (Arc::clone(place), event)).ok_or_else(ApiError::auth_event_not_found)
    }

    /// Puts an event at its place, new or not.
    pub(crate) fn put_auth_event(&mut self, place: &str, event: AuthEvent) {
        let place: Arc<str> = place.into();
        self.auth_events.insert(Arc::clone(&place), Arc::new(event));
        self.changes.push(Change::AuthEvent(place));
    }

    /// Forgets what a user did who goes.
    pub(super) fn remove_auth_events_of(&mut self, user_key: &str) {
        let places: Vec<_> =
            self.auth_events_of(user_key, None).map(|(place, _)| Arc::clone(place)).collect();
        for place in places {
            self.remove_auth_event(&place);
        }
    }

    /// Forgets the configuration of a client that goes.
    pub(super) fn remove_risk_of(&mut self, client: &str) {
        if self.risk_configurations.contains_key(client) {
            self.set_risk_configuration(client, None);
        }
    }

    fn remove_auth_event(&mut self, place: &str) {
        if let Some((place, _)) = self.auth_events.remove_with_key(place) {
            self.changes.push(Change::AuthEvent(place));
        }
    }
}

/// Where an event stands: usernames hold no control characters, and twenty digits any number.
fn place(user_key: &str, number: u64) -> String {
    format!("{user_key}\0{number:020}")
}

fn number(place: &str) -> u64 {
    place.rsplit('\0').next().and_then(|number| number.parse().ok()).unwrap_or_default()
}

/// Events that are kept of a user. The service keeps them for two years (unsure); a bound keeps
/// test runs small.
const MOST_EVENTS: u64 = 500;

#[cfg(test)]
mod tests {
    use poolhouse_emulator_model::Timestamp;
    use poolhouse_emulator_model::shapes::{CreateUserPoolRequest, EventResponseType, EventType};

    use super::*;
    use crate::domain::{NewPool, PoolSettings};

    fn watching_pool() -> Pool {
        let now = Timestamp::from_millis(0);
        let new = NewPool { id: "us-east-1_people".into(), account: "123456789012", now };
        let add_ons = serde_json::from_str(r#"{"AdvancedSecurityMode": "AUDIT"}"#).expect("add-ons");
        let tier = Some(poolhouse_emulator_model::shapes::UserPoolTierType::Plus);
        let request = CreateUserPoolRequest {
            pool_name: "people".into(),
            user_pool_tier: tier,
            user_pool_add_ons: Some(add_ons),
            ..Default::default()
        };
        Pool::new(0, PoolSettings::create(new, request).expect("a pool"))
    }

    fn log(pool: &mut Pool, user: &User, number: u64) {
        let now = Timestamp::from_millis(0);
        let event =
            AuthEvent::new(number.to_string(), "".into(), EventType::SignIn, EventResponseType::Pass, now);
        pool.log_auth_event(user, || event);
    }

    #[test]
    fn the_last_events_of_each_user_are_kept() {
        let mut pool = watching_pool();
        let [ann, anna] = ["ann", "anna"]
            .map(|name| User::new(name.to_owned(), format!("sub-{name}"), Timestamp::from_millis(0)));
        log(&mut pool, &anna, 0);
        for number in 0..MOST_EVENTS + 3 {
            log(&mut pool, &ann, number);
        }
        let kept: Vec<_> = pool.auth_events_of("ann", None).map(|(_, event)| event.id.clone()).collect();
        let expected: Vec<_> = (3..MOST_EVENTS + 3).rev().map(|number| number.to_string()).collect();
        assert_eq!(kept, expected);
        assert_eq!(pool.auth_events_of("anna", None).count(), 1);
    }
}
