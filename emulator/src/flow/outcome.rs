//! What a step of a sign-in leads to.

use std::collections::BTreeMap;

use poolhouse_emulator_model::shapes::{AuthenticationResultType, ChallengeNameType};

use super::auth_session::{Pending, SignIn};
use crate::context::Context;
use crate::error::ApiError;

/// Tokens, or one more challenge.
pub(crate) enum Outcome {
    Tokens(AuthenticationResultType),
    Challenge(Challenge),
}

/// What the user has to do next.
pub(crate) struct Challenge {
    pub(crate) name: ChallengeNameType,
    pub(crate) parameters: BTreeMap<String, String>,
    /// To be sent back with the answer.
    pub(crate) session: Option<String>,
    /// In USER_AUTH: what else could be chosen.
    pub(crate) available: Option<Vec<ChallengeNameType>>,
}

impl Challenge {
    /// A challenge with a session of its own.
    pub(crate) fn new<const N: usize>(
        ctx: &Context,
        sign_in: &SignIn,
        pending: &Pending,
        name: ChallengeNameType,
        parameters: [(&str, String); N],
    ) -> Result<Self, ApiError> {
        let parameters = parameters.map(|(name, value)| (name.to_owned(), value)).into();
        let session = Some(sign_in.seal(ctx, pending)?);
        Ok(Self { name, parameters, session, available: None })
    }
}

/// Writes the response of an operation that signs in: they have the same members.
macro_rules! sign_in_response {
    ($response:ident from $outcome:expr) => {
        match $outcome {
            $crate::flow::Outcome::Tokens(tokens) => $response {
                authentication_result: Some(tokens),
                challenge_parameters: Some(Default::default()),
                ..Default::default()
            },
            $crate::flow::Outcome::Challenge(challenge) => $response {
                challenge_name: Some(challenge.name),
                challenge_parameters: Some(challenge.parameters),
                session: challenge.session.map(Into::into),
                available_challenges: challenge.available,
                ..Default::default()
            },
        }
    };
}
pub(crate) use sign_in_response;
