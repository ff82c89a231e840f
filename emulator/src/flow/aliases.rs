//! Sign-in names that pass from one user to another.

use poolhouse_emulator_model::shapes::VerifiedAttributeType;

use crate::context::Context;
use crate::domain::{User, verified_flag};
use crate::store::Pool;

/// Takes the sign-in names that `user` is about to have from those who have them now. They keep
/// the addresses, but verified, and aliases, those are no more.
pub(crate) fn take_aliases(ctx: &Context, pool: &mut Pool, user: &User) {
    for alias in pool.names_of_others(user) {
        let Some(owner) = pool.owner(&alias) else { continue };
        let mut owner = User::clone(owner);
        let addresses = VerifiedAttributeType::ALL.iter();
        for &address in addresses.filter(|address| address.as_str() == alias.attribute.as_str()) {
            owner.attributes.insert(verified_flag(address).to_owned(), "false".to_owned());
        }
        owner.modified = ctx.now();
        pool.put_user(owner);
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use serde_json::{Value, json};

    use crate::emulator::Emulator;

    const USERS: usize = 6;
    const ADDRESSES: usize = 3;

    async fn call(emulator: &Emulator, name: &str, input: Value) -> Option<Value> {
        emulator.handle(name, input, &emulator.caller()).await.ok().flatten()
    }

    async fn pool(emulator: &Emulator) -> String {
        let request =
            json!({"PoolName": "p", "AliasAttributes": ["email"], "AutoVerifiedAttributes": ["email"]});
        let pool = call(emulator, "CreateUserPool", request).await.expect("created");
        pool["UserPool"]["Id"].as_str().expect("an id").to_owned()
    }

    /// One of several things that may give a user an address, or take it away.
    fn step(pool: &str, client: &str, choice: u64) -> (&'static str, Value) {
        let user = format!("user{}", choice % USERS as u64);
        let address = format!("a{}@example.com", choice / 7 % ADDRESSES as u64);
        let email = json!({"Name": "email", "Value": address});
        let verified = json!({"Name": "email_verified", "Value": "true"});
        match choice / 31 % 6 {
            0 => (
                "AdminUpdateUserAttributes",
                json!({"UserPoolId": pool, "Username": user, "UserAttributes": [email, verified]}),
            ),
            1 => (
                "AdminUpdateUserAttributes",
                json!({"UserPoolId": pool, "Username": user, "UserAttributes": [verified]}),
            ),
            2 => (
                "AdminUpdateUserAttributes",
                json!({"UserPoolId": pool, "Username": user, "UserAttributes": [email]}),
            ),
            3 => (
                "AdminCreateUser",
                json!({"UserPoolId": pool, "Username": user, "UserAttributes": [email, verified], "ForceAliasCreation": choice.is_multiple_of(2)}),
            ),
            4 => ("AdminDeleteUser", json!({"UserPoolId": pool, "Username": user})),
            _ => (
                "SignUp",
                json!({"ClientId": client, "Username": user, "Password": "Secret-1", "UserAttributes": [email]}),
            ),
        }
    }

    /// Confirms a user by the last code sent to it.
    async fn confirm(emulator: &Emulator, pool: &str, client: &str, choice: u64) {
        let user = format!("user{}", choice % USERS as u64);
        let messages = emulator.messages(pool, Some(&user)).expect("the outbox");
        let Some(code) = messages.last().and_then(|message| message.code.clone()) else { return };
        let input = json!({"ClientId": client, "Username": user, "ConfirmationCode": code, "ForceAliasCreation": choice.is_multiple_of(3)});
        call(emulator, "ConfirmSignUp", input).await;
    }

    /// The addresses of a pool's users that are verified, each as often as it occurs.
    async fn verified(emulator: &Emulator, pool: &str) -> Vec<String> {
        let users = call(emulator, "ListUsers", json!({"UserPoolId": pool})).await.expect("listed");
        let value = |user: &Value, name: &str| {
            let attributes = user["Attributes"].as_array().expect("attributes");
            let found = attributes.iter().find(|attribute| attribute["Name"] == name);
            found.and_then(|attribute| attribute["Value"].as_str()).map(str::to_owned)
        };
        let users = users["Users"].as_array().expect("users").clone();
        let verified = users.iter().filter(|user| value(user, "email_verified").as_deref() == Some("true"));
        verified.map(|user| value(user, "email").expect("verified, so it is there")).collect()
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 4)]
    async fn no_two_users_ever_have_the_same_verified_alias() {
        let emulator = Emulator::builder().seed(7).build().expect("nothing to load");
        let pool = pool(&emulator).await;
        let request = json!({"UserPoolId": pool, "ClientName": "app"});
        let client = call(&emulator, "CreateUserPoolClient", request).await.expect("created");
        let client = client["UserPoolClient"]["ClientId"].as_str().expect("an id").to_owned();
        let tasks: Vec<_> = (1..=4_u64)
            .map(|seed| {
                let (emulator, pool, client) = (emulator.clone(), pool.clone(), client.clone());
                tokio::spawn(async move {
                    let mut choice = seed;
                    for _ in 0..250 {
                        choice = choice.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(seed) >> 1;
                        let (name, input) = step(&pool, &client, choice);
                        call(&emulator, name, input).await;
                        confirm(&emulator, &pool, &client, choice >> 9).await;
                        let found = verified(&emulator, &pool).await;
                        let distinct: BTreeSet<_> = found.iter().collect();
                        assert_eq!(distinct.len(), found.len(), "{found:?}");
                    }
                })
            })
            .collect();
        for task in tasks {
            task.await.expect("no two users share an alias");
        }
        assert!(!verified(&emulator, &pool).await.is_empty(), "the steps verify something");
    }
}
