//! Threat protection: its configuration, and the history of what users did.

mod admin_list_user_auth_events;
mod admin_update_auth_event_feedback;
mod describe_risk_configuration;
mod set_risk_configuration;
mod update_auth_event_feedback;

pub(crate) use admin_list_user_auth_events::admin_list_user_auth_events;
pub(crate) use admin_update_auth_event_feedback::admin_update_auth_event_feedback;
pub(crate) use describe_risk_configuration::describe_risk_configuration;
pub(crate) use set_risk_configuration::set_risk_configuration;
pub(crate) use update_auth_event_feedback::update_auth_event_feedback;
