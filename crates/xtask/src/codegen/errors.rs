//! `errors.rs`: the codes of the modelled exceptions.

use std::fmt::Write;

use super::shapes::enum_code;
use crate::model::Model;

const HEADING: &str = "\
//! The codes of the errors that the model knows.

use crate::wire_enum::wire_enum;
";

pub(super) fn code(model: &Model) -> String {
    let names: Vec<String> = model.exceptions().map(|(name, _)| name.to_owned()).collect();
    let faults: Vec<String> = model
        .exceptions()
        .filter(|(_, exception)| exception.fault)
        .map(|(name, _)| format!("Self::{name}"))
        .collect();
    let mut code = HEADING.to_owned() + &enum_code("ErrorCode", &names);
    write!(
        code,
        "\nimpl ErrorCode {{\n\
         /// Whether the service is at fault, not the caller: the answer's status is 500 then, else 400.\n\
         pub fn is_server_fault(self) -> bool {{\nmatches!(self, {})\n}}\n}}\n",
        faults.join(" | ")
    )
    .expect("a string takes what is written");
    code
}
