//! The rules of Cognito, pure: they wait for nothing, know no clock but what they are told, and
//! never see JSON.

mod address;
mod attribute_changes;
mod attribute_value;
mod client;
mod client_access;
mod client_attributes;
mod client_flows;
mod client_oauth;
mod client_options;
mod client_url;
mod client_validity;
mod code;
mod first_factor;
mod group;
mod invitation;
mod issuer;
mod lambda;
mod message;
mod new_username;
mod password;
mod password_policy;
mod password_rules;
mod pool;
mod pool_options;
mod recovery;
mod recovery_address;
mod schema;
mod seal;
mod sign_in_name;
mod signing_key;
mod sms;
mod standard_attributes;
mod tag;
mod tier;
mod token_session;
mod user;
mod user_filter;
mod user_password;
mod verification_message;

pub(crate) use address::verified_flag;
pub(crate) use attribute_changes::AttributeChanges;
pub(crate) use client::{Client, NewClient};
pub(crate) use code::{Attempt, CODE_LENGTH, CodePurpose, Codes, DIGITS, ONE_TIME_PASSWORD_LENGTH};
pub(crate) use group::Group;
pub use issuer::Issuer;
pub(crate) use message::{
    CODE, Fillings, Template, USERNAME, delivery_details, masked, medium_of, tells_code,
};
pub use message::{Message, MessageKind};
pub(crate) use password::PasswordRecord;
pub(crate) use pool::{NewPool, PoolSettings, region_of};
pub(crate) use pool_options::{PoolOptions, pool_options};
pub(crate) use recovery_address::recovery_address;
pub(crate) use schema::Schema;
pub(crate) use seal::{SEAL_SALT_LENGTH, Seal, SealSalt};
pub(crate) use sign_in_name::{SignInName, SignInNames};
pub(crate) use signing_key::{PoolKeys, SigningKey};
pub(crate) use tag::{MOST_TAGS, TagFault, check_tags};
pub(crate) use token_session::{RefreshToken, RotatedToken, TokenSession};
pub(crate) use user::User;
pub(crate) use user_filter::{Comparison, SearchKey, UserFilter};
