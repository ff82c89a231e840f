//! ListDevices: the devices of the bearer of a token.

use poolhouse_emulator_model::shapes::{ListDevicesRequest, ListDevicesResponse};

use super::tracking::{bearer, page};
use crate::context::Context;
use crate::error::ApiError;

pub(crate) async fn list_devices(
    ctx: &Context,
    input: ListDevicesRequest,
) -> Result<ListDevicesResponse, ApiError> {
    let bearer = bearer(ctx, Some(&input.access_token))?;
    let list = ["ListDevices", bearer.pool.id(), &bearer.user.sub];
    let (devices, pagination_token) =
        page(list, &bearer.user, input.limit, input.pagination_token.as_deref())?;
    Ok(ListDevicesResponse { devices: Some(devices), pagination_token })
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::testing::transcript;

    #[test]
    fn a_user_sees_all_own_devices_page_by_page() {
        transcript(
            r#"
            $p = CreateUserPool {"PoolName": "p", "DeviceConfiguration": {"ChallengeRequiredOnNewDevice": true}} > -
            $app = CreateUserPoolClient {"UserPoolId": "$p", "ClientName": "app", "ExplicitAuthFlows": ["ALLOW_USER_PASSWORD_AUTH"]} > -
            AdminCreateUser {"UserPoolId": "$p", "Username": "ann", "MessageAction": "SUPPRESS"} > -
            AdminSetUserPassword {"UserPoolId": "$p", "Username": "ann", "Password": "Secret-1", "Permanent": true} > -
            InitiateAuth {"ClientId": "$app", "AuthFlow": "USER_PASSWORD_AUTH", "AuthParameters": {"USERNAME": "ann", "PASSWORD": "Secret-1"}} > -
            $key = AdminListDevices {"UserPoolId": "$p", "Username": "ann"} > Devices.0.DeviceKey
            token $p $app ann
            InitiateAuth {"ClientId": "$app", "AuthFlow": "USER_PASSWORD_AUTH", "AuthParameters": {"USERNAME": "ann", "PASSWORD": "Secret-1"}} > -
            $next = ListDevices {"AccessToken": "$token", "Limit": 1} > PaginationToken
            $last = ListDevices {"AccessToken": "$token", "Limit": 1, "PaginationToken": "$next"} > Devices.0.DeviceKey
            AdminListDevices {"UserPoolId": "$p", "Username": "ann", "PaginationToken": "$next"}
            ListDevices {"AccessToken": "nonsense"}
            "#,
            expect![[r#"
                {
                  "Devices": [
                    {
                      "DeviceAttributes": [
                        {"Name": "device_status", "Value": "valid"},
                        {"Name": "dev:device_remembered_status", "Value": "not_remembered"}
                      ],
                      "DeviceCreateDate": 1700000000.0,
                      "DeviceKey": "$key",
                      "DeviceLastAuthenticatedDate": 1700000000.0,
                      "DeviceLastModifiedDate": 1700000000.0
                    }
                  ]
                }
                {
                  "Devices": [
                    {
                      "DeviceAttributes": [
                        {"Name": "device_status", "Value": "valid"},
                        {"Name": "dev:device_remembered_status", "Value": "not_remembered"}
                      ],
                      "DeviceCreateDate": 1700000000.0,
                      "DeviceKey": "$key",
                      "DeviceLastAuthenticatedDate": 1700000000.0,
                      "DeviceLastModifiedDate": 1700000000.0
                    }
                  ],
                  "PaginationToken": "$next"
                }
                {
                  "Devices": [
                    {
                      "DeviceAttributes": [
                        {"Name": "device_status", "Value": "valid"},
                        {"Name": "dev:device_remembered_status", "Value": "not_remembered"}
                      ],
                      "DeviceCreateDate": 1700000000.0,
                      "DeviceKey": "$last",
                      "DeviceLastAuthenticatedDate": 1700000000.0,
                      "DeviceLastModifiedDate": 1700000000.0
                    }
                  ]
                }
                InvalidParameterException: Invalid pagination token.
                NotAuthorizedException: Invalid Access Token
            "#]],
        );
    }
}
