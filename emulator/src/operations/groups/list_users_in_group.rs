//! ListUsersInGroup: the members of a group, in pages.

use poolhouse_emulator_model::shapes::{ListUsersInGroupRequest, ListUsersInGroupResponse};

use crate::context::Context;
use crate::error::ApiError;
use crate::page::{DEFAULT_LIMIT, Page};

pub(crate) async fn list_users_in_group(
    ctx: &Context,
    input: ListUsersInGroupRequest,
) -> Result<ListUsersInGroupResponse, ApiError> {
    let pool = ctx.pool(&input.user_pool_id)?;
    pool.group(&input.group_name)?;
    let list = ["ListUsersInGroup", pool.id(), &input.group_name];
    let page = Page::new(&list, input.limit, DEFAULT_LIMIT, input.next_token.as_deref())?;
    let members = pool.members_after(&input.group_name, page.after());
    let (users, next_token) = page.take(members.map(|(key, user)| (key.to_string(), user.describe())));
    Ok(ListUsersInGroupResponse { users: Some(users), next_token })
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::testing::transcript;

    #[test]
    fn members_come_in_pages_with_their_attributes() {
        transcript(
            r#"
            user ann
            user bob
            user cid
            CreateGroup {"UserPoolId": "$pool", "GroupName": "a"}
            CreateGroup {"UserPoolId": "$pool", "GroupName": "b"}
            AdminAddUserToGroup {"UserPoolId": "$pool", "GroupName": "a", "Username": "cid"}
            AdminAddUserToGroup {"UserPoolId": "$pool", "GroupName": "a", "Username": "ann"}
            AdminAddUserToGroup {"UserPoolId": "$pool", "GroupName": "b", "Username": "bob"}
            $next = ListUsersInGroup {"UserPoolId": "$pool", "GroupName": "a", "Limit": 1} > NextToken
            ListUsersInGroup {"UserPoolId": "$pool", "GroupName": "a", "Limit": 1, "NextToken": "$next"}
            ListUsersInGroup {"UserPoolId": "$pool", "GroupName": "b", "NextToken": "$next"}
            ListUsersInGroup {"UserPoolId": "$pool", "GroupName": "c"}
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
                (empty)
                (empty)
                (empty)
                {
                  "NextToken": "$next",
                  "Users": [
                    {
                      "Attributes": [
                        {"Name": "email", "Value": "ann@example.com"},
                        {"Name": "sub", "Value": "$ann"}
                      ],
                      "Enabled": true,
                      "UserCreateDate": 1700000000.0,
                      "UserLastModifiedDate": 1700000000.0,
                      "UserStatus": "CONFIRMED",
                      "Username": "ann"
                    }
                  ]
                }
                {
                  "Users": [
                    {
                      "Attributes": [
                        {"Name": "email", "Value": "cid@example.com"},
                        {"Name": "sub", "Value": "$cid"}
                      ],
                      "Enabled": true,
                      "UserCreateDate": 1700000000.0,
                      "UserLastModifiedDate": 1700000000.0,
                      "UserStatus": "CONFIRMED",
                      "Username": "cid"
                    }
                  ]
                }
                InvalidParameterException: Invalid pagination token.
                ResourceNotFoundException: Group not found.
            "#]],
        );
    }
}
