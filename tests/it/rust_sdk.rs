//! The AWS SDK for Rust as it is shipped, at work on a served emulator.

use std::time::Duration;

use aws_sdk_cognitoidentityprovider as cognito;
use cognito::Client;
use cognito::config::{BehaviorVersion, Credentials, Region};
use cognito::error::ProvideErrorMetadata;
use cognito::operation::RequestId;
use cognito::operation::initiate_auth::{InitiateAuthError, InitiateAuthOutput};
use cognito::operation::respond_to_auth_challenge::RespondToAuthChallengeOutput;
use cognito::types::{
    AttributeType, AuthFlowType, AuthenticationResultType, ChallengeNameType, ExplicitAuthFlowsType,
    SoftwareTokenMfaConfigType, SoftwareTokenMfaSettingsType, UserPoolMfaType, UserStatusType,
};
use poolhouse_emulator::Emulator;
use poolhouse_emulator::http::Server;

const PASSWORD: &str = "Secret-1";

/// A pool with an app, on an emulator of its own, through the SDK.
struct App {
    emulator: Emulator,
    /// Serves for as long as this lives.
    _server: Server,
    cognito: Client,
    pool: String,
    client: String,
}

impl App {
    async fn new() -> Self {
        let emulator = Emulator::new();
        let server = emulator.start().await.unwrap();
        let cognito = sdk(server.url(), Credentials::new("tests", "tests", None, None, "tests"));
        let pool = cognito.create_user_pool().pool_name("people").send().await.unwrap();
        let pool = pool.user_pool.unwrap().id.unwrap();
        let flows =
            [ExplicitAuthFlowsType::AllowUserPasswordAuth, ExplicitAuthFlowsType::AllowRefreshTokenAuth];
        let client = cognito
            .create_user_pool_client()
            .user_pool_id(&pool)
            .client_name("app")
            .set_explicit_auth_flows(Some(flows.into()));
        let client = client.send().await.unwrap().user_pool_client.unwrap().client_id.unwrap();
        Self { emulator, _server: server, cognito, pool, client }
    }

    /// A user with a temporary password.
    async fn invite(&self, name: &str) {
        let email = AttributeType::builder().name("email").value(format!("{name}@example.com"));
        let create = self.cognito.admin_create_user().user_pool_id(&self.pool).username(name);
        let create = create.user_attributes(email.build().unwrap()).temporary_password("Temporary-1");
        let user = create.send().await.unwrap().user.unwrap();
        assert_eq!(user.user_status, Some(UserStatusType::ForceChangePassword));
        assert!(user.user_create_date.unwrap().secs() > 1_700_000_000);
    }

    async fn sign_in(&self, name: &str, password: &str) -> Result<InitiateAuthOutput, InitiateAuthError> {
        let call = self.cognito.initiate_auth().client_id(&self.client);
        let call = call.auth_flow(AuthFlowType::UserPasswordAuth);
        let call = call.auth_parameters("USERNAME", name).auth_parameters("PASSWORD", password);
        call.send().await.map_err(cognito::error::SdkError::into_service_error)
    }

    async fn respond(
        &self,
        challenge: ChallengeNameType,
        session: Option<String>,
        answer: [(&str, &str); 2],
    ) -> RespondToAuthChallengeOutput {
        let call = self.cognito.respond_to_auth_challenge().client_id(&self.client);
        let call = call.challenge_name(challenge).set_session(session);
        let call = answer.iter().fold(call, |call, (name, value)| call.challenge_responses(*name, *value));
        call.send().await.unwrap()
    }

    /// The tokens of a user who was invited and has chosen a password.
    async fn accept(&self, name: &str) -> AuthenticationResultType {
        let challenge = self.sign_in(name, "Temporary-1").await.unwrap();
        assert_eq!(challenge.challenge_name, Some(ChallengeNameType::NewPasswordRequired));
        let answer = [("USERNAME", name), ("NEW_PASSWORD", PASSWORD)];
        let done = self.respond(ChallengeNameType::NewPasswordRequired, challenge.session, answer).await;
        done.authentication_result.unwrap()
    }
}

/// The SDK for a served emulator.
pub(crate) fn sdk(url: String, credentials: Credentials) -> Client {
    let config = cognito::Config::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::new("us-east-1"))
        .credentials_provider(credentials)
        .endpoint_url(url)
        .http_client(aws_smithy_http_client::Builder::new().build_http());
    Client::from_conf(config.build())
}

#[tokio::test]
async fn an_invited_user_signs_in_and_goes_on_with_the_tokens() {
    let app = App::new().await;
    app.invite("ann").await;
    let tokens = app.accept("ann").await;
    assert_eq!((tokens.token_type.as_deref(), tokens.expires_in), (Some("Bearer"), 3600));
    let access = tokens.access_token.unwrap();
    let user = app.cognito.get_user().access_token(&access).send().await.unwrap();
    assert_eq!(user.username, "ann");
    let refresh = app.cognito.initiate_auth().client_id(&app.client);
    let refresh = refresh.auth_flow(AuthFlowType::RefreshTokenAuth);
    let refresh = refresh.auth_parameters("REFRESH_TOKEN", tokens.refresh_token.unwrap()).send().await;
    assert!(refresh.unwrap().authentication_result.unwrap().refresh_token.is_none());
    app.cognito.global_sign_out().access_token(&access).send().await.unwrap();
    let refusal = app.cognito.get_user().access_token(&access).send().await.unwrap_err().into_service_error();
    assert!(refusal.is_not_authorized_exception());
    assert_eq!(refusal.message(), Some("Access Token has been revoked"));
}

#[tokio::test]
async fn an_authenticator_is_set_up_and_asked_for() {
    let app = App::new().await;
    let token = SoftwareTokenMfaConfigType::builder().enabled(true).build();
    let config = app.cognito.set_user_pool_mfa_config().user_pool_id(&app.pool);
    let config = config.mfa_configuration(UserPoolMfaType::Optional);
    config.software_token_mfa_configuration(token).send().await.unwrap();
    app.invite("ann").await;
    let access = app.accept("ann").await.access_token.unwrap();
    let associated = app.cognito.associate_software_token().access_token(&access).send().await.unwrap();
    let secret = totp_rs::Secret::try_from_base32(associated.secret_code.unwrap()).unwrap();
    let totp = totp_rs::Builder::new().with_secret(secret).build_noncompliant();
    let code = || totp.generate((app.emulator.now().millis() / 1000).try_into().unwrap()).to_string();
    app.cognito.verify_software_token().access_token(&access).user_code(code()).send().await.unwrap();
    let preferred = SoftwareTokenMfaSettingsType::builder().enabled(true).preferred_mfa(true).build();
    let preference = app.cognito.set_user_mfa_preference().access_token(&access);
    preference.software_token_mfa_settings(preferred).send().await.unwrap();

    let challenge = app.sign_in("ann", PASSWORD).await.unwrap();
    assert_eq!(challenge.challenge_name, Some(ChallengeNameType::SoftwareTokenMfa));
    app.emulator.clock().advance(Duration::from_secs(30)); // a code is good for once
    let answer = [("USERNAME", "ann"), ("SOFTWARE_TOKEN_MFA_CODE", &*code())];
    let done = app.respond(ChallengeNameType::SoftwareTokenMfa, challenge.session, answer).await;
    assert!(done.authentication_result.is_some());
}

#[tokio::test]
async fn refusals_have_the_types_of_the_model() {
    let app = App::new().await;
    app.invite("ann").await;
    let wrong = app.sign_in("ann", "Secret-2").await.unwrap_err();
    assert!(wrong.is_not_authorized_exception());
    assert_eq!(wrong.code(), Some("NotAuthorizedException"));
    assert_eq!(wrong.message(), Some("Incorrect username or password."));
    assert!(wrong.request_id().is_some_and(|id| id.len() == 36), "{wrong:?}");
    assert!(matches!(app.sign_in("bob", PASSWORD).await, Err(InitiateAuthError::UserNotFoundException(_))));

    let again = app.cognito.admin_create_user().user_pool_id(&app.pool).username("ann").send().await;
    assert!(again.unwrap_err().into_service_error().is_username_exists_exception());
    let missing = app.cognito.describe_user_pool().user_pool_id("us-east-1_missing").send().await;
    assert!(missing.unwrap_err().into_service_error().is_resource_not_found_exception());
    let sign_up = app.cognito.sign_up().client_id(&app.client).username("bob").password("short");
    assert!(sign_up.send().await.unwrap_err().into_service_error().is_invalid_password_exception());
    let violation = app.cognito.list_users().user_pool_id("no pool").send().await.unwrap_err();
    let violation = violation.into_service_error();
    assert!(violation.is_invalid_parameter_exception());
    assert!(violation.message().unwrap().starts_with("1 validation error detected: "), "{violation:?}");
}

#[tokio::test]
async fn paginators_come_to_an_end_with_everything() {
    let app = App::new().await;
    let names = ["ann", "bob", "cid", "dee", "eve"];
    for name in names {
        app.invite(name).await;
        app.cognito.create_group().user_pool_id(&app.pool).group_name(name).send().await.unwrap();
    }
    let users = app.cognito.list_users().user_pool_id(&app.pool).limit(2).into_paginator().items().send();
    let users = users.try_collect().await.unwrap();
    let mut found: Vec<&str> = users.iter().filter_map(|user| user.username()).collect();
    found.sort_unstable();
    assert_eq!(found, names);
    let groups =
        app.cognito.list_groups().user_pool_id(&app.pool).into_paginator().page_size(2).items().send();
    let groups = groups.try_collect().await.unwrap();
    let mut found: Vec<&str> = groups.iter().filter_map(|group| group.group_name()).collect();
    found.sort_unstable();
    assert_eq!(found, names);
}
