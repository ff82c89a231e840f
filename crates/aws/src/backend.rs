//! The port over the SDK: each method one call.

use std::collections::{BTreeMap, BTreeSet};

use async_trait::async_trait;
use aws_sdk_cognitoidentityprovider::Client;
use aws_sdk_cognitoidentityprovider::types::{LimitClass, LimitDefinitionType, MessageActionType};
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

use crate::answer::KeptBody;
use crate::clients::{AwsOptions, Clients};
use crate::convert;
use crate::error::Call;
use crate::upload;

/// As many items of a page as the API gives.
const PAGE: i32 = 60;

/// Amazon Cognito through the AWS SDK, or a server that speaks its protocol.
///
/// Credentials come from the SDK's default chain: environment, profile files (SSO and assumed roles included), web
/// identity, container, machine. A call goes to the region that its pool's id begins with, so one backend serves
/// pools of many regions. Nothing is retried here.
pub struct AwsBackend {
    clients: Clients,
}

impl AwsBackend {
    /// Reads configuration; contacts nobody yet.
    ///
    /// With an `endpoint` on this machine (`localhost`, `*.localhost` or a loopback address) and no credentials in
    /// environment or profile, requests are signed with invented ones, which local servers accept. They are never
    /// sent anywhere else: an endpoint elsewhere needs credentials like AWS itself.
    ///
    /// # Errors
    /// When `endpoint` is no `http` or `https` URL.
    pub async fn connect(options: AwsOptions) -> Result<Self, BackendError> {
        let call = Call { operation: "connect", subject: "endpoint" };
        let clients =
            Clients::load(&options).await.map_err(|reason| call.error(ErrorKind::Invalid, reason))?;
        Ok(Self { clients })
    }

    /// The address that calls go to when they do not go to AWS: the option, or what the environment or the profile
    /// says (`AWS_ENDPOINT_URL`).
    #[must_use]
    pub fn endpoint(&self) -> Option<&str> {
        self.clients.endpoint()
    }

    /// Whether calls go to this machine: an endpoint at `localhost` or a loopback address.
    #[must_use]
    pub fn is_on_this_machine(&self) -> bool {
        self.clients.endpoint().is_some_and(crate::endpoint::is_on_this_machine)
    }

    /// The twelve digits of the account that the credentials belong to, as the token service of AWS says
    /// (`GetCallerIdentity`). Of no use with an endpoint of one's own.
    ///
    /// # Errors
    /// When there are no credentials, when AWS refuses them, or when it cannot be reached.
    pub async fn account_id(&self) -> Result<String, BackendError> {
        let call = Call { operation: "GetCallerIdentity", subject: "credentials" };
        let identity = self.clients.token_service().await.get_caller_identity().send().await;
        let identity = identity.map_err(|error| call.failed(error))?;
        identity.account().map(str::to_owned).ok_or_else(|| call.incomplete("account"))
    }

    /// The region where a pool's id does not tell: the option, or what the environment, the profile or the machine says.
    pub async fn region(&self) -> Option<String> {
        self.clients.default_region().await.map(|region| region.to_string())
    }

    /// The client of a call that names no pool; none when nothing tells a region.
    pub(crate) async fn default_client(&self) -> Option<Client> {
        self.clients.of_no_pool().await
    }

    pub(crate) async fn client(&self, call: Call<'_>, pool: &PoolId) -> Result<Client, BackendError> {
        self.clients.of(pool).await.ok_or_else(|| call.without_region(pool))
    }

    /// Whether `error` says that the group is missing, and not its pool. Both come under one code; the service's
    /// sentence tells them apart, and where a server words it differently, the pool is asked for.
    async fn lacks_only_the_group(&self, pool: &PoolId, error: &BackendError) -> bool {
        error.kind == ErrorKind::NotFound
            && (error.message == "Group not found." || self.pool(pool).await.is_ok())
    }
}

#[async_trait]
impl Backend for AwsBackend {
    async fn pool(&self, pool: &PoolId) -> Result<Pool, BackendError> {
        let call = Call { operation: "DescribeUserPool", subject: pool.as_str() };
        let request = self.client(call, pool).await?.describe_user_pool().user_pool_id(pool.as_str());
        let answer = request.send().await.map_err(|error| call.failed(error))?;
        let described = answer.user_pool().ok_or_else(|| call.incomplete("pool"))?;
        Ok(convert::pool(pool, described))
    }

    async fn described_pool(&self, pool: &PoolId) -> Result<serde_json::Value, BackendError> {
        let call = Call { operation: "DescribeUserPool", subject: pool.as_str() };
        let request = self.client(call, pool).await?.describe_user_pool().user_pool_id(pool.as_str());
        let body = KeptBody::default();
        request.customize().interceptor(body.clone()).send().await.map_err(|error| call.failed(error))?;
        serde_json::from_slice(&body.take()).map_err(|_| call.incomplete("pool"))
    }

    async fn quota(&self, pool: &PoolId, category: RateCategory) -> Result<Option<f64>, BackendError> {
        let call = Call { operation: "GetProvisionedLimit", subject: category.name() };
        let definition = LimitDefinitionType::builder()
            .limit_class(LimitClass::ApiCategory)
            .attributes("Category", category.name())
            .build()
            .map_err(|_| call.incomplete("definition"))?;
        let request = self.client(call, pool).await?.get_provisioned_limit().limit_definition(definition);
        let answer = request.send().await.map_err(|error| call.failed(error))?;
        Ok(answer.limit().map(|limit| f64::from(limit.provisioned_limit_value())))
    }

    async fn find_user(&self, pool: &PoolId, username: &str) -> Result<Option<User>, BackendError> {
        let call = Call { operation: "AdminGetUser", subject: username };
        let request = self.client(call, pool).await?.admin_get_user();
        match request.user_pool_id(pool.as_str()).username(username).send().await {
            Ok(answer) => Ok(Some(convert::single_user(&answer))),
            Err(error) => match call.failed(error) {
                error if error.kind == ErrorKind::UserNotFound => Ok(None),
                error => Err(error),
            },
        }
    }

    async fn list_users(
        &self,
        pool: &PoolId,
        filter: Option<&UserFilter>,
        page: Option<&PageToken>,
    ) -> Result<Page<User>, BackendError> {
        let call = Call { operation: "ListUsers", subject: pool.as_str() };
        let request = self.client(call, pool).await?.list_users().user_pool_id(pool.as_str()).limit(PAGE);
        let request = request.set_filter(filter.map(UserFilter::to_string));
        let answer = request.set_pagination_token(convert::token(page)).send().await;
        let answer = answer.map_err(|error| call.failed(error))?;
        Ok(convert::page(answer.users().iter().filter_map(convert::user), answer.pagination_token()))
    }

    async fn create_user(&self, pool: &PoolId, user: &CreateUser<'_>) -> Result<User, BackendError> {
        let call = Call { operation: "AdminCreateUser", subject: user.username };
        let request = self.client(call, pool).await?.admin_create_user();
        let answer = request
            .user_pool_id(pool.as_str())
            .username(user.username)
            .set_user_attributes(convert::some_pairs(user.attributes))
            .set_validation_data(convert::some_pairs(user.validation_data))
            .set_temporary_password(user.temporary_password.map(|password| password.0.to_owned()))
            .set_force_alias_creation(user.force_alias_creation.then_some(true))
            .set_message_action(user.suppress_message.then_some(MessageActionType::Suppress))
            .set_desired_delivery_mediums(convert::mediums(user.invitation.mediums))
            .set_client_metadata(convert::metadata(user.invitation.client_metadata))
            .send()
            .await
            .map_err(|error| call.failed(error))?;
        answer.user().and_then(convert::user).ok_or_else(|| call.incomplete("user"))
    }

    async fn resend_invitation(
        &self,
        pool: &PoolId,
        username: &str,
        invitation: &Invitation<'_>,
    ) -> Result<User, BackendError> {
        let call = Call { operation: "AdminCreateUser", subject: username };
        let request = self.client(call, pool).await?.admin_create_user();
        let answer = request
            .user_pool_id(pool.as_str())
            .username(username)
            .message_action(MessageActionType::Resend)
            .set_desired_delivery_mediums(convert::mediums(invitation.mediums))
            .set_client_metadata(convert::metadata(invitation.client_metadata))
            .send()
            .await
            .map_err(|error| call.failed(error))?;
        answer.user().and_then(convert::user).ok_or_else(|| call.incomplete("user"))
    }

    async fn update_attributes(
        &self,
        pool: &PoolId,
        username: &str,
        attributes: &Attributes,
        client_metadata: &BTreeMap<String, String>,
    ) -> Result<(), BackendError> {
        let call = Call { operation: "AdminUpdateUserAttributes", subject: username };
        let request = self.client(call, pool).await?.admin_update_user_attributes();
        let request = request.user_pool_id(pool.as_str()).username(username);
        let request = request.set_user_attributes(Some(convert::pairs(attributes)));
        let answer = request.set_client_metadata(convert::metadata(client_metadata)).send().await;
        answer.map(drop).map_err(|error| call.failed(error))
    }

    async fn delete_attributes(
        &self,
        pool: &PoolId,
        username: &str,
        names: &BTreeSet<AttributeName>,
    ) -> Result<(), BackendError> {
        let call = Call { operation: "AdminDeleteUserAttributes", subject: username };
        let request = self.client(call, pool).await?.admin_delete_user_attributes();
        let names = names.iter().map(|name| name.as_str().to_owned()).collect();
        let request =
            request.user_pool_id(pool.as_str()).username(username).set_user_attribute_names(Some(names));
        request.send().await.map(drop).map_err(|error| call.failed(error))
    }

    async fn set_password(
        &self,
        pool: &PoolId,
        username: &str,
        password: &str,
        permanent: bool,
    ) -> Result<(), BackendError> {
        let call = Call { operation: "AdminSetUserPassword", subject: username };
        let request = self.client(call, pool).await?.admin_set_user_password();
        let request = request.user_pool_id(pool.as_str()).username(username).password(password);
        request.permanent(permanent).send().await.map(drop).map_err(|error| call.failed(error))
    }

    async fn enable_user(&self, pool: &PoolId, username: &str) -> Result<(), BackendError> {
        let call = Call { operation: "AdminEnableUser", subject: username };
        let request = self.client(call, pool).await?.admin_enable_user();
        let answer = request.user_pool_id(pool.as_str()).username(username).send().await;
        answer.map(drop).map_err(|error| call.failed(error))
    }

    async fn disable_user(&self, pool: &PoolId, username: &str) -> Result<(), BackendError> {
        let call = Call { operation: "AdminDisableUser", subject: username };
        let request = self.client(call, pool).await?.admin_disable_user();
        let answer = request.user_pool_id(pool.as_str()).username(username).send().await;
        answer.map(drop).map_err(|error| call.failed(error))
    }

    async fn set_mfa(&self, pool: &PoolId, username: &str, mfa: &MfaChange) -> Result<(), BackendError> {
        let call = Call { operation: "AdminSetUserMFAPreference", subject: username };
        let request = self.client(call, pool).await?.admin_set_user_mfa_preference();
        let request = request
            .user_pool_id(pool.as_str())
            .username(username)
            .set_software_token_mfa_settings(convert::software_token(mfa))
            .set_sms_mfa_settings(convert::sms(mfa))
            .set_email_mfa_settings(convert::email(mfa));
        request.send().await.map(drop).map_err(|error| call.failed(error))
    }

    async fn sign_out(&self, pool: &PoolId, username: &str) -> Result<(), BackendError> {
        let call = Call { operation: "AdminUserGlobalSignOut", subject: username };
        let request = self.client(call, pool).await?.admin_user_global_sign_out();
        let answer = request.user_pool_id(pool.as_str()).username(username).send().await;
        answer.map(drop).map_err(|error| call.failed(error))
    }

    async fn delete_user(&self, pool: &PoolId, username: &str) -> Result<(), BackendError> {
        let call = Call { operation: "AdminDeleteUser", subject: username };
        let request = self.client(call, pool).await?.admin_delete_user();
        let answer = request.user_pool_id(pool.as_str()).username(username).send().await;
        answer.map(drop).map_err(|error| call.failed(error))
    }

    async fn find_group(&self, pool: &PoolId, group: &GroupName) -> Result<Option<Group>, BackendError> {
        let call = Call { operation: "GetGroup", subject: group.as_str() };
        let request = self.client(call, pool).await?.get_group();
        let answer = request.user_pool_id(pool.as_str()).group_name(group.as_str()).send().await;
        match answer.map_err(|error| call.failed(error)) {
            Ok(answer) => {
                answer.group().and_then(convert::group).map(Some).ok_or_else(|| call.incomplete("group"))
            }
            Err(error) if self.lacks_only_the_group(pool, &error).await => Ok(None),
            Err(error) => Err(error),
        }
    }

    async fn list_groups(
        &self,
        pool: &PoolId,
        page: Option<&PageToken>,
    ) -> Result<Page<Group>, BackendError> {
        let call = Call { operation: "ListGroups", subject: pool.as_str() };
        let request = self.client(call, pool).await?.list_groups().user_pool_id(pool.as_str()).limit(PAGE);
        let answer = request.set_next_token(convert::token(page)).send().await;
        let answer = answer.map_err(|error| call.failed(error))?;
        Ok(convert::page(answer.groups().iter().filter_map(convert::group), answer.next_token()))
    }

    async fn create_group(&self, pool: &PoolId, group: &Group) -> Result<(), BackendError> {
        let call = Call { operation: "CreateGroup", subject: group.name.as_str() };
        let request = self.client(call, pool).await?.create_group();
        let answer = request
            .user_pool_id(pool.as_str())
            .group_name(group.name.as_str())
            .set_description(group.settings.description.clone())
            .set_precedence(group.settings.precedence)
            .set_role_arn(group.settings.role_arn.clone())
            .send()
            .await;
        answer.map(drop).map_err(|error| call.failed(error))
    }

    async fn update_group(
        &self,
        pool: &PoolId,
        group: &GroupName,
        settings: &GroupSettings,
    ) -> Result<(), BackendError> {
        let call = Call { operation: "UpdateGroup", subject: group.as_str() };
        let request = self.client(call, pool).await?.update_group();
        let answer = request
            .user_pool_id(pool.as_str())
            .group_name(group.as_str())
            .set_description(settings.description.clone())
            .set_precedence(settings.precedence)
            .set_role_arn(settings.role_arn.clone())
            .send()
            .await;
        answer.map(drop).map_err(|error| call.failed(error))
    }

    async fn delete_group(&self, pool: &PoolId, group: &GroupName) -> Result<(), BackendError> {
        let call = Call { operation: "DeleteGroup", subject: group.as_str() };
        let request = self.client(call, pool).await?.delete_group();
        let answer = request.user_pool_id(pool.as_str()).group_name(group.as_str()).send().await;
        answer.map(drop).map_err(|error| call.failed(error))
    }

    async fn groups_of(
        &self,
        pool: &PoolId,
        username: &str,
        page: Option<&PageToken>,
    ) -> Result<Page<GroupName>, BackendError> {
        let call = Call { operation: "AdminListGroupsForUser", subject: username };
        let request = self.client(call, pool).await?.admin_list_groups_for_user();
        let request = request.user_pool_id(pool.as_str()).username(username).limit(PAGE);
        let answer = request.set_next_token(convert::token(page)).send().await;
        let answer = answer.map_err(|error| call.failed(error))?;
        Ok(convert::page(answer.groups().iter().filter_map(convert::group_name), answer.next_token()))
    }

    async fn users_in_group(
        &self,
        pool: &PoolId,
        group: &GroupName,
        page: Option<&PageToken>,
    ) -> Result<Page<User>, BackendError> {
        let call = Call { operation: "ListUsersInGroup", subject: group.as_str() };
        let request = self.client(call, pool).await?.list_users_in_group();
        let request = request.user_pool_id(pool.as_str()).group_name(group.as_str()).limit(PAGE);
        let answer = request.set_next_token(convert::token(page)).send().await;
        let answer = answer.map_err(|error| call.failed(error))?;
        Ok(convert::page(answer.users().iter().filter_map(convert::user), answer.next_token()))
    }

    async fn add_to_group(
        &self,
        pool: &PoolId,
        username: &str,
        group: &GroupName,
    ) -> Result<(), BackendError> {
        let call = Call { operation: "AdminAddUserToGroup", subject: username };
        let request = self.client(call, pool).await?.admin_add_user_to_group();
        let request = request.user_pool_id(pool.as_str()).username(username).group_name(group.as_str());
        request.send().await.map(drop).map_err(|error| call.failed(error))
    }

    async fn remove_from_group(
        &self,
        pool: &PoolId,
        username: &str,
        group: &GroupName,
    ) -> Result<(), BackendError> {
        let call = Call { operation: "AdminRemoveUserFromGroup", subject: username };
        let request = self.client(call, pool).await?.admin_remove_user_from_group();
        let request = request.user_pool_id(pool.as_str()).username(username).group_name(group.as_str());
        request.send().await.map(drop).map_err(|error| call.failed(error))
    }

    async fn import_header(&self, pool: &PoolId) -> Result<Vec<String>, BackendError> {
        let call = Call { operation: "GetCSVHeader", subject: pool.as_str() };
        let request = self.client(call, pool).await?.get_csv_header().user_pool_id(pool.as_str());
        let answer = request.send().await.map_err(|error| call.failed(error))?;
        Ok(answer.csv_header().to_vec())
    }

    async fn create_import_job(
        &self,
        pool: &PoolId,
        name: &str,
        role: &str,
    ) -> Result<ImportJob, BackendError> {
        let call = Call { operation: "CreateUserImportJob", subject: pool.as_str() };
        let request = self.client(call, pool).await?.create_user_import_job().user_pool_id(pool.as_str());
        let request = request.job_name(name).cloud_watch_logs_role_arn(role);
        let answer = request.send().await.map_err(|error| call.failed(error))?;
        answer.user_import_job().and_then(convert::import_job).ok_or_else(|| call.incomplete("job"))
    }

    async fn upload_import(&self, _: &PoolId, job: &ImportJob, file: String) -> Result<(), BackendError> {
        upload::put(Call { operation: "upload", subject: &job.id }, &job.upload_url, file).await
    }

    async fn start_import_job(&self, pool: &PoolId, id: &str) -> Result<(), BackendError> {
        let call = Call { operation: "StartUserImportJob", subject: id };
        let request = self.client(call, pool).await?.start_user_import_job();
        let request = request.user_pool_id(pool.as_str()).job_id(id);
        request.send().await.map(drop).map_err(|error| call.failed(error))
    }

    async fn import_job(&self, pool: &PoolId, id: &str) -> Result<ImportJob, BackendError> {
        let call = Call { operation: "DescribeUserImportJob", subject: id };
        let request = self.client(call, pool).await?.describe_user_import_job();
        let answer = request.user_pool_id(pool.as_str()).job_id(id).send().await;
        let answer = answer.map_err(|error| call.failed(error))?;
        answer.user_import_job().and_then(convert::import_job).ok_or_else(|| call.incomplete("job"))
    }
}

#[cfg(test)]
mod tests;
