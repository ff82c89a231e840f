//! What every backend promises, held against each: the emulator in process, the emulator over HTTP through the SDK,
//! and moto through the SDK.

mod aliases;
mod attributes;
mod groups;
mod limits;
mod memberships;
mod new_user;
mod passwords;
mod pools;
mod promises;
mod second_factors;
mod subject;
mod username_attributes;
mod users;

pub(crate) use new_user::{NewUser, attributes};
pub(crate) use subject::{Subject, TestPool, departs, refusal};
