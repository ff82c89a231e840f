//! A state that a team shares: a database on an object store, and a lease that says who writes it.

mod address;
mod database;
mod lease;
mod states;
mod store;
mod threads;

pub use address::TeamAddress;
pub(crate) use lease::Seen;
pub(crate) use states::TeamStates;

/// What an object store says, in words for people.
fn said(error: object_store::Error) -> String {
    let text = error.to_string();
    // The client calls a missing object and a missing bucket alike, and quotes the whole answer.
    match text.contains("NoSuchBucket") {
        true => "there is no such bucket; make it, or mend the address".to_owned(),
        false => text.lines().next().unwrap_or_default().to_owned(),
    }
}
