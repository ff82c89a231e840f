//! ListUserPoolClients: the app clients of a user pool, in pages.

use poolhouse_emulator_model::shapes::{
    ClientTypeType, ListUserPoolClientsRequest, ListUserPoolClientsResponse,
};

use crate::context::Context;
use crate::error::ApiError;
use crate::page::{DEFAULT_LIMIT, Page};

pub(crate) async fn list_user_pool_clients(
    ctx: &Context,
    input: ListUserPoolClientsRequest,
) -> Result<ListUserPoolClientsResponse, ApiError> {
    let pool = ctx.pool(&input.user_pool_id)?;
    let list = ["ListUserPoolClients", pool.id(), input.client_type.map_or("", ClientTypeType::as_str)];
    let page = Page::new(&list, input.max_results, DEFAULT_LIMIT, input.next_token.as_deref())?;
    let clients = pool
        .clients_after(page.after())
        .filter(|client| input.client_type.is_none_or(|wanted| client.kind() == wanted))
        .map(|client| (client.id.clone(), client.summarize(pool.id())));
    let (clients, next_token) = page.take(clients);
    Ok(ListUserPoolClientsResponse { user_pool_clients: Some(clients), next_token })
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::testing::transcript;

    #[test]
    fn a_pool_without_clients_has_an_empty_list() {
        transcript(
            r#"
            ListUserPoolClients {"UserPoolId": "$pool", "MaxResults": 60}
            ListUserPoolClients {"UserPoolId": "us-east-1_none"}
            "#,
            expect![[r#"
                {"UserPoolClients": []}
                ResourceNotFoundException: User pool us-east-1_none does not exist.
            "#]],
        );
    }

    #[test]
    fn pages_follow_one_another_to_the_last() {
        transcript(
            r#"
            $a = CreateUserPoolClient {"UserPoolId": "$pool", "ClientName": "a"} > -
            $b = CreateUserPoolClient {"UserPoolId": "$pool", "ClientName": "b"} > -
            $c = CreateUserPoolClient {"UserPoolId": "$pool", "ClientName": "c"} > -
            $next = ListUserPoolClients {"UserPoolId": "$pool", "MaxResults": 2} > NextToken
            ListUserPoolClients {"UserPoolId": "$pool", "MaxResults": 2, "NextToken": "$next"}
            "#,
            expect![[r#"
                {
                  "NextToken": "$next",
                  "UserPoolClients": [
                    {
                      "ClientId": "$a",
                      "ClientName": "a",
                      "UserPoolId": "$pool"
                    },
                    {
                      "ClientId": "$c",
                      "ClientName": "c",
                      "UserPoolId": "$pool"
                    }
                  ]
                }
                {
                  "UserPoolClients": [
                    {
                      "ClientId": "$b",
                      "ClientName": "b",
                      "UserPoolId": "$pool"
                    }
                  ]
                }
            "#]],
        );
    }

    #[test]
    fn clients_are_listed_by_type_and_a_token_stays_with_its_list() {
        transcript(
            r#"
            $a = CreateUserPoolClient {"UserPoolId": "$pool", "ClientName": "a"} > -
            $b = CreateUserPoolClient {"UserPoolId": "$pool", "ClientName": "b"} > -
            ListUserPoolClients {"UserPoolId": "$pool", "ClientType": "DCR"}
            $next = ListUserPoolClients {"UserPoolId": "$pool", "ClientType": "REGULAR", "MaxResults": 1} > NextToken
            ListUserPoolClients {"UserPoolId": "$pool", "NextToken": "$next"}
            "#,
            expect![[r#"
                {"UserPoolClients": []}
                {
                  "NextToken": "$next",
                  "UserPoolClients": [
                    {
                      "ClientId": "$a",
                      "ClientName": "a",
                      "UserPoolId": "$pool"
                    }
                  ]
                }
                InvalidParameterException: Invalid pagination token.
            "#]],
        );
    }
}
