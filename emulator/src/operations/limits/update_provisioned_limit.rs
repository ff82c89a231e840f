//! UpdateProvisionedLimit: sets the request rate of a category, for the caller's account and region.

use poolhouse_emulator_model::shapes::{UpdateProvisionedLimitRequest, UpdateProvisionedLimitResponse};

use super::category::{category, described};
use crate::context::Context;
use crate::domain::RateCategory;
use crate::error::ApiError;

pub(crate) async fn update_provisioned_limit(
    ctx: &Context,
    input: UpdateProvisionedLimitRequest,
) -> Result<UpdateProvisionedLimitResponse, ApiError> {
    let (category, rate) = (category(&input.limit_definition)?, input.requested_limit_value);
    if rate < category.free_rate() {
        return Err(ApiError::rate_below_default(category.free_rate()));
    }
    if rate > category.highest_rate() {
        return Err(ApiError::rate_above_maximum(category.highest_rate()));
    }
    let is_of_sign_in = matches!(category, RateCategory::UserAuthentication | RateCategory::UserFederation);
    if is_of_sign_in && has_managed_login(ctx) {
        return Err(ApiError::rate_of_managed_login());
    }
    ctx.set_provisioned_rate(category, rate);
    Ok(UpdateProvisionedLimitResponse { limit: described(input.limit_definition, category, rate) })
}

/// Whether any pool of the caller's region uses managed login. Looks at all of them, which a request
/// that is made once in the life of an account may do.
fn has_managed_login(ctx: &Context) -> bool {
    ctx.pools_after(None).any(|(_, pool)| pool.uses_managed_login())
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::testing::transcript;

    #[test]
    fn a_rate_is_set_for_its_region_alone() {
        transcript(
            r#"
            UpdateProvisionedLimit {"LimitDefinition": {"LimitClass": "API_CATEGORY", "Attributes": {"Category": "UserCreation"}}, "RequestedLimitValue": 80}
            GetProvisionedLimit {"LimitDefinition": {"LimitClass": "API_CATEGORY", "Attributes": {"Category": "UserCreation"}}} > Limit.ProvisionedLimitValue
            region eu-west-1
            GetProvisionedLimit {"LimitDefinition": {"LimitClass": "API_CATEGORY", "Attributes": {"Category": "UserCreation"}}} > Limit.ProvisionedLimitValue
            "#,
            expect![[r#"
                {
                  "Limit": {
                    "FreeLimitValue": 50,
                    "LimitDefinition": {"Attributes": {"Category": "UserCreation"}, "LimitClass": "API_CATEGORY"},
                    "ProvisionedLimitValue": 80
                  }
                }
                80
                50
            "#]],
        );
    }

    #[test]
    fn a_rate_stays_between_the_default_and_the_maximum() {
        transcript(
            r#"
            UpdateProvisionedLimit {"LimitDefinition": {"LimitClass": "API_CATEGORY", "Attributes": {"Category": "UserCreation"}}, "RequestedLimitValue": 49}
            UpdateProvisionedLimit {"LimitDefinition": {"LimitClass": "API_CATEGORY", "Attributes": {"Category": "UserCreation"}}, "RequestedLimitValue": 501}
            UpdateProvisionedLimit {"LimitDefinition": {"LimitClass": "API_CATEGORY", "Attributes": {"Category": "UserCreation"}}, "RequestedLimitValue": 500} > Limit.ProvisionedLimitValue
            UpdateProvisionedLimit {"LimitDefinition": {"LimitClass": "API_CATEGORY", "Attributes": {"Category": "UserUpdate"}}, "RequestedLimitValue": 26}
            UpdateProvisionedLimit {"LimitDefinition": {"LimitClass": "API_CATEGORY", "Attributes": {"Category": "UserUpdate"}}, "RequestedLimitValue": 25} > Limit.ProvisionedLimitValue
            UpdateProvisionedLimit {"LimitDefinition": {"LimitClass": "API_CATEGORY", "Attributes": {"Category": "Cats"}}, "RequestedLimitValue": 25}
            "#,
            expect![[r#"
                InvalidParameterException: Requested limit value must not be below the default of 50.
                ServiceQuotaExceededException: Requested limit value exceeds the account maximum of 500.
                500
                ServiceQuotaExceededException: Requested limit value exceeds the account maximum of 25.
                25
                ResourceNotFoundException: Limit for category Cats does not exist.
            "#]],
        );
    }

    #[test]
    fn managed_login_keeps_the_rates_of_sign_in() {
        transcript(
            r#"
            UpdateProvisionedLimit {"LimitDefinition": {"LimitClass": "API_CATEGORY", "Attributes": {"Category": "UserAuthentication"}}, "RequestedLimitValue": 200} > Limit.ProvisionedLimitValue
            CreateUserPoolDomain {"UserPoolId": "$pool", "Domain": "people", "ManagedLoginVersion": 2} > -
            UpdateProvisionedLimit {"LimitDefinition": {"LimitClass": "API_CATEGORY", "Attributes": {"Category": "UserAuthentication"}}, "RequestedLimitValue": 300}
            UpdateProvisionedLimit {"LimitDefinition": {"LimitClass": "API_CATEGORY", "Attributes": {"Category": "UserRead"}}, "RequestedLimitValue": 300} > Limit.ProvisionedLimitValue
            "#,
            expect![[r#"
                200
                InvalidParameterException: UserAuthentication and UserFederation cannot be adjusted for accounts with managed login user pools.
                300
            "#]],
        );
    }
}
