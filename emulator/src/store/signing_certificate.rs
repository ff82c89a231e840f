//! The certificate of a pool, made when it is first asked for.

use std::sync::Arc;

use super::pool::{Change, Pool};
use crate::domain::SigningCertificate;

impl Pool {
    /// The pool's certificate, if it has been asked for before.
    pub(crate) fn certificate(&self) -> Option<&Arc<SigningCertificate>> {
        self.certificate.as_ref()
    }

    /// Gives the pool its certificate, unless someone else was faster; the pool's either way.
    pub(crate) fn adopt_certificate(&mut self, certificate: SigningCertificate) -> Arc<SigningCertificate> {
        if self.certificate.is_none() {
            self.changes.push(Change::Certificate);
        }
        Arc::clone(self.certificate.get_or_insert_with(|| Arc::new(certificate)))
    }
}
