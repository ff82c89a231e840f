//! CreateUserPoolDomain: gives a pool's OAuth pages a domain.

use poolhouse_emulator_model::shapes::{CreateUserPoolDomainRequest, CreateUserPoolDomainResponse};

use crate::context::Context;
use crate::domain::UserPoolDomain;
use crate::error::ApiError;

/// The certificate and the parent of a custom domain are not looked for. The version is answered
/// when it was asked for (unsure).
pub(crate) async fn create_user_pool_domain(
    ctx: &Context,
    input: CreateUserPoolDomainRequest,
) -> Result<CreateUserPoolDomainResponse, ApiError> {
    let mut pool = ctx.pool(&input.user_pool_id)?;
    let (managed_login_version, routing) = (input.managed_login_version, input.routing.clone());
    let distribution = format!("d{}.cloudfront.net", ctx.random().text(SMALL_LETTERS_AND_DIGITS, 13));
    let domain = UserPoolDomain::create(input, distribution, pool.settings(), ctx.now())?;
    let of_its_kind = if domain.is_custom() { pool.custom_domain() } else { pool.prefix_domain() };
    if of_its_kind.is_some_and(|other| other.name != domain.name) {
        return Err(ApiError::pool_has_domain());
    }
    ctx.claim_host(&domain, &pool)?;
    let cloud_front_domain = domain.cloud_front_domain();
    pool.put_domain(domain);
    Ok(CreateUserPoolDomainResponse { cloud_front_domain, managed_login_version, routing })
}

const SMALL_LETTERS_AND_DIGITS: &[u8] = b"abcdefghijklmnopqrstuvwxyz0123456789";

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::testing::transcript;

    #[test]
    fn a_pool_has_a_prefix_and_a_custom_domain_beside_it() {
        transcript(
            r#"
            CreateUserPoolDomain {"UserPoolId": "$pool", "Domain": "people"}
            CreateUserPoolDomain {"UserPoolId": "$pool", "Domain": "auth.example.com", "ManagedLoginVersion": 2,
                "CustomDomainConfig": {"CertificateArn": "arn:aws:acm:us-east-1:123456789012:certificate/c"}}
            CreateUserPoolDomain {"UserPoolId": "$pool", "Domain": "more"}
            CreateUserPoolDomain {"UserPoolId": "$pool", "Domain": "more.example.com",
                "CustomDomainConfig": {"CertificateArn": "arn:aws:acm:us-east-1:123456789012:certificate/c"}}
            DescribeUserPool {"UserPoolId": "$pool"} > UserPool.Domain
            DescribeUserPool {"UserPoolId": "$pool"} > UserPool.CustomDomain
            "#,
            expect![[r#"
                {}
                {"CloudFrontDomain": "doc372pfgnfh6r.cloudfront.net", "ManagedLoginVersion": 2}
                InvalidParameterException: User pool already has a domain configured.
                InvalidParameterException: User pool already has a domain configured.
                "people"
                "auth.example.com"
            "#]],
        );
    }

    #[test]
    fn a_prefix_is_taken_once_in_a_region_and_a_custom_domain_anywhere() {
        transcript(
            r#"
            CreateUserPoolDomain {"UserPoolId": "$pool", "Domain": "people"}
            CreateUserPoolDomain {"UserPoolId": "$pool", "Domain": "people"}
            CreateUserPoolDomain {"UserPoolId": "$pool", "Domain": "auth.example.com",
                "CustomDomainConfig": {"CertificateArn": "arn:aws:acm:us-east-1:123456789012:certificate/c"}} > -
            $near = CreateUserPool {"PoolName": "near"} > -
            CreateUserPoolDomain {"UserPoolId": "$near", "Domain": "people"}
            region eu-west-1
            $far = CreateUserPool {"PoolName": "far"} > -
            CreateUserPoolDomain {"UserPoolId": "$far", "Domain": "people"}
            CreateUserPoolDomain {"UserPoolId": "$far", "Domain": "auth.example.com",
                "CustomDomainConfig": {"CertificateArn": "arn:aws:acm:us-east-1:123456789012:certificate/c"}}
            "#,
            expect![[r#"
                {}
                InvalidParameterException: Domain already exists.
                InvalidParameterException: Domain already exists.
                {}
                InvalidParameterException: Domain already associated with another user pool.
            "#]],
        );
    }

    #[test]
    fn names_that_cannot_be_are_refused() {
        transcript(
            r#"
            CreateUserPoolDomain {"UserPoolId": "us-east-1_none", "Domain": "people"}
            CreateUserPoolDomain {"UserPoolId": "$pool", "Domain": "-people"}
            CreateUserPoolDomain {"UserPoolId": "$pool", "Domain": "auth.example.com"}
            CreateUserPoolDomain {"UserPoolId": "$pool", "Domain": "my-cognito-pool"}
            CreateUserPoolDomain {"UserPoolId": "$pool", "Domain": "localhost",
                "CustomDomainConfig": {"CertificateArn": "arn:aws:acm:us-east-1:123456789012:certificate/c"}}
            CreateUserPoolDomain {"UserPoolId": "$pool", "Domain": "auth.example.com",
                "CustomDomainConfig": {"CertificateArn": "arn:aws:acm:eu-west-1:123456789012:certificate/c"}}
            CreateUserPoolDomain {"UserPoolId": "$pool", "Domain": "people", "ManagedLoginVersion": 3}
            CreateUserPoolDomain {"UserPoolId": "$pool", "Domain": "people", "Routing": {}}
            $lite = CreateUserPool {"PoolName": "lite", "UserPoolTier": "LITE"} > -
            CreateUserPoolDomain {"UserPoolId": "$lite", "Domain": "people", "ManagedLoginVersion": 2}
            "#,
            expect![[r#"
                ResourceNotFoundException: User pool us-east-1_none does not exist.
                InvalidParameterException: 1 validation error detected: Value '-people' at 'domain' failed to satisfy constraint: Member must satisfy regular expression pattern: ^[a-z0-9](?:[a-z0-9\-]{0,61}[a-z0-9])?$
                InvalidParameterException: 1 validation error detected: Value 'auth.example.com' at 'domain' failed to satisfy constraint: Member must satisfy regular expression pattern: ^[a-z0-9](?:[a-z0-9\-]{0,61}[a-z0-9])?$
                InvalidParameterException: Domain cannot contain reserved word: cognito
                InvalidParameterException: Custom domain is not a valid subdomain: Was not able to resolve the root domain, please ensure an A record exists for the root domain.
                InvalidParameterException: CertificateArn must be the ARN of a certificate in us-east-1.
                InvalidParameterException: ManagedLoginVersion must be 1 or 2.
                InvalidParameterException: Routing is only supported for custom domains.
                FeatureUnavailableInTierException: The following feature is not available in your user pool tier: Managed Login
            "#]],
        );
    }

    #[test]
    fn an_account_has_four_custom_domains_at_most() {
        let create = |number: u32| {
            format!(
                r#"
                $pool{number} = CreateUserPool {{"PoolName": "people"}} > -
                CreateUserPoolDomain {{"UserPoolId": "$pool{number}", "Domain": "auth{number}.example.com",
                    "CustomDomainConfig": {{"CertificateArn": "arn:aws:acm:us-east-1:123456789012:certificate/c"}}}} > -
                "#
            )
        };
        transcript(
            &(0..5).map(create).collect::<String>(),
            expect![[r#"
            LimitExceededException: Exceeded the limit of 4 custom domains per account.
        "#]],
        );
    }
}
