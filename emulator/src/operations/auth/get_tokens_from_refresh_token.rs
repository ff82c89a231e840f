//! GetTokensFromRefreshToken: new tokens for a refresh token, which it replaces where they rotate.

use poolhouse_emulator_model::shapes::{GetTokensFromRefreshTokenRequest, GetTokensFromRefreshTokenResponse};

use crate::context::Context;
use crate::error::ApiError;
use crate::flow::{Refresh, check_client_secret, refresh_tokens};

pub(crate) async fn get_tokens_from_refresh_token(
    ctx: &Context,
    input: GetTokensFromRefreshTokenRequest,
) -> Result<GetTokensFromRefreshTokenResponse, ApiError> {
    let (pool_id, client) = {
        let (pool, client) = ctx.client(input.client_id.expose())?;
        (pool.id().to_owned(), client)
    };
    if !check_client_secret(&client, input.client_secret.as_ref().map(|secret| secret.expose())) {
        return Err(ApiError::invalid_client_secret(&client.id));
    }
    let refresh = Refresh {
        pool_id: &pool_id,
        client: &client,
        token: input.refresh_token.expose(),
        device_key: input.device_key.as_deref(),
        metadata: input.client_metadata.as_ref(),
    };
    let tokens = refresh_tokens(ctx, &refresh).await?;
    Ok(GetTokensFromRefreshTokenResponse { authentication_result: Some(tokens) })
}
