//! ListUsers: the users of a pool, all or those of a filter, in pages.

use poolhouse_emulator_model::shapes::{ListUsersRequest, ListUsersResponse, UserType};

use crate::context::Context;
use crate::domain::{Schema, UserFilter};
use crate::error::ApiError;
use crate::page::{DEFAULT_LIMIT, Page};

/// Users come by username, or by the value that the filter is for. The service promises no order.
pub(crate) async fn list_users(ctx: &Context, input: ListUsersRequest) -> Result<ListUsersResponse, ApiError> {
    let pool = ctx.pool(&input.user_pool_id)?;
    let wanted = input.attributes_to_get.unwrap_or_default();
    check_wanted(&wanted, &pool.settings().schema)?;
    // An empty filter is none.
    let text = input.filter.unwrap_or_default();
    let filter = (!text.is_empty()).then(|| UserFilter::parse(&text)).transpose()?;
    let list = ["ListUsers", pool.id(), &text];
    let page = Page::new(&list, input.limit, DEFAULT_LIMIT, input.pagination_token.as_deref())?;
    let users = pool.search_users(filter.as_ref(), page.after());
    let (users, pagination_token) = page.take(users.map(|(cursor, user)| (cursor, narrowed(user.describe(), &wanted))));
    Ok(ListUsersResponse { users: Some(users), pagination_token })
}

/// Attributes that no user can have are refused. One that some users lack is missing there; the
/// documentation has it refused where users cannot be searched by it (unsure).
fn check_wanted(wanted: &[String], schema: &Schema) -> Result<(), ApiError> {
    let known = wanted.iter().all(|name| schema.attribute(name).is_some());
    if known { Ok(()) } else { Err(ApiError::unknown_attributes_to_get()) }
}

/// The user with the wanted attributes alone, `sub` included in neither case; with all if nothing
/// is said.
fn narrowed(mut user: UserType, wanted: &[String]) -> UserType {
    if let Some(attributes) = user.attributes.as_mut().filter(|_| !wanted.is_empty()) {
        attributes.retain(|attribute| wanted.contains(&attribute.name));
    }
    user
}
