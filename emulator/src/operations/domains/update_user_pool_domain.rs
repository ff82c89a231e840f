//! UpdateUserPoolDomain: changes the certificate, the routing and the version of the pages.

use poolhouse_emulator_model::shapes::{UpdateUserPoolDomainRequest, UpdateUserPoolDomainResponse};

use crate::context::Context;
use crate::error::ApiError;

pub(crate) async fn update_user_pool_domain(
    ctx: &Context,
    input: UpdateUserPoolDomainRequest,
) -> Result<UpdateUserPoolDomainResponse, ApiError> {
    let mut pool = ctx.pool(&input.user_pool_id)?;
    let (managed_login_version, routing) = (input.managed_login_version, input.routing.clone());
    let domain = pool.domain(&input.domain)?.updated(input, pool.settings(), ctx.now())?;
    let cloud_front_domain = domain.cloud_front_domain();
    pool.put_domain(domain);
    Ok(UpdateUserPoolDomainResponse { cloud_front_domain, managed_login_version, routing })
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::testing::transcript;

    #[test]
    fn what_is_omitted_stays() {
        transcript(
            r#"
            CreateUserPoolDomain {"UserPoolId": "$pool", "Domain": "auth.example.com",
                "CustomDomainConfig": {"CertificateArn": "arn:aws:acm:us-east-1:123456789012:certificate/c"}} > -
            wait 60
            UpdateUserPoolDomain {"UserPoolId": "$pool", "Domain": "auth.example.com", "ManagedLoginVersion": 2}
            UpdateUserPoolDomain {"UserPoolId": "$pool", "Domain": "auth.example.com",
                "CustomDomainConfig": {"CertificateArn": "arn:aws:acm:us-east-1:123456789012:certificate/d"}} > -
            DescribeUserPoolDomain {"Domain": "auth.example.com"}
            "#,
            expect![[r#"
                {"CloudFrontDomain": "djs82n9zesfnth.cloudfront.net", "ManagedLoginVersion": 2}
                {
                  "DomainDescription": {
                    "AWSAccountId": "123456789012",
                    "CloudFrontDistribution": "djs82n9zesfnth.cloudfront.net",
                    "CustomDomainConfig": {"CertificateArn": "arn:aws:acm:us-east-1:123456789012:certificate/d"},
                    "Domain": "auth.example.com",
                    "ManagedLoginVersion": 2,
                    "S3Bucket": "aws-cognito-prod-iad-assets",
                    "Status": "ACTIVE",
                    "UserPoolId": "$pool",
                    "Version": "20231114221420"
                  }
                }
            "#]],
        );
    }

    #[test]
    fn a_prefix_takes_no_certificate() {
        transcript(
            r#"
            CreateUserPoolDomain {"UserPoolId": "$pool", "Domain": "people"}
            UpdateUserPoolDomain {"UserPoolId": "$pool", "Domain": "people",
                "CustomDomainConfig": {"CertificateArn": "arn:aws:acm:us-east-1:123456789012:certificate/c"}}
            UpdateUserPoolDomain {"UserPoolId": "$pool", "Domain": "people", "ManagedLoginVersion": 2}
            UpdateUserPoolDomain {"UserPoolId": "$pool", "Domain": "none", "ManagedLoginVersion": 2}
            UpdateUserPoolDomain {"UserPoolId": "us-east-1_none", "Domain": "people"}
            "#,
            expect![[r#"
                {}
                InvalidParameterException: CustomDomainConfig can only be set for custom domains.
                {"ManagedLoginVersion": 2}
                InvalidParameterException: No such domain or user pool exists.
                ResourceNotFoundException: User pool us-east-1_none does not exist.
            "#]],
        );
    }
}
