//! ListGroups: the groups of a user pool, in pages.

use poolhouse_emulator_model::shapes::{ListGroupsRequest, ListGroupsResponse};

use crate::context::Context;
use crate::error::ApiError;
use crate::page::{DEFAULT_LIMIT, Page};

pub(crate) async fn list_groups(
    ctx: &Context,
    input: ListGroupsRequest,
) -> Result<ListGroupsResponse, ApiError> {
    let pool = ctx.pool(&input.user_pool_id)?;
    let list = ["ListGroups", pool.id()];
    let page = Page::new(&list, input.limit, DEFAULT_LIMIT, input.next_token.as_deref())?;
    let groups = pool.groups_after(page.after()).map(|group| (group.name.clone(), group.describe(pool.id())));
    let (groups, next_token) = page.take(groups);
    Ok(ListGroupsResponse { groups: Some(groups), next_token })
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::testing::transcript;

    #[test]
    fn a_pool_without_groups_has_an_empty_list() {
        transcript(
            r#"ListGroups {"UserPoolId": "$pool"}"#,
            expect![[r#"
            {"Groups": []}
        "#]],
        );
    }

    #[test]
    fn pages_follow_one_another_to_the_last() {
        transcript(
            r#"
            CreateGroup {"UserPoolId": "$pool", "GroupName": "b"}
            CreateGroup {"UserPoolId": "$pool", "GroupName": "c"}
            CreateGroup {"UserPoolId": "$pool", "GroupName": "a"}
            $next = ListGroups {"UserPoolId": "$pool", "Limit": 2} > NextToken
            ListGroups {"UserPoolId": "$pool", "Limit": 2, "NextToken": "$next"}
            "#,
            expect![[r#"
                {
                  "Group": {
                    "CreationDate": 1700000000.0,
                    "GroupName": "b",
                    "LastModifiedDate": 1700000000.0,
                    "UserPoolId": "$pool"
                  }
                }
                {
                  "Group": {
                    "CreationDate": 1700000000.0,
                    "GroupName": "c",
                    "LastModifiedDate": 1700000000.0,
                    "UserPoolId": "$pool"
                  }
                }
                {
                  "Group": {
                    "CreationDate": 1700000000.0,
                    "GroupName": "a",
                    "LastModifiedDate": 1700000000.0,
                    "UserPoolId": "$pool"
                  }
                }
                {
                  "Groups": [
                    {
                      "CreationDate": 1700000000.0,
                      "GroupName": "a",
                      "LastModifiedDate": 1700000000.0,
                      "UserPoolId": "$pool"
                    },
                    {
                      "CreationDate": 1700000000.0,
                      "GroupName": "b",
                      "LastModifiedDate": 1700000000.0,
                      "UserPoolId": "$pool"
                    }
                  ],
                  "NextToken": "$next"
                }
                {
                  "Groups": [
                    {
                      "CreationDate": 1700000000.0,
                      "GroupName": "c",
                      "LastModifiedDate": 1700000000.0,
                      "UserPoolId": "$pool"
                    }
                  ]
                }
            "#]],
        );
    }

    #[test]
    fn a_token_of_another_pool_is_refused() {
        transcript(
            r#"
            CreateGroup {"UserPoolId": "$pool", "GroupName": "a"}
            CreateGroup {"UserPoolId": "$pool", "GroupName": "b"}
            $next = ListGroups {"UserPoolId": "$pool", "Limit": 1} > NextToken
            $other = CreateUserPool {"PoolName": "other"} > -
            ListGroups {"UserPoolId": "$other", "NextToken": "$next"}
            "#,
            expect![[r#"
                {
                  "Group": {
                    "CreationDate": 1700000000.0,
                    "GroupName": "a",
                    "LastModifiedDate": 1700000000.0,
                    "UserPoolId": "$pool"
                  }
                }
                {
                  "Group": {
                    "CreationDate": 1700000000.0,
                    "GroupName": "b",
                    "LastModifiedDate": 1700000000.0,
                    "UserPoolId": "$pool"
                  }
                }
                {
                  "Groups": [
                    {
                      "CreationDate": 1700000000.0,
                      "GroupName": "a",
                      "LastModifiedDate": 1700000000.0,
                      "UserPoolId": "$pool"
                    }
                  ],
                  "NextToken": "$next"
                }
                InvalidParameterException: Invalid pagination token.
            "#]],
        );
    }
}
