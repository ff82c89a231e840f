//! The document in which a SAML provider tells of itself.

use roxmltree::{Document, Node};

/// Where a provider takes requests by redirect.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct SamlMetadata {
    pub(super) sign_in: Option<String>,
    pub(super) sign_out: Option<String>,
}

impl SamlMetadata {
    /// Reads a document that describes an identity provider.
    pub(super) fn read(text: &str) -> Option<Self> {
        let document = Document::parse(text).ok()?;
        let provider =
            document.descendants().find(|node| node.has_tag_name((METADATA, "IDPSSODescriptor")))?;
        Some(Self {
            sign_in: redirect(provider, "SingleSignOnService"),
            sign_out: redirect(provider, "SingleLogoutService"),
        })
    }
}

fn redirect(provider: Node<'_, '_>, service: &'static str) -> Option<String> {
    let is_redirect = |node: &Node<'_, '_>| {
        node.has_tag_name((METADATA, service)) && node.attribute("Binding") == Some(HTTP_REDIRECT)
    };
    provider.children().find(is_redirect)?.attribute("Location").map(str::to_owned)
}

const METADATA: &str = "urn:oasis:names:tc:SAML:2.0:metadata";
const HTTP_REDIRECT: &str = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_documents_of_identity_providers_are_read() {
        assert_eq!(SamlMetadata::read("no XML"), None);
        assert_eq!(SamlMetadata::read("<EntityDescriptor/>"), None);
        let silent = format!("<IDPSSODescriptor xmlns={METADATA:?}/>");
        assert_eq!(SamlMetadata::read(&silent), Some(SamlMetadata { sign_in: None, sign_out: None }));
    }
}
