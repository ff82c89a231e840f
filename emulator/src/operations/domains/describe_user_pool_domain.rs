//! DescribeUserPoolDomain: where a domain leads.

use poolhouse_emulator_model::shapes::{DescribeUserPoolDomainRequest, DescribeUserPoolDomainResponse};

use crate::context::Context;
use crate::error::ApiError;

/// A domain that nobody has is described as nothing, without an error.
pub(crate) async fn describe_user_pool_domain(
    ctx: &Context,
    input: DescribeUserPoolDomainRequest,
) -> Result<DescribeUserPoolDomainResponse, ApiError> {
    let description = ctx.pool_of_domain(&input.domain).and_then(|pool| {
        let domain = pool.domain(&input.domain).ok()?;
        Some(domain.describe(pool.settings()))
    });
    Ok(DescribeUserPoolDomainResponse { domain_description: Some(description.unwrap_or_default()) })
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::testing::transcript;

    #[test]
    fn a_domain_tells_its_pool() {
        transcript(
            r#"
            CreateUserPoolDomain {"UserPoolId": "$pool", "Domain": "people"}
            CreateUserPoolDomain {"UserPoolId": "$pool", "Domain": "auth.example.com", "ManagedLoginVersion": 2,
                "CustomDomainConfig": {"CertificateArn": "arn:aws:acm:us-east-1:123456789012:certificate/c"}} > -
            DescribeUserPoolDomain {"Domain": "people"}
            DescribeUserPoolDomain {"Domain": "auth.example.com"}
            "#,
            expect![[r#"
                {}
                {
                  "DomainDescription": {
                    "AWSAccountId": "123456789012",
                    "CloudFrontDistribution": "djs82n9zesfnth.cloudfront.net",
                    "CustomDomainConfig": {},
                    "Domain": "people",
                    "ManagedLoginVersion": 1,
                    "S3Bucket": "aws-cognito-prod-iad-assets",
                    "Status": "ACTIVE",
                    "UserPoolId": "$pool",
                    "Version": "20231114221320"
                  }
                }
                {
                  "DomainDescription": {
                    "AWSAccountId": "123456789012",
                    "CloudFrontDistribution": "doc372pfgnfh6r.cloudfront.net",
                    "CustomDomainConfig": {"CertificateArn": "arn:aws:acm:us-east-1:123456789012:certificate/c"},
                    "Domain": "auth.example.com",
                    "ManagedLoginVersion": 2,
                    "S3Bucket": "aws-cognito-prod-iad-assets",
                    "Status": "ACTIVE",
                    "UserPoolId": "$pool",
                    "Version": "20231114221320"
                  }
                }
            "#]],
        );
    }

    #[test]
    fn an_unknown_domain_is_nothing_and_no_error() {
        transcript(
            r#"
            CreateUserPoolDomain {"UserPoolId": "$pool", "Domain": "people"}
            DescribeUserPoolDomain {"Domain": "none"}
            region eu-west-1
            DescribeUserPoolDomain {"Domain": "people"}
            "#,
            expect![[r#"
                {}
                {"DomainDescription": {}}
                {"DomainDescription": {}}
            "#]],
        );
    }
}
