//! Plugins that attack their host. Each row is one of the list that the sandbox is held to, by its number; the host
//! survives each, and the next call goes well.

mod files;
mod memory;
mod reach;
mod running;

use expect_test::Expect;

use crate::testing::{handle, load, trigger};

/// Calls a trigger of that body; it ends as expected, and so does a second call of the same plugin.
async fn attack(body: &str, more: &str, expected: Expect) {
    let plugin = load(&trigger(body, more));
    for _ in 0..2 {
        let outcome = handle(&plugin).await;
        expected.assert_eq(&outcome.unwrap_or_else(|error| error.to_string()));
    }
    assert_eq!(handle(&load(&trigger("(i32.const 16)", ""))).await.unwrap(), "{}");
}
