//! ListUserPools: the user pools of the caller's region, in pages.

use poolhouse_emulator_model::shapes::{ListUserPoolsRequest, ListUserPoolsResponse};

use crate::context::Context;
use crate::error::ApiError;
use crate::page::{DEFAULT_LIMIT, Page};

pub(crate) async fn list_user_pools(
    ctx: &Context,
    input: ListUserPoolsRequest,
) -> Result<ListUserPoolsResponse, ApiError> {
    let list = ["ListUserPools", &ctx.caller().region];
    let page = Page::new(&list, Some(input.max_results), DEFAULT_LIMIT, input.next_token.as_deref())?;
    let place = page.after().and_then(|place| place.parse().ok());
    let pools = ctx.pools_after(place).map(|(place, pool)| (place.to_string(), pool.settings().summarize()));
    let (user_pools, next_token) = page.take(pools);
    Ok(ListUserPoolsResponse { user_pools: Some(user_pools), next_token })
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::testing::transcript;

    #[test]
    fn pools_come_in_the_order_in_which_they_were_made() {
        transcript(
            r#"
            $b = CreateUserPool {"PoolName": "b"} > -
            $a = CreateUserPool {"PoolName": "a"} > -
            $next = ListUserPools {"MaxResults": 2} > NextToken
            DeleteUserPool {"UserPoolId": "$b"}
            ListUserPools {"MaxResults": 2, "NextToken": "$next"}
            ListUserPools {"MaxResults": 2, "NextToken": "x"}
            ListUserPools {}
            "#,
            expect![[r#"
                {
                  "NextToken": "$next",
                  "UserPools": [
                    {
                      "CreationDate": 1700000000.0,
                      "Id": "$pool",
                      "LambdaConfig": {},
                      "LastModifiedDate": 1700000000.0,
                      "Name": "people"
                    },
                    {
                      "CreationDate": 1700000000.0,
                      "Id": "$b",
                      "LambdaConfig": {},
                      "LastModifiedDate": 1700000000.0,
                      "Name": "b"
                    }
                  ]
                }
                (empty)
                {
                  "UserPools": [
                    {
                      "CreationDate": 1700000000.0,
                      "Id": "$a",
                      "LambdaConfig": {},
                      "LastModifiedDate": 1700000000.0,
                      "Name": "a"
                    }
                  ]
                }
                InvalidParameterException: Invalid pagination token.
                InvalidParameterException: 1 validation error detected: Value null at 'maxResults' failed to satisfy constraint: Member must not be null
            "#]],
        );
    }

    #[test]
    fn other_regions_have_other_pools() {
        transcript(
            r#"
            region eu-west-1
            ListUserPools {"MaxResults": 1}
            $there = CreateUserPool {"PoolName": "there"} > -
            ListUserPools {"MaxResults": 1}
            region us-east-1
            ListUserPools {"MaxResults": 60}
            "#,
            expect![[r#"
                {"UserPools": []}
                {
                  "UserPools": [
                    {
                      "CreationDate": 1700000000.0,
                      "Id": "$there",
                      "LambdaConfig": {},
                      "LastModifiedDate": 1700000000.0,
                      "Name": "there"
                    }
                  ]
                }
                {
                  "UserPools": [
                    {
                      "CreationDate": 1700000000.0,
                      "Id": "$pool",
                      "LambdaConfig": {},
                      "LastModifiedDate": 1700000000.0,
                      "Name": "people"
                    }
                  ]
                }
            "#]],
        );
    }
}
