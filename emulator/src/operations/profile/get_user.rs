//! GetUser: the bearer of a token, as far as the client may read it.

use poolhouse_emulator_model::shapes::{GetUserRequest, GetUserResponse};

use super::bearer::Bearer;
use crate::context::Context;
use crate::error::ApiError;

pub(crate) async fn get_user(ctx: &Context, input: GetUserRequest) -> Result<GetUserResponse, ApiError> {
    let Bearer { pool, user, client } = Bearer::of(ctx, &input.access_token)?;
    let mut user_attributes = user.describe_attributes();
    let schema = &pool.settings().schema;
    user_attributes.retain(|attribute| client.options.may_read(schema, &attribute.name));
    Ok(GetUserResponse {
        username: user.username.as_str().into(),
        user_attributes,
        mfa_options: user.second_factors.describe_legacy(),
        user_mfa_setting_list: user.second_factors.describe_enabled(),
        preferred_mfa_setting: user.second_factors.describe_preferred(),
    })
}

#[cfg(test)]
mod tests;
