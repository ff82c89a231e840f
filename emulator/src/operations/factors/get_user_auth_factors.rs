//! GetUserAuthFactors: what the bearer of a token can sign in with.

use poolhouse_emulator_model::shapes::{GetUserAuthFactorsRequest, GetUserAuthFactorsResponse};

use crate::context::Context;
use crate::error::ApiError;
use crate::flow::Signed;

pub(crate) async fn get_user_auth_factors(
    ctx: &Context,
    input: GetUserAuthFactorsRequest,
) -> Result<GetUserAuthFactorsResponse, ApiError> {
    let user = Signed::in_by(ctx, &input.access_token)?.user;
    Ok(GetUserAuthFactorsResponse {
        username: user.username.as_str().into(),
        configured_user_auth_factors: Some(user.configured_factors()),
        user_mfa_setting_list: user.second_factors.describe_enabled(),
        preferred_mfa_setting: user.second_factors.describe_preferred(),
    })
}
