//! The answer to a challenge.

use std::collections::BTreeMap;
use std::sync::Arc;

use poolhouse_emulator_model::SensitiveMap;
use poolhouse_emulator_model::shapes::ChallengeNameType;

use super::auth_session::{Opened, Pending, SignIn, open_session};
use super::outcome::Outcome;
use super::secret_hash::{HashedCall, check_secret_hash};
use super::{
    admission, choice, custom, devices, factor_set_up, mfa, new_password, one_time_password, passkey,
    password, srp,
};
use crate::context::Context;
use crate::domain::Client;
use crate::error::ApiError;

/// What RespondToAuthChallenge and AdminRespondToAuthChallenge have in common.
pub(crate) struct Answer {
    pub(crate) pool_id: String,
    pub(crate) client: Arc<Client>,
    pub(crate) challenge: ChallengeNameType,
    pub(crate) responses: SensitiveMap,
    pub(crate) metadata: Option<BTreeMap<String, String>>,
    pub(crate) session: Option<String>,
    pub(crate) admin: bool,
}

/// Goes on with a sign-in.
pub(crate) async fn respond(ctx: &Context, answer: Answer) -> Result<Outcome, ApiError> {
    answer.check_secret_hash()?;
    match answer.challenge {
        ChallengeNameType::PasswordVerifier => srp::verify(ctx, &answer).await,
        ChallengeNameType::NewPasswordRequired => new_password::answer(ctx, &answer).await,
        ChallengeNameType::CustomChallenge => custom::answer(ctx, &answer).await,
        ChallengeNameType::SelectChallenge => choice::answer(ctx, &answer).await,
        ChallengeNameType::EmailOtp | ChallengeNameType::SmsOtp | ChallengeNameType::SmsMfa => {
            one_time_password::answer(ctx, &answer).await
        }
        ChallengeNameType::SoftwareTokenMfa => mfa::answer_token(ctx, &answer).await,
        ChallengeNameType::SelectMfaType => mfa::answer_choice(ctx, &answer).await,
        ChallengeNameType::MfaSetup => factor_set_up::answer(ctx, &answer).await,
        ChallengeNameType::DeviceSrpAuth => devices::answer(ctx, &answer).await,
        ChallengeNameType::DevicePasswordVerifier => devices::verify(ctx, &answer).await,
        ChallengeNameType::AdminNoSrpAuth | ChallengeNameType::Password => {
            let (_, sign_in) = answer.used(
                ctx,
                |pending| matches!(pending, Pending::Password(name) if *name == answer.challenge),
            )?;
            password::answer(ctx, sign_in, answer.required("PASSWORD")?).await
        }
        ChallengeNameType::PasswordSrp => {
            let a_public = answer.required("SRP_A")?;
            let (_, sign_in) = answer.used(ctx, |pending| matches!(pending, Pending::PasswordSrp))?;
            srp::challenge(ctx, &sign_in, a_public).map(Outcome::Challenge)
        }
        ChallengeNameType::WebAuthn => passkey::answer(ctx, &answer).await,
    }
}

impl Answer {
    /// A response, if it is there and not empty.
    pub(super) fn response(&self, name: &str) -> Option<&str> {
        self.responses.get(name).map(String::as_str).filter(|value| !value.is_empty())
    }

    /// A response that must be there.
    pub(super) fn required(&self, name: &str) -> Result<&str, ApiError> {
        self.response(name).ok_or_else(|| ApiError::missing_parameter(name))
    }

    /// Opens a session, or a text of the same kind. One that an administrator's operation began is
    /// not for the public one to end (unsure).
    pub(super) fn open(&self, ctx: &Context, text: &str) -> Result<Opened, ApiError> {
        let opened = open_session(ctx, &self.pool_id, &self.client, text)?;
        if opened.progress.admin && !self.admin { Err(ApiError::invalid_session()) } else { Ok(opened) }
    }

    /// The sign-in that goes on with the answer, on the device that the answer names.
    pub(super) fn resumed(&self, opened: &Opened) -> SignIn {
        let mut sign_in = opened.sign_in(&self.pool_id, &self.client, self.metadata.clone());
        if let Some(key) = self.response("DEVICE_KEY") {
            sign_in.progress.device_key = Some(key.to_owned());
        }
        sign_in
    }

    /// The session that the answer belongs to, if the challenge is the one that is pending. The
    /// caller uses it up once the answer is right.
    pub(super) fn opened(
        &self,
        ctx: &Context,
        is_pending: impl Fn(&Pending) -> bool,
    ) -> Result<(Opened, SignIn), ApiError> {
        let session = self.session.as_deref().ok_or_else(|| ApiError::missing_parameter("Session"))?;
        self.opened_by(ctx, session, is_pending)
    }

    /// The same for a session that comes from elsewhere.
    pub(super) fn opened_by(
        &self,
        ctx: &Context,
        session: &str,
        is_pending: impl Fn(&Pending) -> bool,
    ) -> Result<(Opened, SignIn), ApiError> {
        let opened = self.open(ctx, session)?;
        if !is_pending(&opened.pending) {
            return Err(ApiError::invalid_session());
        }
        let sign_in = self.resumed(&opened);
        self.check_user(ctx, &sign_in)?;
        Ok((opened, sign_in))
    }

    /// The same for an answer that counts, right or wrong.
    pub(super) fn used(
        &self,
        ctx: &Context,
        is_pending: impl Fn(&Pending) -> bool,
    ) -> Result<(Opened, SignIn), ApiError> {
        let (opened, sign_in) = self.opened(ctx, is_pending)?;
        opened.use_up(ctx, &self.pool_id)?;
        Ok((opened, sign_in))
    }

    /// Whether the name in the answer is one of the user whom the session is for, who may still sign in: an answer that
    /// is refused for that changes nothing.
    pub(super) fn check_user(&self, ctx: &Context, sign_in: &SignIn) -> Result<(), ApiError> {
        let Some(sub) = &sign_in.progress.sub else { return Ok(()) };
        let pool = ctx.pool(&self.pool_id)?;
        match pool.resolve_user(self.required("USERNAME")?) {
            Ok(user) if user.sub == *sub => admission::check_enabled(user),
            _ => Err(ApiError::invalid_session()),
        }
    }

    fn check_secret_hash(&self) -> Result<(), ApiError> {
        let given = self.responses.get("SECRET_HASH").map(String::as_str);
        check_secret_hash(&self.client, self.required("USERNAME")?, given, HashedCall::Auth)
    }
}
