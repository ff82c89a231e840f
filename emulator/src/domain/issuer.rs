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

#[cfg(test)]
mod tests {
    use poolhouse_emulator_model::Timestamp;
    use poolhouse_emulator_model::shapes::{CreateUserPoolRequest, IssuerConfigurationType};

    use super::super::pool::NewPool;
    use super::*;

    fn pool(region: &str, kind: Option<IssuerType>) -> PoolSettings {
        let id = format!("{region}_Ab12Cd34E");
        let new = NewPool { id, account: "123456789012", now: Timestamp::from_millis(0) };
        let issuer_configuration = kind.map(|kind| IssuerConfigurationType { r#type: Some(kind) });
        let pool_name = "people".to_owned();
        let request = CreateUserPoolRequest { pool_name, issuer_configuration, ..Default::default() };
        PoolSettings::create(new, request).expect("a pool")
    }

    #[test]
    fn verifiers_find_the_keys_of_a_served_emulator_behind_the_issuer() {
        let pool = pool("us-east-1", None);
        let served = Some("http://127.0.0.1:9229");
        assert_eq!(Issuer::Served.of(&pool, served), "http://127.0.0.1:9229/us-east-1_Ab12Cd34E");
        let url = Issuer::Url("https://cognito.test".into());
        assert_eq!(url.of(&pool, served), "https://cognito.test/us-east-1_Ab12Cd34E");
    }

    #[test]
    fn the_services_own_form_depends_on_region_and_settings() {
        let issuer = |region, kind| Issuer::Aws.of(&pool(region, kind), Some("http://127.0.0.1:9229"));
        let original = "https://cognito-idp.us-east-1.amazonaws.com/us-east-1_Ab12Cd34E";
        assert_eq!(issuer("us-east-1", None), original);
        assert_eq!(Issuer::Served.of(&pool("us-east-1", None), None), original);
        let updated = "https://issuer-cognito-idp.us-east-1.amazonaws.com/us-east-1_Ab12Cd34E";
        assert_eq!(issuer("us-east-1", Some(IssuerType::Updated)), updated);
        let china = "https://cognito-idp.cn-north-1.amazonaws.com.cn/cn-north-1_Ab12Cd34E";
        assert_eq!(issuer("cn-north-1", None), china);
    }
}
