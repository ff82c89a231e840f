//! Files of import jobs.

use poolhouse_emulator_model::shapes::PasswordHashingAlgorithmType;
use serde_json::{Value, json};

use super::client::PASSWORD;
use super::run::{Run, wait_for};
use crate::domain::csv_header;
use crate::flow::upload_import;

/// Imports a file into a pool. The first line says what made the hashes of passwords, if anything did, and whether
/// the users are to be named by addresses: `BCRYPT`, `- addresses`. The rest is the file, in which `$rest` stands for
/// the columns that its first line does not name. Then the first new user tries to sign in.
///
/// # Panics
///
/// When the job does not count every row once, or breaks what holds in every pool.
pub fn import(text: &[u8]) {
    let Ok(text) = std::str::from_utf8(text) else { return };
    let (how, file) = text.split_once('\n').unwrap_or((text, ""));
    let hashing = how.split(' ').find_map(|word| word.parse::<PasswordHashingAlgorithmType>().ok());
    let by_addresses = how.ends_with("addresses");
    let mut run = Run::begin();
    wait_for(async {
        let before = users(&run, by_addresses).await;
        let told = import_into(&mut run, by_addresses, hashing, file).await;
        let after = users(&run, by_addresses).await;
        let new: Vec<_> = after.iter().filter(|user| !before.contains(user)).collect();
        check_counts(&told, file, new.len());
        if let Some(user) = new.first() {
            let parameters = json!({"USERNAME": user, "PASSWORD": PASSWORD});
            let client = run.variables.get(if by_addresses { "$other_client" } else { "$client" });
            let request =
                json!({"ClientId": client, "AuthFlow": "USER_PASSWORD_AUTH", "AuthParameters": parameters});
            run.request("InitiateAuth", request.to_string().as_bytes()).await;
        }
        run.end().await;
    });
}

/// Creates a job, uploads the file, runs the job to its end, and gives what is said of it then.
async fn import_into(
    run: &mut Run,
    by_addresses: bool,
    hashing: Option<PasswordHashingAlgorithmType>,
    file: &str,
) -> Value {
    let ctx = run.emulator.context(run.emulator.caller());
    let pool = pool_id(run, by_addresses);
    let role = "arn:aws:iam::123456789012:role/log";
    let mut job = json!({"UserPoolId": pool, "JobName": "all", "CloudWatchLogsRoleArn": role});
    if let Some(hashing) = hashing {
        job["PasswordHashingAlgorithm"] = json!(hashing);
    }
    let made = call(run, "CreateUserImportJob", job).await;
    let (id, url) = (text(&made["UserImportJob"]["JobId"]), text(&made["UserImportJob"]["PreSignedUrl"]));
    let signature = url.split("signature=").nth(1).expect("the URL has a signature").to_owned();
    let mut columns = csv_header(&ctx.pool(&pool).expect("the pool is there").settings().schema);
    columns.extend(hashing.map(|_| "cognito:password_hash".to_owned()));
    let file = completed(file, columns);
    upload_import(&ctx, &pool, &id, &signature, Some(file)).expect("the job waits for its file");
    let job = json!({"UserPoolId": pool, "JobId": id});
    run.request("StartUserImportJob", job.to_string().as_bytes()).await;
    run.end().await;
    call(run, "DescribeUserImportJob", job).await["UserImportJob"].clone()
}

/// The file with all columns, those that it leaves to `$rest` being empty in every row.
fn completed(file: &str, mut columns: Vec<String>) -> String {
    let (header, rows) = file.split_once('\n').unwrap_or((file, ""));
    columns.retain(|column| !header.split(',').any(|named| named == column));
    let empty = ",".repeat(columns.len().saturating_sub(1));
    format!("{}\n{}", header.replace("$rest", &columns.join(",")), rows.replace("$rest", &empty))
}

/// Every row that is not empty is imported, skipped or failed, unless none was looked at.
fn check_counts(job: &Value, file: &str, new: usize) {
    let count = |name: &str| job[name].as_u64().expect("a count");
    let rows = file.lines().skip(1).filter(|line| !line.trim().is_empty()).count() as u64;
    let counted = count("ImportedUsers") + count("SkippedUsers") + count("FailedUsers");
    assert!(counted == rows || counted == 0, "{counted} of {rows} rows are counted");
    assert_eq!(count("ImportedUsers"), new as u64, "users are new");
    assert!(job["CompletionDate"].is_number(), "the job has an end");
}

/// The usernames of a pool.
async fn users(run: &Run, by_addresses: bool) -> Vec<String> {
    let (mut found, mut page) = (Vec::new(), Value::Null);
    loop {
        let request = json!({"UserPoolId": pool_id(run, by_addresses), "PaginationToken": page});
        let told = call(run, "ListUsers", request).await;
        found.extend(told["Users"].as_array().expect("users").iter().map(|user| text(&user["Username"])));
        page = told["PaginationToken"].clone();
        if page.is_null() {
            return found;
        }
    }
}

async fn call(run: &Run, name: &str, input: Value) -> Value {
    let answer = run.emulator.handle(name, input, &run.emulator.caller()).await;
    answer.unwrap_or_else(|refusal| panic!("{name}: {refusal}")).unwrap_or_default()
}

fn pool_id(run: &Run, by_addresses: bool) -> String {
    let name = if by_addresses { "$other_pool" } else { "$pool" };
    run.variables.get(name).expect("there are two pools").to_owned()
}

fn text(value: &Value) -> String {
    value.as_str().expect("a text").to_owned()
}
