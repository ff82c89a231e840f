//! Signing in without showing the password: USER_SRP_AUTH, and PASSWORD_SRP where it is chosen.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use num_bigint::BigUint;
use poolhouse_emulator_model::shapes::ChallengeNameType;
use regex::Regex;

use super::admission::{admit, check_locks, settle_password};
use super::auth_session::{Opened, Pending, SignIn};
use super::complete::after_password;
use super::devices;
use super::keys::pool_keys;
use super::outcome::{Challenge, Outcome};
use super::respond::Answer;
use super::sign_in::Start;
use crate::context::Context;
use crate::domain::srp::{SrpServer, read_hex, write_hex};
use crate::domain::{PasswordRecord, User};
use crate::error::ApiError;

/// The first step of USER_SRP_AUTH.
pub(super) async fn start(ctx: &Context, start: Start) -> Result<Outcome, ApiError> {
    let username = start.required("USERNAME")?;
    let a_public = start.required("SRP_A")?;
    start.check_secret_hash(username)?;
    let sign_in = start.sign_in(ctx, username)?;
    let challenge = challenge(ctx, &sign_in, a_public)?;
    // All that this challenge needs is in its secret block.
    Ok(Outcome::Challenge(Challenge { session: None, ..challenge }))
}

/// Answers the client's public number. Who is not there or has no password is given numbers that
/// look the same, and stay the same.
pub(super) fn challenge(ctx: &Context, sign_in: &SignIn, a_public: &str) -> Result<Challenge, ApiError> {
    check_locks(ctx, sign_in)?;
    let a_public = read_hex(a_public).ok_or_else(ApiError::invalid_srp_number)?;
    let party = Party::of(ctx, sign_in)?;
    let (server, b_public) = SrpServer::answer(&a_public, party.verifier(), ctx.random().bytes())
        .ok_or_else(ApiError::invalid_srp_number)?;
    let parts = server.to_parts().map(|part| STANDARD.encode(part));
    let block = sign_in.seal(ctx, &Pending::PasswordVerifier(parts))?;
    let parameters = BTreeMap::from([
        ("SALT".to_owned(), party.salt()),
        ("SECRET_BLOCK".to_owned(), block.clone()),
        ("SRP_B".to_owned(), write_hex(&b_public)),
        ("USERNAME".to_owned(), party.username.clone()),
        ("USER_ID_FOR_SRP".to_owned(), party.username),
    ]);
    let name = ChallengeNameType::PasswordVerifier;
    Ok(Challenge { name, parameters, session: Some(block), available: None })
}

/// The second step: the client proves that it knows the password.
pub(super) async fn verify(ctx: &Context, answer: &Answer) -> Result<Outcome, ApiError> {
    let block = answer.required("PASSWORD_CLAIM_SECRET_BLOCK")?;
    let timestamp = answer.required("TIMESTAMP")?;
    let signature = answer.required("PASSWORD_CLAIM_SIGNATURE")?;
    check_timestamp(timestamp)?;
    let opened = answer.open(ctx, block).map_err(|_| ApiError::incorrect_username_or_password())?;
    let sign_in = answer.resumed(&opened);
    // Who is told that a device does not exist forgets it, and proves the same without it: Amazon's own clients do.
    let knows_device = devices::knows_named(ctx, &sign_in)?;
    if knows_device {
        opened.use_up(ctx, &answer.pool_id).map_err(|_| ApiError::incorrect_username_or_password())?;
    }
    let server = server_of(&opened)?;
    answer.check_user(ctx, &sign_in).map_err(|_| ApiError::incorrect_username_or_password())?;
    check_locks(ctx, &sign_in)?;
    // A custom sign-in was admitted when it began.
    let user = match sign_in.progress.custom {
        true => sign_in.user(ctx).map_err(|_| ApiError::incorrect_username_or_password())?,
        false => admit(ctx, &sign_in).await?,
    };
    check_signature(ctx, &sign_in, &user, &server, [block, timestamp, signature])?;
    if !knows_device {
        return Err(ApiError::device_not_found());
    }
    after_password(ctx, sign_in, ChallengeNameType::PasswordVerifier).await
}

/// Refuses a time that is not written as clients are to write it.
pub(super) fn check_timestamp(timestamp: &str) -> Result<(), ApiError> {
    if TIMESTAMP.is_match(timestamp) { Ok(()) } else { Err(ApiError::malformed_timestamp()) }
}

fn server_of(opened: &Opened) -> Result<SrpServer, ApiError> {
    let Pending::PasswordVerifier(parts) = &opened.pending else { return Err(ApiError::invalid_session()) };
    let parts = parts.each_ref().map(|part| STANDARD.decode(part).unwrap_or_default());
    Ok(SrpServer::of_parts(parts.each_ref().map(Vec::as_slice)))
}

fn check_signature(
    ctx: &Context,
    sign_in: &SignIn,
    user: &User,
    server: &SrpServer,
    [block, timestamp, signature]: [&str; 3],
) -> Result<(), ApiError> {
    let short_id = ctx.pool(&sign_in.pool_id)?.short_id().to_owned();
    let block = STANDARD.decode(block).unwrap_or_default();
    let signature = STANDARD.decode(signature).unwrap_or_default();
    let texts: [&[u8]; 4] = [short_id.as_bytes(), user.username.as_bytes(), &block, timestamp.as_bytes()];
    let is_right = |record: &PasswordRecord| server.key(record.verifier()).has_signed(&texts, &signature);
    let right = user.password.as_ref().is_some_and(is_right);
    settle_password(ctx, &mut *ctx.pool(&sign_in.pool_id)?, user, right)
}

/// Who the client computes with: a user with a password, or nobody.
struct Party {
    username: String,
    password: Result<PasswordRecord, Pretended>,
}

/// Numbers for who has none.
struct Pretended {
    salt: String,
    verifier: BigUint,
}

impl Party {
    fn of(ctx: &Context, sign_in: &SignIn) -> Result<Self, ApiError> {
        let username = sign_in.told_username(ctx)?;
        let pretended = sign_in.progress.sub.is_none();
        let user = if pretended { None } else { Some(sign_in.user(ctx)?) };
        if let Some(record) = user.and_then(|user| user.password.clone()) {
            return Ok(Self { username, password: Ok(record) });
        }
        let seal = &pool_keys(ctx, &sign_in.pool_id)?.seal;
        let stable = |purpose| seal.stable(purpose, &sign_in.progress.username);
        let salt = write_hex(&BigUint::from_bytes_be(&stable("salt")[..16]));
        let verifier = crate::domain::srp::verifier(&stable("verifier"));
        Ok(Self { username, password: Err(Pretended { salt, verifier }) })
    }

    fn verifier(&self) -> &BigUint {
        self.password.as_ref().map_or_else(|pretended| &pretended.verifier, PasswordRecord::verifier)
    }

    fn salt(&self) -> String {
        self.password.as_ref().map_or_else(|pretended| pretended.salt.clone(), PasswordRecord::salt_hex)
    }
}

/// `Tue Sep 1 02:03:04 UTC 2026`. How far it may be from the emulator's clock is not checked:
/// clients read another one.
static TIMESTAMP: LazyLock<Regex> = LazyLock::new(|| {
    let day = "(Mon|Tue|Wed|Thu|Fri|Sat|Sun)";
    let month = "(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)";
    Regex::new(&format!(
        "^{day} {month} [0-9]{{1,2}} [0-9]{{2}}:[0-9]{{2}}:[0-9]{{2}} [A-Z]{{3}} [0-9]{{4}}$"
    ))
    .expect("a literal pattern")
});

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};
    use sha2::{Digest, Sha256};

    use super::*;
    use crate::domain::srp::client::SrpClient;
    use crate::domain::srp::private_key;
    use crate::emulator::Emulator;

    const POOL: &str = "us-east-1_Ab12Cd34E";
    const TIME: &str = "Tue Sep 1 02:03:04 UTC 2026";

    async fn call(emulator: &Emulator, name: &str, input: Value) -> Result<Value, ApiError> {
        emulator.handle(name, input, &emulator.caller()).await.map(Option::unwrap_or_default)
    }

    /// An emulator with a user, and the id of a client that hides users.
    async fn prepare() -> (Emulator, String) {
        let emulator = Emulator::builder().seed(1).build().expect("nothing to read");
        emulator.add_pool(json!({"Id": POOL})).expect("added");
        let hiding = json!({
            "UserPoolId": POOL, "ClientName": "app", "PreventUserExistenceErrors": "ENABLED",
        });
        let client = call(&emulator, "CreateUserPoolClient", hiding).await.expect("created");
        let user = json!({"UserPoolId": POOL, "Username": "ann"});
        call(&emulator, "AdminCreateUser", user).await.expect("created");
        let password =
            json!({"UserPoolId": POOL, "Username": "ann", "Password": "Secret-1", "Permanent": true});
        call(&emulator, "AdminSetUserPassword", password).await.expect("set");
        (emulator, client["UserPoolClient"]["ClientId"].as_str().expect("an id").to_owned())
    }

    /// The challenge, and the answer of a client that takes `password` for the right one.
    async fn challenged(emulator: &Emulator, app: &str, username: &str, password: &str) -> (Value, Value) {
        let client = SrpClient::new(&[7; 32]);
        let parameters = json!({"USERNAME": username, "SRP_A": client.public_hex()});
        let start = json!({"ClientId": app, "AuthFlow": "USER_SRP_AUTH", "AuthParameters": parameters});
        let challenge = call(emulator, "InitiateAuth", start).await.expect("a challenge");
        let parameter = |name: &str| challenge["ChallengeParameters"][name].as_str().expect(name);
        let (user, block) = (parameter("USER_ID_FOR_SRP"), parameter("SECRET_BLOCK"));
        let identity = Sha256::digest(format!("Ab12Cd34E{user}:{password}"));
        let salt = read_hex(parameter("SALT")).expect("hexadecimal").to_bytes_be();
        let decoded = STANDARD.decode(block).expect("base64");
        let texts: [&[u8]; 4] = [b"Ab12Cd34E", user.as_bytes(), &decoded, TIME.as_bytes()];
        let responses = json!({
            "USERNAME": user, "PASSWORD_CLAIM_SECRET_BLOCK": block, "TIMESTAMP": TIME,
            "PASSWORD_CLAIM_SIGNATURE": client.sign(parameter("SRP_B"), &private_key(&salt, &identity), &texts),
        });
        let answer =
            json!({"ClientId": app, "ChallengeName": "PASSWORD_VERIFIER", "ChallengeResponses": responses});
        (challenge, answer)
    }

    async fn respond(emulator: &Emulator, answer: &Value) -> Result<Value, ApiError> {
        call(emulator, "RespondToAuthChallenge", answer.clone()).await
    }

    #[tokio::test]
    async fn who_knows_the_password_signs_in_once_with_each_challenge() {
        let (emulator, app) = prepare().await;
        let (challenge, answer) = challenged(&emulator, &app, "ann", "Secret-1").await;
        assert_eq!(
            (&challenge["ChallengeName"], challenge.get("Session")),
            (&json!("PASSWORD_VERIFIER"), None)
        );
        let tokens = respond(&emulator, &answer).await.expect("signed in");
        assert_eq!(tokens["AuthenticationResult"]["TokenType"], "Bearer");
        let again = respond(&emulator, &answer).await;
        assert_eq!(again, Err(ApiError::incorrect_username_or_password()));
    }

    #[tokio::test]
    async fn wrong_passwords_lock_out_here_too() {
        let (emulator, app) = prepare().await;
        let (_, right) = challenged(&emulator, &app, "ann", "Secret-1").await;
        for _ in 0..5 {
            let (_, answer) = challenged(&emulator, &app, "ann", "Secret-2").await;
            let refusal = respond(&emulator, &answer).await;
            assert_eq!(refusal, Err(ApiError::incorrect_username_or_password()));
        }
        assert_eq!(respond(&emulator, &right).await, Err(ApiError::password_attempts_exceeded()));
    }

    #[tokio::test]
    async fn nobody_learns_that_a_user_is_not_there() {
        let (emulator, app) = prepare().await;
        let (first, answer) = challenged(&emulator, &app, "bob", "Secret-1").await;
        let (second, _) = challenged(&emulator, &app, "bob", "Secret-1").await;
        for name in ["SALT", "USER_ID_FOR_SRP"] {
            assert_eq!(first["ChallengeParameters"][name], second["ChallengeParameters"][name], "{name}");
        }
        let (other, _) = challenged(&emulator, &app, "cid", "Secret-1").await;
        assert_ne!(first["ChallengeParameters"]["SALT"], other["ChallengeParameters"]["SALT"]);
        let refusal = respond(&emulator, &answer).await;
        assert_eq!(refusal, Err(ApiError::incorrect_username_or_password()));
    }

    #[tokio::test]
    async fn a_proof_is_good_for_the_user_whom_it_names() {
        let (emulator, app) = prepare().await;
        let bob = json!({"UserPoolId": POOL, "Username": "bob"});
        call(&emulator, "AdminCreateUser", bob).await.expect("created");
        let (_, mut answer) = challenged(&emulator, &app, "ann", "Secret-1").await;
        answer["ChallengeResponses"]["USERNAME"] = "bob".into();
        assert_eq!(respond(&emulator, &answer).await, Err(ApiError::incorrect_username_or_password()));
    }

    #[tokio::test]
    async fn a_time_in_another_form_is_refused() {
        let (emulator, app) = prepare().await;
        let (_, mut answer) = challenged(&emulator, &app, "ann", "Secret-1").await;
        answer["ChallengeResponses"]["TIMESTAMP"] = "2026-09-01T02:03:04Z".into();
        assert_eq!(respond(&emulator, &answer).await, Err(ApiError::malformed_timestamp()));
    }
}
