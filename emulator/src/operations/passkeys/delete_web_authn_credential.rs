//! DeleteWebAuthnCredential: forgets a passkey of the bearer of a token.

use poolhouse_emulator_model::shapes::{DeleteWebAuthnCredentialRequest, DeleteWebAuthnCredentialResponse};

use crate::context::Context;
use crate::error::ApiError;
use crate::flow::Signed;

pub(crate) async fn delete_web_authn_credential(
    ctx: &Context,
    input: DeleteWebAuthnCredentialRequest,
) -> Result<DeleteWebAuthnCredentialResponse, ApiError> {
    let mut bearer = Signed::in_by(ctx, &input.access_token)?;
    if !bearer.user.passkeys.remove(&input.credential_id) {
        return Err(ApiError::passkey_not_found());
    }
    bearer.keep(ctx);
    Ok(DeleteWebAuthnCredentialResponse {})
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::testing::transcript;

    #[test]
    fn a_passkey_that_is_not_there_cannot_be_deleted() {
        transcript(
            r#"
            user ann
            $app = CreateUserPoolClient {"UserPoolId": "$pool", "ClientName": "app"} > -
            token $pool $app ann
            DeleteWebAuthnCredential {"AccessToken": "$token", "CredentialId": "bm9uZQ"}
            "#,
            expect![[r#"
                ResourceNotFoundException: Credential not found.
            "#]],
        );
    }
}
