//! DeleteUser: the bearer goes, with all that is known of them.

use poolhouse_emulator_model::NoOutput;
use poolhouse_emulator_model::shapes::DeleteUserRequest;

use super::bearer::Bearer;
use crate::context::Context;
use crate::error::ApiError;

pub(crate) async fn delete_user(ctx: &Context, input: DeleteUserRequest) -> Result<NoOutput, ApiError> {
    let Bearer { mut pool, user, .. } = Bearer::of(ctx, &input.access_token)?;
    pool.remove_user(&user.username);
    Ok(NoOutput)
}

#[cfg(test)]
mod tests;
