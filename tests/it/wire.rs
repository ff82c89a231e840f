//! A call of the API as plain bytes, for servers that the tests do not make themselves.

use serde_json::Value;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// Calls an operation of the server at `address`, signed for us-east-1 with a signature that nobody can verify.
/// The answer is the body of a success, or the body of a refusal; an empty body is `null`.
pub(crate) async fn call(address: &str, operation: &str, request: &Value) -> Result<Value, Value> {
    let mut stream = TcpStream::connect(address).await.expect("the server listens");
    stream.write_all(message(address, operation, &request.to_string()).as_bytes()).await.expect("it reads");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.expect("it answers in UTF-8");
    let (head, body) = answer.split_once("\r\n\r\n").expect("an answer has a head");
    let body =
        if body.is_empty() { Value::Null } else { serde_json::from_str(body).expect("a body is JSON") };
    let status = head.split(' ').nth(1);
    if status == Some("200") { Ok(body) } else { Err(body) }
}

/// Puts a file where an answer told to.
pub(crate) async fn upload(url: &str, file: &str) {
    let (address, path) = url.strip_prefix("http://").and_then(|rest| rest.split_once('/')).expect("a URL");
    let mut stream = TcpStream::connect(address).await.expect("the server listens");
    let length = file.len();
    let head = format!("PUT /{path} HTTP/1.0\r\nHost: {address}\r\nContent-Length: {length}\r\n\r\n");
    stream.write_all(&[head.as_bytes(), file.as_bytes()].concat()).await.expect("it reads");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.expect("it answers in UTF-8");
    assert!(answer.starts_with("HTTP/1.0 200") || answer.starts_with("HTTP/1.1 200"), "{answer}");
}

/// The request in HTTP/1.0: the answer then ends with the connection and comes in one piece.
fn message(address: &str, operation: &str, body: &str) -> String {
    let length = body.len();
    format!(
        "POST / HTTP/1.0\r\n\
         Host: {address}\r\n\
         Content-Type: application/x-amz-json-1.1\r\n\
         Content-Length: {length}\r\n\
         X-Amz-Target: AWSCognitoIdentityProviderService.{operation}\r\n\
         Authorization: AWS4-HMAC-SHA256 Credential=tests/20260101/us-east-1/cognito-idp/aws4_request, \
         SignedHeaders=host, Signature=00\r\n\
         \r\n\
         {body}"
    )
}
