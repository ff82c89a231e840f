//! What people do before they can sign in, and when they no longer can.

mod app_client;
mod confirm_forgot_password;
mod confirm_sign_up;
mod forgot_password;
mod resend_confirmation_code;
#[allow(clippy::module_inception, reason = "the operation is called like its family")]
mod sign_up;

pub(crate) use confirm_forgot_password::confirm_forgot_password;
pub(crate) use confirm_sign_up::confirm_sign_up;
pub(crate) use forgot_password::forgot_password;
pub(crate) use resend_confirmation_code::resend_confirmation_code;
pub(crate) use sign_up::sign_up;
