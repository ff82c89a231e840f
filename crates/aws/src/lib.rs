//! The real Amazon Cognito, or any server that speaks its protocol, as a backend.
//!
//! The only crate that names the AWS SDK. [`AwsBackend`] turns each method of
//! [`Backend`](poolhouse_core::backend::Backend) into one call, its answer into core's nouns and its failure into a
//! [`BackendError`](poolhouse_core::backend::BackendError). It retries nothing: that is core's, which counts and paces
//! every try. It is core's [`Api`](poolhouse_core::api::Api), too, which calls any operation by its name.

mod answer;
mod api;
mod backend;
mod clients;
mod convert;
mod endpoint;
mod error;
mod keys;
mod upload;

pub use backend::AwsBackend;
pub use clients::AwsOptions;
pub use keys::{AwsKeys, Keys};
