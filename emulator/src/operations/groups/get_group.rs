//! GetGroup: one group of a user pool.

use poolhouse_emulator_model::shapes::{GetGroupRequest, GetGroupResponse};

use crate::context::Context;
use crate::error::ApiError;

pub(crate) async fn get_group(ctx: &Context, input: GetGroupRequest) -> Result<GetGroupResponse, ApiError> {
    let pool = ctx.pool(&input.user_pool_id)?;
    let group = pool.group(&input.group_name)?.describe(pool.id());
    Ok(GetGroupResponse { group: Some(group) })
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::testing::transcript;

    #[test]
    fn a_group_is_found_by_its_exact_name() {
        transcript(
            r#"
            CreateGroup {"UserPoolId": "$pool", "GroupName": "admins", "Precedence": 3}
            GetGroup {"UserPoolId": "$pool", "GroupName": "admins"}
            GetGroup {"UserPoolId": "$pool", "GroupName": "Admins"}
            "#,
            expect![[r#"
                {
                  "Group": {
                    "CreationDate": 1700000000.0,
                    "GroupName": "admins",
                    "LastModifiedDate": 1700000000.0,
                    "Precedence": 3,
                    "UserPoolId": "$pool"
                  }
                }
                {
                  "Group": {
                    "CreationDate": 1700000000.0,
                    "GroupName": "admins",
                    "LastModifiedDate": 1700000000.0,
                    "Precedence": 3,
                    "UserPoolId": "$pool"
                  }
                }
                ResourceNotFoundException: Group not found.
            "#]],
        );
    }
}
