//! The connections of a server: none is kept by a client who never finishes what it began.

use std::io;
use std::pin::pin;

use axum::Router;
use axum::extract::Request;
use axum::serve::Listener;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use tokio::net::TcpListener;
use tokio::time::timeout;
use tower_service::Service;

use super::patience::{Patience, PauseTimer};

/// Serves a router until `stop` completes, and then lets those finish who are being answered.
pub(super) async fn serve(
    mut listener: TcpListener,
    router: Router,
    patience: Patience,
    stop: impl Future<Output = ()>,
) -> io::Result<()> {
    let mut protocol = http1::Builder::new();
    protocol.timer(TokioTimer::new()).header_read_timeout(patience.head);
    let connections = GracefulShutdown::new();
    let mut stop = pin!(stop);
    loop {
        let (stream, _) = tokio::select! {
            accepted = Listener::accept(&mut listener) => accepted,
            () = &mut stop => break,
        };
        let (router, pauses) = (router.clone(), PauseTimer::new(patience.pause));
        let service = service_fn(move |request: Request<Incoming>| {
            // A router is always ready, and a clone is what its calls need.
            router.clone().call(request.map(|body| pauses.watch(body)))
        });
        let connection = connections.watch(protocol.serve_connection(TokioIo::new(stream), service));
        // A connection that fails is its client's business.
        tokio::spawn(async move { drop(connection.await) });
    }
    drop(listener);
    // Who takes longer than this is cut off with the process.
    drop(timeout(patience.stop, connections.shutdown()).await);
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    use tokio::net::TcpStream;
    use tokio::sync::oneshot;
    use tokio::task::JoinHandle;

    use super::*;
    use crate::emulator::Emulator;
    use crate::http::router::{HttpOptions, router};

    struct Served {
        stop: oneshot::Sender<()>,
        ended: JoinHandle<io::Result<()>>,
        slow: TcpStream,
    }

    /// A server, and a client of it who has sent so much of a request.
    async fn begun(patience: Patience, sent: &str) -> Served {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("an address");
        let router = router(Emulator::new(), HttpOptions::default());
        let (stop, stopped) = oneshot::channel();
        let ended = tokio::spawn(serve(listener, router, patience, async { drop(stopped.await) }));
        let mut slow = TcpStream::connect(address).await.expect("connected");
        slow.write_all(sent.as_bytes()).await.expect("sent");
        Served { stop, ended, slow }
    }

    const SHORT: Duration = Duration::from_millis(50);

    #[tokio::test]
    async fn a_head_that_does_not_end_ends_its_connection() {
        let patience = Patience { head: SHORT, ..Patience::default() };
        let mut served = begun(patience, "POST / HTTP/1.1\r\nHost: local").await;
        let mut answer = Vec::new();
        served.slow.read_to_end(&mut answer).await.expect("closed");
        assert!(answer.is_empty(), "{}", String::from_utf8_lossy(&answer));
    }

    #[tokio::test]
    async fn a_body_that_pauses_for_too_long_cannot_be_read() {
        let patience = Patience { pause: SHORT, ..Patience::default() };
        let head = |length: usize| {
            format!(
                "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: {length}\r\n\
                 X-Amz-Target: AWSCognitoIdentityProviderService.InitiateAuth\r\n\r\n{{"
            )
        };
        // The same timer watches all bodies of a connection.
        let mut served = begun(patience, &format!("{}}}{}", head(2), head(3))).await;
        let mut answers = Vec::new();
        served.slow.read_to_end(&mut answers).await.expect("closed");
        let answers = String::from_utf8_lossy(&answers);
        let told: Vec<_> = answers.lines().filter(|line| line.contains("__type")).collect();
        let [whole, paused] = told[..] else { panic!("two answers: {answers}") };
        assert!(whole.contains("InvalidParameterException"), "{whole}");
        assert!(paused.starts_with(r#"{"__type":"SerializationException"}"#), "{paused}");
    }

    #[tokio::test]
    async fn a_body_that_does_not_come_keeps_no_server_from_ending() {
        let patience = Patience { stop: SHORT, ..Patience::default() };
        let head = "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\nExpect: 100-continue\r\n\
             X-Amz-Target: AWSCognitoIdentityProviderService.InitiateAuth\r\n\r\n";
        let mut served = begun(patience, head).await;
        // That says that the body is waited for.
        let mut line = [0; 12];
        served.slow.read_exact(&mut line).await.expect("told to go on");
        assert_eq!(&line, b"HTTP/1.1 100");
        served.stop.send(()).expect("still serving");
        served.ended.await.expect("no panic").expect("ended");
    }
}
