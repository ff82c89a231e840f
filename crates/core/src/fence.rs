//! A backend that changes nothing once the state it is remembered in belongs to somebody else.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use async_trait::async_trait;

use crate::attribute::{AttributeName, Attributes};
use crate::backend::{Backend, BackendError, CreateUser, ErrorKind, Invitation, Page, PageToken, UserFilter};
use crate::group::{Group, GroupName, GroupSettings};
use crate::import_job::ImportJob;
use crate::mfa::MfaChange;
use crate::pool::{Pool, PoolId};
use crate::rates::RateCategory;
use crate::state::{StateError, StateStore};
use crate::user::User;

/// A backend whose changing calls are made only while a state is held, which is looked at right before each of them.
/// Reading is free.
pub struct Fenced {
    inner: Arc<dyn Backend>,
    store: Arc<dyn StateStore>,
}

impl Fenced {
    /// Has `inner` change things only while `store` is held.
    #[must_use]
    pub fn new(inner: Arc<dyn Backend>, store: Arc<dyn StateStore>) -> Self {
        Self { inner, store }
    }

    async fn change<T>(
        &self,
        operation: &'static str,
        subject: &str,
        call: impl Future<Output = Result<T, BackendError>> + Send,
    ) -> Result<T, BackendError> {
        self.store.confirm().await.map_err(|lost| not_made(operation, subject, lost))?;
        call.await
    }
}

fn not_made(operation: &'static str, subject: &str, lost: StateError) -> BackendError {
    BackendError {
        operation,
        subject: subject.to_owned(),
        kind: ErrorKind::Fenced,
        code: None,
        message: format!("was not called: {lost}"),
        source: Some(lost.into()),
    }
}

#[async_trait]
impl Backend for Fenced {
    async fn pool(&self, pool: &PoolId) -> Result<Pool, BackendError> {
        self.inner.pool(pool).await
    }

    async fn described_pool(&self, pool: &PoolId) -> Result<serde_json::Value, BackendError> {
        self.inner.described_pool(pool).await
    }

    async fn quota(&self, pool: &PoolId, category: RateCategory) -> Result<Option<f64>, BackendError> {
        self.inner.quota(pool, category).await
    }

    async fn find_user(&self, pool: &PoolId, username: &str) -> Result<Option<User>, BackendError> {
        self.inner.find_user(pool, username).await
    }

    async fn list_users(
        &self,
        pool: &PoolId,
        filter: Option<&UserFilter>,
        page: Option<&PageToken>,
    ) -> Result<Page<User>, BackendError> {
        self.inner.list_users(pool, filter, page).await
    }

    async fn create_user(&self, pool: &PoolId, user: &CreateUser<'_>) -> Result<User, BackendError> {
        self.change("AdminCreateUser", user.username, self.inner.create_user(pool, user)).await
    }

    async fn resend_invitation(
        &self,
        pool: &PoolId,
        username: &str,
        invitation: &Invitation<'_>,
    ) -> Result<User, BackendError> {
        self.change("AdminCreateUser", username, self.inner.resend_invitation(pool, username, invitation))
            .await
    }

    async fn update_attributes(
        &self,
        pool: &PoolId,
        username: &str,
        attributes: &Attributes,
        client_metadata: &BTreeMap<String, String>,
    ) -> Result<(), BackendError> {
        let call = self.inner.update_attributes(pool, username, attributes, client_metadata);
        self.change("AdminUpdateUserAttributes", username, call).await
    }

    async fn delete_attributes(
        &self,
        pool: &PoolId,
        username: &str,
        names: &BTreeSet<AttributeName>,
    ) -> Result<(), BackendError> {
        self.change(
            "AdminDeleteUserAttributes",
            username,
            self.inner.delete_attributes(pool, username, names),
        )
        .await
    }

    async fn set_password(
        &self,
        pool: &PoolId,
        username: &str,
        password: &str,
        permanent: bool,
    ) -> Result<(), BackendError> {
        self.change(
            "AdminSetUserPassword",
            username,
            self.inner.set_password(pool, username, password, permanent),
        )
        .await
    }

    async fn enable_user(&self, pool: &PoolId, username: &str) -> Result<(), BackendError> {
        self.change("AdminEnableUser", username, self.inner.enable_user(pool, username)).await
    }

    async fn disable_user(&self, pool: &PoolId, username: &str) -> Result<(), BackendError> {
        self.change("AdminDisableUser", username, self.inner.disable_user(pool, username)).await
    }

    async fn set_mfa(&self, pool: &PoolId, username: &str, mfa: &MfaChange) -> Result<(), BackendError> {
        self.change("AdminSetUserMFAPreference", username, self.inner.set_mfa(pool, username, mfa)).await
    }

    async fn sign_out(&self, pool: &PoolId, username: &str) -> Result<(), BackendError> {
        self.change("AdminUserGlobalSignOut", username, self.inner.sign_out(pool, username)).await
    }

    async fn delete_user(&self, pool: &PoolId, username: &str) -> Result<(), BackendError> {
        self.change("AdminDeleteUser", username, self.inner.delete_user(pool, username)).await
    }

    async fn find_group(&self, pool: &PoolId, group: &GroupName) -> Result<Option<Group>, BackendError> {
        self.inner.find_group(pool, group).await
    }

    async fn list_groups(
        &self,
        pool: &PoolId,
        page: Option<&PageToken>,
    ) -> Result<Page<Group>, BackendError> {
        self.inner.list_groups(pool, page).await
    }

    async fn create_group(&self, pool: &PoolId, group: &Group) -> Result<(), BackendError> {
        self.change("CreateGroup", group.name.as_str(), self.inner.create_group(pool, group)).await
    }

    async fn update_group(
        &self,
        pool: &PoolId,
        group: &GroupName,
        settings: &GroupSettings,
    ) -> Result<(), BackendError> {
        self.change("UpdateGroup", group.as_str(), self.inner.update_group(pool, group, settings)).await
    }

    async fn delete_group(&self, pool: &PoolId, group: &GroupName) -> Result<(), BackendError> {
        self.change("DeleteGroup", group.as_str(), self.inner.delete_group(pool, group)).await
    }

    async fn groups_of(
        &self,
        pool: &PoolId,
        username: &str,
        page: Option<&PageToken>,
    ) -> Result<Page<GroupName>, BackendError> {
        self.inner.groups_of(pool, username, page).await
    }

    async fn users_in_group(
        &self,
        pool: &PoolId,
        group: &GroupName,
        page: Option<&PageToken>,
    ) -> Result<Page<User>, BackendError> {
        self.inner.users_in_group(pool, group, page).await
    }

    async fn add_to_group(
        &self,
        pool: &PoolId,
        username: &str,
        group: &GroupName,
    ) -> Result<(), BackendError> {
        self.change("AdminAddUserToGroup", username, self.inner.add_to_group(pool, username, group)).await
    }

    async fn remove_from_group(
        &self,
        pool: &PoolId,
        username: &str,
        group: &GroupName,
    ) -> Result<(), BackendError> {
        self.change("AdminRemoveUserFromGroup", username, self.inner.remove_from_group(pool, username, group))
            .await
    }

    async fn import_header(&self, pool: &PoolId) -> Result<Vec<String>, BackendError> {
        self.inner.import_header(pool).await
    }

    async fn create_import_job(
        &self,
        pool: &PoolId,
        name: &str,
        role: &str,
    ) -> Result<ImportJob, BackendError> {
        let call = self.inner.create_import_job(pool, name, role);
        self.change("CreateUserImportJob", pool.as_str(), call).await
    }

    async fn upload_import(&self, pool: &PoolId, job: &ImportJob, file: String) -> Result<(), BackendError> {
        self.inner.upload_import(pool, job, file).await
    }

    async fn start_import_job(&self, pool: &PoolId, id: &str) -> Result<(), BackendError> {
        self.change("StartUserImportJob", id, self.inner.start_import_job(pool, id)).await
    }

    async fn import_job(&self, pool: &PoolId, id: &str) -> Result<ImportJob, BackendError> {
        self.inner.import_job(pool, id).await
    }
}
