//! GetLogDeliveryConfiguration: where a user pool's logs go.

use poolhouse_emulator_model::shapes::{
    GetLogDeliveryConfigurationRequest, GetLogDeliveryConfigurationResponse,
};

use crate::context::Context;
use crate::error::ApiError;

pub(crate) async fn get_log_delivery_configuration(
    ctx: &Context,
    input: GetLogDeliveryConfigurationRequest,
) -> Result<GetLogDeliveryConfigurationResponse, ApiError> {
    let described = ctx.pool(&input.user_pool_id)?.settings().describe_log_delivery();
    Ok(GetLogDeliveryConfigurationResponse { log_delivery_configuration: Some(described) })
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::testing::transcript;

    #[test]
    fn logs_of_a_new_pool_go_nowhere() {
        transcript(
            r#"
            GetLogDeliveryConfiguration {"UserPoolId": "$pool"}
            GetLogDeliveryConfiguration {"UserPoolId": "us-east-1_none"}
            "#,
            expect![[r#"
                {"LogDeliveryConfiguration": {"LogConfigurations": [], "UserPoolId": "$pool"}}
                ResourceNotFoundException: User pool us-east-1_none does not exist.
            "#]],
        );
    }
}
