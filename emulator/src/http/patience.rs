//! How long clients may take, and bodies that hold them to it.

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use axum::BoxError;
use axum::body::{Bytes, HttpBody};
use hyper::body::{Frame, Incoming, SizeHint};
use parking_lot::Mutex;
use tokio::time::{Instant, Sleep, sleep};

/// How long clients may take.
#[derive(Clone, Copy, Debug)]
pub(super) struct Patience {
    /// For a head, and between two requests.
    pub(super) head: Duration,
    /// For a pause in the middle of a body.
    pub(super) pause: Duration,
    /// For what they are in the middle of when the server stops.
    pub(super) stop: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        let [head, pause, stop] = [75, 30, 5].map(Duration::from_secs);
        Self { head, pause, stop }
    }
}

/// What measures the pauses in the bodies of one connection, which come one after the other. There is one for all of
/// them because a timer that is only put off costs next to nothing, and a new one may wake another thread.
#[derive(Clone)]
pub(super) struct PauseTimer {
    longest: Duration,
    sleep: Arc<Mutex<Pin<Box<Sleep>>>>,
}

impl PauseTimer {
    pub(super) fn new(longest: Duration) -> Self {
        Self { longest, sleep: Arc::new(Mutex::new(Box::pin(sleep(longest)))) }
    }

    /// A body that fails once it pauses for too long.
    pub(super) fn watch(&self, body: Incoming) -> WatchedBody {
        WatchedBody { body, timer: self.clone(), pauses: false }
    }
}

/// A body that fails once it pauses for too long.
pub(super) struct WatchedBody {
    body: Incoming,
    timer: PauseTimer,
    pauses: bool,
}

impl HttpBody for WatchedBody {
    type Data = Bytes;
    type Error = BoxError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        task: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, BoxError>>> {
        if let Poll::Ready(frame) = Pin::new(&mut self.body).poll_frame(task) {
            self.pauses = false;
            return Poll::Ready(frame.map(|frame| frame.map_err(BoxError::from)));
        }
        let begins = !std::mem::replace(&mut self.pauses, true);
        let mut sleep = self.timer.sleep.lock();
        if begins {
            sleep.as_mut().reset(Instant::now() + self.timer.longest);
        }
        ready!(sleep.as_mut().poll(task));
        Poll::Ready(Some(Err(io::Error::from(io::ErrorKind::TimedOut).into())))
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}
