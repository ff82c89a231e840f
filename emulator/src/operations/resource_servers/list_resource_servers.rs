//! ListResourceServers: the resource servers of a user pool, in pages.

use poolhouse_emulator_model::shapes::{ListResourceServersRequest, ListResourceServersResponse};

use crate::context::Context;
use crate::error::ApiError;
use crate::page::Page;

/// They come in the order of their identifiers (unsure).
pub(crate) async fn list_resource_servers(
    ctx: &Context,
    input: ListResourceServersRequest,
) -> Result<ListResourceServersResponse, ApiError> {
    let pool = ctx.pool(&input.user_pool_id)?;
    let list = ["ListResourceServers", pool.id()];
    let page = Page::new(&list, input.max_results, MOST_PER_PAGE, input.next_token.as_deref())?;
    let servers = pool
        .resource_servers_after(page.after())
        .map(|server| (server.identifier.clone(), server.describe(pool.id())));
    let (resource_servers, next_token) = page.take(servers);
    Ok(ListResourceServersResponse { resource_servers, next_token })
}

const MOST_PER_PAGE: usize = 50;

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::testing::transcript;

    #[test]
    fn a_pool_without_servers_has_an_empty_list() {
        transcript(
            r#"
            ListResourceServers {"UserPoolId": "$pool"}
            ListResourceServers {"UserPoolId": "us-east-1_none"}
            "#,
            expect![[r#"
                {"ResourceServers": []}
                ResourceNotFoundException: User pool us-east-1_none does not exist.
            "#]],
        );
    }

    #[test]
    fn pages_follow_one_another_to_the_last() {
        transcript(
            r#"
            CreateResourceServer {"UserPoolId": "$pool", "Identifier": "b", "Name": "b"} > -
            CreateResourceServer {"UserPoolId": "$pool", "Identifier": "c", "Name": "c"} > -
            CreateResourceServer {"UserPoolId": "$pool", "Identifier": "a", "Name": "a"} > -
            $next = ListResourceServers {"UserPoolId": "$pool", "MaxResults": 2} > NextToken
            ListResourceServers {"UserPoolId": "$pool", "MaxResults": 2, "NextToken": "$next"}
            ListResourceServers {"UserPoolId": "$pool", "MaxResults": 51}
            ListResourceServers {"UserPoolId": "$pool", "NextToken": "none-of-ours"}
            "#,
            expect![[r#"
                {
                  "NextToken": "$next",
                  "ResourceServers": [
                    {"Identifier": "a", "Name": "a", "UserPoolId": "$pool"},
                    {"Identifier": "b", "Name": "b", "UserPoolId": "$pool"}
                  ]
                }
                {"ResourceServers": [{"Identifier": "c", "Name": "c", "UserPoolId": "$pool"}]}
                InvalidParameterException: 1 validation error detected: Value '51' at 'maxResults' failed to satisfy constraint: Member must have value less than or equal to 50
                InvalidParameterException: Invalid pagination token.
            "#]],
        );
    }
}
