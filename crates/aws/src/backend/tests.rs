//! Single calls against a server that answers as it is told.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use axum::Router;
use axum::http::{HeaderMap, StatusCode};
use axum::routing::post;

use super::*;

/// A server that answers every operation from `answer`, and a backend that calls it.
async fn against<A>(answer: A) -> AwsBackend
where
    A: Fn(&str) -> (StatusCode, &'static str) + Clone + Send + Sync + 'static,
{
    let handler = move |headers: HeaderMap| async move {
        let target = headers["x-amz-target"].to_str().unwrap_or_default();
        answer(target.rsplit('.').next().unwrap_or_default())
    };
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let endpoint = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, Router::new().route("/", post(handler))).await });
    let options = AwsOptions { endpoint: Some(endpoint), ..AwsOptions::default() };
    AwsBackend::connect(options).await.unwrap()
}

fn pool() -> PoolId {
    PoolId::new("us-east-1_Ab12Cd34E").unwrap()
}

const NO_POOL: &str =
    r#"{"__type":"ResourceNotFoundException","message":"User pool us-east-1_Ab12Cd34E does not exist."}"#;

#[tokio::test]
async fn an_error_tells_operation_subject_code_and_the_services_words() {
    let backend = against(|_| (StatusCode::BAD_REQUEST, NO_POOL)).await;
    let error = backend.enable_user(&pool(), "ann").await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::NotFound);
    assert_eq!(
        error.to_string(),
        "AdminEnableUser (ann): ResourceNotFoundException: User pool us-east-1_Ab12Cd34E does not exist."
    );
    assert!(error.source.is_some());
}

#[tokio::test]
async fn a_throttled_call_is_made_once() {
    let calls = Arc::new(AtomicUsize::new(0));
    let counted = calls.clone();
    let backend = against(move |_| {
        counted.fetch_add(1, Ordering::SeqCst);
        (StatusCode::BAD_REQUEST, r#"{"__type":"TooManyRequestsException","message":"Rate exceeded"}"#)
    })
    .await;
    let error = backend.delete_user(&pool(), "ann").await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::Throttled);
    assert_eq!(calls.load(Ordering::SeqCst), 1);
}

#[tokio::test]
async fn an_answer_that_is_no_answer_of_cognito_may_hide_an_effect() {
    let backend = against(|_| (StatusCode::BAD_GATEWAY, "<html>bad gateway</html>")).await;
    let error = backend.delete_user(&pool(), "ann").await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::Unavailable, "{error}");
}

#[tokio::test]
async fn a_server_that_is_not_there_is_unavailable() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let endpoint = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    let options = AwsOptions { endpoint: Some(endpoint), ..AwsOptions::default() };
    let backend = AwsBackend::connect(options).await.unwrap();
    let error = backend.pool(&pool()).await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::Unavailable, "{error}");
    assert_eq!(error.code, None);
}

#[tokio::test]
async fn a_missing_group_is_none_and_a_missing_pool_an_error() {
    let group = GroupName::new("admins").unwrap();
    let missing_group = r#"{"__type":"ResourceNotFoundException","message":"Group not found."}"#;
    let backend = against(move |_| (StatusCode::BAD_REQUEST, missing_group)).await;
    assert_eq!(backend.find_group(&pool(), &group).await.unwrap(), None);
    let backend = against(|_| (StatusCode::BAD_REQUEST, NO_POOL)).await;
    assert_eq!(backend.find_group(&pool(), &group).await.unwrap_err().kind, ErrorKind::NotFound);
}

#[tokio::test]
async fn a_missing_group_in_other_words_is_told_by_asking_for_the_pool() {
    let backend = against(|operation| match operation {
        "DescribeUserPool" => (StatusCode::OK, r#"{"UserPool":{"Id":"us-east-1_Ab12Cd34E"}}"#),
        _ => (StatusCode::BAD_REQUEST, r#"{"__type":"ResourceNotFoundException","message":"admins"}"#),
    })
    .await;
    let group = GroupName::new("admins").unwrap();
    assert_eq!(backend.find_group(&pool(), &group).await.unwrap(), None);
}
