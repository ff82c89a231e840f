use crate::testing::answers;

const ARN: &str = "arn:aws:lambda:us-east-1:123456789012:function:f";

fn sign_up_with(function: &str) -> String {
    format!(
        r#"
        $p = CreateUserPool {{"PoolName": "p", "LambdaConfig": {{"PreSignUp": "{ARN}"}}}} > -
        $c = CreateUserPoolClient {{"UserPoolId": "$p", "ClientName": "app"}} > -
        {function}
        SignUp {{"ClientId": "$c", "Username": "ann", "Password": "Secret-1"}} > UserConfirmed
        "#
    )
    .replace("FUNCTION", &format!("function {ARN}"))
}

/// What the caller is told, without the events.
fn told(function: &str) -> String {
    answers(&sign_up_with(function)).lines().last().unwrap_or_default().to_owned()
}

#[test]
fn failures_are_told_in_the_words_of_the_service() {
    let cases = [
        ("", "UnexpectedLambdaException: PreSignUp invocation failed due to configuration."),
        ("FUNCTION throws No.", "UserLambdaValidationException: PreSignUp failed with error No.."),
        (
            "FUNCTION denied",
            "UnexpectedLambdaException: PreSignUp invocation failed due to error AccessDeniedException.",
        ),
        (
            "FUNCTION throttled",
            "UnexpectedLambdaException: PreSignUp invocation failed due to error TooManyRequestsException.",
        ),
        (
            "FUNCTION hangs",
            "UnexpectedLambdaException: PreSignUp failed with error Socket timeout while invoking Lambda function.",
        ),
        ("FUNCTION babbles", "InvalidLambdaResponseException: Invalid lambda function output : Invalid JSON"),
        ("FUNCTION answers null", "InvalidLambdaResponseException: Unrecognizable lambda output"),
        ("FUNCTION answers [1]", "InvalidLambdaResponseException: Unrecognizable lambda output"),
        (r#"FUNCTION answers {"request": {}}"#, "InvalidLambdaResponseException: Unrecognizable lambda output"),
        (
            r#"FUNCTION {"autoConfirmUser": "yes"}"#,
            "InvalidLambdaResponseException: Unrecognizable lambda output",
        ),
        (r#"FUNCTION {"autoConfirmUser": null, "more": 1}"#, "false"),
        (r#"FUNCTION {"autoConfirmUser": true}"#, "true"),
    ];
    for (function, expected) in cases {
        assert_eq!(told(function), expected, "{function}");
    }
}

#[test]
fn a_function_that_takes_too_long_is_asked_three_times() {
    let asked = answers(&sign_up_with("FUNCTION hangs"));
    assert_eq!(asked.matches("PreSignUp_SignUp").count(), 3);
    let asked = answers(&sign_up_with("FUNCTION throws no"));
    assert_eq!(asked.matches("PreSignUp_SignUp").count(), 1);
}
