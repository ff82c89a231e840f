//! GetProvisionedLimit: the request rate of a category, for the caller's account and region.

use poolhouse_emulator_model::shapes::{GetProvisionedLimitRequest, GetProvisionedLimitResponse};

use super::category::{category, described};
use crate::context::Context;
use crate::error::ApiError;

pub(crate) async fn get_provisioned_limit(
    ctx: &Context,
    input: GetProvisionedLimitRequest,
) -> Result<GetProvisionedLimitResponse, ApiError> {
    let category = category(&input.limit_definition)?;
    let rate = ctx.provisioned_rate(category);
    Ok(GetProvisionedLimitResponse { limit: described(input.limit_definition, category, rate) })
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::testing::transcript;

    #[test]
    fn a_category_has_its_default_rate() {
        transcript(
            r#"
            GetProvisionedLimit {"LimitDefinition": {"LimitClass": "API_CATEGORY", "Attributes": {"Category": "UserCreation"}}}
            GetProvisionedLimit {"LimitDefinition": {"LimitClass": "API_CATEGORY", "Attributes": {"Category": "UserUpdate"}}} > Limit.FreeLimitValue
            "#,
            expect![[r#"
                {
                  "Limit": {
                    "FreeLimitValue": 50,
                    "LimitDefinition": {"Attributes": {"Category": "UserCreation"}, "LimitClass": "API_CATEGORY"},
                    "ProvisionedLimitValue": 50
                  }
                }
                25
            "#]],
        );
    }

    #[test]
    fn the_definition_must_name_a_category() {
        transcript(
            r#"
            GetProvisionedLimit {"LimitDefinition": {"LimitClass": "API_CATEGORY", "Attributes": {}}}
            GetProvisionedLimit {"LimitDefinition": {"LimitClass": "API_CATEGORY", "Attributes": {"Category": "Cats"}}}
            GetProvisionedLimit {"LimitDefinition": {"LimitClass": "CATEGORY"}}
            "#,
            expect![[r#"
                InvalidParameterException: LimitDefinition requires the attribute Category.
                ResourceNotFoundException: Limit for category Cats does not exist.
                InvalidParameterException: 2 validation errors detected: Value null at 'limitDefinition.attributes' failed to satisfy constraint: Member must not be null; Value 'CATEGORY' at 'limitDefinition.limitClass' failed to satisfy constraint: Member must satisfy enum value set: [API_CATEGORY]
            "#]],
        );
    }

    #[test]
    fn a_rate_outlives_the_process() {
        transcript(
            r#"
            UpdateProvisionedLimit {"LimitDefinition": {"LimitClass": "API_CATEGORY", "Attributes": {"Category": "UserRead"}}, "RequestedLimitValue": 200} > -
            restart now
            GetProvisionedLimit {"LimitDefinition": {"LimitClass": "API_CATEGORY", "Attributes": {"Category": "UserRead"}}} > Limit.ProvisionedLimitValue
            "#,
            expect![[r#"
                200
            "#]],
        );
    }
}
