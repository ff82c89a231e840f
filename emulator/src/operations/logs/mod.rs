//! Where a user pool's logs go.

mod get_log_delivery_configuration;
mod set_log_delivery_configuration;

pub(crate) use get_log_delivery_configuration::get_log_delivery_configuration;
pub(crate) use set_log_delivery_configuration::set_log_delivery_configuration;
