//! Confirming who signed up, by a code or by the link that carries one.

use std::collections::BTreeMap;
use std::sync::Arc;

use poolhouse_emulator_model::shapes::UserStatusType;

use super::aliases::take_aliases;
use super::triggers::{Moment, PostConfirmation, post_confirmation};
use crate::context::Context;
use crate::domain::{Attempt, Client, CodePurpose, User};
use crate::error::ApiError;
use crate::store::Pool;

/// Who wants to be confirmed.
pub(crate) struct Confirmation<'a> {
    pub(crate) pool_id: &'a str,
    pub(crate) client: &'a Client,
    pub(crate) username: &'a str,
    pub(crate) code: &'a str,
    /// Whether an alias is taken from who has it.
    pub(crate) force: bool,
    pub(crate) client_metadata: Option<BTreeMap<String, String>>,
}

/// Confirms a user, and tells the pool's function. When that fails the user stays confirmed.
pub(crate) async fn confirm(ctx: &Context, who: Confirmation<'_>) -> Result<Moment, ApiError> {
    let moment = confirm_user(ctx, who)?;
    post_confirmation(ctx, &moment, PostConfirmation::SignUp).await?;
    Ok(moment)
}

/// A code that is right stays good when the address belongs to someone else, so that the request
/// can be sent again by force.
fn confirm_user(ctx: &Context, who: Confirmation<'_>) -> Result<Moment, ApiError> {
    let mut pool = ctx.pool(who.pool_id)?;
    let mut user = find(&pool, &who)?;
    if user.status != UserStatusType::Unconfirmed {
        return Err(ApiError::user_cannot_be_confirmed(user.status));
    }
    user.codes.attempt(Attempt::ConfirmSignUp, ctx.now())?;
    pool.put_user(user.clone());

    let sent = user.codes.check(CodePurpose::SignUp, who.code, ctx.now())?;
    let (address, destination) = (sent.address, sent.destination.clone());
    user.verify(address, &destination);
    user.codes.use_up(CodePurpose::SignUp);
    user.status = UserStatusType::Confirmed;
    user.modified = ctx.now();
    match pool.names_of_others(&user).first() {
        Some(name) if !who.force => return Err(ApiError::alias_exists(name.attribute)),
        _ => take_aliases(ctx, &mut pool, &user),
    }
    pool.put_user(user.clone());
    Ok(Moment::new(&pool, Arc::new(user), Some(&who.client.id), who.client_metadata))
}

/// Where the client hides users, nobody is told that there is none.
fn find(pool: &Pool, who: &Confirmation<'_>) -> Result<User, ApiError> {
    let unknown = |_| match who.client.hides_users() {
        true => ApiError::code_mismatch(),
        false => ApiError::username_client_combination_not_found(),
    };
    pool.resolve_user(who.username).map(|user| User::clone(user)).map_err(unknown)
}
