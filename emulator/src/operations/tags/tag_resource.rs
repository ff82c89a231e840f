//! TagResource: adds tags to a user pool, or changes their values.

use poolhouse_emulator_model::shapes::{TagResourceRequest, TagResourceResponse};

use super::tagged_pool::tagged_pool;
use crate::context::Context;
use crate::domain::{MOST_TAGS, TagFault, check_tags};
use crate::error::ApiError;

pub(crate) async fn tag_resource(
    ctx: &Context,
    input: TagResourceRequest,
) -> Result<TagResourceResponse, ApiError> {
    let mut pool = tagged_pool(ctx, &input.resource_arn)?;
    let mut settings = pool.settings().clone();
    let tags = settings.tags_at_mut(&input.resource_arn).ok_or_else(ApiError::not_a_user_pool_arn)?;
    tags.extend(input.tags);
    check_tags(tags).map_err(|fault| match fault {
        TagFault::Reserved => ApiError::reserved_tag_key(),
        TagFault::TooMany => ApiError::too_many_tags(MOST_TAGS),
    })?;
    pool.put_settings(settings);
    Ok(TagResourceResponse {})
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::testing::transcript;

    #[test]
    fn tags_are_added_and_changed() {
        transcript(
            r#"
            TagResource {"ResourceArn": "arn:aws:cognito-idp:us-east-1:123456789012:userpool/$pool", "Tags": {"stage": "test", "team": "red"}}
            TagResource {"ResourceArn": "arn:aws:cognito-idp:us-east-1:123456789012:userpool/$pool", "Tags": {"team": "blue"}}
            ListTagsForResource {"ResourceArn": "arn:aws:cognito-idp:us-east-1:123456789012:userpool/$pool"}
            "#,
            expect![[r#"
                {}
                {}
                {"Tags": {"stage": "test", "team": "blue"}}
            "#]],
        );
    }

    #[test]
    fn reserved_keys_and_too_many_tags_are_refused() {
        let many: String = (0..51).map(|number| format!(r#""k{number}": "", "#)).collect();
        let many = many.trim_end_matches(", ");
        transcript(
            &format!(
                r#"
                TagResource {{"ResourceArn": "arn:aws:cognito-idp:us-east-1:123456789012:userpool/$pool", "Tags": {{"aws:stage": "test"}}}}
                TagResource {{"ResourceArn": "arn:aws:cognito-idp:us-east-1:123456789012:userpool/$pool", "Tags": {{{many}}}}}
                ListTagsForResource {{"ResourceArn": "arn:aws:cognito-idp:us-east-1:123456789012:userpool/$pool"}}
                "#
            ),
            expect![[r#"
                InvalidParameterException: aws: prefixed tag key names are not allowed for external use.
                InvalidParameterException: A resource cannot have more than 50 tags.
                {"Tags": {}}
            "#]],
        );
    }

    #[test]
    fn only_pools_that_exist_can_be_tagged() {
        transcript(
            r#"
            TagResource {"ResourceArn": "arn:aws:s3:us-east-1:123456789012:bucket/x", "Tags": {}}
            TagResource {"ResourceArn": "arn:aws:cognito-idp:us-east-1:123456789012:userpool/us-east-1_none", "Tags": {}}
            TagResource {"ResourceArn": "arn:aws:cognito-idp:us-east-1:999999999999:userpool/$pool", "Tags": {}}
            "#,
            expect![[r#"
                InvalidParameterException: Invalid ARN: only user pools can be tagged.
                ResourceNotFoundException: User pool us-east-1_none does not exist.
                ResourceNotFoundException: User pool $pool does not exist.
            "#]],
        );
    }
}
