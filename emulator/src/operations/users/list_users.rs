//! ListUsers: the users of a pool, all or those of a filter, in pages.

use poolhouse_emulator_model::shapes::{ListUsersRequest, ListUsersResponse, UserType};

use crate::context::Context;
use crate::domain::{Schema, UserFilter};
use crate::error::ApiError;
use crate::page::{DEFAULT_LIMIT, Page};

/// Users come by username, or by the value that the filter is for. The service promises no order.
pub(crate) async fn list_users(
    ctx: &Context,
    input: ListUsersRequest,
) -> Result<ListUsersResponse, ApiError> {
    let pool = ctx.pool(&input.user_pool_id)?;
    let wanted = input.attributes_to_get.unwrap_or_default();
    check_wanted(&wanted, &pool.settings().schema)?;
    // An empty filter is none.
    let text = input.filter.unwrap_or_default();
    let filter = (!text.is_empty()).then(|| UserFilter::parse(&text)).transpose()?;
    let list = ["ListUsers", pool.id(), &text];
    let page = Page::new(&list, input.limit, DEFAULT_LIMIT, input.pagination_token.as_deref())?;
    let users = pool.search_users(filter.as_ref(), page.after());
    let (users, pagination_token) =
        page.take(users.map(|(cursor, user)| (cursor, narrowed(user.describe(), &wanted))));
    Ok(ListUsersResponse { users: Some(users), pagination_token })
}

/// Attributes that no user can have are refused. One that some users lack is missing there; the
/// documentation has it refused where users cannot be searched by it (unsure).
fn check_wanted(wanted: &[String], schema: &Schema) -> Result<(), ApiError> {
    let known = wanted.iter().all(|name| schema.attribute(name).is_some());
    if known { Ok(()) } else { Err(ApiError::unknown_attributes_to_get()) }
}

/// The user with the wanted attributes alone, not even `sub` besides; with all if nothing is said.
fn narrowed(mut user: UserType, wanted: &[String]) -> UserType {
    if let Some(attributes) = user.attributes.as_mut().filter(|_| !wanted.is_empty()) {
        attributes.retain(|attribute| wanted.contains(&attribute.name));
    }
    user
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::testing::transcript;

    #[test]
    fn users_come_in_pages_disabled_ones_included() {
        transcript(
            r#"
            user cid
            user ann
            user bob
            AdminDisableUser {"UserPoolId": "$pool", "Username": "ann"} > -
            $next = ListUsers {"UserPoolId": "$pool", "Limit": 2} > PaginationToken
            ListUsers {"UserPoolId": "$pool", "Limit": 2, "PaginationToken": "$next"}
            ListUsers {"UserPoolId": "$pool", "Limit": 0} > Users.2.Username
            "#,
            expect![[r#"
                {
                  "PaginationToken": "$next",
                  "Users": [
                    {
                      "Attributes": [
                        {"Name": "email", "Value": "ann@example.com"},
                        {"Name": "sub", "Value": "$ann"}
                      ],
                      "Enabled": false,
                      "UserCreateDate": 1700000000.0,
                      "UserLastModifiedDate": 1700000000.0,
                      "UserStatus": "CONFIRMED",
                      "Username": "ann"
                    },
                    {
                      "Attributes": [
                        {"Name": "email", "Value": "bob@example.com"},
                        {"Name": "sub", "Value": "$bob"}
                      ],
                      "Enabled": true,
                      "UserCreateDate": 1700000000.0,
                      "UserLastModifiedDate": 1700000000.0,
                      "UserStatus": "CONFIRMED",
                      "Username": "bob"
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
                "cid"
            "#]],
        );
    }

    #[test]
    fn an_empty_pool_has_an_empty_list_and_a_missing_one_none() {
        transcript(
            r#"
            ListUsers {"UserPoolId": "$pool"}
            ListUsers {"UserPoolId": "us-east-1_none", "Filter": "?"}
            ListUsers {"UserPoolId": "$pool", "Limit": 61, "PaginationToken": "two words"}
            "#,
            expect![[r#"
                {"Users": []}
                ResourceNotFoundException: User pool us-east-1_none does not exist.
                InvalidParameterException: 2 validation errors detected: Value '61' at 'limit' failed to satisfy constraint: Member must have value less than or equal to 60; Value 'two words' at 'paginationToken' failed to satisfy constraint: Member must satisfy regular expression pattern: [\S]+
            "#]],
        );
    }

    #[test]
    fn only_the_attributes_asked_for_are_answered() {
        transcript(
            r#"
            user ann
            ListUsers {"UserPoolId": "$pool", "AttributesToGet": ["email"]} > Users.0.Attributes
            ListUsers {"UserPoolId": "$pool", "AttributesToGet": ["sub"]} > Users.0.Attributes
            ListUsers {"UserPoolId": "$pool", "AttributesToGet": ["name"]} > Users.0.Attributes
            ListUsers {"UserPoolId": "$pool", "AttributesToGet": []} > Users.0.Attributes
            ListUsers {"UserPoolId": "$pool", "AttributesToGet": ["email", "custom:none"]}
            "#,
            expect![[r#"
                [{"Name": "email", "Value": "ann@example.com"}]
                [{"Name": "sub", "Value": "$ann"}]
                []
                [
                  {"Name": "email", "Value": "ann@example.com"},
                  {"Name": "sub", "Value": "$ann"}
                ]
                InvalidParameterException: One or more requested attributes do not exist in user pool.
            "#]],
        );
    }

    #[test]
    fn a_filter_finds_the_whole_value_or_its_beginning() {
        transcript(
            r#"
            user ann
            user anna
            user bob
            ListUsers {"UserPoolId": "$pool", "Filter": "email = \"ann@example.com\""} > Users.0.Username
            ListUsers {"UserPoolId": "$pool", "Filter": "email = \"ann@example.com\""} > Users.1.Username
            ListUsers {"UserPoolId": "$pool", "Filter": "email^=\"ann\""} > Users.1.Username
            ListUsers {"UserPoolId": "$pool", "Filter": "email^=\"ann\""} > Users.2.Username
            ListUsers {"UserPoolId": "$pool", "Filter": "username ^= \"Ann\""} > Users
            ListUsers {"UserPoolId": "$pool", "Filter": "username = \"bob\""} > Users.0.Username
            ListUsers {"UserPoolId": "$pool", "Filter": "sub = \"$bob\""} > Users.0.Username
            ListUsers {"UserPoolId": "$pool", "Filter": "email = \"\""} > Users
            "#,
            expect![[r#"
                "ann"
                null
                "anna"
                null
                []
                "bob"
                "bob"
                []
            "#]],
        );
    }

    #[test]
    fn both_kinds_of_status_can_be_searched_by() {
        transcript(
            r#"
            user ann
            user bob
            AdminDisableUser {"UserPoolId": "$pool", "Username": "bob"} > -
            ListUsers {"UserPoolId": "$pool", "Filter": "status = \"Disabled\""} > Users.0.Username
            ListUsers {"UserPoolId": "$pool", "Filter": "status = \"disabled\""} > Users
            ListUsers {"UserPoolId": "$pool", "Filter": "status ^= \"En\""} > Users.0.Username
            ListUsers {"UserPoolId": "$pool", "Filter": "cognito:user_status = \"confirmed\""} > Users.1.Username
            ListUsers {"UserPoolId": "$pool", "Filter": "cognito:user_status = \"UNCONFIRMED\""} > Users
            "#,
            expect![[r#"
                "bob"
                []
                "ann"
                "bob"
                []
            "#]],
        );
    }

    #[test]
    fn a_filtered_list_goes_on_where_it_stopped_though_users_come_and_go() {
        transcript(
            r#"
            user bob
            user ann
            user cid
            $next = ListUsers {"UserPoolId": "$pool", "Filter": "status = \"Enabled\"", "Limit": 1, "AttributesToGet": ["email"]} > PaginationToken
            AdminDeleteUser {"UserPoolId": "$pool", "Username": "ann"}
            user abe
            ListUsers {"UserPoolId": "$pool", "Filter": "status = \"Enabled\"", "PaginationToken": "$next"} > Users.0.Username
            ListUsers {"UserPoolId": "$pool", "Filter": "status = \"Enabled\"", "PaginationToken": "$next"} > Users.1.Username
            ListUsers {"UserPoolId": "$pool", "Filter": "status = \"Enabled\"", "PaginationToken": "$next"} > Users.2
            "#,
            expect![[r#"
                {
                  "PaginationToken": "$next",
                  "Users": [
                    {
                      "Attributes": [{"Name": "email", "Value": "ann@example.com"}],
                      "Enabled": true,
                      "UserCreateDate": 1700000000.0,
                      "UserLastModifiedDate": 1700000000.0,
                      "UserStatus": "CONFIRMED",
                      "Username": "ann"
                    }
                  ]
                }
                (empty)
                "bob"
                "cid"
                null
            "#]],
        );
    }

    #[test]
    fn a_filter_that_cannot_be_read_or_searched_by_is_refused() {
        transcript(
            r#"
            ListUsers {"UserPoolId": "$pool", "Filter": "email is ann"}
            ListUsers {"UserPoolId": "$pool", "Filter": "custom:role = \"x\""}
            ListUsers {"UserPoolId": "$pool", "Filter": ""}
            "#,
            expect![[r#"
                InvalidParameterException: Error while parsing filter
                InvalidParameterException: Input fails to satisfy the constraints.
                {"Users": []}
            "#]],
        );
    }

    #[test]
    fn a_token_belongs_to_its_filter() {
        transcript(
            r#"
            user ann
            user bob
            $next = ListUsers {"UserPoolId": "$pool", "Limit": 1, "AttributesToGet": ["email"]} > PaginationToken
            ListUsers {"UserPoolId": "$pool", "Filter": "status = \"Enabled\"", "PaginationToken": "$next"}
            ListUsers {"UserPoolId": "$pool", "PaginationToken": "garbled"}
            "#,
            expect![[r#"
                {
                  "PaginationToken": "$next",
                  "Users": [
                    {
                      "Attributes": [{"Name": "email", "Value": "ann@example.com"}],
                      "Enabled": true,
                      "UserCreateDate": 1700000000.0,
                      "UserLastModifiedDate": 1700000000.0,
                      "UserStatus": "CONFIRMED",
                      "Username": "ann"
                    }
                  ]
                }
                InvalidParameterException: Invalid pagination token.
                InvalidParameterException: Invalid pagination token.
            "#]],
        );
    }
}
