//! Where a code would have gone, told to someone who shall not learn that there is no such user.

use poolhouse_emulator_model::shapes::{CodeDeliveryDetailsType, VerifiedAttributeType};
use sha2::{Digest, Sha256};

use super::address::{is_email, is_phone_number};
use super::message::delivery_details;

/// Details that look like real ones. `usual` is the kind of address that the pool uses most, and is
/// told of where the name that was given is no address.
pub(crate) fn simulated_delivery(
    pool: &str,
    username: &str,
    usual: VerifiedAttributeType,
) -> CodeDeliveryDetailsType {
    let kinds = [VerifiedAttributeType::Email, VerifiedAttributeType::PhoneNumber];
    let address = kinds.into_iter().find(|kind| is_address(username, *kind)).unwrap_or(usual);
    delivery_details(address, &simulated_destination(pool, username, address))
}

/// An address of a kind: the name that was given, where it is one, else made up, the same each time.
pub(crate) fn simulated_destination(pool: &str, username: &str, address: VerifiedAttributeType) -> String {
    if is_address(username, address) {
        return username.to_owned();
    }
    let digest = Sha256::new().chain_update(pool).chain_update("/").chain_update(username).finalize();
    let letter = |at: usize| char::from(b'a' + digest[at] % 26);
    let digits: String = (0..11).map(|at| char::from(b'0' + digest[at] % 10)).collect();
    match address {
        VerifiedAttributeType::Email => format!("{}@{}", letter(0), letter(1)),
        VerifiedAttributeType::PhoneNumber => format!("+{digits}"),
    }
}

fn is_address(text: &str, kind: VerifiedAttributeType) -> bool {
    match kind {
        VerifiedAttributeType::Email => is_email(text),
        VerifiedAttributeType::PhoneNumber => is_phone_number(text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_told_masked_and_a_name_gets_an_invented_one() {
        let destination = |name, usual| simulated_delivery("pool", name, usual).destination.expect("told");
        use VerifiedAttributeType::{Email, PhoneNumber};
        assert_eq!(destination("ann@example.com", PhoneNumber), "a***@e***");
        assert_eq!(destination("+14255550123", Email), "+*******0123");
        let invented = destination("ann", Email);
        assert_eq!(invented, destination("ann", Email));
        assert_eq!(invented.len(), "a***@e***".len());
        assert!(destination("ann", PhoneNumber).starts_with("+*******"));
    }
}
