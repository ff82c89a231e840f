//! The functions that a pool calls: the event of each, and what its answer may say.

mod challenge;
mod confirmation;
mod message;
mod migration;
mod moment;
mod sign_in;
mod sign_up;
#[cfg(test)]
mod tests;
mod token;

pub(crate) use challenge::{
    ChallengeStep, create_auth_challenge, define_auth_challenge, verify_auth_challenge_response,
};
pub(crate) use confirmation::{PostConfirmation, post_confirmation};
pub(crate) use message::{CustomText, custom_message, custom_sender};
pub(crate) use migration::{MigratedUser, Migration, user_migration};
pub(crate) use moment::{Moment, validation_data};
pub(crate) use sign_in::{post_authentication, pre_authentication};
pub(crate) use sign_up::{PreSignUp, PreSignUpAnswer, pre_sign_up};
pub(crate) use token::{ClaimOverrides, TokenOccasion, pre_token_generation};
