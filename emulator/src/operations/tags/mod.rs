//! Tags of user pools, by ARN.

mod list_tags_for_resource;
mod tag_resource;
mod tagged_pool;
mod untag_resource;

pub(crate) use list_tags_for_resource::list_tags_for_resource;
pub(crate) use tag_resource::tag_resource;
pub(crate) use untag_resource::untag_resource;
