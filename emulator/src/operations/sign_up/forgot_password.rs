//! ForgotPassword: sends a code with which a new password can be chosen.

use poolhouse_emulator_model::shapes::{
    EventType, ForgotPasswordRequest, ForgotPasswordResponse, UserStatusType, VerifiedAttributeType,
};

use super::app_client::AppClient;
use crate::context::Context;
use crate::domain::{
    Attempt, CodePurpose, MessageKind, User, is_recovery_by_administrators, recovery_address,
    simulated_delivery, usual_recovery,
};
use crate::error::ApiError;
use crate::flow::triggers::{Migration, Moment};
use crate::flow::{Letter, Unknown, deliver, log_auth_event, migrate};
use crate::store::Pool;

/// The password works until a new one is chosen.
pub(crate) async fn forgot_password(
    ctx: &Context,
    input: ForgotPasswordRequest,
) -> Result<ForgotPasswordResponse, ApiError> {
    let app = AppClient::of(ctx, &input.client_id, &input.username, input.secret_hash.as_ref())?;
    take_over(ctx, &app, &input).await?;
    let details = match prepare(ctx, &app, &input)? {
        Some((moment, letter)) => deliver(ctx, &moment, &letter).await?,
        None => {
            let usual = usual_recovery(&ctx.pool(&app.pool_id)?.settings().options);
            simulated_delivery(&app.pool_id, input.username.expose(), usual)
        }
    };
    Ok(ForgotPasswordResponse { code_delivery_details: Some(details) })
}

/// Asks elsewhere for a user whom the pool does not know.
async fn take_over(ctx: &Context, app: &AppClient, input: &ForgotPasswordRequest) -> Result<(), ApiError> {
    let username = input.username.expose();
    if ctx.pool(&app.pool_id)?.resolve_user(username).is_ok() {
        return Ok(());
    }
    let unknown = Unknown {
        pool: &app.pool_id,
        client: &app.client.id,
        username,
        client_metadata: input.client_metadata.clone(),
        validation_data: Default::default(),
    };
    migrate(ctx, unknown, Migration::ForgotPassword).await.map(drop)
}

/// The letter that is due; none where nobody shall notice that it cannot be sent.
fn prepare(
    ctx: &Context,
    app: &AppClient,
    input: &ForgotPasswordRequest,
) -> Result<Option<(Moment, Letter)>, ApiError> {
    let mut pool = ctx.pool(&app.pool_id)?;
    let reachable = app.user(&pool, &input.username).and_then(|user| reachable(&pool, user));
    let (mut user, to) = match reachable {
        Err(error) if app.hides_users() && !is_told_anyway(&error) => return Ok(None),
        found => found?,
    };
    user.codes.attempt(Attempt::ForgotPassword, ctx.now())?;
    let letter =
        Letter::with_code(ctx, &mut user, MessageKind::ForgotPassword, CodePurpose::ForgotPassword, to);
    pool.put_user(user.clone());
    log_auth_event(ctx, &mut pool, &user, EventType::ForgotPassword);
    Ok(Some((app.moment(&pool, user, input.client_metadata.clone()), letter)))
}

type Address = (VerifiedAttributeType, String);

/// The user, if there is a way to recover, and that way.
fn reachable(pool: &Pool, user: User) -> Result<(User, Address), ApiError> {
    let options = &pool.settings().options;
    if !user.enabled {
        return Err(ApiError::disabled_user_cannot_recover());
    }
    if matches!(user.status, UserStatusType::ForceChangePassword | UserStatusType::ExternalProvider) {
        return Err(ApiError::password_reset_not_possible());
    }
    if is_recovery_by_administrators(options) {
        return Err(ApiError::recovery_by_administrators());
    }
    let address = recovery_address(options, &user).ok_or_else(ApiError::no_verified_address)?;
    let value = user.attribute(address.as_str()).ok_or_else(ApiError::no_verified_address)?.to_owned();
    Ok((user, (address, value)))
}

/// What even clients are told that shall not learn who exists (unsure).
fn is_told_anyway(error: &ApiError) -> bool {
    [ApiError::password_reset_not_possible(), ApiError::recovery_by_administrators()].contains(error)
}

#[cfg(test)]
mod tests;
