//! The port over the emulator: each method one call.

use std::collections::{BTreeMap, BTreeSet};

use async_trait::async_trait;
use poolhouse_core::attribute::{AttributeName, Attributes};
use poolhouse_core::backend::{
    Backend, BackendError, CreateUser, ErrorKind, Invitation, Page, PageToken, UserFilter,
};
use poolhouse_core::group::{Group, GroupName, GroupSettings};
use poolhouse_core::import_job::ImportJob;
use poolhouse_core::mfa::MfaChange;
use poolhouse_core::pool::{Pool, PoolId};
use poolhouse_core::rates::RateCategory;
use poolhouse_core::user::User;
use poolhouse_emulator::Emulator;
use poolhouse_emulator_model::{
    AdminAddUserToGroupRequest, AdminCreateUserRequest, AdminDeleteUserAttributesRequest,
    AdminDeleteUserRequest, AdminDisableUserRequest, AdminEnableUserRequest, AdminGetUserRequest,
    AdminListGroupsForUserRequest, AdminRemoveUserFromGroupRequest, AdminSetUserMFAPreferenceRequest,
    AdminSetUserPasswordRequest, AdminUpdateUserAttributesRequest, AdminUserGlobalSignOutRequest,
    CreateGroupRequest, CreateUserImportJobRequest, DeleteGroupRequest, DescribeUserImportJobRequest,
    DescribeUserPoolRequest, GetCSVHeaderRequest, GetGroupRequest, GetProvisionedLimitRequest, LimitClass,
    LimitDefinitionType, ListGroupsRequest, ListUsersInGroupRequest, ListUsersRequest, MessageActionType,
    Operation, OperationName, StartUserImportJobRequest, UpdateGroupRequest,
};

use crate::{convert, error};

/// As many items of a page as the API gives.
const PAGE: i32 = 60;

/// An emulator in this process. Cheap to make and to clone; all clones are one Cognito.
#[derive(Clone)]
pub struct LocalBackend {
    emulator: Emulator,
}

impl LocalBackend {
    /// A backend over `emulator`, which may be served on a socket at the same time.
    #[must_use]
    pub fn new(emulator: Emulator) -> Self {
        Self { emulator }
    }

    async fn call<O: Operation>(&self, subject: &str, request: O) -> Result<O::Output, BackendError> {
        let answer = self.emulator.call(request).await;
        answer.map_err(|refusal| error::refused(O::NAME.as_str(), subject, refusal))
    }

    async fn create(&self, request: AdminCreateUserRequest) -> Result<User, BackendError> {
        let username = request.username.clone();
        let answer = self.call(username.expose(), request).await?;
        let user = answer.user.and_then(convert::user);
        user.ok_or_else(|| {
            error::incomplete(OperationName::AdminCreateUser.as_str(), username.expose(), "user")
        })
    }
}

#[async_trait]
impl Backend for LocalBackend {
    async fn pool(&self, pool: &PoolId) -> Result<Pool, BackendError> {
        let request = DescribeUserPoolRequest { user_pool_id: pool.to_string() };
        let described = self.call(pool.as_str(), request).await?.user_pool;
        let missing = || error::incomplete(OperationName::DescribeUserPool.as_str(), pool.as_str(), "pool");
        described.map(|described| convert::pool(pool, described)).ok_or_else(missing)
    }

    async fn described_pool(&self, pool: &PoolId) -> Result<serde_json::Value, BackendError> {
        let request = DescribeUserPoolRequest { user_pool_id: pool.to_string() };
        let answer = self.call(pool.as_str(), request).await?;
        let missing = |_| error::incomplete(OperationName::DescribeUserPool.as_str(), pool.as_str(), "pool");
        serde_json::to_value(answer).map_err(missing)
    }

    async fn quota(&self, pool: &PoolId, category: RateCategory) -> Result<Option<f64>, BackendError> {
        let limit_definition = LimitDefinitionType {
            limit_class: LimitClass::ApiCategory,
            attributes: BTreeMap::from([("Category".to_owned(), category.name().to_owned())]),
        };
        let answer = self.call(pool.as_str(), GetProvisionedLimitRequest { limit_definition }).await?;
        Ok(Some(f64::from(answer.limit.provisioned_limit_value)))
    }

    async fn find_user(&self, pool: &PoolId, username: &str) -> Result<Option<User>, BackendError> {
        let request = AdminGetUserRequest { user_pool_id: pool.to_string(), username: username.into() };
        match self.call(username, request).await {
            Ok(user) => Ok(Some(convert::single_user(user))),
            Err(error) if error.kind == ErrorKind::UserNotFound => Ok(None),
            Err(error) => Err(error),
        }
    }

    async fn list_users(
        &self,
        pool: &PoolId,
        filter: Option<&UserFilter>,
        page: Option<&PageToken>,
    ) -> Result<Page<User>, BackendError> {
        let request = ListUsersRequest {
            user_pool_id: pool.to_string(),
            filter: filter.map(UserFilter::to_string),
            limit: Some(PAGE),
            pagination_token: convert::token(page),
            attributes_to_get: None,
        };
        let answer = self.call(pool.as_str(), request).await?;
        Ok(convert::page(answer.users, convert::user, answer.pagination_token))
    }

    async fn create_user(&self, pool: &PoolId, user: &CreateUser<'_>) -> Result<User, BackendError> {
        self.create(AdminCreateUserRequest {
            user_pool_id: pool.to_string(),
            username: user.username.into(),
            user_attributes: convert::some_pairs(user.attributes),
            validation_data: convert::some_pairs(user.validation_data),
            temporary_password: user.temporary_password.map(|password| password.0.into()),
            force_alias_creation: user.force_alias_creation.then_some(true),
            message_action: user.suppress_message.then_some(MessageActionType::Suppress),
            desired_delivery_mediums: convert::mediums(user.invitation.mediums),
            client_metadata: convert::metadata(user.invitation.client_metadata),
        })
        .await
    }

    async fn resend_invitation(
        &self,
        pool: &PoolId,
        username: &str,
        invitation: &Invitation<'_>,
    ) -> Result<User, BackendError> {
        self.create(AdminCreateUserRequest {
            user_pool_id: pool.to_string(),
            username: username.into(),
            message_action: Some(MessageActionType::Resend),
            desired_delivery_mediums: convert::mediums(invitation.mediums),
            client_metadata: convert::metadata(invitation.client_metadata),
            ..AdminCreateUserRequest::default()
        })
        .await
    }

    async fn update_attributes(
        &self,
        pool: &PoolId,
        username: &str,
        attributes: &Attributes,
        client_metadata: &BTreeMap<String, String>,
    ) -> Result<(), BackendError> {
        let request = AdminUpdateUserAttributesRequest {
            user_pool_id: pool.to_string(),
            username: username.into(),
            user_attributes: convert::pairs(attributes),
            client_metadata: convert::metadata(client_metadata),
        };
        self.call(username, request).await.map(drop)
    }

    async fn delete_attributes(
        &self,
        pool: &PoolId,
        username: &str,
        names: &BTreeSet<AttributeName>,
    ) -> Result<(), BackendError> {
        let request = AdminDeleteUserAttributesRequest {
            user_pool_id: pool.to_string(),
            username: username.into(),
            user_attribute_names: names.iter().map(AttributeName::to_string).collect(),
        };
        self.call(username, request).await.map(drop)
    }

    async fn set_password(
        &self,
        pool: &PoolId,
        username: &str,
        password: &str,
        permanent: bool,
    ) -> Result<(), BackendError> {
        let request = AdminSetUserPasswordRequest {
            user_pool_id: pool.to_string(),
            username: username.into(),
            password: password.into(),
            permanent: Some(permanent),
        };
        self.call(username, request).await.map(drop)
    }

    async fn enable_user(&self, pool: &PoolId, username: &str) -> Result<(), BackendError> {
        let request = AdminEnableUserRequest { user_pool_id: pool.to_string(), username: username.into() };
        self.call(username, request).await.map(drop)
    }

    async fn disable_user(&self, pool: &PoolId, username: &str) -> Result<(), BackendError> {
        let request = AdminDisableUserRequest { user_pool_id: pool.to_string(), username: username.into() };
        self.call(username, request).await.map(drop)
    }

    async fn set_mfa(&self, pool: &PoolId, username: &str, mfa: &MfaChange) -> Result<(), BackendError> {
        let request = AdminSetUserMFAPreferenceRequest {
            user_pool_id: pool.to_string(),
            username: username.into(),
            software_token_mfa_settings: convert::software_token(mfa),
            sms_mfa_settings: convert::sms(mfa),
            email_mfa_settings: convert::email(mfa),
            ..AdminSetUserMFAPreferenceRequest::default()
        };
        self.call(username, request).await.map(drop)
    }

    async fn sign_out(&self, pool: &PoolId, username: &str) -> Result<(), BackendError> {
        let request =
            AdminUserGlobalSignOutRequest { user_pool_id: pool.to_string(), username: username.into() };
        self.call(username, request).await.map(drop)
    }

    async fn delete_user(&self, pool: &PoolId, username: &str) -> Result<(), BackendError> {
        let request = AdminDeleteUserRequest { user_pool_id: pool.to_string(), username: username.into() };
        self.call(username, request).await.map(drop)
    }

    async fn find_group(&self, pool: &PoolId, group: &GroupName) -> Result<Option<Group>, BackendError> {
        let request = GetGroupRequest { user_pool_id: pool.to_string(), group_name: group.to_string() };
        match self.call(group.as_str(), request).await {
            Ok(answer) => Ok(answer.group.and_then(convert::group)),
            // A missing pool comes under the same code; the emulator's sentence tells them apart.
            Err(error) if error.kind == ErrorKind::NotFound && error.message == "Group not found." => {
                Ok(None)
            }
            Err(error) => Err(error),
        }
    }

    async fn list_groups(
        &self,
        pool: &PoolId,
        page: Option<&PageToken>,
    ) -> Result<Page<Group>, BackendError> {
        let request = ListGroupsRequest {
            user_pool_id: pool.to_string(),
            limit: Some(PAGE),
            next_token: convert::token(page),
        };
        let answer = self.call(pool.as_str(), request).await?;
        Ok(convert::page(answer.groups, convert::group, answer.next_token))
    }

    async fn create_group(&self, pool: &PoolId, group: &Group) -> Result<(), BackendError> {
        let request = CreateGroupRequest {
            user_pool_id: pool.to_string(),
            group_name: group.name.to_string(),
            description: group.settings.description.clone(),
            precedence: group.settings.precedence,
            role_arn: group.settings.role_arn.clone(),
        };
        self.call(group.name.as_str(), request).await.map(drop)
    }

    async fn update_group(
        &self,
        pool: &PoolId,
        group: &GroupName,
        settings: &GroupSettings,
    ) -> Result<(), BackendError> {
        let request = UpdateGroupRequest {
            user_pool_id: pool.to_string(),
            group_name: group.to_string(),
            description: settings.description.clone(),
            precedence: settings.precedence,
            role_arn: settings.role_arn.clone(),
        };
        self.call(group.as_str(), request).await.map(drop)
    }

    async fn delete_group(&self, pool: &PoolId, group: &GroupName) -> Result<(), BackendError> {
        let request = DeleteGroupRequest { user_pool_id: pool.to_string(), group_name: group.to_string() };
        self.call(group.as_str(), request).await.map(drop)
    }

    async fn groups_of(
        &self,
        pool: &PoolId,
        username: &str,
        page: Option<&PageToken>,
    ) -> Result<Page<GroupName>, BackendError> {
        let request = AdminListGroupsForUserRequest {
            user_pool_id: pool.to_string(),
            username: username.into(),
            limit: Some(PAGE),
            next_token: convert::token(page),
        };
        let answer = self.call(username, request).await?;
        Ok(convert::page(answer.groups, convert::group_name, answer.next_token))
    }

    async fn users_in_group(
        &self,
        pool: &PoolId,
        group: &GroupName,
        page: Option<&PageToken>,
    ) -> Result<Page<User>, BackendError> {
        let request = ListUsersInGroupRequest {
            user_pool_id: pool.to_string(),
            group_name: group.to_string(),
            limit: Some(PAGE),
            next_token: convert::token(page),
        };
        let answer = self.call(group.as_str(), request).await?;
        Ok(convert::page(answer.users, convert::user, answer.next_token))
    }

    async fn add_to_group(
        &self,
        pool: &PoolId,
        username: &str,
        group: &GroupName,
    ) -> Result<(), BackendError> {
        let request = AdminAddUserToGroupRequest {
            user_pool_id: pool.to_string(),
            username: username.into(),
            group_name: group.to_string(),
        };
        self.call(username, request).await.map(drop)
    }

    async fn remove_from_group(
        &self,
        pool: &PoolId,
        username: &str,
        group: &GroupName,
    ) -> Result<(), BackendError> {
        let request = AdminRemoveUserFromGroupRequest {
            user_pool_id: pool.to_string(),
            username: username.into(),
            group_name: group.to_string(),
        };
        self.call(username, request).await.map(drop)
    }

    async fn import_header(&self, pool: &PoolId) -> Result<Vec<String>, BackendError> {
        let answer = self.call(pool.as_str(), GetCSVHeaderRequest { user_pool_id: pool.to_string() }).await?;
        Ok(answer.csv_header.unwrap_or_default())
    }

    async fn create_import_job(
        &self,
        pool: &PoolId,
        name: &str,
        role: &str,
    ) -> Result<ImportJob, BackendError> {
        let request = CreateUserImportJobRequest {
            user_pool_id: pool.to_string(),
            job_name: name.to_owned(),
            cloud_watch_logs_role_arn: role.to_owned(),
            password_hashing_algorithm: None,
        };
        let job = self.call(pool.as_str(), request).await?.user_import_job;
        job.and_then(convert::import_job).ok_or_else(|| {
            error::incomplete(OperationName::CreateUserImportJob.as_str(), pool.as_str(), "job")
        })
    }

    async fn upload_import(&self, pool: &PoolId, job: &ImportJob, file: String) -> Result<(), BackendError> {
        let taken = self.emulator.upload_import(pool.as_str(), &job.id, &job.upload_url, file).await;
        taken.map_err(|refusal| error::refused("upload", &job.id, refusal))
    }

    async fn start_import_job(&self, pool: &PoolId, id: &str) -> Result<(), BackendError> {
        let request = StartUserImportJobRequest { user_pool_id: pool.to_string(), job_id: id.to_owned() };
        self.call(id, request).await.map(drop)
    }

    async fn import_job(&self, pool: &PoolId, id: &str) -> Result<ImportJob, BackendError> {
        let request = DescribeUserImportJobRequest { user_pool_id: pool.to_string(), job_id: id.to_owned() };
        let job = self.call(id, request).await?.user_import_job;
        let missing = || error::incomplete(OperationName::DescribeUserImportJob.as_str(), id, "job");
        job.and_then(convert::import_job).ok_or_else(missing)
    }
}
