//! ListTagsForResource: the tags of a user pool.

use poolhouse_emulator_model::shapes::{ListTagsForResourceRequest, ListTagsForResourceResponse};

use super::tagged_pool::tagged_pool;
use crate::context::Context;
use crate::error::ApiError;

pub(crate) async fn list_tags_for_resource(
    ctx: &Context,
    input: ListTagsForResourceRequest,
) -> Result<ListTagsForResourceResponse, ApiError> {
    let pool = tagged_pool(ctx, &input.resource_arn)?;
    let tags = pool.settings().tags_at(&input.resource_arn).cloned();
    Ok(ListTagsForResourceResponse { tags: Some(tags.unwrap_or_default()) })
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::testing::transcript;

    #[test]
    fn tags_given_at_creation_are_listed() {
        transcript(
            r#"
            ListTagsForResource {"ResourceArn": "arn:aws:cognito-idp:us-east-1:123456789012:userpool/$pool"}
            $made = CreateUserPool {"PoolName": "tagged", "UserPoolTags": {"team": "red"}} > -
            ListTagsForResource {"ResourceArn": "arn:aws:cognito-idp:us-east-1:123456789012:userpool/$made"}
            "#,
            expect![[r#"
                {"Tags": {}}
                {"Tags": {"team": "red"}}
            "#]],
        );
    }
}
