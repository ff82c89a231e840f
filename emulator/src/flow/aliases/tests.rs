//! Many callers at once and few names: whatever they do, a name has one user.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;

use parking_lot::Mutex;
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use serde_json::{Value, json};

use crate::durable::{Record, RedbData};
use crate::emulator::Emulator;
use crate::fuzzing::lend_keys;
use crate::store::Pool;

const TASKS: u64 = 4;
const STEPS: usize = 400;
const USERNAMES: [&str; 5] = ["ann", "bob", "cid", "Bob", "dan"];
const EMAILS: [&str; 3] = ["a@example.com", "b@example.com", "A@Example.com"];
const PHONES: [&str; 2] = ["+15550100", "+15550101"];
const GROUPS: [&str; 2] = ["staff", "guests"];
/// What must have succeeded, or the test tells nothing.
const MUST_WORK: [&str; 6] = [
    "AdminCreateUser",
    "AdminDeleteUser",
    "AdminUpdateUserAttributes",
    "ConfirmSignUp",
    "UpdateUserAttributes",
    "VerifyUserAttribute",
];
const PASSWORD: &str = "Secret-1";

/// A pool of some kind in an emulator, shared by all callers.
#[derive(Clone)]
struct Crowd {
    emulator: Emulator,
    pool: String,
    client: String,
    /// What may be given as a new username.
    names: Arc<[&'static str]>,
    /// The operations that have succeeded.
    done: Arc<Mutex<BTreeSet<String>>>,
}

impl Crowd {
    async fn new(emulator: Emulator, kind: &Value) -> Self {
        let request = json!({"PoolName": "p", "AutoVerifiedAttributes": ["email", "phone_number"],
            "SmsConfiguration": {"SnsCallerArn": "arn:aws:iam::123456789012:role/sms"}});
        let pool = answer(&emulator, "CreateUserPool", joined(request, kind)).await;
        let pool = text(&pool["UserPool"]["Id"]);
        lend_keys(&emulator);
        let request = json!({"UserPoolId": pool, "ClientName": "app",
            "ExplicitAuthFlows": ["ALLOW_ADMIN_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"]});
        let client = answer(&emulator, "CreateUserPoolClient", request).await;
        let client = text(&client["UserPoolClient"]["ClientId"]);
        let of = kind["UsernameAttributes"].as_array();
        let takes = |name: &str| of.is_some_and(|of| of.contains(&name.into()));
        let addresses = [("email", EMAILS.as_slice()), ("phone_number", PHONES.as_slice())];
        let named = addresses.into_iter().filter(|(name, _)| takes(name)).flat_map(|(_, names)| names);
        let names = if of.is_some() { named.copied().collect() } else { USERNAMES.into() };
        Self { emulator, pool, client, names, done: Arc::default() }
    }

    /// One thing that may give names to users, or take them away.
    async fn step(&self, random: &mut StdRng) {
        let (name, user) = (one(random, &self.names), self.somebody(random));
        let attributes = attributes(random);
        let force = random.random_bool(0.5);
        let create = json!({"Username": name, "UserAttributes": attributes, "ForceAliasCreation": force});
        let sign_up =
            json!({"Username": name, "Password": PASSWORD, "UserAttributes": unverified(&attributes)});
        let address = one(random, &["email", "phone_number"]);
        let update = json!({"Username": user, "UserAttributes": attributes});
        let delete = json!({"Username": user, "UserAttributeNames": [address]});
        match random.random_range(0..14) {
            0 | 1 => self.admin("AdminCreateUser", create).await,
            2..5 => self.admin("AdminUpdateUserAttributes", update).await,
            5 | 6 => match self.own("SignUp", sign_up).await {
                Some(_) if force => self.confirm(name, force).await,
                answer => answer,
            },
            7 => self.confirm(user, force).await,
            8 => self.admin("AdminConfirmSignUp", json!({"Username": user})).await,
            9 => self.verify(user, attributes, address).await,
            10 => self.regroup(random, user).await,
            11 | 12 => self.admin("AdminDeleteUser", json!({"Username": user})).await,
            _ => self.admin("AdminDeleteUserAttributes", delete).await,
        };
    }

    /// Somebody by whatever name: there may be nobody of it.
    fn somebody(&self, random: &mut StdRng) -> &'static str {
        match random.random_range(0..4) {
            0 => one(random, &EMAILS),
            1 => one(random, &PHONES),
            _ => one(random, &self.names),
        }
    }

    async fn confirm(&self, user: &str, force: bool) -> Option<Value> {
        let code = self.last_code(user)?;
        let request = json!({"Username": user, "ConfirmationCode": code, "ForceAliasCreation": force});
        self.own("ConfirmSignUp", request).await
    }

    /// A user signs in, changes attributes, and verifies one of them.
    async fn verify(&self, user: &str, attributes: Value, address: &str) -> Option<Value> {
        let password = json!({"Username": user, "Password": PASSWORD, "Permanent": true});
        self.admin("AdminSetUserPassword", password).await?;
        let parameters = json!({"USERNAME": user, "PASSWORD": PASSWORD});
        let request = json!({"ClientId": self.client, "AuthFlow": "ADMIN_USER_PASSWORD_AUTH",
            "AuthParameters": parameters});
        let tokens = self.admin("AdminInitiateAuth", request).await?;
        let token = tokens["AuthenticationResult"]["AccessToken"].clone();
        let update = json!({"AccessToken": token, "UserAttributes": unverified(&attributes)});
        self.call("UpdateUserAttributes", update).await;
        let request = json!({"AccessToken": token, "AttributeName": address});
        self.call("GetUserAttributeVerificationCode", request.clone()).await?;
        let code = self.last_code(user)?;
        self.call("VerifyUserAttribute", joined(request, &json!({"Code": code}))).await
    }

    async fn regroup(&self, random: &mut StdRng, user: &str) -> Option<Value> {
        let group = json!({"GroupName": one(random, &GROUPS)});
        match random.random_range(0..6) {
            0 => self.admin("DeleteGroup", group).await,
            1 => self.admin("AdminRemoveUserFromGroup", joined(group, &json!({"Username": user}))).await,
            _ => {
                self.admin("CreateGroup", group.clone()).await;
                self.admin("AdminAddUserToGroup", joined(group, &json!({"Username": user}))).await
            }
        }
    }

    fn last_code(&self, user: &str) -> Option<String> {
        let messages = self.emulator.messages(&self.pool, Some(user)).ok()?;
        messages.iter().rev().find_map(|message| message.code.clone())
    }

    async fn admin(&self, operation: &str, input: Value) -> Option<Value> {
        self.call(operation, joined(input, &json!({"UserPoolId": self.pool}))).await
    }

    async fn own(&self, operation: &str, input: Value) -> Option<Value> {
        self.call(operation, joined(input, &json!({"ClientId": self.client}))).await
    }

    /// The answer, unless it is a refusal.
    async fn call(&self, operation: &str, input: Value) -> Option<Value> {
        let answer = self.emulator.handle(operation, input, &self.emulator.caller()).await;
        let answer = answer.ok().map(Option::unwrap_or_default)?;
        self.done.lock().insert(operation.to_owned());
        Some(answer)
    }

    /// What is wrong at this moment.
    fn contradictions(&self) -> Vec<String> {
        self.emulator.snapshot().pools().flat_map(Pool::contradictions).collect()
    }

    /// The users by username, and who is where: what lists of all users, searches, and lists of groups and members
    /// say must be one.
    async fn check_lists(&self) {
        let users = self.users(None).await;
        for attribute in ["sub", "email", "phone_number", "preferred_username"] {
            for value in
                users.iter().filter_map(|user| attribute_of(user, attribute)).collect::<BTreeSet<_>>()
            {
                let found = self.users(Some(format!("{attribute} = {:?}", value))).await;
                let expected = users.iter().filter(|user| attribute_of(user, attribute) == Some(value));
                assert_eq!(names(&found), names(expected), "{attribute} = {value}");
            }
        }
        for group in GROUPS {
            let members = self.admin("ListUsersInGroup", json!({"GroupName": group})).await;
            let members =
                members.map(|told| told["Users"].as_array().expect("users").clone()).unwrap_or_default();
            let mut expected = Vec::new();
            for user in &users {
                let groups =
                    self.admin("AdminListGroupsForUser", json!({"Username": user["Username"]})).await;
                let groups = groups.expect("the user is there");
                let is_in =
                    groups["Groups"].as_array().expect("groups").iter().any(|one| one["GroupName"] == group);
                expected.extend(Some(user).filter(|_| is_in));
            }
            assert_eq!(names(&members), names(expected), "{group}");
        }
    }

    async fn users(&self, filter: Option<String>) -> Vec<Value> {
        let told = self.admin("ListUsers", json!({"Filter": filter})).await.expect("listed");
        told["Users"].as_array().expect("users").clone()
    }

    fn records(&self) -> Vec<Record> {
        let mut records: Vec<_> = self.emulator.snapshot().records().collect();
        records.sort_by(|one, two| one.key.cmp(&two.key));
        records
    }
}

/// Attributes, some of them verified, some not.
fn attributes(random: &mut StdRng) -> Value {
    let addresses = [("email", EMAILS.as_slice()), ("phone_number", PHONES.as_slice())];
    let mut attributes = Vec::new();
    for (name, values) in addresses.into_iter().filter(|_| random.random_bool(0.6)).collect::<Vec<_>>() {
        attributes.push(json!({"Name": name, "Value": one(random, values)}));
        if random.random_bool(0.6) {
            attributes.push(json!({"Name": format!("{name}_verified"), "Value": "true"}));
        }
    }
    if random.random_bool(0.3) {
        attributes.push(json!({"Name": "preferred_username", "Value": one(random, &["x", "X", "y"])}));
    }
    Value::Array(attributes)
}

/// The same without what users may not say of themselves.
fn unverified(attributes: &Value) -> Value {
    let attributes = attributes.as_array().expect("attributes");
    attributes.iter().filter(|attribute| attribute["Value"] != "true").cloned().collect()
}

fn one<T: Copy>(random: &mut StdRng, of: &[T]) -> T {
    of[random.random_range(0..of.len())]
}

fn joined(mut input: Value, more: &Value) -> Value {
    let more = more.as_object().expect("an object").clone();
    input.as_object_mut().expect("an object").extend(more);
    input
}

fn attribute_of<'a>(user: &'a Value, name: &str) -> Option<&'a str> {
    let attributes = user["Attributes"].as_array().expect("attributes");
    attributes.iter().find(|attribute| attribute["Name"] == name)?["Value"].as_str()
}

fn names<'a>(users: impl IntoIterator<Item = &'a Value>) -> BTreeSet<String> {
    users.into_iter().map(|user| text(&user["Username"])).collect()
}

fn text(value: &Value) -> String {
    value.as_str().expect("a text").to_owned()
}

async fn answer(emulator: &Emulator, operation: &str, input: Value) -> Value {
    let answer = emulator.handle(operation, input, &emulator.caller()).await;
    answer.unwrap_or_else(|refusal| panic!("{operation}: {refusal}")).unwrap_or_default()
}

fn open(path: &Path) -> Emulator {
    let data = RedbData::open(path).expect("opens");
    Emulator::builder().data(Arc::new(data)).build().expect("what was kept can be read")
}

/// Lets the callers loose on a pool of a kind, looks at every moment, and in the end also at what was kept.
async fn crowd(kind: Value) {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("emulator.redb");
    let crowd = Crowd::new(open(&path), &kind).await;
    let tasks = (0..TASKS).map(|seed| {
        let crowd = crowd.clone();
        tokio::spawn(async move {
            let mut random = StdRng::seed_from_u64(seed);
            for _ in 0..STEPS {
                crowd.step(&mut random).await;
                assert_eq!(crowd.contradictions(), [] as [&str; 0]);
            }
        })
    });
    for task in tasks.collect::<Vec<_>>() {
        task.await.unwrap_or_else(|_| panic!("a name has one user in {kind}"));
    }
    crowd.check_lists().await;
    let users = crowd.users(None).await;
    let idle: Vec<_> = MUST_WORK.into_iter().filter(|name| !crowd.done.lock().contains(*name)).collect();
    assert_eq!(idle, [] as [&str; 0], "never succeeds in {kind}");
    let (kept, pool) = (crowd.records(), crowd.pool.clone());
    drop(crowd.emulator);
    let crowd = Crowd { emulator: open(&path), pool, ..crowd };
    assert!(crowd.records() == kept, "what was kept is what there was");
    assert_eq!(crowd.contradictions(), [] as [&str; 0]);
    assert_eq!(names(&crowd.users(None).await), names(&users));
    crowd.check_lists().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn names_have_one_user_where_there_are_usernames_alone() {
    crowd(json!({})).await;
    crowd(json!({"UsernameConfiguration": {"CaseSensitive": false}})).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn aliases_have_one_user_in_pools_that_tell_cases_apart() {
    crowd(json!({"AliasAttributes": ["email"]})).await;
    crowd(json!({"AliasAttributes": ["phone_number", "preferred_username"]})).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn aliases_have_one_user_in_pools_that_ignore_case() {
    let aliases = ["email", "phone_number", "preferred_username"];
    crowd(json!({"AliasAttributes": aliases, "UsernameConfiguration": {"CaseSensitive": false}})).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn addresses_have_one_user_where_they_are_the_usernames() {
    crowd(json!({"UsernameAttributes": ["email"]})).await;
    crowd(json!({"UsernameAttributes": ["phone_number"], "UsernameConfiguration": {"CaseSensitive": false}}))
        .await;
    let both = ["email", "phone_number"];
    crowd(json!({"UsernameAttributes": both, "UsernameConfiguration": {"CaseSensitive": false}})).await;
}
