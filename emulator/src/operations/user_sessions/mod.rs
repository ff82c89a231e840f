//! The sessions of signed-in users.

mod admin_list_user_sessions;
mod admin_revoke_user_session;
mod list_user_sessions;
mod revocation;
mod revoke_user_session;
mod session_list;

pub(crate) use admin_list_user_sessions::admin_list_user_sessions;
pub(crate) use admin_revoke_user_session::admin_revoke_user_session;
pub(crate) use list_user_sessions::list_user_sessions;
pub(crate) use revoke_user_session::revoke_user_session;
