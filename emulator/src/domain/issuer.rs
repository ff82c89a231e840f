//! Whose tokens they are.

use poolhouse_emulator_model::shapes::IssuerType;

use super::pool::PoolSettings;

/// What the issuer of a pool's tokens looks like.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Issuer {
    /// The URL at which the emulator is served, then the pool's id: who verifies tokens finds the
    /// keys there. As [`Issuer::Aws`] while it is not served.
    #[default]
    Served,
    /// The service's own form.
    Aws,
    /// This URL, then the pool's id; for an emulator behind another name. Without a slash at its end.
    Url(String),
}

impl Issuer {
    /// The issuer of a pool. `served` is the URL of the emulator, if it is served.
    pub(crate) fn of(&self, pool: &PoolSettings, served: Option<&str>) -> String {
        let url = match self {
            Self::Url(url) => Some(url.as_str()),
            Self::Served => served,
            Self::Aws => None,
        };
        url.map_or_else(|| aws_form(pool), |url| format!("{url}/{}", pool.id))
    }
}

fn aws_form(pool: &PoolSettings) -> String {
    let configured = pool.options.issuer_configuration.as_ref().and_then(|issuer| issuer.r#type);
    let prefix = if configured == Some(IssuerType::Updated) { "issuer-" } else { "" };
    let (region, id) = (pool.region(), &pool.id);
    let domain = if region.starts_with("cn-") { "amazonaws.com.cn" } else { "amazonaws.com" };
    format!("https://{prefix}cognito-idp.{region}.{domain}/{id}")
}
