use expect_test::{Expect, expect};
use poolhouse_emulator_model::shapes::PasswordHashingAlgorithmType;
use serde_json::{Value, json};

use crate::emulator::Emulator;
use crate::flow::{import_log, upload_import};
use crate::testing::transcript;

/// A pool that verifies e-mail addresses, and a job in it.
struct Import {
    emulator: Emulator,
    pool: String,
    job: String,
    signature: String,
}

impl Import {
    async fn new(mut pool: Value, hashing: Option<PasswordHashingAlgorithmType>) -> Self {
        let emulator = Emulator::builder().seed(1).build().expect("no data to read");
        (pool["PoolName"], pool["AutoVerifiedAttributes"]) = ("people".into(), json!(["email"]));
        let made = call(&emulator, "CreateUserPool", pool).await;
        let pool = made["UserPool"]["Id"].as_str().expect("an id").to_owned();
        let input = json!({"UserPoolId": pool, "JobName": "all", "PasswordHashingAlgorithm": hashing,
                           "CloudWatchLogsRoleArn": "arn:aws:iam::123456789012:role/log"});
        let job = call(&emulator, "CreateUserImportJob", input).await;
        let url = job["UserImportJob"]["PreSignedUrl"].as_str().expect("a URL");
        let signature = url.split_once("?signature=").expect("a signature").1.to_owned();
        let job = job["UserImportJob"]["JobId"].as_str().expect("an id").to_owned();
        Self { emulator, pool, job, signature }
    }

    async fn run(&self) -> Value {
        let named = json!({"UserPoolId": self.pool, "JobId": self.job});
        call(&self.emulator, "StartUserImportJob", named.clone()).await;
        loop {
            tokio::task::yield_now().await;
            let job = call(&self.emulator, "DescribeUserImportJob", named.clone()).await;
            if job["UserImportJob"].get("CompletionMessage").is_some() {
                return job["UserImportJob"].clone();
            }
        }
    }

    fn upload(&self, text: &str) {
        let ctx = self.emulator.context(self.emulator.caller());
        let taken = upload_import(&ctx, &self.pool, &self.job, &self.signature, Some(text.to_owned()));
        taken.expect("the job is fresh");
    }

    fn log(&self) -> String {
        let ctx = self.emulator.context(self.emulator.caller());
        let log = import_log(&ctx, &self.pool, &self.job, &self.signature).expect("the job is there");
        log.expect("the job has ended").to_string()
    }

    async fn user(&self, name: &str) -> Value {
        call(&self.emulator, "AdminGetUser", json!({"UserPoolId": self.pool, "Username": name})).await
    }

    /// The header, and a row for each list of values by column.
    async fn file(&self, extra: &[&str], rows: &[&[(&str, &str)]]) -> String {
        let header = call(&self.emulator, "GetCSVHeader", json!({"UserPoolId": self.pool})).await;
        let columns = header["CSVHeader"].as_array().expect("a list");
        let columns: Vec<_> = columns.iter().filter_map(Value::as_str).chain(extra.iter().copied()).collect();
        let value = |row: &[(&str, &str)], column: &str| {
            row.iter().find(|(name, _)| *name == column).map_or("", |(_, value)| value).to_owned()
        };
        let row = |row: &&[(&str, &str)]| {
            columns.iter().map(|column| value(row, column)).collect::<Vec<_>>().join(",")
        };
        let rows: Vec<String> = rows.iter().map(row).collect();
        format!("{}\r\n{}\r\n", columns.join(","), rows.join("\r\n"))
    }
}

async fn call(emulator: &Emulator, name: &str, input: Value) -> Value {
    let input = input.as_object().expect("an object").clone();
    let given = input.into_iter().filter(|(_, value)| !value.is_null()).collect();
    let answer = emulator.handle(name, Value::Object(given), &emulator.caller()).await;
    answer.unwrap_or_else(|error| panic!("{name}: {error}")).unwrap_or_default()
}

fn counted(job: &Value, expected: Expect) {
    let members = ["Status", "ImportedUsers", "SkippedUsers", "FailedUsers", "CompletionMessage"];
    expected.assert_eq(&members.map(|name| job[name].to_string()).join(" "));
}

const GOOD: [(&str, &str); 5] = [
    ("cognito:username", "ann"),
    ("cognito:mfa_enabled", "false"),
    ("email", "ann@example.com"),
    ("email_verified", "TRUE"),
    ("name", r"Ann\, Miller"),
];

fn good_but(name: &'static str, value: &'static str) -> Vec<(&'static str, &'static str)> {
    [(name, value)].into_iter().chain(GOOD).collect()
}

#[tokio::test]
async fn rows_become_users_and_the_log_tells_of_each() {
    let import = Import::new(json!({}), None).await;
    let bob = good_but("cognito:username", "bob");
    let eve = good_but("cognito:username", "eve x");
    let rows: [&[_]; 7] = [
        &good_but("birthdate", "12/31/1999"),
        &GOOD,
        &eve,
        &[bob.clone(), vec![]]
            .concat()
            .into_iter()
            .filter(|(name, _)| *name != "email_verified")
            .collect::<Vec<_>>(),
        &good_but("cognito:mfa_enabled", "true"),
        &good_but("updated_at", "yesterday"),
        &bob,
    ];
    import.upload(&import.file(&[], &rows).await);
    let job = import.run().await;
    counted(&job, expect![[r#""Succeeded" 2 1 4 "Import Job Completed Successfully.""#]]);
    expect![[r#"
        [SUCCEEDED] Line Number 2 - The import succeeded.
        [SKIPPED] Line Number 3 - The user already exists.
        [FAILED] Line Number 4 - The value of cognito:username must not contain spaces.
        [FAILED] Line Number 5 - The User Record does not set any of the auto verified attributes to true. (Example: email_verified to true).
        [FAILED] Line Number 6 - The value of cognito:mfa_enabled does not match the MFA configuration of the user pool.
        [FAILED] Line Number 7 - Attributes did not conform to the schema: updated_at: Value must be a number 
        [SUCCEEDED] Line Number 8 - The import succeeded.
    "#]].assert_eq(&import.log());
    let ann = import.user("ann").await;
    assert_eq!(ann["UserStatus"], "RESET_REQUIRED");
    let has = |name: &str, value: &str| {
        let attributes = ann["UserAttributes"].as_array().expect("a list");
        attributes.contains(&json!({"Name": name, "Value": value}))
    };
    assert!(
        has("name", "Ann, Miller") && has("birthdate", "1999-12-31") && has("email_verified", "true"),
        "{ann}"
    );
}

#[tokio::test]
async fn a_job_without_a_file_of_the_pool_fails() {
    let import = Import::new(json!({}), None).await;
    counted(&import.run().await, expect![[r#""Failed" 0 0 0 "No CSV file was uploaded for the import.""#]]);
    let import = Import::new(json!({}), None).await;
    import.upload("cognito:username,email\nann,ann@example.com\n");
    counted(
        &import.run().await,
        expect![[
            r#""Failed" 0 0 0 "The header of the CSV file does not match the attributes of the user pool.""#
        ]],
    );
}

#[tokio::test]
async fn a_job_in_vain_fails() {
    let import = Import::new(json!({}), None).await;
    let rows = [good_but("cognito:username", ""), good_but("cognito:username", "ann\0")];
    import.upload(&import.file(&[], &[&rows[0], &rows[1]]).await);
    counted(
        &import.run().await,
        expect![[r#""Failed" 0 0 2 "Too many users have failed or been skipped during the import.""#]],
    );
    expect![[r#"
        [FAILED] Line Number 2 - The User Record does not have a value for cognito:username.
        [FAILED] Line Number 3 - The value of cognito:username is not a valid username.
    "#]]
    .assert_eq(&import.log());
}

#[tokio::test]
async fn a_second_factor_is_sms() {
    let sms = json!({"SnsCallerArn": "arn:aws:iam::123456789012:role/sms"});
    let import = Import::new(json!({"MfaConfiguration": "OPTIONAL", "SmsConfiguration": sms}), None).await;
    let ann =
        [&[("cognito:mfa_enabled", "true"), ("phone_number", "+14155550123")], GOOD.as_slice()].concat();
    import.upload(&import.file(&[], &[&ann]).await);
    counted(&import.run().await, expect![[r#""Succeeded" 1 0 0 "Import Job Completed Successfully.""#]]);
    assert_eq!(import.user("ann").await["UserMFASettingList"], json!(["SMS_MFA"]));
}

#[tokio::test]
async fn addresses_can_be_usernames() {
    let import = Import::new(json!({"UsernameAttributes": ["email"]}), None).await;
    let ann = good_but("cognito:username", "ann@example.com");
    import.upload(&import.file(&[], &[&ann, &ann]).await);
    counted(&import.run().await, expect![[r#""Succeeded" 1 1 0 "Import Job Completed Successfully.""#]]);
    let ann = import.user("ann@example.com").await;
    assert_ne!(ann["Username"], "ann@example.com");
}

#[tokio::test]
async fn a_password_is_known_by_its_hash_until_it_is_told() {
    let import = Import::new(json!({}), Some(PasswordHashingAlgorithmType::Bcrypt)).await;
    let hash = bcrypt::hash_with_salt("Old-secret1", 4, [7; 16]).expect("hashed").to_string();
    let [one, two] = [("ann", hash.as_str()), ("bob", "no hash")].map(|(name, hash)| {
        [&[("cognito:username", name), ("cognito:password_hash", hash)], GOOD.as_slice()].concat()
    });
    import.upload(&import.file(&["cognito:password_hash"], &[&one, &two]).await);
    counted(&import.run().await, expect![[r#""Succeeded" 1 0 1 "Import Job Completed Successfully.""#]]);
    assert_eq!(import.user("ann").await["UserStatus"], "CONFIRMED");

    let client = json!({"UserPoolId": import.pool, "ClientName": "app",
                        "ExplicitAuthFlows": ["ALLOW_ADMIN_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"]});
    let client = call(&import.emulator, "CreateUserPoolClient", client).await;
    let client = &client["UserPoolClient"]["ClientId"];
    let sign_in = async |password: &str| {
        let input = json!({"UserPoolId": import.pool, "ClientId": client, "AuthFlow": "ADMIN_USER_PASSWORD_AUTH",
                           "AuthParameters": {"USERNAME": "ann", "PASSWORD": password}});
        import.emulator.handle("AdminInitiateAuth", input, &import.emulator.caller()).await
    };
    let refusal = sign_in("wrong").await.expect_err("refused");
    assert_eq!(refusal.message(), Some("Incorrect username or password."));
    for _ in ["by the hash", "by what is kept of the password since then"] {
        let answer = sign_in("Old-secret1").await.expect("signed in").unwrap_or_default();
        assert!(answer["AuthenticationResult"]["AccessToken"].is_string(), "{answer}");
    }
}

#[test]
fn while_users_are_imported_the_pool_stays_as_it_is() {
    transcript(
        r#"
        $people = CreateUserPool {"PoolName": "people", "AutoVerifiedAttributes": ["email"]} > -
        $job = CreateUserImportJob {"UserPoolId": "$people", "JobName": "all",
            "CloudWatchLogsRoleArn": "arn:aws:iam::123456789012:role/log"} > UserImportJob.JobId
        $other = CreateUserImportJob {"UserPoolId": "$people", "JobName": "all",
            "CloudWatchLogsRoleArn": "arn:aws:iam::123456789012:role/log"} > UserImportJob.JobId
        StartUserImportJob {"UserPoolId": "$people", "JobId": "$job"} > UserImportJob.Status
        StartUserImportJob {"UserPoolId": "$people", "JobId": "$job"}
        StartUserImportJob {"UserPoolId": "$people", "JobId": "$other"}
        UpdateUserPool {"UserPoolId": "$people"}
        AddCustomAttributes {"UserPoolId": "$people", "CustomAttributes": [{"Name": "role", "AttributeDataType": "String"}]}
        DeleteUserPool {"UserPoolId": "$people"}
        "#,
        expect![[r#"
            {
              "UserImportJob": {
                "CloudWatchLogsRoleArn": "arn:aws:iam::123456789012:role/log",
                "CreationDate": 1700000000.0,
                "FailedUsers": 0,
                "ImportedUsers": 0,
                "JobId": "$job",
                "JobName": "all",
                "PreSignedUrl": "http://localhost/_poolhouse/imports/$people/$job?signature=IMWIM3eYT2UCelTQP6mk7nCHXQgLJmbV5dCOB7xQ",
                "SkippedUsers": 0,
                "Status": "Created",
                "UserPoolId": "$people"
              }
            }
            {
              "UserImportJob": {
                "CloudWatchLogsRoleArn": "arn:aws:iam::123456789012:role/log",
                "CreationDate": 1700000000.0,
                "FailedUsers": 0,
                "ImportedUsers": 0,
                "JobId": "$other",
                "JobName": "all",
                "PreSignedUrl": "http://localhost/_poolhouse/imports/$people/$other?signature=0x1QNqwLlz9HX013dlND7qeAMsEQ9nz71AInx8gp",
                "SkippedUsers": 0,
                "Status": "Created",
                "UserPoolId": "$people"
              }
            }
            "Pending"
            PreconditionNotMetException: The import job must be in status Created to be started.
            PreconditionNotMetException: Another import job is in progress in the user pool.
            UserImportInProgressException: Operation cannot be executed while a user import job is in progress.
            UserImportInProgressException: Operation cannot be executed while a user import job is in progress.
            UserImportInProgressException: Operation cannot be executed while a user import job is in progress.
        "#]],
    );
}

#[test]
fn a_pool_that_verifies_nothing_imports_nobody() {
    transcript(
        r#"
        $job = CreateUserImportJob {"UserPoolId": "$pool", "JobName": "all",
            "CloudWatchLogsRoleArn": "arn:aws:iam::123456789012:role/log"} > UserImportJob.JobId
        StartUserImportJob {"UserPoolId": "$pool", "JobId": "$job"}
        StartUserImportJob {"UserPoolId": "$pool", "JobId": "import-none"}
        StartUserImportJob {"UserPoolId": "us-east-1_none", "JobId": "$job"}
        "#,
        expect![[r#"
            {
              "UserImportJob": {
                "CloudWatchLogsRoleArn": "arn:aws:iam::123456789012:role/log",
                "CreationDate": 1700000000.0,
                "FailedUsers": 0,
                "ImportedUsers": 0,
                "JobId": "$job",
                "JobName": "all",
                "PreSignedUrl": "http://localhost/_poolhouse/imports/$pool/$job?signature=XhMZDy6xaIMWIM3eYT2UCelTQP6mk7nCHXQgLJmb",
                "SkippedUsers": 0,
                "Status": "Created",
                "UserPoolId": "$pool"
              }
            }
            PreconditionNotMetException: The user pool must have at least one auto verified attribute to import users.
            ResourceNotFoundException: The import job import-none does not exist.
            ResourceNotFoundException: User pool us-east-1_none does not exist.
        "#]],
    );
}
