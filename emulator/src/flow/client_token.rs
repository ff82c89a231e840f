//! Tokens for programs that act for themselves: the client credentials grant.

use std::collections::BTreeMap;
use std::sync::Arc;

use poolhouse_emulator_model::shapes::OAuthFlowType;

use super::claims::Issuing;
use super::keys::pool_keys;
use super::{jwt, pre_token};
use crate::context::Context;
use crate::domain::Client;
use crate::error::ApiError;

/// An access token for a client, and for how many seconds it is good.
pub(crate) struct ClientToken {
    pub(crate) access_token: String,
    pub(crate) expires_in: i64,
}

/// Why a client gets no token of its own.
#[derive(Debug)]
pub(crate) enum ClientTokenRefusal {
    /// The client does not have the grant.
    Grant,
    /// A scope that the client may not ask for, or there is none to give.
    Scope,
    /// Something else.
    Other(ApiError),
}

impl From<ApiError> for ClientTokenRefusal {
    fn from(error: ApiError) -> Self {
        Self::Other(error)
    }
}

/// A token for a client that has proved itself. Without `scopes` it gets all that it may have.
pub(crate) async fn client_token(
    ctx: &Context,
    pool_id: &str,
    client: &Arc<Client>,
    scopes: Option<Vec<String>>,
    metadata: Option<BTreeMap<String, String>>,
) -> Result<ClientToken, ClientTokenRefusal> {
    if !client.is_confidential() || !client.grants(OAuthFlowType::ClientCredentials) {
        return Err(ClientTokenRefusal::Grant);
    }
    let scopes = granted(client, scopes)?;
    let keys = pool_keys(ctx, pool_id)?;
    let claims = {
        let pool = ctx.pool(pool_id)?;
        let issuer = ctx.issuer(pool.settings());
        Issuing { issuer: &issuer, now: ctx.now(), random: ctx.random() }.client_claims(client, &scopes)
    };
    let claims = pre_token::customize_client(ctx, pool_id, client, metadata, claims).await?;
    let access_token = jwt::sign(&keys.access, &claims)?;
    Ok(ClientToken { access_token, expires_in: client.options.access_token_seconds() })
}

/// Programs get scopes of resource servers alone: those with a slash.
fn granted(client: &Client, asked: Option<Vec<String>>) -> Result<Vec<String>, ClientTokenRefusal> {
    let allowed = client.options.allowed_oauth_scopes.as_deref().unwrap_or_default();
    let custom: Vec<String> = allowed.iter().filter(|scope| scope.contains('/')).cloned().collect();
    let asked = asked.unwrap_or_else(|| custom.clone());
    let fine = !asked.is_empty() && asked.iter().all(|scope| custom.contains(scope));
    if fine { Ok(asked) } else { Err(ClientTokenRefusal::Scope) }
}
