//! Terms documents: links that managed login shows to those who sign up with a client.

use std::collections::BTreeMap;

use poolhouse_emulator_model::Timestamp;
use poolhouse_emulator_model::shapes::{
    CreateTermsRequest, TermsDescriptionType, TermsEnforcementType, TermsSourceType, TermsType,
    UpdateTermsRequest,
};
use serde::{Deserialize, Serialize};

/// The terms of one name for one client.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Terms {
    /// A UUID of version 4.
    pub(crate) id: String,
    pub(crate) client: String,
    /// `terms-of-use` or `privacy-policy`.
    pub(crate) name: String,
    pub(crate) source: TermsSourceType,
    pub(crate) enforcement: TermsEnforcementType,
    /// URLs by language.
    pub(crate) links: BTreeMap<String, String>,
    pub(crate) created: Timestamp,
    pub(crate) modified: Timestamp,
}

impl Terms {
    /// The terms that CreateTerms describes. That a link for `cognito:default` may be missing, and
    /// that all links may, is unsure.
    pub(crate) fn new(id: String, input: CreateTermsRequest, now: Timestamp) -> Self {
        Self {
            id,
            client: input.client_id.into_exposed(),
            name: input.terms_name,
            source: input.terms_source,
            enforcement: input.enforcement,
            links: input.links.unwrap_or_default(),
            created: now,
            modified: now,
        }
    }

    /// The terms after UpdateTerms. What the request omits stays, and links are replaced together
    /// (both unsure).
    pub(crate) fn updated(&self, input: UpdateTermsRequest, now: Timestamp) -> Self {
        Self {
            name: input.terms_name.unwrap_or_else(|| self.name.clone()),
            source: input.terms_source.unwrap_or(self.source),
            enforcement: input.enforcement.unwrap_or(self.enforcement),
            links: input.links.unwrap_or_else(|| self.links.clone()),
            modified: now,
            ..self.clone()
        }
    }

    /// The terms as operations answer them.
    pub(crate) fn describe(&self, pool: &str) -> TermsType {
        TermsType {
            terms_id: self.id.clone(),
            user_pool_id: pool.to_owned(),
            client_id: self.client.as_str().into(),
            terms_name: self.name.clone(),
            terms_source: self.source,
            enforcement: self.enforcement,
            links: self.links.clone(),
            creation_date: self.created,
            last_modified_date: self.modified,
        }
    }

    /// The terms as an item of ListTerms.
    pub(crate) fn summarize(&self) -> TermsDescriptionType {
        TermsDescriptionType {
            terms_id: self.id.clone(),
            terms_name: self.name.clone(),
            enforcement: self.enforcement,
            creation_date: self.created,
            last_modified_date: self.modified,
        }
    }
}
