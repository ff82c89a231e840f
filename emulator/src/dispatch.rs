//! From an operation's name to its answer. The register below is the one place that knows which
//! operations exist here.

use std::any::Any;
use std::future::Future;
use std::pin::Pin;

use poolhouse_emulator_model::{ErrorCode, Operation, OperationName, check};
use serde::Serialize;
use serde_json::Value;

use crate::authorize::{authorize, check_region};
use crate::context::Context;
use crate::error::ApiError;
use crate::fault::Effect;
use crate::operations::{
    auth, branding, clients, devices, domains, factors, groups, identity_providers, import_jobs, limits,
    logs, mfa, passkeys, pools, profile, replicas, resource_servers, risk, sign_up, tags, terms,
    user_sessions, users,
};

/// Whether the emulator answers this operation with more than NotImplementedException.
pub fn is_implemented(operation: OperationName) -> bool {
    handler(operation).is_some()
}

/// Calls an operation, unless that is to go wrong: authorises, counts the call against the quotas,
/// checks the input against the model, runs, and waits until what was changed is kept.
pub(crate) async fn answer(ctx: &Context, operation: OperationName, input: Value) -> Answer {
    let handler = handler(operation).ok_or_else(|| ApiError::not_implemented(operation))?;
    match ctx.fault(operation) {
        None => carry_out(ctx, operation, handler, input).await,
        Some(Effect::Refuse(error)) => Err(failed_as_listed(operation, error)),
        Some(Effect::Delay(time)) => {
            tokio::time::sleep(time).await;
            carry_out(ctx, operation, handler, input).await
        }
        Some(Effect::LoseAnswer) => {
            // Nobody is told of an error either.
            drop(carry_out(ctx, operation, handler, input).await);
            Err(ApiError::lost_answer())
        }
    }
}

async fn carry_out(ctx: &Context, operation: OperationName, handler: Handler, input: Value) -> Answer {
    authorize(operation, ctx.caller())?;
    ctx.count(operation, &input)?;
    let input = check(operation, input).map_err(ApiError::refused_by_check)?;
    check_region(ctx, operation, &input)?;
    let bears_token = input.get("AccessToken").is_some();
    let answer = handler(ctx, input).await;
    ctx.kept().await?;
    answer.map_err(|refusal| as_listed(operation, refusal, bears_token))
}

/// Some operations have no error for a user who is not there, or for the client of an access token. Who bears a token
/// is told then that it is revoked, and an administrator that something is not found (unsure, both).
fn as_listed(operation: OperationName, refusal: ApiError, bears_token: bool) -> ApiError {
    let refusal = failed_as_listed(operation, refusal);
    let gone = [ErrorCode::UserNotFoundException, ErrorCode::ResourceNotFoundException];
    let code = gone.into_iter().find(|code| code.as_str() == refusal.code());
    match code {
        Some(code) if operation.errors().contains(&code) => refusal,
        Some(_) if bears_token => ApiError::access_token_revoked(),
        Some(ErrorCode::UserNotFoundException) => ApiError::user_not_found_either(),
        _ => refusal,
    }
}

/// A few operations have another name for that the service failed.
fn failed_as_listed(operation: OperationName, refusal: ApiError) -> ApiError {
    let is_internal = refusal.code() == ErrorCode::InternalErrorException.as_str();
    let other = operation.errors().contains(&ErrorCode::InternalServerException);
    if is_internal && other { ApiError::internal_server() } else { refusal }
}

type Answer = Result<Reply, ApiError>;
type Handler = for<'a> fn(&'a Context, Value) -> Pin<Box<dyn Future<Output = Answer> + Send + 'a>>;

/// Makes the register: a `match` that the compiler holds against the list of all operations.
macro_rules! register {
    (
        built { $($operation:ident => $family:ident :: $function:ident,)* }
        to_come { $($missing:ident)* }
    ) => {
        /// The function that answers an operation, behind one signature for all.
        fn handler(operation: OperationName) -> Option<Handler> {
            let handler: Handler = match operation {
                $(OperationName::$operation => |ctx, input| Box::pin(run(ctx, input, $family::$function)),)*
                $(OperationName::$missing => return None,)*
            };
            Some(handler)
        }
    };
}

// Each operation stands here once: with its function, or among those to come.
register! {
    built {
        CreateManagedLoginBranding => branding::create_managed_login_branding,
        DeleteManagedLoginBranding => branding::delete_managed_login_branding,
        DescribeManagedLoginBranding => branding::describe_managed_login_branding,
        DescribeManagedLoginBrandingByClient => branding::describe_managed_login_branding_by_client,
        GetUICustomization => branding::get_ui_customization,
        SetUICustomization => branding::set_ui_customization,
        UpdateManagedLoginBranding => branding::update_managed_login_branding,

        GetProvisionedLimit => limits::get_provisioned_limit,
        UpdateProvisionedLimit => limits::update_provisioned_limit,

        GetLogDeliveryConfiguration => logs::get_log_delivery_configuration,
        SetLogDeliveryConfiguration => logs::set_log_delivery_configuration,

        GetUserPoolMfaConfig => mfa::get_user_pool_mfa_config,
        SetUserPoolMfaConfig => mfa::set_user_pool_mfa_config,

        AddCustomAttributes => pools::add_custom_attributes,
        CreateUserPool => pools::create_user_pool,
        DeleteUserPool => pools::delete_user_pool,
        DescribeUserPool => pools::describe_user_pool,
        GetSigningCertificate => pools::get_signing_certificate,
        GetUserPoolSessionConfiguration => pools::get_user_pool_session_configuration,
        ListUserPools => pools::list_user_pools,
        SetUserPoolSessionConfiguration => pools::set_user_pool_session_configuration,
        UpdateUserPool => pools::update_user_pool,

        AddUserPoolClientSecret => clients::add_user_pool_client_secret,
        CreateUserPoolClient => clients::create_user_pool_client,
        DeleteUserPoolClient => clients::delete_user_pool_client,
        DeleteUserPoolClientSecret => clients::delete_user_pool_client_secret,
        DescribeUserPoolClient => clients::describe_user_pool_client,
        GetUserPoolClientSessionConfiguration => clients::get_user_pool_client_session_configuration,
        ListUserPoolClientSecrets => clients::list_user_pool_client_secrets,
        ListUserPoolClients => clients::list_user_pool_clients,
        SetUserPoolClientSessionConfiguration => clients::set_user_pool_client_session_configuration,
        UpdateUserPoolClient => clients::update_user_pool_client,

        AdminAddUserToGroup => groups::admin_add_user_to_group,
        AdminListGroupsForUser => groups::admin_list_groups_for_user,
        AdminRemoveUserFromGroup => groups::admin_remove_user_from_group,
        CreateGroup => groups::create_group,
        DeleteGroup => groups::delete_group,
        GetGroup => groups::get_group,
        ListGroups => groups::list_groups,
        ListUsersInGroup => groups::list_users_in_group,
        UpdateGroup => groups::update_group,

        CreateUserPoolReplica => replicas::create_user_pool_replica,
        DeleteUserPoolReplica => replicas::delete_user_pool_replica,
        ListUserPoolReplicas => replicas::list_user_pool_replicas,
        UpdateUserPoolReplica => replicas::update_user_pool_replica,

        AdminListUserAuthEvents => risk::admin_list_user_auth_events,
        AdminUpdateAuthEventFeedback => risk::admin_update_auth_event_feedback,
        DescribeRiskConfiguration => risk::describe_risk_configuration,
        SetRiskConfiguration => risk::set_risk_configuration,
        UpdateAuthEventFeedback => risk::update_auth_event_feedback,

        ListTagsForResource => tags::list_tags_for_resource,
        TagResource => tags::tag_resource,
        UntagResource => tags::untag_resource,

        CreateTerms => terms::create_terms,
        DeleteTerms => terms::delete_terms,
        DescribeTerms => terms::describe_terms,
        DescribeTermsByClient => terms::describe_terms_by_client,
        ListTerms => terms::list_terms,
        UpdateTerms => terms::update_terms,

        AdminConfirmSignUp => users::admin_confirm_sign_up,
        AdminCreateUser => users::admin_create_user,
        AdminDeleteUser => users::admin_delete_user,
        AdminDeleteUserAttributes => users::admin_delete_user_attributes,
        AdminDisableUser => users::admin_disable_user,
        AdminEnableUser => users::admin_enable_user,
        AdminGetUser => users::admin_get_user,
        AdminResetUserPassword => users::admin_reset_user_password,
        AdminSetUserPassword => users::admin_set_user_password,
        AdminUpdateUserAttributes => users::admin_update_user_attributes,
        ListUsers => users::list_users,
        AdminUserGlobalSignOut => users::admin_user_global_sign_out,

        CreateUserPoolDomain => domains::create_user_pool_domain,
        DeleteUserPoolDomain => domains::delete_user_pool_domain,
        DescribeUserPoolDomain => domains::describe_user_pool_domain,
        UpdateUserPoolDomain => domains::update_user_pool_domain,

        AdminDisableProviderForUser => identity_providers::admin_disable_provider_for_user,
        AdminLinkProviderForUser => identity_providers::admin_link_provider_for_user,
        CreateIdentityProvider => identity_providers::create_identity_provider,
        DeleteIdentityProvider => identity_providers::delete_identity_provider,
        DescribeIdentityProvider => identity_providers::describe_identity_provider,
        GetIdentityProviderByIdentifier => identity_providers::get_identity_provider_by_identifier,
        ListIdentityProviders => identity_providers::list_identity_providers,
        UpdateIdentityProvider => identity_providers::update_identity_provider,

        CreateResourceServer => resource_servers::create_resource_server,
        DeleteResourceServer => resource_servers::delete_resource_server,
        DescribeResourceServer => resource_servers::describe_resource_server,
        ListResourceServers => resource_servers::list_resource_servers,
        UpdateResourceServer => resource_servers::update_resource_server,

        ChangePassword => profile::change_password,
        DeleteUser => profile::delete_user,
        DeleteUserAttributes => profile::delete_user_attributes,
        GetUser => profile::get_user,
        GetUserAttributeVerificationCode => profile::get_user_attribute_verification_code,
        UpdateUserAttributes => profile::update_user_attributes,
        VerifyUserAttribute => profile::verify_user_attribute,

        ConfirmForgotPassword => sign_up::confirm_forgot_password,
        ConfirmSignUp => sign_up::confirm_sign_up,
        ForgotPassword => sign_up::forgot_password,
        ResendConfirmationCode => sign_up::resend_confirmation_code,
        SignUp => sign_up::sign_up,

        InitiateAuth => auth::initiate_auth,
        AdminInitiateAuth => auth::admin_initiate_auth,
        RespondToAuthChallenge => auth::respond_to_auth_challenge,
        AdminRespondToAuthChallenge => auth::admin_respond_to_auth_challenge,
        GetTokensFromRefreshToken => auth::get_tokens_from_refresh_token,
        GlobalSignOut => auth::global_sign_out,
        RevokeToken => auth::revoke_token,
        GetClientToken => auth::get_client_token,
        GetDerivedToken => auth::get_derived_token,

        CreateUserImportJob => import_jobs::create_user_import_job,
        DescribeUserImportJob => import_jobs::describe_user_import_job,
        GetCSVHeader => import_jobs::get_csv_header,
        ListUserImportJobs => import_jobs::list_user_import_jobs,
        StartUserImportJob => import_jobs::start_user_import_job,
        StopUserImportJob => import_jobs::stop_user_import_job,

        AdminDeleteSoftwareToken => factors::admin_delete_software_token,
        AdminGetUserAuthFactors => factors::admin_get_user_auth_factors,
        AdminSetUserMFAPreference => factors::admin_set_user_mfa_preference,
        AdminSetUserSettings => factors::admin_set_user_settings,
        AssociateSoftwareToken => factors::associate_software_token,
        GetUserAuthFactors => factors::get_user_auth_factors,
        SetUserMFAPreference => factors::set_user_mfa_preference,
        SetUserSettings => factors::set_user_settings,
        VerifySoftwareToken => factors::verify_software_token,

        AdminForgetDevice => devices::admin_forget_device,
        AdminGetDevice => devices::admin_get_device,
        AdminListDevices => devices::admin_list_devices,
        AdminUpdateDeviceStatus => devices::admin_update_device_status,
        ConfirmDevice => devices::confirm_device,
        ForgetDevice => devices::forget_device,
        GetDevice => devices::get_device,
        ListDevices => devices::list_devices,
        UpdateDeviceStatus => devices::update_device_status,

        CompleteWebAuthnRegistration => passkeys::complete_web_authn_registration,
        DeleteWebAuthnCredential => passkeys::delete_web_authn_credential,
        ListWebAuthnCredentials => passkeys::list_web_authn_credentials,
        StartWebAuthnRegistration => passkeys::start_web_authn_registration,

        AdminListUserSessions => user_sessions::admin_list_user_sessions,
        AdminRevokeUserSession => user_sessions::admin_revoke_user_session,
        ListUserSessions => user_sessions::list_user_sessions,
        RevokeUserSession => user_sessions::revoke_user_session,
    }

    to_come {}
}

/// What all operations have in common. The future is boxed by the register, for 141 of them in one
/// `match` would make a future as large as the largest.
async fn run<'a, I, F, R>(ctx: &'a Context, input: Value, operation: F) -> Answer
where
    I: Operation,
    F: FnOnce(&'a Context, I) -> R,
    R: Future<Output = Result<I::Output, ApiError>>,
{
    // The check has passed, so a request that cannot be read is a fault of the model's tables.
    let input = serde_json::from_value(input).map_err(|_| ApiError::internal())?;
    let output = operation(ctx, input).await?;
    Ok(Reply { output: Box::new(output), has_body: I::NAME.has_output() })
}

/// What an operation answered: as it is for callers in this process, as JSON for all others.
pub(crate) struct Reply {
    output: Box<dyn Output>,
    has_body: bool,
}

impl Reply {
    /// The answer itself.
    pub(crate) fn typed<T: 'static>(self) -> Result<T, ApiError> {
        self.output.into_any().downcast().map(|output| *output).map_err(|_| ApiError::internal())
    }

    /// Its JSON; none where the API answers with an empty body.
    pub(crate) fn json(&self) -> Result<Option<Value>, ApiError> {
        self.has_body.then(|| self.output.json()).transpose().map_err(|_| ApiError::internal())
    }

    /// Its JSON as it goes on the wire; none where the API answers with an empty body.
    pub(crate) fn bytes(&self) -> Result<Option<Vec<u8>>, ApiError> {
        self.has_body.then(|| self.output.bytes()).transpose().map_err(|_| ApiError::internal())
    }
}

/// An answer of any operation.
trait Output: Send {
    fn json(&self) -> serde_json::Result<Value>;
    fn bytes(&self) -> serde_json::Result<Vec<u8>>;
    fn into_any(self: Box<Self>) -> Box<dyn Any>;
}

impl<T: Serialize + Send + 'static> Output for T {
    fn json(&self) -> serde_json::Result<Value> {
        serde_json::to_value(self)
    }

    fn bytes(&self) -> serde_json::Result<Vec<u8>> {
        serde_json::to_vec(self)
    }

    fn into_any(self: Box<Self>) -> Box<dyn Any> {
        self
    }
}
