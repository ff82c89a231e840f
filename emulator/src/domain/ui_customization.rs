//! The look of the classic sign-in pages: a style sheet and a logo, for one client or for all.

use poolhouse_emulator_model::shapes::{SetUICustomizationRequest, UICustomizationType};
use poolhouse_emulator_model::{Blob, Timestamp};
use serde::{Deserialize, Serialize};

use super::date::compact_date;
use crate::error::ApiError;

/// The client id that stands for all clients without a look of their own.
pub(crate) const ALL_CLIENTS: &str = "ALL";

/// A style sheet and a logo.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct UiCustomization {
    /// A client, or [`ALL_CLIENTS`].
    pub(crate) client: String,
    pub(crate) css: Option<String>,
    pub(crate) image: Option<Blob>,
    pub(crate) created: Timestamp,
    pub(crate) modified: Timestamp,
}

impl UiCustomization {
    /// What SetUICustomization describes. It replaces style sheet and logo together (unsure).
    pub(crate) fn new(
        client: String,
        input: SetUICustomizationRequest,
        created: Timestamp,
        now: Timestamp,
    ) -> Result<Self, ApiError> {
        input.css.as_deref().map_or(Ok(()), check_css)?;
        input.image_file.as_ref().map_or(Ok(()), check_image)?;
        Ok(Self { client, css: input.css, image: input.image_file, created, modified: now })
    }

    /// The customization as operations answer it. The host of the logo is made up.
    pub(crate) fn describe(&self, pool: &str) -> UICustomizationType {
        let version = compact_date(self.modified);
        let client = &self.client;
        let image = || format!("https://{LOGO_HOST}/{pool}/{client}/{version}/assets/images/image.jpg");
        UICustomizationType {
            user_pool_id: Some(pool.to_owned()),
            client_id: Some(client.as_str().into()),
            image_url: self.image.as_ref().map(|_| image()),
            css: self.css.clone(),
            css_version: Some(version.clone()),
            last_modified_date: Some(self.modified),
            creation_date: Some(self.created),
        }
    }
}

/// Rules for known classes alone, such as `.submitButton-customizable:hover { … }`.
fn check_css(css: &str) -> Result<(), ApiError> {
    let css = without_comments(css);
    let (rules, rest) = css.rsplit_once('}').unwrap_or(("", &css));
    if !rest.trim().is_empty() {
        return Err(ApiError::unreadable_css());
    }
    for rule in rules.split('}').filter(|rule| !rule.trim().is_empty()) {
        let (selectors, _) = rule.split_once('{').ok_or_else(ApiError::unreadable_css)?;
        let unknown = selectors.split(',').map(str::trim).find(|selector| !is_known(selector));
        if let Some(selector) = unknown {
            return Err(ApiError::unknown_css_class(selector));
        }
    }
    Ok(())
}

fn is_known(selector: &str) -> bool {
    let Some(class) = selector.split(':').next().and_then(|class| class.strip_prefix('.')) else {
        return false;
    };
    let Some(part) = class.strip_suffix("-customizable") else { return false };
    PARTS.contains(&part) || part.starts_with("passwordCheck-")
}

fn without_comments(css: &str) -> String {
    let mut parts = css.split("/*");
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |text, part| text + part.split_once("*/").map_or("", |(_, after)| after))
}

/// PNG or JPEG, by how it begins.
fn check_image(image: &Blob) -> Result<(), ApiError> {
    if image.len() > MOST_IMAGE_BYTES {
        return Err(ApiError::image_too_large(MOST_IMAGE_BYTES));
    }
    let known = image.starts_with(b"\x89PNG\r\n\x1a\n") || image.starts_with(b"\xff\xd8\xff");
    if known { Ok(()) } else { Err(ApiError::unknown_image_format()) }
}

/// The parts of a page that a style sheet may dress.
const PARTS: [&str; 13] = [
    "logo",
    "banner",
    "label",
    "textDescription",
    "idpDescription",
    "legalText",
    "submitButton",
    "errorMessage",
    "inputField",
    "idpButton",
    "socialButton",
    "redirect",
    "background",
];
/// Whether 100 KB are 100,000 bytes or 102,400 is unsure.
const MOST_IMAGE_BYTES: usize = 102_400;
const LOGO_HOST: &str = "d3oia8etllorh5.cloudfront.net";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_classes_pass_whatever_their_state() {
        let css = "/* ours */ .logo-customizable { width: 1px }\n\
                   .submitButton-customizable:hover, .banner-customizable { color: red; }\n\
                   .passwordCheck-valid-customizable {}";
        assert_eq!(check_css(css), Ok(()));
        assert_eq!(check_css(""), Ok(()));
    }

    #[test]
    fn other_selectors_and_broken_rules_do_not() {
        let class = |name: &str| Err(ApiError::unknown_css_class(name));
        assert_eq!(check_css("body { color: red }"), class("body"));
        assert_eq!(check_css(".logo-customizable, .a { color: red }"), class(".a"));
        assert_eq!(
            check_css("@import url(x); .logo-customizable {}"),
            class("@import url(x); .logo-customizable")
        );
        assert_eq!(check_css(".logo-customizable"), Err(ApiError::unreadable_css()));
        assert_eq!(check_css(".logo-customizable {} color"), Err(ApiError::unreadable_css()));
    }
}
