//! How often Cognito lets an account call what: the categories that provisioning meets.

use std::fmt;

macro_rules! rate_categories {
    ($($(#[$doc:meta])* $category:ident $rate:literal $adjustable:literal { $($operation:literal)* })*) => {
        /// Operations that share one rate, counted over all pools of an account in a region.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum RateCategory {
            $($(#[$doc])* $category,)*
        }

        impl RateCategory {
            /// All categories.
            pub const ALL: &'static [Self] = &[$(Self::$category,)*];

            /// The category in which an operation counts, `AdminCreateUser`; none for one that provisioning never calls.
            #[must_use]
            pub fn of(operation: &str) -> Option<Self> {
                match operation {
                    $($($operation)|* => Some(Self::$category),)*
                    _ => None,
                }
            }

            /// The API's name for the category.
            #[must_use]
            pub fn name(self) -> &'static str {
                match self { $(Self::$category => stringify!($category),)* }
            }

            /// Calls per second that every account has.
            #[must_use]
            pub fn default_quota(self) -> f64 {
                match self { $(Self::$category => f64::from($rate),)* }
            }

            /// Whether an account can have a higher quota.
            #[must_use]
            pub fn is_adjustable(self) -> bool {
                match self { $(Self::$category => $adjustable,)* }
            }
        }
    };
}

rate_categories! {
    /// Users are made: 50 calls per second, adjustable.
    UserCreation 50 true { "AdminCreateUser" }
    /// Attributes, memberships and the like change: 25 calls per second.
    UserUpdate 25 false {
        "AdminUpdateUserAttributes" "AdminDeleteUserAttributes" "AdminAddUserToGroup" "AdminRemoveUserFromGroup"
        "AdminEnableUser" "AdminDisableUser" "AdminDeleteUser"
    }
    /// Passwords are set: 30 calls per second.
    UserAccountRecovery 30 false { "AdminSetUserPassword" }
    /// Single users are read: 120 calls per second, adjustable.
    UserRead 120 true { "AdminGetUser" }
    /// Sessions end: 120 calls per second, adjustable.
    UserToken 120 true { "AdminUserGlobalSignOut" }
    /// Memberships of users are read: 50 calls per second, adjustable.
    UserResourceRead 50 true { "AdminListGroupsForUser" }
    /// Second factors change: 25 calls per second.
    UserResourceUpdate 25 false { "AdminSetUserMFAPreference" }
    /// Users are listed: 30 calls per second.
    UserList 30 false { "ListUsers" "ListUsersInGroup" }
    /// Pools are described: 15 calls per second.
    UserPoolRead 15 false { "DescribeUserPool" }
    /// Groups and import jobs are read: 20 calls per second.
    UserPoolResourceRead 20 false { "GetGroup" "ListGroups" "GetCSVHeader" "DescribeUserImportJob" }
    /// Groups change, and import jobs begin: 15 calls per second.
    UserPoolResourceUpdate 15 false {
        "CreateGroup" "UpdateGroup" "DeleteGroup" "CreateUserImportJob" "StartUserImportJob"
    }
    /// Quotas are read: 1 call per second.
    LimitManagement 1 false { "GetProvisionedLimit" }
}

/// Calls per second of one operation on groups or import jobs in one pool.
const POOL_RESOURCE_QUOTA: f64 = 5.0;

impl RateCategory {
    /// How often one operation of the category may be called in one pool, where that is limited besides.
    #[must_use]
    pub fn pool_quota(self) -> Option<f64> {
        matches!(self, Self::UserPoolResourceRead | Self::UserPoolResourceUpdate)
            .then_some(POOL_RESOURCE_QUOTA)
    }
}

impl fmt::Display for RateCategory {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_operation_counts_in_its_category() {
        assert_eq!(RateCategory::of("AdminAddUserToGroup"), Some(RateCategory::UserUpdate));
        assert_eq!(RateCategory::of("InitiateAuth"), None);
    }
}
