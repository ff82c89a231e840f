//! Requests, a line each, on an emulator that has pools, clients and users already.

use super::run::{Run, wait_for};

/// Plays lines of text and holds every answer, and every pool after it, to what is promised:
///
/// - `ListUsers {"UserPoolId": "$pool"}` is a request: the operation, or a whole target with its dot, and the body,
///   which may be anything. `$names` stand for what earlier answers told.
/// - `wait 60` moves the clock by so many seconds.
/// - `authorization AWS4-…` is the header of that name from now on; without a value there is none.
/// - `function {"autoConfirmUser": true}` is the response of all functions of pools from now on.
///
/// # Panics
///
/// When a promise is broken.
pub fn protocol(lines: &[u8]) {
    let mut run = Run::begin();
    wait_for(async {
        for line in lines.split(|byte| *byte == b'\n') {
            run.step(line).await;
        }
        run.end().await;
    });
}
