//! An emulator that listens.

use std::future::Future;
use std::io;
use std::net::{Ipv4Addr, SocketAddr};

use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use super::connections;
use super::patience::Patience;
use super::router::{HttpOptions, router};
use crate::emulator::Emulator;

impl Emulator {
    /// Listens on a free port of 127.0.0.1, for tests: until the [`Server`] is dropped.
    ///
    /// # Errors
    ///
    /// When no port can be had.
    pub async fn start(&self) -> io::Result<Server> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let address = listener.local_addr()?;
        // The task may begin later than the first call comes, which must know the URL.
        self.serve_at(url_of(address));
        let (stop, stopped) = oneshot::channel();
        // A server that is dropped wakes the receiver as well, with an error that says the same.
        let stopped = async { drop(stopped.await) };
        let task = tokio::spawn(self.clone().serve(listener, HttpOptions::default(), stopped));
        Ok(Server { address, stop: Some(stop), task })
    }

    /// Serves until `stop` completes, and answers what was asked before that, unless someone takes seconds to ask.
    ///
    /// # Errors
    ///
    /// When the listener fails.
    pub async fn serve(
        self,
        listener: TcpListener,
        options: HttpOptions,
        stop: impl Future<Output = ()> + Send + 'static,
    ) -> io::Result<()> {
        self.serve_at(url_of(listener.local_addr()?));
        connections::serve(listener, router(self, options), Patience::default(), stop).await
    }
}

/// A running emulator, which stops when this is dropped.
pub struct Server {
    address: SocketAddr,
    stop: Option<oneshot::Sender<()>>,
    task: JoinHandle<io::Result<()>>,
}

impl Server {
    /// Where it listens: `http://127.0.0.1:49152`.
    pub fn url(&self) -> String {
        url_of(self.address)
    }

    /// The address and port.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Stops it, and waits until the last answer is sent.
    ///
    /// # Errors
    ///
    /// When listening had failed.
    pub async fn stop(mut self) -> io::Result<()> {
        drop(self.stop.take());
        self.task.await.map_err(io::Error::other)?
    }
}

/// Where a listener is reached from this machine.
fn url_of(address: SocketAddr) -> String {
    match address.ip().is_unspecified() {
        true => format!("http://localhost:{}", address.port()),
        false => format!("http://{address}"),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    use tokio::net::TcpStream;

    use super::*;

    const TARGET: &str = "X-Amz-Target: AWSCognitoIdentityProviderService";
    const SIGNED: &str = "Authorization: AWS4-HMAC-SHA256 \
        Credential=AKID/20261122/eu-west-1/cognito-idp/aws4_request, SignedHeaders=host, Signature=00";

    /// Sends a request as it stands, and gives the answer in lower case up to its body.
    async fn send(server: &Server, request: &str) -> (String, String) {
        let mut stream = TcpStream::connect(server.address()).await.expect("connected");
        stream.write_all(request.as_bytes()).await.expect("sent");
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await.expect("answered");
        let (head, body) = answer.split_once("\r\n\r\n").expect("a head");
        (head.to_ascii_lowercase(), body.to_owned())
    }

    async fn post(headers: &[&str], body: &str) -> (String, String) {
        let server = Emulator::new().start().await.expect("started");
        let headers: String = headers.iter().map(|header| format!("{header}\r\n")).collect();
        let length = body.len();
        let request = format!(
            "POST / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: {length}\r\n{headers}\r\n{body}"
        );
        send(&server, &request).await
    }

    async fn get(path: &str, host: &str, header: &str) -> (String, String) {
        let server = Emulator::new().start().await.expect("started");
        send(&server, &format!("GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n{header}\r\n"))
            .await
    }

    #[tokio::test]
    async fn a_call_is_answered_with_the_headers_of_the_service() {
        let (head, body) = post(&[&format!("{TARGET}.ListUserPools"), SIGNED], r#"{"MaxResults": 5}"#).await;
        assert!(head.starts_with("http/1.1 200 ok"), "{head}");
        for header in ["content-type: application/x-amz-json-1.1", "x-amzn-requestid: ", "date: "] {
            assert!(head.contains(header), "{header} in {head}");
        }
        assert!(head.contains("access-control-allow-origin: *"));
        assert!(head.contains("access-control-expose-headers: x-amzn-requestid,"));
        assert_eq!(body, r#"{"UserPools":[]}"#);
    }

    #[tokio::test]
    async fn an_error_is_told_in_body_and_headers() {
        let headers = [&format!("{TARGET}.DescribeUserPool"), SIGNED];
        let (head, body) = post(&headers, r#"{"UserPoolId": "eu-west-1_nothing"}"#).await;
        assert!(head.starts_with("http/1.1 400"), "{head}");
        assert!(head.contains("x-amzn-errortype: resourcenotfoundexception:\r\n"), "{head}");
        assert!(head.contains("x-amzn-errormessage: user pool eu-west-1_nothing does not exist."), "{head}");
        let expected = r#"{"__type":"ResourceNotFoundException","message":"User pool eu-west-1_nothing does not exist."}"#;
        assert_eq!(body, expected);
    }

    #[tokio::test]
    async fn new_pools_are_made_in_the_region_of_the_signature() {
        let headers = [&format!("{TARGET}.CreateUserPool"), SIGNED];
        let (_, body) = post(&headers, r#"{"PoolName": "people"}"#).await;
        assert!(body.contains("arn:aws:cognito-idp:eu-west-1:123456789012:userpool/eu-west-1_"), "{body}");
    }

    #[tokio::test]
    async fn what_has_to_be_signed_is_refused_unsigned() {
        let (_, body) = post(&[&format!("{TARGET}.ListUserPools")], r#"{"MaxResults": 5}"#).await;
        assert_eq!(
            body,
            r#"{"__type":"MissingAuthenticationTokenException","message":"Missing Authentication Token"}"#
        );
    }

    #[tokio::test]
    async fn an_unknown_operation_and_no_operation_are_two_things() {
        let (head, body) = post(&[&format!("{TARGET}.MakeCoffee"), SIGNED], "{}").await;
        assert!(head.starts_with("http/1.1 400"));
        assert_eq!(body, r#"{"__type":"UnknownOperationException"}"#);
        let (head, body) = post(&[SIGNED], "{}").await;
        assert!(head.starts_with("http/1.1 404"));
        assert!(body.contains(r#""code":"BadRequest""#), "{body}");
    }

    #[tokio::test]
    async fn a_message_that_no_header_can_carry_stands_in_the_body_alone() {
        for id in ["caf\u{e9}".to_owned(), "line\\nbreak".to_owned(), "x".repeat(100_000)] {
            let body = format!(r#"{{"UserPoolId": "{id}"}}"#);
            let (head, body) = post(&[&format!("{TARGET}.DescribeUserPool"), SIGNED], &body).await;
            assert!(head.contains("x-amzn-errortype: invalidparameterexception:\r\n"), "{head}");
            assert!(!head.contains("x-amzn-errormessage: "), "{head}");
            assert!(body.contains(&format!("Value '{id}' at 'userPoolId'")), "{}", body.len());
        }
    }

    #[tokio::test]
    async fn a_signature_is_asked_for_before_the_body_is_looked_at() {
        let (_, body) = post(&[&format!("{TARGET}.ListUserPools")], "{").await;
        assert!(body.contains("MissingAuthenticationTokenException"), "{body}");
        let (_, body) = post(&[&format!("{TARGET}.MakeCoffee"), "Authorization: Bearer x"], "{").await;
        assert!(body.contains("UnknownOperationException"), "{body}");
    }

    #[tokio::test]
    async fn json_that_is_nested_without_end_is_only_unreadable() {
        for bomb in ["[", r#"{"a":"#] {
            let target = format!("{TARGET}.ListUserPools");
            let (_, body) = post(&[&target, SIGNED], &bomb.repeat(1_000_000)).await;
            assert_eq!(body, r#"{"__type":"SerializationException"}"#);
        }
    }

    #[tokio::test]
    async fn a_body_that_is_no_json_cannot_be_read() {
        let (_, body) = post(&[&format!("{TARGET}.ListUserPools"), SIGNED], "{").await;
        assert_eq!(body, r#"{"__type":"SerializationException"}"#);
    }

    #[tokio::test]
    async fn a_body_beyond_the_limit_is_refused() {
        let server = Emulator::new().start().await.expect("started");
        let request = format!(
            "POST / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: 9000000\r\n{TARGET}.ListUserPools\r\n{SIGNED}\r\n\r\n"
        );
        let (head, body) = send(&server, &request).await;
        assert!(head.starts_with("http/1.1 413"), "{head}");
        assert!(body.contains("larger than 8388608 bytes"), "{body}");
    }

    async fn post_chunks(chunks: &str) -> (String, String) {
        let server = Emulator::new().start().await.expect("started");
        let request = format!(
            "POST / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n{TARGET}.ListUserPools\r\n{SIGNED}\r\n\r\n{chunks}"
        );
        send(&server, &request).await
    }

    #[tokio::test]
    async fn a_body_in_chunks_is_read_up_to_the_same_limit() {
        let (_, body) = post_chunks("8\r\n{\"MaxRes\r\n8\r\nults\":5}\r\n0\r\n\r\n").await;
        assert_eq!(body, r#"{"UserPools":[]}"#);
        // One byte more than the limit, and nothing behind it that would be left unread.
        let (head, _) = post_chunks(&format!("800001\r\n{}", " ".repeat(0x80_0001))).await;
        assert!(head.starts_with("http/1.1 413"), "{head}");
        let (_, body) = post_chunks("no size\r\n").await;
        assert_eq!(body, r#"{"__type":"SerializationException"}"#);
    }

    #[tokio::test]
    async fn browsers_are_told_that_they_may_call() {
        let server = Emulator::new().start().await.expect("started");
        let request =
            "OPTIONS / HTTP/1.1\r\nHost: localhost\r\nOrigin: http://app.test\r\nConnection: close\r\n\r\n";
        let (head, _) = send(&server, request).await;
        assert!(head.starts_with("http/1.1 200"), "{head}");
        assert!(head.contains("access-control-allow-headers: x-amz-target,content-type,"), "{head}");
    }

    #[tokio::test]
    async fn health_is_for_everyone_on_this_machine_but_no_foreign_page() {
        let (head, body) = get("/_poolhouse/health", "127.0.0.1", "").await;
        assert!(head.starts_with("http/1.1 200"), "{head}");
        assert!(body.contains(r#""status":"ok""#), "{body}");
        assert!(!head.contains("access-control"), "{head}");
        for header in ["cache-control: no-store", "resource-policy: same-origin", "type-options: nosniff"] {
            assert!(head.contains(header), "{header} in {head}");
        }
        for origins in
            ["Origin: http://evil.test\r\n", "Origin: http://127.0.0.1\r\nOrigin: http://evil.test\r\n"]
        {
            let (head, _) = get("/_poolhouse/health", "127.0.0.1", origins).await;
            assert!(head.starts_with("http/1.1 403"), "{head}");
        }
        let (head, _) = get("/_poolhouse/health", "127.0.0.1", "Origin: http://127.0.0.1\r\n").await;
        assert!(head.starts_with("http/1.1 200"), "{head}");
    }

    #[tokio::test]
    async fn nothing_beneath_our_own_path_is_the_services() {
        for path in ["/_poolhouse", "/_poolhouse/", "/_poolhouse/no/such/page"] {
            let (head, body) = get(path, "127.0.0.1", "").await;
            assert!(head.starts_with("http/1.1 404") && !head.contains("access-control"), "{path}: {head}");
            assert!(body.contains("nothing here"), "{path}: {body}");
            let (head, _) = get(path, "127.0.0.1", "Origin: http://evil.test\r\n").await;
            assert!(head.starts_with("http/1.1 403"), "{path}: {head}");
        }
    }

    #[tokio::test]
    async fn messages_are_told_to_this_machine_alone() {
        let emulator = Emulator::new();
        emulator.add_pool(json!({"Id": "us-east-1_a"})).expect("added");
        let user = json!({"UserPoolId": "us-east-1_a", "Username": "ann+x", "TemporaryPassword": "Secret-1",
            "UserAttributes": [{"Name": "email", "Value": "ann@example.com"}]});
        emulator.handle("AdminCreateUser", user, &emulator.caller()).await.expect("created");
        let server = emulator.start().await.expect("started");
        let get = async |query: &str, header: &str| {
            let path = format!("/_poolhouse/messages?{query}");
            let request =
                format!("GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n{header}\r\n");
            send(&server, &request).await
        };
        let (head, body) = get("pool=us-east-1_a&username=ann%2Bx", "").await;
        assert!(head.starts_with("http/1.1 200") && !head.contains("access-control"), "{head}");
        assert!(body.contains(r#""code":"Secret-1""#) && body.contains(r#""kind":"invitation""#), "{body}");
        assert_eq!(get("pool=us-east-1_a&username=bob", "").await.1, "[]");
        assert!(get("pool=us-east-1_b", "").await.0.starts_with("http/1.1 404"));
        assert!(get("", "").await.0.starts_with("http/1.1 400"));
        let foreign = get("pool=us-east-1_a", "Origin: http://evil.test\r\n").await;
        assert!(foreign.0.starts_with("http/1.1 403") && !foreign.1.contains("Secret-1"), "{foreign:?}");
    }

    #[tokio::test]
    async fn a_link_in_a_message_confirms_once() {
        let emulator = Emulator::new();
        let pool = json!({"Id": "us-east-1_a", "AutoVerifiedAttributes": ["email"],
            "VerificationMessageTemplate": {"DefaultEmailOption": "CONFIRM_WITH_LINK"}});
        emulator.add_pool(pool).expect("added");
        let server = emulator.clone().start().await.expect("started");
        let call = async |name: &str, input| {
            emulator.handle(name, input, &emulator.caller()).await.expect("answered").expect("a body")
        };
        let client = json!({"UserPoolId": "us-east-1_a", "ClientName": "app"});
        let client = call("CreateUserPoolClient", client).await;
        let user = json!({"ClientId": client["UserPoolClient"]["ClientId"], "Username": "ann+x",
            "Password": "Secret-1", "UserAttributes": [{"Name": "email", "Value": "ann@example.com"}]});
        call("SignUp", user).await;
        let message = emulator.messages("us-east-1_a", None).expect("the outbox").remove(0);
        let link = message.body.split('"').nth(1).expect("a link").to_owned();
        let path = link.strip_prefix(&server.url()).expect("it leads here");
        let request = format!("GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
        let (head, body) = send(&server, &request).await;
        assert!(head.starts_with("http/1.1 200") && body.contains("confirmed"), "{head} {body}");
        let ann = call("AdminGetUser", json!({"UserPoolId": "us-east-1_a", "Username": "ann+x"})).await;
        assert_eq!(ann["UserStatus"], "CONFIRMED");
        assert!(send(&server, &request).await.0.starts_with("http/1.1 400"));
    }

    #[tokio::test]
    async fn another_name_is_not_answered() {
        let (head, body) = get("/", "evil.test", "").await;
        assert!(head.starts_with("http/1.1 403"), "{head}");
        assert!(body.contains("not as \\\"evil.test\\\""), "{body}");
    }

    #[tokio::test]
    async fn a_dropped_server_lets_its_port_go() {
        let server = Emulator::new().start().await.expect("started");
        let address = server.address();
        server.stop().await.expect("stopped");
        TcpListener::bind(address).await.expect("the port is free again");
    }
}
