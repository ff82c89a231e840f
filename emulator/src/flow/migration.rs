//! Users whom a pool takes over from elsewhere when they are first asked for.

use std::collections::BTreeMap;
use std::sync::Arc;

use poolhouse_emulator_model::shapes::{AttributeType, UserStatusType};

use super::aliases::take_aliases;
use super::triggers::{MigratedUser, Migration, Moment, user_migration};
use crate::context::Context;
use crate::domain::{AttributeChanges, PasswordRecord, SecondFactor, User};
use crate::error::ApiError;
use crate::store::Pool;

/// Who asks for an unknown user, and for whom.
pub(crate) struct Unknown<'a> {
    pub(crate) pool: &'a str,
    pub(crate) client: &'a str,
    /// The name as it was given.
    pub(crate) username: &'a str,
    pub(crate) client_metadata: Option<BTreeMap<String, String>>,
    pub(crate) validation_data: BTreeMap<String, String>,
}

/// Takes a user over, if the pool's function knows one. No welcome is sent (unsure), and the
/// password policy is not enforced.
pub(crate) async fn migrate(
    ctx: &Context,
    unknown: Unknown<'_>,
    why: Migration<'_>,
) -> Result<Option<Arc<User>>, ApiError> {
    let nobody = Arc::new(User::new(unknown.username.to_owned(), String::new(), ctx.now()));
    let moment = {
        let pool = ctx.pool(unknown.pool)?;
        Moment::new(&pool, nobody, Some(unknown.client), unknown.client_metadata)
    };
    let found = user_migration(ctx, &moment, why, &unknown.validation_data).await?;
    let Some(found) = found else { return Ok(None) };
    let mut pool = ctx.pool(unknown.pool)?;
    if let Ok(user) = pool.resolve_user(unknown.username) {
        return Ok(Some(Arc::clone(user)));
    }
    let force = found.force_alias_creation == Some(true);
    let user = taken_over(ctx, &pool, unknown.username, found, why);
    let user = user.map_err(|_| ApiError::migration_failed(unknown.client))?;
    if !force && let Some(name) = pool.names_of_others(&user).first() {
        return Err(ApiError::alias_exists(name.attribute));
    }
    take_aliases(ctx, &mut pool, &user);
    pool.put_user(user.clone());
    Ok(Some(Arc::new(user)))
}

/// The user as the pool will have it. One of the attributes may be the username, for someone who
/// gave an alias.
fn taken_over(
    ctx: &Context,
    pool: &Pool,
    given: &str,
    mut found: MigratedUser,
    why: Migration<'_>,
) -> Result<User, ApiError> {
    let (settings, sub) = (pool.settings(), ctx.random().sub());
    let name = found.user_attributes.remove("username").filter(|_| !settings.names.by_attributes());
    let named = settings.names.new_username(name.as_deref().unwrap_or(given), &sub)?;
    // Where addresses are usernames, the function has to tell the address like any other attribute.
    if let Some(attribute) = named.attribute.filter(|name| !found.user_attributes.contains_key(name.as_str()))
    {
        return Err(ApiError::attributes_missing(&[attribute.as_str()]));
    }
    if pool.has_username(&named.username) {
        return Err(ApiError::user_exists());
    }
    let attribute = |(name, value): (String, String)| AttributeType { name, value: Some(value.into()) };
    let attributes = found.user_attributes.into_iter().map(attribute).collect();
    let mut user = User::new(named.username, sub, ctx.now());
    user.set_attributes(AttributeChanges::at_creation(&settings.schema, attributes)?)?;
    if found.enable_sms_mfa == Some(true) {
        if !user.can_use(SecondFactor::Sms) {
            return Err(ApiError::factor_not_set_up(SecondFactor::Sms.as_str()));
        }
        user.second_factors.prefer(SecondFactor::Sms);
    }
    user.status = UserStatusType::ResetRequired;
    if found.final_user_status == Some(UserStatusType::Confirmed) {
        user.status = UserStatusType::Confirmed;
        if let Migration::Authentication { password } = why {
            let record = PasswordRecord::new(ctx.random().bytes(), pool.short_id(), &user.username, password);
            user.set_permanent_password(record, &settings.options.password_policy());
        }
    }
    Ok(user)
}
