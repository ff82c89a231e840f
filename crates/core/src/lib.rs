//! What a Cognito user pool should hold, compared with what it holds, and the way from one to the other.
//!
//! Plain data and a handful of ports: no file, no socket, no clock, no environment. A [`host::Host`] declares,
//! [`desired`] checks, [`actual`] reads through a [`backend::Backend`], [`plan`] compares, [`apply`] carries out and
//! remembers through a [`state::StateStore`].

pub mod actual;
pub mod api;
pub mod apply;
pub mod attribute;
pub mod backend;
mod belief;
pub mod change;
pub mod clock;
pub mod declare;
pub mod desired;
mod digest;
pub mod effect;
pub mod event;
pub mod fault;
pub mod fence;
pub mod group;
pub mod hook;
pub mod host;
pub mod ignore;
pub mod import;
pub mod import_job;
mod intent;
pub mod lifecycle;
pub mod log;
pub mod mfa;
pub mod output;
pub mod pace;
pub mod password;
pub mod plan;
pub mod pool;
pub mod rates;
mod reader;
pub mod retry;
pub mod rules;
pub mod said;
pub mod schema;
pub mod secret;
pub mod selection;
pub mod state;
mod text;
pub mod transform;
pub mod user;

pub use text::{TextError, counted};
