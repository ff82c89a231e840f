//! AdminListGroupsForUser: the groups that a user is in, in pages.

use poolhouse_emulator_model::shapes::{AdminListGroupsForUserRequest, AdminListGroupsForUserResponse};

use crate::context::Context;
use crate::error::ApiError;
use crate::page::{DEFAULT_LIMIT, Page};

/// The groups come by precedence (unsure). A page begins behind the place of the last group seen,
/// whether or not the user is still in it.
pub(crate) async fn admin_list_groups_for_user(
    ctx: &Context,
    input: AdminListGroupsForUserRequest,
) -> Result<AdminListGroupsForUserResponse, ApiError> {
    let pool = ctx.pool(&input.user_pool_id)?;
    let user = pool.resolve_user(input.username.expose())?;
    let list = ["AdminListGroupsForUser", pool.id(), &user.sub];
    let page = Page::new(&list, input.limit, DEFAULT_LIMIT, input.next_token.as_deref())?;
    let groups = pool.groups_of(user).into_iter().map(|group| (group.cursor(), group));
    let rest = groups.skip_while(|(cursor, _)| page.after().is_some_and(|after| cursor.as_str() <= after));
    let (groups, next_token) = page.take(rest.map(|(cursor, group)| (cursor, group.describe(pool.id()))));
    Ok(AdminListGroupsForUserResponse { groups: Some(groups), next_token })
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::testing::transcript;

    #[test]
    fn the_lowest_precedence_comes_first_and_none_comes_last() {
        transcript(
            r#"
            user ann
            CreateGroup {"UserPoolId": "$pool", "GroupName": "a"}
            CreateGroup {"UserPoolId": "$pool", "GroupName": "b", "Precedence": 7}
            CreateGroup {"UserPoolId": "$pool", "GroupName": "c", "Precedence": 0}
            AdminAddUserToGroup {"UserPoolId": "$pool", "GroupName": "a", "Username": "ann"}
            AdminAddUserToGroup {"UserPoolId": "$pool", "GroupName": "b", "Username": "ann"}
            AdminAddUserToGroup {"UserPoolId": "$pool", "GroupName": "c", "Username": "ann"}
            $next = AdminListGroupsForUser {"UserPoolId": "$pool", "Username": "ann", "Limit": 2} > NextToken
            AdminRemoveUserFromGroup {"UserPoolId": "$pool", "GroupName": "b", "Username": "ann"}
            AdminListGroupsForUser {"UserPoolId": "$pool", "Username": "ann", "NextToken": "$next"}
            AdminListGroupsForUser {"UserPoolId": "$pool", "Username": "bob"}
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
                    "Precedence": 7,
                    "UserPoolId": "$pool"
                  }
                }
                {
                  "Group": {
                    "CreationDate": 1700000000.0,
                    "GroupName": "c",
                    "LastModifiedDate": 1700000000.0,
                    "Precedence": 0,
                    "UserPoolId": "$pool"
                  }
                }
                (empty)
                (empty)
                (empty)
                {
                  "Groups": [
                    {
                      "CreationDate": 1700000000.0,
                      "GroupName": "c",
                      "LastModifiedDate": 1700000000.0,
                      "Precedence": 0,
                      "UserPoolId": "$pool"
                    },
                    {
                      "CreationDate": 1700000000.0,
                      "GroupName": "b",
                      "LastModifiedDate": 1700000000.0,
                      "Precedence": 7,
                      "UserPoolId": "$pool"
                    }
                  ],
                  "NextToken": "$next"
                }
                (empty)
                {
                  "Groups": [
                    {
                      "CreationDate": 1700000000.0,
                      "GroupName": "a",
                      "LastModifiedDate": 1700000000.0,
                      "UserPoolId": "$pool"
                    }
                  ]
                }
                UserNotFoundException: User does not exist.
            "#]],
        );
    }
}
