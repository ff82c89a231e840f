//! Threads of one's own for async work.

use std::time::Duration;

use tokio::runtime::{Builder, Runtime};
use tokio::task::JoinHandle;

/// Runs futures apart from the runtime of whoever waits for them. Dropped anywhere, also in the midst of async code.
pub(super) struct Threads(Option<Runtime>);

impl Threads {
    pub(super) fn start() -> std::io::Result<Self> {
        Ok(Self(Some(Builder::new_multi_thread().worker_threads(2).enable_all().build()?)))
    }

    /// Runs `work` to its end, even when nobody waits for it any longer.
    pub(super) async fn run<T: Send + 'static>(
        &self,
        work: impl Future<Output = Result<T, String>> + Send + 'static,
    ) -> Result<T, String> {
        match self.spawn(work) {
            Some(task) => task.await.unwrap_or_else(|error| Err(error.to_string())),
            None => Err("its threads have ended".to_owned()),
        }
    }

    /// Runs `work` in the background.
    pub(super) fn spawn<T: Send + 'static>(
        &self,
        work: impl Future<Output = T> + Send + 'static,
    ) -> Option<JoinHandle<T>> {
        self.0.as_ref().map(|runtime| runtime.spawn(work))
    }

    /// Runs `work` to its end or for that long, while this thread waits, and ends the threads.
    pub(super) fn finish(&mut self, work: impl Future<Output = ()> + Send + 'static, at_most: Duration) {
        let Some(runtime) = self.0.take() else { return };
        // A thread that runs async code may not wait for some; another one may.
        let waited = std::thread::spawn(move || {
            // Work that takes longer is given up.
            let _ = runtime.block_on(async move { tokio::time::timeout(at_most, work).await });
            runtime.shutdown_background();
        });
        // It panics only where the work does, and there is nobody left to tell.
        let _ = waited.join();
    }
}

impl Drop for Threads {
    fn drop(&mut self) {
        if let Some(runtime) = self.0.take() {
            runtime.shutdown_background();
        }
    }
}
