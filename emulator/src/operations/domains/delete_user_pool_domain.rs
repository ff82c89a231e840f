//! DeleteUserPoolDomain: takes a domain from a pool, free for others.

use poolhouse_emulator_model::shapes::{DeleteUserPoolDomainRequest, DeleteUserPoolDomainResponse};

use crate::context::Context;
use crate::error::ApiError;

pub(crate) async fn delete_user_pool_domain(
    ctx: &Context,
    input: DeleteUserPoolDomainRequest,
) -> Result<DeleteUserPoolDomainResponse, ApiError> {
    let mut pool = ctx.pool(&input.user_pool_id)?;
    ctx.release_host(pool.domain(&input.domain)?, &pool);
    pool.remove_domain(&input.domain);
    Ok(DeleteUserPoolDomainResponse {})
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::testing::transcript;

    #[test]
    fn a_deleted_domain_is_free_for_another_pool() {
        transcript(
            r#"
            $other = CreateUserPool {"PoolName": "other"} > -
            CreateUserPoolDomain {"UserPoolId": "$pool", "Domain": "people"}
            DeleteUserPoolDomain {"UserPoolId": "$other", "Domain": "people"}
            DeleteUserPoolDomain {"UserPoolId": "$pool", "Domain": "people"}
            DeleteUserPoolDomain {"UserPoolId": "$pool", "Domain": "people"}
            DescribeUserPool {"UserPoolId": "$pool"} > UserPool.Domain
            CreateUserPoolDomain {"UserPoolId": "$other", "Domain": "people"}
            DescribeUserPoolDomain {"Domain": "people"} > DomainDescription.UserPoolId
            DeleteUserPoolDomain {"UserPoolId": "us-east-1_none", "Domain": "people"}
            "#,
            expect![[r#"
                {}
                InvalidParameterException: No such domain or user pool exists.
                {}
                InvalidParameterException: No such domain or user pool exists.
                null
                {}
                "$other"
                ResourceNotFoundException: User pool us-east-1_none does not exist.
            "#]],
        );
    }

    #[test]
    fn a_pool_with_a_domain_cannot_be_deleted() {
        transcript(
            r#"
            CreateUserPoolDomain {"UserPoolId": "$pool", "Domain": "people"}
            DeleteUserPool {"UserPoolId": "$pool"}
            DeleteUserPoolDomain {"UserPoolId": "$pool", "Domain": "people"}
            DeleteUserPool {"UserPoolId": "$pool"}
            "#,
            expect![[r#"
                {}
                InvalidParameterException: User pool cannot be deleted. It has a domain configured that should be deleted first.
                {}
                (empty)
            "#]],
        );
    }
}
