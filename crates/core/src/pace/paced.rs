//! A backend that asks the limiter before each call.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use async_trait::async_trait;

use crate::attribute::{AttributeName, Attributes};
use crate::backend::{Backend, BackendError, CreateUser, Invitation, Page, PageToken, UserFilter};
use crate::group::{Group, GroupName, GroupSettings};
use crate::import_job::ImportJob;
use crate::mfa::MfaChange;
use crate::pace::Pace;
use crate::pool::{Pool, PoolId};
use crate::rates::RateCategory;
use crate::user::User;

/// A backend whose calls keep to a [`Pace`].
pub struct Paced {
    inner: Arc<dyn Backend>,
    pace: Arc<Pace>,
}

impl Paced {
    /// Has `inner` keep to `pace`.
    #[must_use]
    pub fn new(inner: Arc<dyn Backend>, pace: Arc<Pace>) -> Self {
        Self { inner, pace }
    }

    async fn call<T>(
        &self,
        operation: &'static str,
        pool: &PoolId,
        call: impl Future<Output = Result<T, BackendError>> + Send,
    ) -> Result<T, BackendError> {
        self.pace.keep(operation, pool, None, call).await
    }

    /// A call that reads or changes one user who is there.
    async fn call_of<T>(
        &self,
        operation: &'static str,
        pool: &PoolId,
        username: &str,
        call: impl Future<Output = Result<T, BackendError>> + Send,
    ) -> Result<T, BackendError> {
        self.pace.keep(operation, pool, Some(username), call).await
    }
}

#[async_trait]
impl Backend for Paced {
    async fn pool(&self, pool: &PoolId) -> Result<Pool, BackendError> {
        self.call("DescribeUserPool", pool, self.inner.pool(pool)).await
    }

    async fn described_pool(&self, pool: &PoolId) -> Result<serde_json::Value, BackendError> {
        self.call("DescribeUserPool", pool, self.inner.described_pool(pool)).await
    }

    async fn quota(&self, pool: &PoolId, category: RateCategory) -> Result<Option<f64>, BackendError> {
        self.call("GetProvisionedLimit", pool, self.inner.quota(pool, category)).await
    }

    async fn find_user(&self, pool: &PoolId, username: &str) -> Result<Option<User>, BackendError> {
        self.call_of("AdminGetUser", pool, username, self.inner.find_user(pool, username)).await
    }

    async fn list_users(
        &self,
        pool: &PoolId,
        filter: Option<&UserFilter>,
        page: Option<&PageToken>,
    ) -> Result<Page<User>, BackendError> {
        self.call("ListUsers", pool, self.inner.list_users(pool, filter, page)).await
    }

    async fn create_user(&self, pool: &PoolId, user: &CreateUser<'_>) -> Result<User, BackendError> {
        self.call("AdminCreateUser", pool, self.inner.create_user(pool, user)).await
    }

    async fn resend_invitation(
        &self,
        pool: &PoolId,
        username: &str,
        invitation: &Invitation<'_>,
    ) -> Result<User, BackendError> {
        self.call("AdminCreateUser", pool, self.inner.resend_invitation(pool, username, invitation)).await
    }

    async fn update_attributes(
        &self,
        pool: &PoolId,
        username: &str,
        attributes: &Attributes,
        client_metadata: &BTreeMap<String, String>,
    ) -> Result<(), BackendError> {
        let call = self.inner.update_attributes(pool, username, attributes, client_metadata);
        self.call_of("AdminUpdateUserAttributes", pool, username, call).await
    }

    async fn delete_attributes(
        &self,
        pool: &PoolId,
        username: &str,
        names: &BTreeSet<AttributeName>,
    ) -> Result<(), BackendError> {
        self.call_of(
            "AdminDeleteUserAttributes",
            pool,
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
        self.call_of(
            "AdminSetUserPassword",
            pool,
            username,
            self.inner.set_password(pool, username, password, permanent),
        )
        .await
    }

    async fn enable_user(&self, pool: &PoolId, username: &str) -> Result<(), BackendError> {
        self.call_of("AdminEnableUser", pool, username, self.inner.enable_user(pool, username)).await
    }

    async fn disable_user(&self, pool: &PoolId, username: &str) -> Result<(), BackendError> {
        self.call_of("AdminDisableUser", pool, username, self.inner.disable_user(pool, username)).await
    }

    async fn set_mfa(&self, pool: &PoolId, username: &str, mfa: &MfaChange) -> Result<(), BackendError> {
        self.call_of("AdminSetUserMFAPreference", pool, username, self.inner.set_mfa(pool, username, mfa))
            .await
    }

    async fn sign_out(&self, pool: &PoolId, username: &str) -> Result<(), BackendError> {
        self.call_of("AdminUserGlobalSignOut", pool, username, self.inner.sign_out(pool, username)).await
    }

    async fn delete_user(&self, pool: &PoolId, username: &str) -> Result<(), BackendError> {
        self.call_of("AdminDeleteUser", pool, username, self.inner.delete_user(pool, username)).await
    }

    async fn find_group(&self, pool: &PoolId, group: &GroupName) -> Result<Option<Group>, BackendError> {
        self.call("GetGroup", pool, self.inner.find_group(pool, group)).await
    }

    async fn list_groups(
        &self,
        pool: &PoolId,
        page: Option<&PageToken>,
    ) -> Result<Page<Group>, BackendError> {
        self.call("ListGroups", pool, self.inner.list_groups(pool, page)).await
    }

    async fn create_group(&self, pool: &PoolId, group: &Group) -> Result<(), BackendError> {
        self.call("CreateGroup", pool, self.inner.create_group(pool, group)).await
    }

    async fn update_group(
        &self,
        pool: &PoolId,
        group: &GroupName,
        settings: &GroupSettings,
    ) -> Result<(), BackendError> {
        self.call("UpdateGroup", pool, self.inner.update_group(pool, group, settings)).await
    }

    async fn delete_group(&self, pool: &PoolId, group: &GroupName) -> Result<(), BackendError> {
        self.call("DeleteGroup", pool, self.inner.delete_group(pool, group)).await
    }

    async fn groups_of(
        &self,
        pool: &PoolId,
        username: &str,
        page: Option<&PageToken>,
    ) -> Result<Page<GroupName>, BackendError> {
        self.call_of("AdminListGroupsForUser", pool, username, self.inner.groups_of(pool, username, page))
            .await
    }

    async fn users_in_group(
        &self,
        pool: &PoolId,
        group: &GroupName,
        page: Option<&PageToken>,
    ) -> Result<Page<User>, BackendError> {
        self.call("ListUsersInGroup", pool, self.inner.users_in_group(pool, group, page)).await
    }

    async fn add_to_group(
        &self,
        pool: &PoolId,
        username: &str,
        group: &GroupName,
    ) -> Result<(), BackendError> {
        self.call_of("AdminAddUserToGroup", pool, username, self.inner.add_to_group(pool, username, group))
            .await
    }

    async fn remove_from_group(
        &self,
        pool: &PoolId,
        username: &str,
        group: &GroupName,
    ) -> Result<(), BackendError> {
        self.call_of(
            "AdminRemoveUserFromGroup",
            pool,
            username,
            self.inner.remove_from_group(pool, username, group),
        )
        .await
    }

    async fn import_header(&self, pool: &PoolId) -> Result<Vec<String>, BackendError> {
        self.call("GetCSVHeader", pool, self.inner.import_header(pool)).await
    }

    async fn create_import_job(
        &self,
        pool: &PoolId,
        name: &str,
        role: &str,
    ) -> Result<ImportJob, BackendError> {
        self.call("CreateUserImportJob", pool, self.inner.create_import_job(pool, name, role)).await
    }

    async fn upload_import(&self, pool: &PoolId, job: &ImportJob, file: String) -> Result<(), BackendError> {
        self.inner.upload_import(pool, job, file).await
    }

    async fn start_import_job(&self, pool: &PoolId, id: &str) -> Result<(), BackendError> {
        self.call("StartUserImportJob", pool, self.inner.start_import_job(pool, id)).await
    }

    async fn import_job(&self, pool: &PoolId, id: &str) -> Result<ImportJob, BackendError> {
        self.call("DescribeUserImportJob", pool, self.inner.import_job(pool, id)).await
    }
}
