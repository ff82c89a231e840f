//! A service that throttles, fails and loses answers.

use std::sync::{Arc, Mutex};

use poolhouse::Options;
use poolhouse::core::backend::ErrorKind;
use poolhouse::core::event::{Deaf, Event, Observer};
use poolhouse::emulator::Fault;
use poolhouse::emulator_model::OperationName;
use serde_json::json;

use super::people::{World, edited, made};

/// Remembers which calls were told of as made again.
#[derive(Default)]
struct Retries(Mutex<Vec<(String, String, ErrorKind)>>);

impl Observer for Retries {
    fn event(&self, event: &Event<'_>) {
        if let Event::Retried(error) = event {
            self.0.lock().unwrap().push((error.operation.to_owned(), error.subject.clone(), error.kind));
        }
    }
}

#[tokio::test(start_paused = true)]
async fn throttles_failures_and_lost_answers_change_nothing_but_the_time_and_each_retry_is_told() {
    let (whole, broken) = (World::new(json!({})), World::new(json!({})));
    let deletions = broken.emulator.fail(Fault::failure().on(OperationName::AdminDeleteUser));
    for people in [made(500), edited(500)] {
        assert!(whole.run(&people, Arc::new(Deaf), 64).await.unwrap().is_complete());
        let told = Arc::new(Retries::default());
        let run = broken.poolhouse(&people, told.clone()).prepare(Options::default()).await.unwrap();
        let faults =
            [Fault::throttle().rate(0.2), Fault::lost_answer().rate(0.05), Fault::failure().rate(0.02)];
        let faults = faults.map(|fault| broken.emulator.fail(fault));
        let report = run.apply().await.unwrap();
        assert!(report.is_complete(), "{:?}", report.failed);
        let hits = faults.each_ref().map(|fault| fault.hits());
        assert!(hits.iter().all(|hits| *hits > 10), "{hits:?}");
        assert_eq!(report.retries.len() as u64, hits.iter().sum::<u64>(), "each failed try is told once");
        let named = report.retries.into_iter().map(|one| (one.operation.to_owned(), one.subject, one.kind));
        assert_eq!(named.collect::<Vec<_>>(), *told.0.lock().unwrap());
        faults.into_iter().for_each(|fault| fault.lift());
        broken.outcome().await.assert_same(&whole.outcome().await);
    }
    assert_eq!(deletions.hits(), 0, "somebody was deleted on the way");
}
