//! The answers of AdminCreateUser, by what a request gives.

mod aliases;
mod attributes;
mod invitations;
mod passwords;
mod resend;
mod usernames;
