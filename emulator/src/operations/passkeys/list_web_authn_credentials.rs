//! ListWebAuthnCredentials: the passkeys of the bearer of a token.

use poolhouse_emulator_model::shapes::{ListWebAuthnCredentialsRequest, ListWebAuthnCredentialsResponse};

use crate::context::Context;
use crate::domain::MAX_PASSKEYS;
use crate::error::ApiError;
use crate::flow::Signed;
use crate::page::Page;

pub(crate) async fn list_web_authn_credentials(
    ctx: &Context,
    input: ListWebAuthnCredentialsRequest,
) -> Result<ListWebAuthnCredentialsResponse, ApiError> {
    let bearer = Signed::in_by(ctx, &input.access_token)?;
    let list = ["ListWebAuthnCredentials", bearer.pool.id(), &bearer.user.sub];
    let page = Page::new(&list, input.max_results, MAX_PASSKEYS, input.next_token.as_deref())?;
    let registered = &bearer.user.passkeys.registered;
    let after = |id| registered.iter().position(|passkey| passkey.id == id).map_or(0, |place| place + 1);
    let rest = registered.iter().skip(page.after().map_or(0, after));
    let (credentials, next_token) = page.take(rest.map(|passkey| (passkey.id.clone(), passkey.describe())));
    Ok(ListWebAuthnCredentialsResponse { credentials, next_token })
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::testing::transcript;

    #[test]
    fn who_has_no_passkeys_is_told_so() {
        transcript(
            r#"
            user ann
            $app = CreateUserPoolClient {"UserPoolId": "$pool", "ClientName": "app"} > -
            token $pool $app ann
            ListWebAuthnCredentials {"AccessToken": "$token"}
            ListWebAuthnCredentials {"AccessToken": "$token", "MaxResults": 21}
            ListWebAuthnCredentials {"AccessToken": "nonsense"}
            "#,
            expect![[r#"
                {"Credentials": []}
                InvalidParameterException: 1 validation error detected: Value '21' at 'maxResults' failed to satisfy constraint: Member must have value less than or equal to 20
                NotAuthorizedException: Invalid Access Token
            "#]],
        );
    }
}
