//! `cargo xtask new-operation`: the file of an operation, ready to be written.

use std::fs;
use std::path::Path;
use std::process::ExitCode;

use crate::Outcome;
use crate::codegen::snake_case;
use crate::model::{Model, Operation};
use crate::rustfmt::rustfmt;

const OPERATIONS: &str = "emulator/src/operations";
const MODEL: &str = "poolhouse_emulator_model";

/// The folders of the operations: the nouns they change.
const FAMILIES: [&str; 22] = [
    "auth",
    "branding",
    "clients",
    "devices",
    "domains",
    "groups",
    "identity_providers",
    "import_jobs",
    "limits",
    "logs",
    "mfa",
    "passkeys",
    "pools",
    "profile",
    "replicas",
    "resource_servers",
    "risk",
    "sessions",
    "sign_up",
    "tags",
    "terms",
    "users",
];

/// Begins the file of `operation`, lists it in its family, and says what is next.
pub(crate) fn create(root: &Path, family: &str, operation: &str) -> Outcome<ExitCode> {
    let model = Model::read(root)?;
    let described = find(&model, family, operation)?;
    let (folder, name) = (root.join(OPERATIONS).join(family), snake_case(operation));
    let file = folder.join(&name).with_extension("rs");
    if file.exists() {
        return Err(format!("{} is there already", file.display()).into());
    }
    fs::create_dir_all(&folder)?;
    fs::write(&file, rustfmt(&operation_code(described))?)?;
    list(&folder.join("mod.rs"), |code| with_operation(code, family, &name))?;
    list(&root.join(OPERATIONS).join("mod.rs"), |code| with_family(code, family))?;
    println!("{}", next_steps(family, operation));
    Ok(ExitCode::SUCCESS)
}

fn find<'a>(model: &'a Model, family: &str, operation: &str) -> Outcome<&'a Operation> {
    if !FAMILIES.contains(&family) {
        return Err(format!("no family `{family}`; there are {}", FAMILIES.join(", ")).into());
    }
    let unknown =
        || format!("no operation `{operation}`; emulator/model/src/generated/operations.rs has them all");
    Ok(model.operations.get(operation).ok_or_else(unknown)?)
}

fn operation_code(operation: &Operation) -> String {
    let name = &operation.name;
    let function = snake_case(name);
    let (output, imports) = match &operation.output {
        Some(output) => {
            let shapes = format!("{{{name}Request, {}}}", output.shape);
            (output.shape.as_str(), format!("use {MODEL}::OperationName;\nuse {MODEL}::shapes::{shapes};"))
        }
        None => (
            "NoOutput",
            format!("use {MODEL}::{{NoOutput, OperationName}};\nuse {MODEL}::shapes::{name}Request;"),
        ),
    };
    format!(
        r##"//! {name}: what it does, in a line.

{imports}

use crate::context::Context;
use crate::error::ApiError;

pub(crate) async fn {function}(_ctx: &Context, _input: {name}Request) -> Result<{output}, ApiError> {{
    Err(ApiError::not_implemented(OperationName::{name}))
}}

#[cfg(test)]
mod tests {{
    use expect_test::expect;

    use crate::testing::transcript;

    #[test]
    fn what_it_does_in_a_sentence() {{
        transcript(r#"{name} {{}}"#, expect![[""]]);
    }}
}}
"##
    )
}

/// Changes a file that lists modules; one that is missing begins empty.
fn list(path: &Path, change: impl Fn(&str) -> String) -> Outcome<()> {
    let code = if path.exists() { fs::read_to_string(path)? } else { String::new() };
    Ok(fs::write(path, rustfmt(&change(&code))?)?)
}

fn with_operation(code: &str, family: &str, name: &str) -> String {
    let code = if code.is_empty() { format!("//! Operations: {family}.\n\n") } else { code.to_owned() };
    let code = with_line(&code, "mod ", &format!("mod {name};"));
    with_line(&code, "pub(crate) use ", &format!("pub(crate) use {name}::{name};"))
}

fn with_family(code: &str, family: &str) -> String {
    let code = if code.is_empty() { "//! The operations, by family.\n\n" } else { code };
    with_line(code, "pub(crate) mod ", &format!("pub(crate) mod {family};"))
}

/// Puts a line before the first of its kind, or last; rustfmt sorts neighbours of a kind.
fn with_line(code: &str, kind: &str, line: &str) -> String {
    let mut lines: Vec<&str> = code.lines().collect();
    if lines.contains(&line) {
        return code.to_owned();
    }
    match lines.iter().position(|line| line.starts_with(kind)) {
        Some(first) => lines.insert(first, line),
        None if lines.last().is_some_and(|last| !last.is_empty()) => lines.extend(["", line]),
        None => lines.push(line),
    }
    lines.join("\n") + "\n"
}

fn next_steps(family: &str, operation: &str) -> String {
    let name = snake_case(operation);
    format!(
        "wrote {OPERATIONS}/{family}/{name}.rs; next:\n\
         1. in the register of emulator/src/dispatch.rs, take {operation} out of `to_come` and give it its line \
         in `built`: `{operation} => {family}::{name},`; `use crate::operations::{family}` where that is missing\n\
         2. write the function and its transcript; \
         `UPDATE_EXPECT=1 cargo test -p poolhouse-emulator {name}` fills in the answers to review"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn model() -> Model {
        Model::read(&crate::root()).unwrap()
    }

    #[test]
    fn the_file_has_the_operations_types() {
        let model = model();
        let code = rustfmt(&operation_code(&model.operations["CreateGroup"])).unwrap();
        assert!(code.starts_with("//! CreateGroup: "));
        assert!(code.contains("async fn create_group("), "{code}");
        assert!(
            code.contains("_input: CreateGroupRequest,\n) -> Result<CreateGroupResponse, ApiError>"),
            "{code}"
        );
        assert!(code.contains("ApiError::not_implemented(OperationName::CreateGroup)"));
    }

    #[test]
    fn the_line_to_write_is_one_of_the_register() {
        let register = fs::read_to_string(crate::root().join("emulator/src/dispatch.rs")).unwrap();
        let steps = next_steps("groups", "CreateGroup");
        let line = steps.split('`').find(|words| words.contains("=>")).unwrap();
        assert!(register.lines().any(|registered| registered.trim() == line), "{line}");
    }

    #[test]
    fn an_operation_that_answers_nothing_has_no_output() {
        let code = operation_code(&model().operations["DeleteGroup"]);
        assert!(code.contains("Result<NoOutput, ApiError>"), "{code}");
    }

    #[test]
    fn a_family_lists_its_operations_in_order() {
        let first = rustfmt(&with_operation("", "groups", "get_group")).unwrap();
        let both = rustfmt(&with_operation(&first, "groups", "create_group")).unwrap();
        assert_eq!(
            both,
            "//! Operations: groups.\n\nmod create_group;\nmod get_group;\n\n\
             pub(crate) use create_group::create_group;\npub(crate) use get_group::get_group;\n"
        );
    }

    #[test]
    fn a_family_is_listed_once() {
        let code = with_family("", "groups");
        assert_eq!(with_family(&code, "groups"), code);
        assert_eq!(code, "//! The operations, by family.\n\npub(crate) mod groups;\n");
    }

    #[test]
    fn unknown_families_and_operations_are_refused() {
        let model = model();
        let said = |family, operation| find(&model, family, operation).err().unwrap().to_string();
        assert!(said("people", "CreateGroup").starts_with("no family `people`; there are auth, "));
        assert!(said("groups", "createGroup").starts_with("no operation `createGroup`"));
    }

    #[test]
    fn an_existing_file_is_left_alone() {
        let root = tempfile::tempdir().unwrap();
        let model_path = root.path().join(crate::model::MODEL);
        fs::create_dir_all(model_path.parent().unwrap()).unwrap();
        fs::copy(crate::root().join(crate::model::MODEL), model_path).unwrap();
        create(root.path(), "groups", "GetGroup").unwrap();
        let file = root.path().join("emulator/src/operations/groups/get_group.rs");
        fs::write(&file, "mine").unwrap();
        let error = create(root.path(), "groups", "GetGroup").unwrap_err();
        assert!(error.to_string().ends_with("get_group.rs is there already"));
        assert_eq!(fs::read_to_string(file).unwrap(), "mine");
    }
}
