//! A bar for people who watch an apply.

use std::sync::Mutex;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressState, ProgressStyle};
use poolhouse::{Event, Observer};

/// Draws on standard error while an apply runs, and only where that is a terminal.
#[derive(Default)]
pub(crate) struct Progress(Mutex<Option<ProgressBar>>);

impl Progress {
    /// Takes the bar away.
    pub(crate) fn finish(&self) {
        if let Some(bar) = self.bar().take() {
            bar.finish_and_clear();
        }
    }

    fn bar(&self) -> std::sync::MutexGuard<'_, Option<ProgressBar>> {
        self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

impl Observer for Progress {
    fn event(&self, event: &Event<'_>) {
        match event {
            Event::Started { changes } if *changes > 0 => *self.bar() = Some(drawn(*changes)),
            Event::ChangeStarted(change) => {
                if let Some(bar) = self.bar().as_ref() {
                    bar.set_message(change.title());
                }
            }
            Event::ChangeDone(_) | Event::ChangeFailed(..) | Event::ChangeSkipped(_) => {
                if let Some(bar) = self.bar().as_ref() {
                    bar.inc(1);
                }
            }
            _ => {}
        }
    }
}

/// Changes in a second, rounded.
fn pace(state: &ProgressState, out: &mut dyn std::fmt::Write) {
    // Where nothing can be written there is nothing to draw either.
    let _ = write!(out, "{:.0}/s", state.per_sec());
}

fn drawn(changes: usize) -> ProgressBar {
    let bar = ProgressBar::new(changes as u64);
    let style = ProgressStyle::with_template(
        "{bar:30.cyan/blue} {human_pos}/{human_len} {pace} {eta} left  {wide_msg}",
    )
    .map(|style| style.with_key("pace", pace));
    bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
    bar.enable_steady_tick(Duration::from_millis(200));
    bar
}
