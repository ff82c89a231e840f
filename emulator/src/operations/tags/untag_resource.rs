//! UntagResource: removes tags of a user pool by their keys.

use poolhouse_emulator_model::shapes::{UntagResourceRequest, UntagResourceResponse};

use super::tagged_pool::tagged_pool;
use crate::context::Context;
use crate::error::ApiError;

pub(crate) async fn untag_resource(
    ctx: &Context,
    input: UntagResourceRequest,
) -> Result<UntagResourceResponse, ApiError> {
    let mut pool = tagged_pool(ctx, &input.resource_arn)?;
    let mut settings = pool.settings().clone();
    let tags = settings.tags_at_mut(&input.resource_arn).ok_or_else(ApiError::not_a_user_pool_arn)?;
    tags.retain(|key, _| !input.tag_keys.contains(key));
    pool.put_settings(settings);
    Ok(UntagResourceResponse {})
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::testing::transcript;

    #[test]
    fn tags_go_by_key_and_a_key_that_is_not_there_is_fine() {
        transcript(
            r#"
            TagResource {"ResourceArn": "arn:aws:cognito-idp:us-east-1:123456789012:userpool/$pool", "Tags": {"stage": "test", "team": "red"}}
            UntagResource {"ResourceArn": "arn:aws:cognito-idp:us-east-1:123456789012:userpool/$pool", "TagKeys": ["team", "colour"]}
            ListTagsForResource {"ResourceArn": "arn:aws:cognito-idp:us-east-1:123456789012:userpool/$pool"}
            "#,
            expect![[r#"
                {}
                {}
                {"Tags": {"stage": "test"}}
            "#]],
        );
    }
}
