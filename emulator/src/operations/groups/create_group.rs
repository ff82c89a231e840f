//! CreateGroup: adds a group to a user pool.

use poolhouse_emulator_model::shapes::{CreateGroupRequest, CreateGroupResponse};

use crate::context::Context;
use crate::domain::Group;
use crate::error::ApiError;

pub(crate) async fn create_group(
    ctx: &Context,
    input: CreateGroupRequest,
) -> Result<CreateGroupResponse, ApiError> {
    let mut pool = ctx.pool(&input.user_pool_id)?;
    let group = Group::new(input, ctx.now());
    let described = group.describe(pool.id());
    pool.add_group(group)?;
    Ok(CreateGroupResponse { group: Some(described) })
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::testing::transcript;

    #[test]
    fn a_group_is_made_with_what_was_said_of_it() {
        transcript(
            r#"
            CreateGroup {"UserPoolId": "$pool", "GroupName": "staff"}
            CreateGroup {"UserPoolId": "$pool", "GroupName": "admins", "Description": "all of it", "Precedence": 0,
                         "RoleArn": "arn:aws:iam::123456789012:role/admin"}
            "#,
            expect![[r#"
                {
                  "Group": {
                    "CreationDate": 1700000000.0,
                    "GroupName": "staff",
                    "LastModifiedDate": 1700000000.0,
                    "UserPoolId": "$pool"
                  }
                }
                {
                  "Group": {
                    "CreationDate": 1700000000.0,
                    "Description": "all of it",
                    "GroupName": "admins",
                    "LastModifiedDate": 1700000000.0,
                    "Precedence": 0,
                    "RoleArn": "arn:aws:iam::123456789012:role/admin",
                    "UserPoolId": "$pool"
                  }
                }
            "#]],
        );
    }

    #[test]
    fn a_second_group_of_the_same_name_is_refused() {
        transcript(
            r#"
            CreateGroup {"UserPoolId": "$pool", "GroupName": "admins"}
            CreateGroup {"UserPoolId": "$pool", "GroupName": "admins"}
            CreateGroup {"UserPoolId": "$pool", "GroupName": "Admins"}
            "#,
            expect![[r#"
                {
                  "Group": {
                    "CreationDate": 1700000000.0,
                    "GroupName": "admins",
                    "LastModifiedDate": 1700000000.0,
                    "UserPoolId": "$pool"
                  }
                }
                GroupExistsException: A group with the name already exists.
                {
                  "Group": {
                    "CreationDate": 1700000000.0,
                    "GroupName": "Admins",
                    "LastModifiedDate": 1700000000.0,
                    "UserPoolId": "$pool"
                  }
                }
            "#]],
        );
    }

    #[test]
    fn the_model_and_the_pool_are_looked_at_in_this_order() {
        transcript(
            r#"
            CreateGroup {"UserPoolId": "us-east-1_none", "GroupName": "two words", "Precedence": -1}
            CreateGroup {"UserPoolId": "us-east-1_none", "GroupName": "admins"}
            "#,
            expect![[r#"
                InvalidParameterException: 2 validation errors detected: Value 'two words' at 'groupName' failed to satisfy constraint: Member must satisfy regular expression pattern: [\p{L}\p{M}\p{S}\p{N}\p{P}]+; Value '-1' at 'precedence' failed to satisfy constraint: Member must have value greater than or equal to 0
                ResourceNotFoundException: User pool us-east-1_none does not exist.
            "#]],
        );
    }
}
