//! What is said about the look of sign-in pages.

use poolhouse_emulator_model::ErrorCode;

use super::ApiError;

impl ApiError {
    /// The classic pages cannot be dressed where there are none.
    pub fn ui_without_domain() -> Self {
        Self::invalid_parameter("There has to be an existing domain associated with this user pool")
    }

    /// A style sheet with a selector that is not among the known classes (wording unsure).
    pub fn unknown_css_class(selector: &str) -> Self {
        Self::invalid_parameter(format!("Invalid CSS: {selector} is not a customizable class."))
    }

    /// A style sheet that is no list of rules (wording unsure).
    pub fn unreadable_css() -> Self {
        Self::invalid_parameter("Invalid CSS: the style sheet could not be parsed.")
    }

    /// A logo that is neither PNG nor JPEG (wording unsure).
    pub fn unknown_image_format() -> Self {
        Self::invalid_parameter("Invalid image: only PNG and JPEG files are supported.")
    }

    /// Wording unsure.
    pub fn image_too_large(limit: usize) -> Self {
        Self::invalid_parameter(format!("Invalid image: the file is larger than {limit} bytes."))
    }

    /// No managed login style of this id in the pool (wording unsure).
    pub fn branding_not_found(id: &str) -> Self {
        Self::resource_not_found(format!("ManagedLoginBranding {id} does not exist."))
    }

    /// The client has no managed login style (wording unsure).
    pub fn client_without_branding(client: &str) -> Self {
        Self::resource_not_found(format!("ManagedLoginBranding for client {client} does not exist."))
    }

    /// The client has a managed login style (wording unsure).
    pub fn branding_exists(client: &str) -> Self {
        let message = format!("ManagedLoginBranding for client {client} already exists.");
        Self::new(ErrorCode::ManagedLoginBrandingExistsException, message)
    }

    /// A new style with own values beside the service's, or with neither (wording unsure).
    pub fn branding_values_unclear() -> Self {
        Self::invalid_parameter(
            "Provide either UseCognitoProvidedValues as true, or Settings or Assets, but not both.",
        )
    }

    /// UpdateManagedLoginBranding without a member that the model does not call required (wording
    /// unsure).
    pub fn branding_not_named(member: &'static str) -> Self {
        Self::invalid_parameter(format!("Missing required parameter {member}"))
    }

    /// Managed login is styled in a pool whose tier does not have it. The operations do not list the exception that
    /// others have for that (class and wording unsure).
    pub fn managed_login_not_enabled() -> Self {
        let message = "Managed login is not enabled for this user pool.";
        Self::new(ErrorCode::OperationNotEnabledException, message)
    }

    /// Wording unsure.
    pub fn too_many_assets(limit: usize) -> Self {
        Self::invalid_parameter(format!("A style cannot have more than {limit} assets."))
    }

    /// Settings with members that managed login does not know.
    pub fn unknown_branding_settings(properties: &[&str]) -> Self {
        let described = |name: &&str| format!("{{property: $.{name}, errorType: UnknownProperty}}");
        let errors: Vec<_> = properties.iter().map(described).collect();
        let errors = errors.join(", ");
        Self::invalid_parameter(format!("Invalid settings provided. Validation errors: [{errors}]"))
    }
}
