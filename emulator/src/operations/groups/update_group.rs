//! UpdateGroup: changes what the request names of a group.

use poolhouse_emulator_model::shapes::{UpdateGroupRequest, UpdateGroupResponse};

use crate::context::Context;
use crate::error::ApiError;

pub(crate) async fn update_group(
    ctx: &Context,
    input: UpdateGroupRequest,
) -> Result<UpdateGroupResponse, ApiError> {
    let mut pool = ctx.pool(&input.user_pool_id)?;
    let group = pool.group(&input.group_name)?.updated(input, ctx.now());
    let described = group.describe(pool.id());
    pool.put_group(group);
    Ok(UpdateGroupResponse { group: Some(described) })
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::testing::transcript;

    #[test]
    fn what_is_not_named_stays() {
        transcript(
            r#"
            CreateGroup {"UserPoolId": "$pool", "GroupName": "admins", "Description": "all of it", "Precedence": 3}
            wait 60
            UpdateGroup {"UserPoolId": "$pool", "GroupName": "admins", "Precedence": 1}
            GetGroup {"UserPoolId": "$pool", "GroupName": "admins"}
            UpdateGroup {"UserPoolId": "$pool", "GroupName": "nobody", "Precedence": 1}
            "#,
            expect![[r#"
                {
                  "Group": {
                    "CreationDate": 1700000000.0,
                    "Description": "all of it",
                    "GroupName": "admins",
                    "LastModifiedDate": 1700000000.0,
                    "Precedence": 3,
                    "UserPoolId": "$pool"
                  }
                }
                {
                  "Group": {
                    "CreationDate": 1700000000.0,
                    "Description": "all of it",
                    "GroupName": "admins",
                    "LastModifiedDate": 1700000060.0,
                    "Precedence": 1,
                    "UserPoolId": "$pool"
                  }
                }
                {
                  "Group": {
                    "CreationDate": 1700000000.0,
                    "Description": "all of it",
                    "GroupName": "admins",
                    "LastModifiedDate": 1700000060.0,
                    "Precedence": 1,
                    "UserPoolId": "$pool"
                  }
                }
                ResourceNotFoundException: Group not found.
            "#]],
        );
    }
}
