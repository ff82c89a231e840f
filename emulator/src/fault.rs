//! What goes wrong on purpose, so that callers can be tried out.

use std::sync::Arc;
use std::time::Duration;

use parking_lot::Mutex;
use poolhouse_emulator_model::{ErrorCode, OperationName};

use crate::error::ApiError;
use crate::random::Random;

/// Something that goes wrong with calls of the API, as [`Emulator::fail`](crate::Emulator::fail) is told. Unless it is
/// narrowed it meets every call of every operation until it is lifted.
///
/// ```
/// # use poolhouse_emulator::{Emulator, Fault};
/// # use poolhouse_emulator_model::OperationName;
/// let emulator = Emulator::new();
/// let fault = emulator.fail(Fault::throttle().on(OperationName::AdminCreateUser).after(1).times(2));
/// // … a script that has to get along with it …
/// assert_eq!(fault.hits(), 0);
/// fault.lift();
/// ```
#[derive(Clone, Debug)]
#[must_use = "a fault does nothing until an emulator is told of it"]
pub struct Fault {
    effect: Effect,
    operations: Vec<OperationName>,
    after: u64,
    times: Option<u64>,
    rate: f64,
}

/// What happens to a call.
#[derive(Clone, Debug)]
pub(crate) enum Effect {
    /// It is refused and has no effect.
    Refuse(ApiError),
    /// It has to wait first.
    Delay(Duration),
    /// It has its effect, and nobody hears of it.
    LoseAnswer,
}

impl Fault {
    /// Refuses calls, without any effect, by an exception of the API.
    pub fn error(code: ErrorCode, message: impl Into<String>) -> Self {
        Self::new(Effect::Refuse(ApiError::injected(code, message.into())))
    }

    /// Refuses calls as the service does when there are too many.
    pub fn throttle() -> Self {
        Self::new(Effect::Refuse(ApiError::rate_exceeded()))
    }

    /// Refuses calls as if the service had failed: an InternalErrorException, which has status 500.
    pub fn failure() -> Self {
        Self::new(Effect::Refuse(ApiError::internal()))
    }

    /// Has calls wait before they are carried out: so long of the machine's own time, whatever the
    /// emulator's clock does.
    pub fn delay(time: Duration) -> Self {
        Self::new(Effect::Delay(time))
    }

    /// Carries calls out and loses the answer. A client finds its connection closed; who calls in
    /// process gets an error of which [`ApiError::is_lost_answer`] tells.
    pub fn lost_answer() -> Self {
        Self::new(Effect::LoseAnswer)
    }

    fn new(effect: Effect) -> Self {
        Self { effect, operations: Vec::new(), after: 0, times: None, rate: 1.0 }
    }

    /// Meets this operation alone; when it is said again, that one too.
    pub fn on(mut self, operation: OperationName) -> Self {
        self.operations.push(operation);
        self
    }

    /// Lets so many calls pass first.
    pub fn after(self, calls: u64) -> Self {
        Self { after: calls, ..self }
    }

    /// Ends by itself after so many hits.
    pub fn times(self, hits: u64) -> Self {
        Self { times: Some(hits), ..self }
    }

    /// Hits only some of the calls, by chance: 0.2 is one in five. What an emulator's seed fixes,
    /// it fixes here as well.
    pub fn rate(self, rate: f64) -> Self {
        Self { rate, ..self }
    }

    fn is_on(&self, operation: OperationName) -> bool {
        self.operations.is_empty() || self.operations.contains(&operation)
    }
}

/// A fault that an emulator was told of. It stays when this is dropped.
pub struct ActiveFault {
    active: Arc<Active>,
    all: Faults,
}

impl ActiveFault {
    /// How many calls it has hit.
    pub fn hits(&self) -> u64 {
        self.active.count.lock().hits
    }

    /// Ends it.
    pub fn lift(self) {
        self.all.0.lock().retain(|other| !Arc::ptr_eq(other, &self.active));
    }
}

/// The faults of an emulator, the first one first. Clones are handles of the same ones.
#[derive(Clone, Default)]
pub(crate) struct Faults(Arc<Mutex<Vec<Arc<Active>>>>);

struct Active {
    fault: Fault,
    count: Mutex<Count>,
}

#[derive(Default)]
struct Count {
    met: u64,
    hits: u64,
}

impl Faults {
    /// Adds one behind those there are.
    pub(crate) fn add(&self, fault: Fault) -> ActiveFault {
        let active = Arc::new(Active { fault, count: Mutex::default() });
        self.0.lock().push(Arc::clone(&active));
        ActiveFault { active, all: self.clone() }
    }

    /// Ends all of them.
    pub(crate) fn lift_all(&self) {
        self.0.lock().clear();
    }

    /// What happens to a call: the effect of the first fault that hits it.
    pub(crate) fn strike(&self, operation: OperationName, random: &Random) -> Option<Effect> {
        let mut all = self.0.lock();
        let hit = all.iter().position(|active| active.hits(operation, random))?;
        let effect = all[hit].fault.effect.clone();
        if all[hit].is_used_up() {
            all.remove(hit);
        }
        Some(effect)
    }
}

impl Active {
    fn hits(&self, operation: OperationName, random: &Random) -> bool {
        if !self.fault.is_on(operation) {
            return false;
        }
        let mut count = self.count.lock();
        count.met += 1;
        let hits = count.met > self.fault.after && (self.fault.rate >= 1.0 || random.chance(self.fault.rate));
        count.hits += u64::from(hits);
        hits
    }

    fn is_used_up(&self) -> bool {
        self.fault.times.is_some_and(|times| self.count.lock().hits >= times)
    }
}

#[cfg(test)]
mod tests {
    use poolhouse_emulator_model::OperationName::{CreateGroup, GetGroup};
    use serde_json::{Value, json};
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    use tokio::net::TcpStream;

    use super::*;
    use crate::emulator::Emulator;

    fn emulator() -> Emulator {
        let emulator = Emulator::builder().seed(7).build().expect("nothing to load");
        emulator.add_pool(json!({"Id": "us-east-1_a"})).expect("added");
        emulator
    }

    async fn call(emulator: &Emulator, name: &str, group: &str) -> Result<Option<Value>, ApiError> {
        let input = json!({"UserPoolId": "us-east-1_a", "GroupName": group});
        emulator.handle(name, input, &emulator.caller()).await
    }

    #[tokio::test]
    async fn a_fault_meets_its_operation_behind_those_that_pass_and_ends() {
        let emulator = emulator();
        let fault = emulator.fail(Fault::throttle().on(CreateGroup).after(1).times(2));
        let mut codes = Vec::new();
        for group in ["a", "b", "c", "d"] {
            codes.push(call(&emulator, "CreateGroup", group).await.err().map(|error| error.code()));
            call(&emulator, "GetGroup", "a").await.expect("met by nothing");
        }
        let throttled = Some("TooManyRequestsException");
        assert_eq!(codes, [None, throttled, throttled, None]);
        assert_eq!(fault.hits(), 2);
        call(&emulator, "GetGroup", "b").await.expect_err("it was refused without effect");
    }

    #[tokio::test]
    async fn a_rate_hits_about_that_many() {
        let emulator = emulator();
        let fault = emulator.fail(Fault::failure().on(GetGroup).rate(0.2));
        let mut failed = 0;
        for _ in 0..1_000 {
            let error = call(&emulator, "GetGroup", "a").await.expect_err("there is no such group");
            failed += u64::from(error.code() == "InternalErrorException");
        }
        assert_eq!(fault.hits(), failed);
        assert!((150..250).contains(&failed), "{failed}");
    }

    #[tokio::test]
    async fn the_first_fault_that_hits_counts_and_a_lifted_one_does_not() {
        let emulator = emulator();
        let first = emulator.fail(Fault::error(ErrorCode::NotAuthorizedException, "not today").on(GetGroup));
        let second = emulator.fail(Fault::throttle());
        let refusal = call(&emulator, "GetGroup", "a").await.expect_err("refused");
        assert_eq!(refusal.to_string(), "NotAuthorizedException: not today");
        first.lift();
        assert_eq!(call(&emulator, "GetGroup", "a").await, Err(ApiError::rate_exceeded()));
        assert_eq!(second.hits(), 1);
        emulator.lift_faults();
        assert_eq!(call(&emulator, "GetGroup", "a").await, Err(ApiError::group_not_found()));
    }

    #[tokio::test(start_paused = true)]
    async fn a_delay_comes_before_the_effect() {
        let emulator = emulator();
        emulator.fail(Fault::delay(Duration::from_secs(5)));
        let begin = tokio::time::Instant::now();
        call(&emulator, "CreateGroup", "a").await.expect("created");
        assert_eq!(begin.elapsed(), Duration::from_secs(5));
    }

    #[tokio::test]
    async fn a_lost_answer_is_lost_after_the_effect() {
        let emulator = emulator();
        emulator.fail(Fault::lost_answer().times(1));
        let lost = call(&emulator, "CreateGroup", "a").await.expect_err("lost");
        assert!(lost.is_lost_answer() && !ApiError::internal().is_lost_answer());
        call(&emulator, "GetGroup", "a").await.expect("created all the same");
    }

    #[tokio::test]
    async fn on_a_socket_a_lost_answer_is_a_closed_connection() {
        let emulator = emulator();
        let server = emulator.start().await.expect("started");
        emulator.fail(Fault::lost_answer());
        let mut stream = TcpStream::connect(server.address()).await.expect("connected");
        let body = r#"{"UserPoolId":"us-east-1_a","GroupName":"a"}"#;
        let request = format!(
            "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: {}\r\n\
             X-Amz-Target: AWSCognitoIdentityProviderService.CreateGroup\r\n\
             Authorization: AWS4-HMAC-SHA256 Credential=AKID/20261122/us-east-1/cognito-idp/aws4_request, \
             SignedHeaders=host, Signature=00\r\n\r\n{body}",
            body.len()
        );
        stream.write_all(request.as_bytes()).await.expect("sent");
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).await.expect("closed");
        assert_eq!(String::from_utf8_lossy(&answer), "");
        emulator.lift_faults();
        call(&emulator, "GetGroup", "a").await.expect("created all the same");
    }

    #[tokio::test]
    async fn a_fork_has_no_faults() {
        let emulator = emulator();
        emulator.fail(Fault::throttle());
        assert_eq!(call(&emulator.fork(), "GetGroup", "a").await, Err(ApiError::group_not_found()));
    }
}
