//! Users, as administrators see them.

mod list_users;

pub(crate) use list_users::list_users;
