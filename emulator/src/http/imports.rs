//! `/_poolhouse/imports/<pool>/<job>?signature=<…>`: where the file of an import job is uploaded, in
//! the place of a bucket, and where its log is read, in the place of a log group.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Path, RawQuery, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::json;

use super::query;
use super::router::{Served, json_response, read};
use crate::error::ApiError;
use crate::flow::{import_log, upload_import};

/// `PUT`: takes the file.
pub(super) async fn upload(
    State(served): State<Arc<Served>>,
    Path((pool, job)): Path<(String, String)>,
    RawQuery(query): RawQuery,
    body: Body,
) -> Response {
    let signature = signature(query);
    let ctx = served.emulator.context(served.emulator.caller());
    if let Err(refusal) = upload_import(&ctx, &pool, &job, &signature, None) {
        return refused(&refusal);
    }
    let Ok(bytes) = read(body, MOST_BYTES).await else {
        return told(StatusCode::PAYLOAD_TOO_LARGE, "The file is larger than 100 MB.");
    };
    let Ok(text) = String::from_utf8(bytes.into()) else {
        return told(StatusCode::BAD_REQUEST, "The file is not UTF-8.");
    };
    let taken = upload_import(&ctx, &pool, &job, &signature, Some(text));
    match (taken, ctx.kept().await) {
        (Ok(()), Ok(())) => StatusCode::OK.into_response(),
        (Err(refusal), _) | (_, Err(refusal)) => refused(&refusal),
    }
}

/// `GET`: a line of text for each row.
pub(super) async fn log(
    State(served): State<Arc<Served>>,
    Path((pool, job)): Path<(String, String)>,
    RawQuery(query): RawQuery,
) -> Response {
    let ctx = served.emulator.context(served.emulator.caller());
    match import_log(&ctx, &pool, &job, &signature(query)) {
        Ok(Some(log)) => {
            ([(header::CONTENT_TYPE, "text/plain; charset=utf-8")], log.to_string()).into_response()
        }
        Ok(None) => told(StatusCode::NOT_FOUND, "The job has not ended."),
        Err(refusal) => refused(&refusal),
    }
}

fn signature(query: Option<String>) -> String {
    query::value(&query.unwrap_or_default(), "signature").unwrap_or_default()
}

fn refused(refusal: &ApiError) -> Response {
    told(StatusCode::FORBIDDEN, refusal.message().unwrap_or_default())
}

fn told(status: StatusCode, message: &str) -> Response {
    json_response(status, json!({"message": message}))
}

const MOST_BYTES: usize = 100 * 1024 * 1024;

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    use tokio::net::TcpStream;

    use crate::emulator::Emulator;
    use crate::http::Server;

    /// The status and the body of an answer.
    async fn send(server: &Server, method: &str, target: &str, body: &str) -> (String, String) {
        let mut stream = TcpStream::connect(server.address()).await.expect("connected");
        let length = body.len();
        let head = format!("{method} {target} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n");
        let request = format!("{head}Content-Length: {length}\r\n\r\n{body}");
        stream.write_all(request.as_bytes()).await.expect("sent");
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await.expect("answered");
        let (head, body) = answer.split_once("\r\n\r\n").expect("a head");
        (head.lines().next().expect("a status").to_owned(), body.to_owned())
    }

    async fn call(emulator: &Emulator, name: &str, input: Value) -> Value {
        emulator.handle(name, input, &emulator.caller()).await.expect("answered").unwrap_or_default()
    }

    #[tokio::test]
    async fn a_file_is_uploaded_where_the_job_says_and_its_log_is_read_there() {
        let emulator = Emulator::new();
        let server = emulator.start().await.expect("started");
        let pool = json!({"PoolName": "people", "AutoVerifiedAttributes": ["email"]});
        let pool = call(&emulator, "CreateUserPool", pool).await["UserPool"]["Id"].clone();
        let job = json!({"UserPoolId": pool, "JobName": "all",
                         "CloudWatchLogsRoleArn": "arn:aws:iam::123456789012:role/log"});
        let job = call(&emulator, "CreateUserImportJob", job).await["UserImportJob"].clone();
        let url = job["PreSignedUrl"].as_str().expect("a URL");
        let target = url.strip_prefix(&server.url()).expect("a URL of this server");

        let (status, _) = send(&server, "GET", target, "").await;
        assert_eq!(status, "HTTP/1.1 404 Not Found", "the job has not ended");
        let (status, body) = send(&server, "PUT", &target[..target.len() - 1], "x").await;
        assert_eq!(status, "HTTP/1.1 403 Forbidden", "{body}");
        let (status, _) = send(&server, "PUT", target, "no header of the pool").await;
        assert_eq!(status, "HTTP/1.1 200 OK");

        let named = json!({"UserPoolId": pool, "JobId": job["JobId"]});
        call(&emulator, "StartUserImportJob", named.clone()).await;
        loop {
            tokio::task::yield_now().await;
            let job = call(&emulator, "DescribeUserImportJob", named.clone()).await;
            if job["UserImportJob"]["Status"] == "Failed" {
                break;
            }
        }
        let (status, body) = send(&server, "GET", target, "").await;
        assert_eq!((status.as_str(), body.as_str()), ("HTTP/1.1 200 OK", ""), "no row was read");
        let (status, _) = send(&server, "PUT", target, "too late").await;
        assert_eq!(status, "HTTP/1.1 403 Forbidden");
    }
}
