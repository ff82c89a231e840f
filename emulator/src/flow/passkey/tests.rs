//! Passkeys of a software authenticator, registered and used.

use serde_json::{Value, json};

use crate::emulator::Emulator;
use crate::testing::Authenticator;

const PARTY: &str = "example.com";
const PAGE: &str = "https://login.example.com";

/// A pool with passkeys, ann, and an app.
struct Scene {
    emulator: Emulator,
    pool: String,
    app: String,
}

impl Scene {
    async fn new(configuration: Value) -> Self {
        let emulator = Emulator::new();
        let policies = json!({"SignInPolicy": {"AllowedFirstAuthFactors": ["PASSWORD", "WEB_AUTHN"]}});
        let pool =
            call(&emulator, "CreateUserPool", json!({"PoolName": "people", "Policies": policies})).await;
        let pool = text(&pool["UserPool"]["Id"]);
        let mut scene = Self { emulator, pool, app: String::new() };
        scene.app = scene.new_app().await;
        scene.call("SetUserPoolMfaConfig", json!({"WebAuthnConfiguration": configuration})).await;
        scene.call("AdminCreateUser", json!({"Username": "ann", "MessageAction": "SUPPRESS"})).await;
        let password = json!({"Username": "ann", "Password": "Secret-1", "Permanent": true});
        scene.call("AdminSetUserPassword", password).await;
        scene
    }

    async fn new_app(&self) -> String {
        let flows = ["ALLOW_USER_AUTH", "ALLOW_USER_PASSWORD_AUTH"];
        let app = self.call("CreateUserPoolClient", json!({"ClientName": "app", "ExplicitAuthFlows": flows}));
        text(&app.await["UserPoolClient"]["ClientId"])
    }

    /// Calls an operation on the pool.
    async fn call(&self, name: &str, mut input: Value) -> Value {
        input["UserPoolId"] = self.pool.as_str().into();
        call(&self.emulator, name, input).await
    }

    async fn token(&self, app: &str) -> String {
        let parameters = json!({"USERNAME": "ann", "PASSWORD": "Secret-1"});
        let input = json!({"ClientId": app, "AuthFlow": "USER_PASSWORD_AUTH", "AuthParameters": parameters});
        let answer = call(&self.emulator, "InitiateAuth", input).await;
        text(&answer["AuthenticationResult"]["AccessToken"])
    }

    /// Begins a registration: the token and the options.
    async fn begin(&self) -> (String, Value) {
        let token = self.token(&self.app).await;
        let begun = call(&self.emulator, "StartWebAuthnRegistration", json!({"AccessToken": token})).await;
        (token, begun["CredentialCreationOptions"].clone())
    }

    async fn complete(&self, token: &str, credential: Value) -> Result<(), String> {
        let input = json!({"AccessToken": token, "Credential": credential});
        attempt(&self.emulator, "CompleteWebAuthnRegistration", input).await.map(drop)
    }

    async fn register(&self, authenticator: &Authenticator) -> String {
        let (token, options) = self.begin().await;
        self.complete(&token, authenticator.create(&options)).await.expect("registered");
        token
    }

    /// Begins to sign in: the session and the options.
    async fn ask(&self) -> Result<(String, Value), String> {
        let parameters = json!({"USERNAME": "ann", "PREFERRED_CHALLENGE": "WEB_AUTHN"});
        let input = json!({"ClientId": self.app, "AuthFlow": "USER_AUTH", "AuthParameters": parameters});
        let asked = attempt(&self.emulator, "InitiateAuth", input).await?;
        let options = asked["ChallengeParameters"]["CREDENTIAL_REQUEST_OPTIONS"].as_str();
        let options = options.ok_or_else(|| format!("asks for {}", asked["ChallengeName"]))?;
        Ok((text(&asked["Session"]), serde_json::from_str(options).expect("JSON")))
    }

    async fn prove(&self, session: &str, credential: &Value) -> Result<Value, String> {
        let responses = json!({"USERNAME": "ann", "CREDENTIAL": credential.to_string()});
        let input = json!({"ClientId": self.app, "ChallengeName": "WEB_AUTHN", "Session": session,
                           "ChallengeResponses": responses});
        attempt(&self.emulator, "RespondToAuthChallenge", input).await
    }
}

async fn attempt(emulator: &Emulator, name: &str, input: Value) -> Result<Value, String> {
    let answer = emulator.handle(name, input, &emulator.caller()).await;
    answer.map(Option::unwrap_or_default).map_err(|error| error.code().to_owned())
}

async fn call(emulator: &Emulator, name: &str, input: Value) -> Value {
    attempt(emulator, name, input).await.unwrap_or_else(|error| panic!("{name}: {error}"))
}

fn text(value: &Value) -> String {
    value.as_str().expect("a text").to_owned()
}

async fn scene() -> Scene {
    Scene::new(json!({"RelyingPartyId": PARTY})).await
}

fn phone() -> Authenticator {
    Authenticator::new(7, PARTY, PAGE)
}

#[tokio::test]
async fn a_passkey_is_registered_listed_and_signs_in() {
    let (scene, mut phone) = (scene().await, phone());
    let token = scene.register(&phone).await;
    let listed = call(&scene.emulator, "ListWebAuthnCredentials", json!({"AccessToken": token})).await;
    assert_eq!(listed["Credentials"][0]["CredentialId"], json!(phone.id()));
    assert_eq!(listed["Credentials"][0]["RelyingPartyId"], json!(PARTY));
    assert_eq!(listed["Credentials"][0]["AuthenticatorTransports"], json!(["internal"]));

    let (session, options) = scene.ask().await.expect("asked");
    assert_eq!(options["rpId"], json!(PARTY));
    assert_eq!(options["allowCredentials"][0]["id"], json!(phone.id()));
    let tokens = scene.prove(&session, &phone.get(&options)).await.expect("signed in");
    assert!(tokens["AuthenticationResult"]["AccessToken"].is_string());
    let factors = scene.call("AdminGetUserAuthFactors", json!({"Username": "ann"})).await;
    assert_eq!(factors["ConfiguredUserAuthFactors"], json!(["PASSWORD", "WEB_AUTHN"]));
}

#[tokio::test]
async fn a_passkey_is_registered_from_the_domains_own_pages_alone() {
    let scene = scene().await;
    for (origin, party, refusal) in [
        ("https://evil.test", PARTY, "WebAuthnOriginNotAllowedException"),
        ("http://login.example.com", PARTY, "WebAuthnOriginNotAllowedException"),
        (PAGE, "evil.test", "WebAuthnRelyingPartyMismatchException"),
    ] {
        let (token, options) = scene.begin().await;
        let credential = Authenticator::new(7, party, origin).create(&options);
        assert_eq!(scene.complete(&token, credential).await, Err(refusal.to_owned()), "{origin} {party}");
    }
}

#[tokio::test]
async fn a_challenge_is_answered_once_and_by_the_app_that_asked() {
    let (scene, phone) = (scene().await, phone());
    let (token, old) = scene.begin().await;
    let (token_again, _) = scene.begin().await;
    let outdated = scene.complete(&token_again, phone.create(&old)).await;
    assert_eq!(outdated, Err("WebAuthnChallengeNotFoundException".to_owned()));
    let none_left = scene.complete(&token, phone.create(&old)).await;
    assert_eq!(none_left, Err("WebAuthnChallengeNotFoundException".to_owned()));

    let (_, options) = scene.begin().await;
    let elsewhere = scene.token(&scene.new_app().await).await;
    let foreign = scene.complete(&elsewhere, phone.create(&options)).await;
    assert_eq!(foreign, Err("WebAuthnClientMismatchException".to_owned()));
}

#[tokio::test]
async fn a_proof_is_good_for_one_session() {
    let (scene, mut phone) = (scene().await, phone());
    scene.register(&phone).await;
    let (session, options) = scene.ask().await.expect("asked");
    let (other_session, _) = scene.ask().await.expect("asked");
    let proof = phone.get(&options);
    let crossed = scene.prove(&other_session, &proof).await;
    assert_eq!(crossed.unwrap_err(), "NotAuthorizedException");
    assert!(scene.prove(&session, &proof).await.is_ok());
    assert_eq!(scene.prove(&session, &proof).await.unwrap_err(), "NotAuthorizedException");
}

#[tokio::test]
async fn somebody_elses_key_proves_nothing() {
    let (scene, phone) = (scene().await, phone());
    scene.register(&phone).await;
    let (session, options) = scene.ask().await.expect("asked");
    let mut stranger = Authenticator::new(8, PARTY, PAGE);
    assert_eq!(scene.prove(&session, &stranger.get(&options)).await.unwrap_err(), "NotAuthorizedException");
}

#[tokio::test]
async fn a_counter_that_runs_backwards_shows_a_copied_key() {
    let (scene, mut phone) = (scene().await, phone());
    phone.counter = 10;
    scene.register(&phone).await;
    let (session, options) = scene.ask().await.expect("asked");
    assert!(scene.prove(&session, &phone.get(&options)).await.is_ok());
    phone.counter = 3;
    let (session, options) = scene.ask().await.expect("asked");
    assert_eq!(scene.prove(&session, &phone.get(&options)).await.unwrap_err(), "NotAuthorizedException");
}

#[tokio::test]
async fn where_verification_is_required_presence_is_not_enough() {
    let scene = Scene::new(json!({"RelyingPartyId": PARTY, "UserVerification": "required"})).await;
    let mut phone = phone();
    scene.register(&phone).await;
    phone.verifies = false;
    let (session, options) = scene.ask().await.expect("asked");
    assert_eq!(options["userVerification"], json!("required"));
    assert_eq!(scene.prove(&session, &phone.get(&options)).await.unwrap_err(), "NotAuthorizedException");
}

#[tokio::test]
async fn a_deleted_passkey_signs_in_no_more() {
    let (scene, mut phone) = (scene().await, phone());
    let token = scene.register(&phone).await;
    let (session, options) = scene.ask().await.expect("asked");
    let input = json!({"AccessToken": token, "CredentialId": phone.id()});
    call(&scene.emulator, "DeleteWebAuthnCredential", input).await;
    assert_eq!(scene.prove(&session, &phone.get(&options)).await.unwrap_err(), "NotAuthorizedException");
    assert!(scene.ask().await.is_err(), "there is nothing to choose any more");
}

#[tokio::test]
async fn a_passkey_stands_in_for_two_factors_only_where_the_pool_says_so() {
    for (configuration, expected) in [
        (json!({"RelyingPartyId": PARTY}), false),
        (
            json!({"RelyingPartyId": PARTY, "FactorConfiguration": "MULTI_FACTOR_WITH_USER_VERIFICATION"}),
            true,
        ),
    ] {
        let (scene, mut phone) = (Scene::new(configuration.clone()).await, phone());
        scene.register(&phone).await;
        let with_mail = json!({"MfaConfiguration": "OPTIONAL", "WebAuthnConfiguration": configuration,
                               "SoftwareTokenMfaConfiguration": {"Enabled": true}});
        scene.call("SetUserPoolMfaConfig", with_mail).await;
        let token = scene.token(&scene.app).await;
        turn_app_on(&scene.emulator, &token).await;
        let asked = scene.ask().await;
        assert_eq!(asked.is_ok(), expected, "{configuration}: {asked:?}");
        if let Ok((session, options)) = asked {
            let signed_in = scene.prove(&session, &phone.get(&options)).await.expect("signed in");
            assert!(signed_in["AuthenticationResult"]["AccessToken"].is_string(), "{signed_in}");
        }
    }
}

#[tokio::test]
async fn a_user_turns_passkeys_off_as_a_second_factor_and_on_again_beside_another_one() {
    let configuration =
        json!({"RelyingPartyId": PARTY, "FactorConfiguration": "MULTI_FACTOR_WITH_USER_VERIFICATION"});
    let (scene, mut phone) = (Scene::new(configuration.clone()).await, phone());
    let with_app = json!({"MfaConfiguration": "OPTIONAL", "WebAuthnConfiguration": configuration,
                          "SoftwareTokenMfaConfiguration": {"Enabled": true}});
    scene.call("SetUserPoolMfaConfig", with_app).await;
    let token = scene.token(&scene.app).await;
    let set = async |enabled: bool| {
        let input = json!({"AccessToken": token, "WebAuthnMfaSettings": {"Enabled": enabled}});
        attempt(&scene.emulator, "SetUserMFAPreference", input).await.map(drop)
    };
    let refused = Err("InvalidParameterException".to_owned());
    assert_eq!(set(true).await, refused, "there is no passkey yet");
    scene.register(&phone).await;
    assert_eq!(set(true).await, refused, "there is no other factor yet");
    turn_app_on(&scene.emulator, &token).await;
    set(false).await.expect("turned off");
    assert!(scene.ask().await.is_err(), "the password and the app are asked for");
    set(true).await.expect("turned on");
    let (session, options) = scene.ask().await.expect("asked");
    phone.verifies = false;
    assert_eq!(scene.prove(&session, &phone.get(&options)).await.unwrap_err(), "NotAuthorizedException");
    let factors = scene.call("AdminGetUserAuthFactors", json!({"Username": "ann"})).await;
    assert_eq!(factors["UserMFASettingList"], json!(["SOFTWARE_TOKEN_MFA"]));
}

/// Gives ann an authenticator app, and turns it on.
async fn turn_app_on(emulator: &Emulator, token: &str) {
    use totp_rs::{Builder, Secret};

    let secret = call(emulator, "AssociateSoftwareToken", json!({"AccessToken": token})).await;
    let secret = Secret::try_from_base32(secret["SecretCode"].as_str().expect("a secret")).expect("base32");
    let app = Builder::new().with_secret(secret).build_noncompliant();
    let seconds = u64::try_from(emulator.now().millis() / 1000).expect("after 1970");
    let code = app.generate(seconds).to_string();
    call(emulator, "VerifySoftwareToken", json!({"AccessToken": token, "UserCode": code})).await;
    let on = json!({"AccessToken": token, "SoftwareTokenMfaSettings": {"Enabled": true}});
    call(emulator, "SetUserMFAPreference", on).await;
}

#[tokio::test]
async fn a_session_is_as_short_for_many_passkeys_as_for_one() {
    let scene = scene().await;
    for seed in 1..=20 {
        scene.register(&Authenticator::new(seed, PARTY, PAGE)).await;
    }
    let (session, options) = scene.ask().await.expect("asked");
    assert_eq!(options["allowCredentials"].as_array().map(Vec::len), Some(20));
    assert!(session.len() < 1600, "{}", session.len());
    let tokens = scene.prove(&session, &Authenticator::new(20, PARTY, PAGE).get(&options)).await;
    assert!(tokens.expect("signed in")["AuthenticationResult"].is_object());
}
