//! Which pool answers at which host.

use imbl::HashMap;

use super::pool::Pool;
use crate::domain::UserPoolDomain;
use crate::error::ApiError;

/// The ids of pools by the hosts of their domains.
#[derive(Clone, Default)]
pub(super) struct Hosts(HashMap<String, String>);

impl Hosts {
    /// The id of the pool that answers at a host.
    pub(super) fn pool(&self, host: &str) -> Option<&String> {
        self.0.get(host)
    }

    /// Has a host that is free lead to a pool.
    pub(super) fn claim(&mut self, domain: &UserPoolDomain, pool: &Pool) -> Result<(), ApiError> {
        let host = domain.host(pool.settings().region());
        match (self.0.contains_key(&host), domain.is_custom()) {
            (true, true) => Err(ApiError::custom_domain_exists()),
            (true, false) => Err(ApiError::domain_exists()),
            (false, true) if self.custom() >= MOST_CUSTOM_DOMAINS => {
                Err(ApiError::too_many_custom_domains(MOST_CUSTOM_DOMAINS))
            }
            (false, _) => {
                self.0.insert(host, pool.id().to_owned());
                Ok(())
            }
        }
    }

    /// Gives a host up.
    pub(super) fn release(&mut self, domain: &UserPoolDomain, pool: &Pool) {
        self.0.remove(&domain.host(pool.settings().region()));
    }

    /// Has the hosts of a pool's domains lead to it, as they did when it was kept.
    pub(super) fn restore(&mut self, pool: &Pool) {
        for domain in pool.domains() {
            self.0.insert(domain.host(pool.settings().region()), pool.id().to_owned());
        }
    }

    /// Gives the hosts of a pool's domains up.
    pub(super) fn forget(&mut self, pool: &Pool) {
        for domain in pool.domains() {
            self.release(domain, pool);
        }
    }

    fn custom(&self) -> usize {
        self.0.keys().filter(|host| !host.ends_with(".amazoncognito.com")).count()
    }
}

/// Custom domains that an account may have.
const MOST_CUSTOM_DOMAINS: usize = 4;
