//! How often an account may call what: the one table of rate categories and their operations.

use std::fmt;

use poolhouse_emulator_model::OperationName;

/// Makes the categories: `Name rate adjustable? { operations }`, and the `match` that the compiler
/// holds against the list of all operations.
macro_rules! rate_categories {
    ($($category:ident $rate:literal $adjustable:literal { $($operation:ident)* })*) => {
        /// Operations that share one rate, counted over all pools of an account in a region.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum RateCategory {
            $(
                #[doc = concat!(stringify!($category), ": ", stringify!($rate), " requests per second.")]
                $category,
            )*
        }

        impl RateCategory {
            /// All categories.
            pub const ALL: &[Self] = &[$(Self::$category,)*];

            /// The category that an operation counts in.
            pub const fn of(operation: OperationName) -> Self {
                match operation {
                    $($(OperationName::$operation => Self::$category,)*)*
                }
            }

            /// The name by which the API knows the category.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$category => stringify!($category),)* }
            }

            /// The rate that costs nothing, in requests per second.
            pub const fn free_rate(self) -> i32 {
                match self { $(Self::$category => $rate,)* }
            }

            const fn is_adjustable(self) -> bool {
                match self { $(Self::$category => $adjustable,)* }
            }
        }
    };
}

// Where sources differ, the newer ones count: memberships of groups are updates of users. Where
// operations newer than 2024 belong is unsure, and so are all categories whose lists end in "and
// others" in the documentation: devices, factors, sessions, terms, replicas, logs, token exchange.
rate_categories! {
    UserAuthentication 120 true {
        InitiateAuth AdminInitiateAuth RespondToAuthChallenge AdminRespondToAuthChallenge GetDerivedToken
    }
    UserCreation 50 true { SignUp ConfirmSignUp AdminCreateUser AdminConfirmSignUp }
    UserFederation 25 true {}
    UserAccountRecovery 30 false {
        ChangePassword ForgotPassword ConfirmForgotPassword AdminResetUserPassword AdminSetUserPassword
    }
    UserRead 120 true { AdminGetUser AdminGetUserAuthFactors GetUser GetUserAuthFactors }
    UserUpdate 25 false {
        AdminAddUserToGroup AdminDeleteUser AdminDeleteUserAttributes AdminDisableProviderForUser
        AdminDisableUser AdminEnableUser AdminLinkProviderForUser AdminRemoveUserFromGroup
        AdminUpdateAuthEventFeedback AdminUpdateUserAttributes DeleteUser DeleteUserAttributes
        UpdateAuthEventFeedback UpdateUserAttributes VerifyUserAttribute
    }
    UserToken 120 true {
        AdminRevokeUserSession AdminUserGlobalSignOut GetTokensFromRefreshToken GlobalSignOut RevokeToken
        RevokeUserSession
    }
    UserResourceRead 50 true {
        AdminGetDevice AdminListDevices AdminListGroupsForUser AdminListUserAuthEvents AdminListUserSessions
        GetDevice GetUserAttributeVerificationCode ListDevices ListUserSessions ListWebAuthnCredentials
        ResendConfirmationCode
    }
    UserResourceUpdate 25 false {
        AdminDeleteSoftwareToken AdminForgetDevice AdminSetUserMFAPreference AdminSetUserSettings
        AdminUpdateDeviceStatus AssociateSoftwareToken CompleteWebAuthnRegistration ConfirmDevice
        DeleteWebAuthnCredential ForgetDevice SetUserMFAPreference SetUserSettings StartWebAuthnRegistration
        UpdateDeviceStatus VerifySoftwareToken
    }
    UserList 30 false { ListUsers ListUsersInGroup }
    UserPoolRead 15 false { DescribeUserPool ListUserPools }
    UserPoolUpdate 15 false { CreateUserPool DeleteUserPool UpdateUserPool }
    UserPoolResourceRead 20 false {
        DescribeIdentityProvider DescribeManagedLoginBranding DescribeManagedLoginBrandingByClient
        DescribeResourceServer DescribeRiskConfiguration DescribeTerms DescribeTermsByClient
        DescribeUserImportJob DescribeUserPoolDomain GetCSVHeader GetGroup GetIdentityProviderByIdentifier
        GetLogDeliveryConfiguration GetSigningCertificate GetUICustomization GetUserPoolMfaConfig
        GetUserPoolSessionConfiguration ListGroups ListIdentityProviders ListResourceServers
        ListTagsForResource ListTerms ListUserImportJobs ListUserPoolReplicas
    }
    UserPoolResourceUpdate 15 false {
        AddCustomAttributes CreateGroup CreateIdentityProvider CreateManagedLoginBranding
        CreateResourceServer CreateTerms CreateUserImportJob CreateUserPoolDomain CreateUserPoolReplica
        DeleteGroup DeleteIdentityProvider DeleteManagedLoginBranding DeleteResourceServer DeleteTerms
        DeleteUserPoolDomain DeleteUserPoolReplica SetLogDeliveryConfiguration SetRiskConfiguration
        SetUICustomization SetUserPoolMfaConfig SetUserPoolSessionConfiguration StartUserImportJob
        StopUserImportJob TagResource UntagResource UpdateGroup UpdateIdentityProvider
        UpdateManagedLoginBranding UpdateResourceServer UpdateTerms UpdateUserPoolDomain
        UpdateUserPoolReplica
    }
    UserPoolClientRead 15 false {
        DescribeUserPoolClient GetUserPoolClientSessionConfiguration ListUserPoolClientSecrets
        ListUserPoolClients
    }
    UserPoolClientUpdate 15 false {
        AddUserPoolClientSecret CreateUserPoolClient DeleteUserPoolClient DeleteUserPoolClientSecret
        SetUserPoolClientSessionConfiguration UpdateUserPoolClient
    }
    ClientAuthentication 150 false { GetClientToken }
    LimitManagement 1 false { GetProvisionedLimit UpdateProvisionedLimit }
}

impl RateCategory {
    /// The category of a name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|category| category.name() == name)
    }

    /// The highest rate that an account can have, in requests per second. What an account may buy
    /// is agreed with it; ten times what is free is made up.
    pub const fn highest_rate(self) -> i32 {
        if self.is_adjustable() { self.free_rate() * 10 } else { self.free_rate() }
    }

    /// How often the category's rate fits into the budget of an operation: answers to challenges
    /// have one of their own, which is three times as large.
    pub const fn share_of(operation: OperationName) -> i32 {
        match operation {
            OperationName::RespondToAuthChallenge | OperationName::AdminRespondToAuthChallenge => 3,
            _ => 1,
        }
    }
}

impl fmt::Display for RateCategory {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn categories_are_found_by_name() {
        assert_eq!(RateCategory::named("UserCreation"), Some(RateCategory::UserCreation));
        assert_eq!(RateCategory::named("userCreation"), None);
        for category in RateCategory::ALL {
            assert_eq!(RateCategory::named(category.name()), Some(*category));
        }
    }

    #[test]
    fn rates_are_those_of_the_documentation() {
        let rate = |operation| RateCategory::of(operation).free_rate() * RateCategory::share_of(operation);
        assert_eq!(rate(OperationName::InitiateAuth), 120);
        assert_eq!(rate(OperationName::RespondToAuthChallenge), 360);
        assert_eq!(rate(OperationName::AdminCreateUser), 50);
        assert_eq!(rate(OperationName::ListUsers), 30);
        assert_eq!(RateCategory::UserUpdate.highest_rate(), 25);
    }
}
