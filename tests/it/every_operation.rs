//! Every operation of the API over HTTP, in the order of a pool's life, its answers held against the model.

#[path = "../../emulator/src/testing/authenticator.rs"]
mod authenticator;
mod script;

use std::collections::BTreeSet;

use poolhouse_aws::{AwsBackend, AwsOptions};
use poolhouse_core::api::{Api, ApiCall};
use poolhouse_emulator::{Emulator, is_implemented};
use poolhouse_emulator_model::{Access, OperationName, answer_faults};
use serde_json::{Value, json};

use self::script::{Script, Step};
use crate::wire;

const STEPS: &str = include_str!("every_operation/steps.txt");

#[tokio::test]
async fn every_operation_answers_as_the_model_says() {
    let emulator = Emulator::new();
    let server = emulator.start().await.expect("a free port");
    let address = server.address().to_string();
    let call = async |step: &Step| wire::call(&address, step.operation.as_str(), &step.input).await;
    plays_through(emulator, call).await;
}

#[tokio::test]
async fn every_operation_called_by_its_name_goes_through_the_sdk() {
    let emulator = Emulator::new();
    let server = emulator.start().await.expect("a free port");
    let (region, endpoint) = (Some("us-east-1".to_owned()), Some(server.url()));
    let options = AwsOptions { region, endpoint, ..AwsOptions::default() };
    let sdk = AwsBackend::connect(options).await.expect("an endpoint");
    let call = async |step: &Step| {
        let (operation, input) = (step.operation, step.input.clone());
        let (signed, reads) = (operation.access() == Access::Signed, operation.is_read());
        let call = ApiCall { operation: operation.as_str(), signed, reads, input };
        sdk.call(&call).await.map_err(|error| json!({ "__type": error.code, "message": error.message }))
    };
    plays_through(emulator, call).await;
}

/// Plays all steps, each through `call`.
async fn plays_through(emulator: Emulator, call: impl AsyncFn(&Step) -> Result<Value, Value>) {
    let mut script = Script::new(STEPS, emulator);
    let mut faults = vec![];
    let mut called = BTreeSet::new();
    while let Some(step) = script.next().await {
        called.insert(step.operation.as_str());
        if is_implemented(step.operation) {
            let answer = call(&step).await;
            let mut found = faults_of(&step, &answer);
            found.extend(script.capture(&step, &answer.unwrap_or_default()));
            faults.extend(found.into_iter().map(|fault| format!("{}\n    {fault}", step.line)));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    let left_out = OperationName::ALL.iter().filter(|name| !called.contains(name.as_str()));
    assert_eq!(left_out.collect::<Vec<_>>(), [] as [&OperationName; 0], "have no step");
}

fn faults_of(step: &Step, answer: &Result<Value, Value>) -> Vec<String> {
    match (answer, &step.refusal) {
        (Ok(answer), None) => answer_faults(step.operation, answer),
        (Err(refusal), Some(code)) if refusal["__type"] == code.as_str() => {
            refusal_faults(step.operation, code)
        }
        (answer, _) => vec![format!("the answer is {answer:?}")],
    }
}

/// A refusal must be one that the model lists for the operation.
fn refusal_faults(operation: OperationName, code: &str) -> Vec<String> {
    let listed = operation.errors().iter().any(|error| error.as_str() == code);
    if listed { vec![] } else { vec![format!("{operation} knows no {code}")] }
}
