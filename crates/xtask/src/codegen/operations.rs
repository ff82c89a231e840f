//! `operations.rs`: the operations by name, and what the model says of each.

use super::names::{snake_case, upper_snake_case};
use super::shapes::enum_code;
use crate::model::{Model, Operation, ShapeRef};

const HEADING: &str = "\
//! The operations: names, who signs, inputs, outputs, errors.

use super::errors::ErrorCode;
use super::{rules, shapes};
use crate::operation::{Access, Description, NoOutput, Operation};
use crate::wire_enum::wire_enum;
";

/// What lets a test hold the types against the rules, operation by operation.
const ROUND_TRIP: &str = "\
#[cfg(test)]
pub(crate) fn round_trip(
    name: OperationName,
    input: serde_json::Value,
    output: serde_json::Value,
) -> serde_json::Result<(serde_json::Value, serde_json::Value)> {
    use crate::operation::tests::through;
";

pub(super) fn code(model: &Model) -> String {
    let names: Vec<String> = model.operations.keys().cloned().collect();
    let rows: String = model.operations.values().map(description).collect();
    let impls: String = model.operations.values().map(operation_impl).collect();
    let arms: String = names.iter().map(|name| round_trip_arm(name)).collect();
    format!(
        "{HEADING}{}\n\
         /// One row for each operation, in the order of the enum.\n\
         pub(crate) static DESCRIPTIONS: [Description; {}] = [\n{rows}];\n{impls}\n{ROUND_TRIP}match name {{\n{arms}}}\n}}\n",
        enum_code("OperationName", &names),
        names.len()
    )
}

fn description(operation: &Operation) -> String {
    let access = if operation.unsigned() { "Unsigned" } else { "Signed" };
    let output = operation.output.as_ref().map_or("None".to_owned(), |of| format!("Some({})", rule(of)));
    let errors: Vec<String> =
        operation.errors.iter().map(|error| format!("ErrorCode::{}", error.shape)).collect();
    format!(
        "Description {{ name: OperationName::{}, snake: \"{}\", access: Access::{access}, input: {}, \
         output: {output}, errors: &[{}] }},\n",
        operation.name,
        snake_case(&operation.name),
        rule(&operation.input),
        errors.join(", ")
    )
}

fn rule(of: &ShapeRef) -> String {
    format!("&rules::{}", upper_snake_case(&of.shape))
}

fn operation_impl(operation: &Operation) -> String {
    let output =
        operation.output.as_ref().map_or("NoOutput".to_owned(), |of| format!("shapes::{}", of.shape));
    format!(
        "\nimpl Operation for shapes::{} {{\nconst NAME: OperationName = OperationName::{};\n\
         type Output = {output};\n}}\n",
        operation.input.shape, operation.name
    )
}

fn round_trip_arm(name: &str) -> String {
    format!("OperationName::{name} => through::<shapes::{name}Request>(input, output),\n")
}
