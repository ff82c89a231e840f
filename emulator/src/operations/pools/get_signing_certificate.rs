//! GetSigningCertificate: the certificate of a user pool's SAML requests.

use poolhouse_emulator_model::shapes::{GetSigningCertificateRequest, GetSigningCertificateResponse};

use crate::context::Context;
use crate::domain::SigningCertificate;
use crate::error::ApiError;

pub(crate) async fn get_signing_certificate(
    ctx: &Context,
    input: GetSigningCertificateRequest,
) -> Result<GetSigningCertificateResponse, ApiError> {
    let made = ctx.pool(&input.user_pool_id)?.certificate().cloned();
    let certificate = match made {
        Some(certificate) => certificate,
        None => {
            let certificate = SigningCertificate::generate(&input.user_pool_id, ctx.now())?;
            ctx.pool(&input.user_pool_id)?.adopt_certificate(certificate)
        }
    };
    Ok(GetSigningCertificateResponse { certificate: Some(certificate.body().to_owned()) })
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::testing::transcript;

    #[test]
    fn a_pool_has_one_certificate() {
        transcript(
            r#"
            $certificate = GetSigningCertificate {"UserPoolId": "$pool"} > Certificate
            GetSigningCertificate {"UserPoolId": "$pool"}
            GetSigningCertificate {"UserPoolId": "us-east-1_none"}
            "#,
            expect![[r#"
                {
                  "Certificate": "$certificate"
                }
                {
                  "Certificate": "$certificate"
                }
                ResourceNotFoundException: User pool us-east-1_none does not exist.
            "#]],
        );
    }

    #[test]
    fn a_certificate_outlives_the_process() {
        transcript(
            r#"
            $certificate = GetSigningCertificate {"UserPoolId": "$pool"} > Certificate
            restart now
            GetSigningCertificate {"UserPoolId": "$pool"}
            "#,
            expect![[r#"
                {
                  "Certificate": "$certificate"
                }
                {
                  "Certificate": "$certificate"
                }
            "#]],
        );
    }
}
