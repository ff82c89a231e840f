//! AdminListDevices: the devices of a user.

use poolhouse_emulator_model::shapes::{AdminListDevicesRequest, AdminListDevicesResponse};

use super::tracking::{page, user_of};
use crate::context::Context;
use crate::error::ApiError;

pub(crate) async fn admin_list_devices(
    ctx: &Context,
    input: AdminListDevicesRequest,
) -> Result<AdminListDevicesResponse, ApiError> {
    let (pool, user) = user_of(ctx, &input.user_pool_id, &input.username)?;
    let list = ["AdminListDevices", pool.id(), &user.sub];
    let (devices, pagination_token) = page(list, &user, input.limit, input.pagination_token.as_deref())?;
    Ok(AdminListDevicesResponse { devices: Some(devices), pagination_token })
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::testing::transcript;

    #[test]
    fn devices_come_in_pages() {
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
            $next = AdminListDevices {"UserPoolId": "$p", "Username": "ann", "Limit": 1} > PaginationToken
            $last = AdminListDevices {"UserPoolId": "$p", "Username": "ann", "Limit": 1, "PaginationToken": "$next"} > Devices.0.DeviceKey
            AdminListDevices {"UserPoolId": "$p", "Username": "ann", "Limit": 1, "PaginationToken": "$next"} > PaginationToken
            AdminListDevices {"UserPoolId": "$p", "Username": "bob"}
            AdminListDevices {"UserPoolId": "$pool", "Username": "ann"}
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
                null
                ResourceNotFoundException: User does not exist.
                InvalidUserPoolConfigurationException: Device tracking is not enabled for the user pool
            "#]],
        );
    }
}
