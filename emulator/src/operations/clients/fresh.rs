//! Fresh ids and secrets of app clients.

use poolhouse_emulator_model::Sensitive;

use crate::random::Random;

/// The id of a new client.
pub(super) fn fresh_id(random: &Random) -> String {
    random.text(BASE_32, ID_LENGTH)
}

/// A secret that nobody has chosen.
pub(super) fn fresh_secret(random: &Random) -> Sensitive {
    random.text(BASE_32, SECRET_LENGTH).into()
}

/// What ids and secrets of the service are seen to consist of.
const BASE_32: &[u8] = b"0123456789abcdefghijklmnopqrstuv";
const ID_LENGTH: usize = 26;
/// Secrets of 52 are seen as well.
const SECRET_LENGTH: usize = 51;
