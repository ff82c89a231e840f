//! `emulator:user`, `emulator:users`: who is in a pool, as tests look at them.

use mlua::{IntoLua, Value};
use serde_json::{Map, Value as Json, json};

use super::bed;
use super::emulator::{name_of, pool, refused};
use crate::api;
use crate::bind::{Call, text};
use crate::error::Refusal;
use crate::registry::{Class, Field, Function, Type};
use crate::testbed::{CallError, TestBed};

const ACCOUNT: &str = "Account";

pub(super) fn class() -> Class {
    let text = |name, doc| Field::new(name, Type::Text, doc);
    let fields = vec![
        text("Username", "The username."),
        Field::new("Enabled", Type::Boolean, "Whether the user may sign in."),
        text("UserStatus", "The status, as the API has it: `CONFIRMED`, `FORCE_CHANGE_PASSWORD`."),
        Field::new("Attributes", Type::Texts, "The attributes by name."),
        Field::new("Groups", Type::List(Box::new(Type::Text)), "The names of the user's groups, in order."),
    ];
    let doc = "A user as the pool has one. What the API gives beside this, `emulator:call` gives as well.";
    Class { name: ACCOUNT, doc, fields, methods: Vec::new() }
}

pub(super) fn methods() -> [Function; 2] {
    let user = Function::new("user", "A user of a pool; nil when there is nobody of that name.", user)
        .takes("pool", pool(), "the pool")
        .takes("name", Type::Text, "the username, or an alias")
        .gives(Type::Optional(Box::new(Type::Record(ACCOUNT))));
    let users = Function::new("users", "All users of a pool, by username.", users)
        .takes("pool", pool(), "the pool")
        .gives(Type::List(Box::new(Type::Record(ACCOUNT))));
    [user, users]
}

fn user(call: &Call<'_>, [_, pool, name]: [Value; 3]) -> Result<Value, Refusal> {
    let bed = bed(call)?;
    let pool = name_of(call, &pool)?;
    let found = bed.call("AdminGetUser", json!({ "UserPoolId": pool, "Username": text(call.name, &name)? }));
    match found {
        Err(CallError { code, .. }) if code == "UserNotFoundException" => Ok(Value::Nil),
        Err(error) => Err(refused("AdminGetUser", &error)),
        Ok(answer) => {
            let user = answer.unwrap_or_default();
            let account = account(bed, &pool, &user, &user["UserAttributes"])?;
            api::json::value(call.lua, call.name, &account)
        }
    }
}

fn users(call: &Call<'_>, [_, pool, _]: [Value; 3]) -> Result<Value, Refusal> {
    let bed = bed(call)?;
    let pool = name_of(call, &pool)?;
    let mut accounts = Vec::new();
    for user in pages(bed, "ListUsers", "Users", "PaginationToken", &json!({ "UserPoolId": pool }))? {
        accounts.push(account(bed, &pool, &user, &user["Attributes"])?);
    }
    accounts.sort_by(|one, other| one["Username"].as_str().cmp(&other["Username"].as_str()));
    let table = call.lua.create_table()?;
    for account in &accounts {
        table.raw_push(api::json::value(call.lua, call.name, account)?)?;
    }
    Ok(table.into_lua(call.lua)?)
}

fn account(bed: &dyn TestBed, pool: &str, user: &Json, attributes: &Json) -> Result<Json, Refusal> {
    let mut by_name = Map::new();
    for attribute in attributes.as_array().into_iter().flatten() {
        let name = attribute["Name"].as_str().unwrap_or_default();
        by_name.insert(name.to_owned(), attribute["Value"].clone());
    }
    let of_user = json!({ "UserPoolId": pool, "Username": user["Username"] });
    let groups = pages(bed, "AdminListGroupsForUser", "Groups", "NextToken", &of_user)?;
    let mut groups: Vec<_> = groups.iter().map(|group| group["GroupName"].clone()).collect();
    groups.sort_by(|one, other| one.as_str().cmp(&other.as_str()));
    Ok(json!({
        "Username": user["Username"],
        "Enabled": user["Enabled"],
        "UserStatus": user["UserStatus"],
        "Attributes": by_name,
        "Groups": groups,
    }))
}

/// Everything that an operation lists, page by page.
fn pages(
    bed: &dyn TestBed,
    operation: &str,
    items: &str,
    token: &str,
    input: &Json,
) -> Result<Vec<Json>, Refusal> {
    let (mut input, mut found) = (input.clone(), Vec::new());
    loop {
        let answer = bed.call(operation, input.clone()).map_err(|error| refused(operation, &error))?;
        let mut answer = answer.unwrap_or_default();
        if let Json::Array(page) = answer[items].take() {
            found.extend(page);
        }
        match answer[token].take() {
            next @ Json::String(_) => input[token] = next,
            _ => return Ok(found),
        }
    }
}
