//! Scripts that are run, on a Cognito that answers as it is told.

use std::collections::VecDeque;
use std::fmt::Write as _;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use expect_test::{Expect, expect};
use parking_lot::Mutex;
use poolhouse_core::api::{Api, ApiCall};
use poolhouse_core::backend::{BackendError, ErrorKind};
use poolhouse_core::clock::{Clock, Timestamp};
use serde_json::{Value as Json, json};

use crate::testing::Case;
use crate::{Limits, Live, Terminal, Writes};

/// What a world reaches a script by.
pub(crate) fn live(world: &Arc<World>, writes: Writes) -> Live {
    let (api, clock, terminal) = (Arc::clone(world) as _, Arc::clone(world) as _, Arc::clone(world) as _);
    Live { api, clock, writes, terminal }
}

/// A Cognito, a clock and a terminal in one, which write down what is asked of them.
#[derive(Default)]
pub(crate) struct World {
    answers: Mutex<VecDeque<Result<Json, BackendError>>>,
    told: Mutex<String>,
}

impl World {
    pub(crate) fn answering(answers: impl IntoIterator<Item = Json>) -> Arc<Self> {
        let answers = answers.into_iter().map(Ok).collect();
        Arc::new(Self { answers: Mutex::new(answers), told: Mutex::default() })
    }

    fn failing(kind: ErrorKind, code: Option<&str>, message: &str) -> Arc<Self> {
        let (operation, code) = ("AdminGetUser", code.map(str::to_owned));
        let error = BackendError {
            operation,
            subject: String::new(),
            kind,
            code,
            message: message.into(),
            source: None,
        };
        Arc::new(Self { answers: Mutex::new([Err(error)].into()), told: Mutex::default() })
    }

    /// What was asked of it since this was last called.
    pub(crate) fn told(&self) -> String {
        std::mem::take(&mut *self.told.lock())
    }

    fn tell(&self, line: &str) {
        writeln!(self.told.lock(), "{line}").unwrap();
    }
}

#[async_trait]
impl Api for World {
    async fn call(&self, call: &ApiCall) -> Result<Json, BackendError> {
        self.tell(&format!("called {} {}", call.operation, call.input));
        self.answers.lock().pop_front().unwrap_or(Ok(Json::Null))
    }
}

#[async_trait]
impl Clock for World {
    fn now(&self) -> Timestamp {
        Timestamp::from_millis(1_750_000_000_500)
    }

    async fn sleep(&self, time: Duration) {
        self.tell(&format!("slept {time:?}"));
    }
}

impl Terminal for World {
    fn print(&self, line: &str) {
        self.tell(line);
    }

    fn ask(&self, question: &str, hidden: bool) -> Result<String, String> {
        self.tell(&format!("asked {question}{}", if hidden { ", hidden" } else { "" }));
        Ok("Hunter2!".to_owned())
    }
}

fn case(rest: &str) -> Case {
    Case::new(&format!("local ph = require 'poolhouse'\n{rest}"))
}

/// What a script does in a world, and what ends it.
fn done(case: &Case, world: &Arc<World>, writes: Writes) -> String {
    let outcome = case.run_on(live(world, writes));
    let mut told = world.told();
    if let Err(faults) = outcome {
        writeln!(told, "{faults}").unwrap();
    }
    told
}

#[track_caller]
fn check(script: &str, world: &Arc<World>, expected: Expect) {
    expected.assert_eq(&done(&case(script), world, Writes::Sent));
}

#[test]
fn a_call_goes_out_in_the_apis_shape_and_its_answer_is_a_table() {
    let world = World::answering([json!({ "Username": "ann", "Enabled": true })]);
    check(
        "local pool = ph.cognito.pool 'us-east-1_test'
         local user = ph.api.admin_get_user { UserPoolId = pool, Username = 'ann' }
         print(user.Username, user.Enabled)
         print(next(ph.api.admin_delete_user { UserPoolId = pool, Username = 'ann' }))",
        &world,
        expect![[r#"
            called AdminGetUser {"UserPoolId":"us-east-1_test","Username":"ann"}
            ann	true
            called AdminDeleteUser {"UserPoolId":"us-east-1_test","Username":"ann"}
            nil
        "#]],
    );
}

#[test]
fn a_request_that_is_wrong_is_not_sent() {
    let world = World::answering([]);
    check(
        "print(pcall(ph.api.admin_get_user, { UserPoolId = 'us-east-1_test', UserName = 'ann' }))
         print(pcall(ph.api.create_group, { UserPoolId = 'nope' }))
         print(pcall(ph.api.tag_resource, { ResourceArn = 'a', Tags = { 1, 2 } }))
         ph.api.admin_get_user 'ann'",
        &world,
        expect![[r#"
            false	main.lua:2: AdminGetUser: InvalidParameterException: UserName is no member of AdminGetUserRequest (did you mean `Username`?)
            false	main.lua:3: CreateGroup: InvalidParameterException: 2 validation errors detected: Value null at 'groupName' failed to satisfy constraint: Member must not be null; Value 'nope' at 'userPoolId' failed to satisfy constraint: Member must satisfy regular expression pattern: [\w-]+_[0-9a-zA-Z]+
            false	main.lua:4: TagResource: InvalidParameterException: Tags takes a table by name, got a list
            main.lua:5: ph.api.admin_get_user: request must be a table of the members of AdminGetUserRequest, got string
        "#]],
    );
}

#[test]
fn a_call_that_fails_raises_a_table() {
    let world =
        World::failing(ErrorKind::UserNotFound, Some("UserNotFoundException"), "User does not exist.");
    check(
        "local ok, failure = pcall(ph.api.admin_get_user, { UserPoolId = 'us-east-1_test', Username = 'ann' })
         print(ok, failure.code, failure.message, failure.operation, failure.retryable)
         print(failure)
         error(failure)",
        &world,
        expect![[r#"
            called AdminGetUser {"UserPoolId":"us-east-1_test","Username":"ann"}
            false	UserNotFoundException	User does not exist.	AdminGetUser	false
            main.lua:2: AdminGetUser: UserNotFoundException: User does not exist.
            main.lua:5: AdminGetUser: UserNotFoundException: User does not exist.
        "#]],
    );
}

#[test]
fn a_call_without_an_answer_has_a_word_for_a_code_and_can_be_made_again() {
    let world = World::failing(ErrorKind::Unavailable, None, "no answer");
    check(
        "local _, failure = pcall(ph.api.admin_get_user, { UserPoolId = 'us-east-1_test', Username = 'ann' })
         print(failure.code, failure.retryable)",
        &world,
        expect![[r#"
            called AdminGetUser {"UserPoolId":"us-east-1_test","Username":"ann"}
            unavailable	true
        "#]],
    );
}

#[test]
fn pages_follow_one_another_to_the_last() {
    let page = |name: &str, token: Option<&str>| json!({ "Users": [{ "Username": name }], "PaginationToken": token });
    let world = World::answering([page("ann", Some("2")), page("bob", None)]);
    check(
        "for page in ph.api.list_users.pages { UserPoolId = 'us-east-1_test', Limit = 1 } do
             for _, user in page.Users do print(user.Username) end
         end",
        &world,
        expect![[r#"
            called ListUsers {"Limit":1,"UserPoolId":"us-east-1_test"}
            ann
            called ListUsers {"Limit":1,"PaginationToken":"2","UserPoolId":"us-east-1_test"}
            bob
        "#]],
    );
    let world = World::answering([page("ann", Some("2")), page("ann", Some("2"))]);
    let told = done(
        &case("for page in ph.api.list_users.pages { UserPoolId = 'us-east-1_test' } do end"),
        &world,
        Writes::Sent,
    );
    assert!(told.contains("the answer names itself as the next page"), "{told}");
}

#[test]
fn a_dry_run_shows_what_would_change_something_and_hides_its_secrets() {
    let script = "local made = ph.api.admin_create_user {
             UserPoolId = 'us-east-1_test', Username = 'ann', TemporaryPassword = ph.secret.env 'FIRST',
             UserAttributes = { { Name = 'email', Value = 'ann@example.com' } },
         }
         print(next(made))
         ph.api.list_users { UserPoolId = 'us-east-1_test' }";
    let told = done(&case(script).env("FIRST", "Hunter2!"), &World::answering([json!({})]), Writes::Shown);
    expect![[r#"
        would call AdminCreateUser {"TemporaryPassword":"***","UserAttributes":[{"Name":"email","Value":"***"}],"UserPoolId":"us-east-1_test","Username":"ann"}
        nil
        called ListUsers {"UserPoolId":"us-east-1_test"}
    "#]].assert_eq(&told);
}

#[test]
fn where_calls_may_only_look_a_change_is_an_error() {
    let script = "ph.api.list_users { UserPoolId = 'us-east-1_test' }
        ph.api.admin_delete_user { UserPoolId = 'us-east-1_test', Username = 'ann' }";
    let told = done(&case(script), &World::answering([json!({})]), Writes::Refused);
    expect![[r#"
        called ListUsers {"UserPoolId":"us-east-1_test"}
        main.lua:3: AdminDeleteUser changes something, and here calls may only look (`--write` lets them change things)
    "#]].assert_eq(&told);
}

#[test]
fn a_secret_goes_only_where_the_api_expects_one() {
    let world = World::answering([]);
    check(
        "local secret = ph.prompt_secret 'Password?'
         print(secret)
         ph.api.initiate_auth { ClientId = 'c1', AuthFlow = 'USER_PASSWORD_AUTH',
             AuthParameters = { USERNAME = 'ann', PASSWORD = secret } }
         print(pcall(ph.api.admin_create_user, { UserPoolId = 'us-east-1_test', Username = secret,
             UserAttributes = { { Name = 'name', Value = secret } } }))
         print(pcall(ph.api.resend_confirmation_code, { ClientId = secret, Username = 'ann' }))
         print(pcall(ph.api.respond_to_auth_challenge, { ClientId = 'c1', ChallengeName = 'NEW_PASSWORD_REQUIRED',
             ChallengeResponses = { USERNAME = secret, NEW_PASSWORD = secret, ['userAttributes.name'] = secret } }))
         ph.api.create_group { UserPoolId = 'us-east-1_test', GroupName = secret }",
        &world,
        expect![[r#"
            asked Password?, hidden
            secret(prompt)
            called InitiateAuth {"AuthFlow":"USER_PASSWORD_AUTH","AuthParameters":{"PASSWORD":"Hunter2!","USERNAME":"ann"},"ClientId":"c1"}
            false	main.lua:6: AdminCreateUser: InvalidParameterException: UserAttributes[1].Value takes no secret: what stands there is shown, or can be read back, Username takes no secret: what stands there is shown, or can be read back
            false	main.lua:8: ResendConfirmationCode: InvalidParameterException: ClientId takes no secret: what stands there is shown, or can be read back
            false	main.lua:9: RespondToAuthChallenge: InvalidParameterException: ChallengeResponses.USERNAME takes no secret: what stands there is shown, or can be read back, ChallengeResponses.userAttributes.name takes no secret: what stands there is shown, or can be read back
            main.lua:11: CreateGroup: InvalidParameterException: GroupName takes no secret: what stands there is shown, or can be read back
        "#]],
    );
}

#[test]
fn time_and_people_are_at_hand() {
    check(
        "ph.sleep(0.5) ph.sleep(2) print(ph.now(), ph.prompt 'Who?') ph.sleep(-1)",
        &World::answering([]),
        expect![[r#"
            slept 500ms
            slept 2s
            asked Who?
            1750000000.5	Hunter2!
            main.lua:2: ph.sleep: seconds must be 0 or more, got -1
        "#]],
    );
}

#[test]
fn what_is_logged_is_not_what_is_printed() {
    let (case, world) = (case("print('out') ph.log.info('log')"), World::answering([]));
    assert_eq!(done(&case, &world, Writes::Sent), "out\n");
    assert_eq!(case.logged(), "info main.lua:2 log\n");
}

#[test]
fn a_script_that_is_run_declares_nothing_and_one_that_declares_contacts_nobody() {
    check(
        "ph.cognito.pool('us-east-1_test'):user('ann', {})",
        &World::answering([]),
        expect![[r#"
        main.lua:2: a script that is run declares nothing (`poolhouse apply` makes pools hold what a script declares)
    "#]],
    );
    case("ph.api.list_user_pools { MaxResults = 1 }").check(expect!["main.lua:2: ph.api.list_user_pools: a script that declares contacts nobody (`poolhouse run` runs scripts that call the API)"]);
    case("print(ph.now())").check(expect!["main.lua:2: ph.now: a script that declares contacts nobody (`poolhouse run` runs scripts that call the API)"]);
}

#[test]
fn limits_of_calls_and_output_end_a_script_that_catches_everything() {
    let limits = Limits { calls: 3, output: 20, ..Limits::default() };
    let told = |script: &str| done(&case(script).limits(limits), &World::answering([]), Writes::Sent);
    let endless = |call: &str| told(&format!("while true do pcall(function() {call} end) end"));
    expect![[r#"
        slept 0ns
        slept 0ns
        slept 0ns
        main.lua:2: the script made more than its 3 calls (look for a loop without an end, or raise the limit with `--call-limit`)
    "#]].assert_eq(&endless("ph.sleep(0)"));
    expect![[r#"
        0123456789
        main.lua:2: the script printed more than 20 B (print less, or raise the limit with `--output-limit`)
    "#]]
    .assert_eq(&endless("print('0123456789')"));
}
