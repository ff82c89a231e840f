//! The API over the emulator: any operation, as the socket would answer it.

use async_trait::async_trait;
use poolhouse_core::api::{Api, ApiCall};
use poolhouse_core::backend::BackendError;
use poolhouse_emulator::Emulator;
use serde_json::Value;

use crate::error;

/// An emulator in this process, for calls by name.
pub struct LocalApi {
    emulator: Emulator,
}

impl LocalApi {
    /// The API of `emulator`, called as by somebody who has signed for its account and region.
    #[must_use]
    pub fn new(emulator: Emulator) -> Self {
        Self { emulator }
    }
}

#[async_trait]
impl Api for LocalApi {
    async fn call(&self, call: &ApiCall) -> Result<Value, BackendError> {
        let caller = self.emulator.caller();
        let answer = self.emulator.handle(call.operation, call.input.clone(), &caller).await;
        let subject = call.pool().map(|pool| pool.to_string()).unwrap_or_default();
        let answer = answer.map_err(|refusal| error::refused(call.operation, &subject, refusal))?;
        Ok(answer.unwrap_or_default())
    }
}
