//! What a script says and can hardly mean.

use std::collections::BTreeSet;

use full_moon::ast::luau::IfExpression;
use full_moon::ast::{
    Ast, Call, ElseIf, Expression, FunctionCall, FunctionDeclaration, GenericFor, If, Index, LocalAssignment,
    LocalFunction, NumericFor, Parameter, Prefix, Repeat, Stmt, Suffix, Var, While,
};
use full_moon::node::Node;
use full_moon::tokenizer::{Token, TokenReference, TokenType};
use full_moon::visitors::Visitor;
use poolhouse_core::declare::Origin;
use poolhouse_core::fault::{Fault, nearest};

use super::{line, look, text};
use crate::registry::{Member, Space, Type};

/// What is noticed in the text of a script that is called so, in the order of its lines. `globals` are the names that it
/// can use without saying them.
pub(crate) fn warnings(file: &str, script: &str, globals: &BTreeSet<String>) -> Vec<Fault> {
    let noticed = look(script, |parsed| {
        let mut names = Names::default();
        names.visit_ast(parsed);
        let mut linter = Linter { names, globals, noticed: Vec::new() };
        linter.visit_ast(parsed);
        linter.unused_results(parsed);
        linter.noticed
    });
    let mut noticed = noticed.unwrap_or_default();
    noticed.sort_by_key(|(line, ..)| *line);
    let fault = |(line, message, hint): Noticed| {
        let fault = Fault::new(Some(Origin { file: file.to_owned(), line }), message);
        match hint {
            Some(hint) => fault.hint(hint),
            None => fault,
        }
    };
    noticed.into_iter().map(fault).collect()
}

type Noticed = (u32, String, Option<String>);

/// The names that a script gives to things, wherever they hold.
#[derive(Default)]
struct Names {
    all: BTreeSet<String>,
    /// Those of the host's module.
    modules: BTreeSet<String>,
    /// Those of users and of all else that `pool:user` gives.
    users: BTreeSet<String>,
}

impl Names {
    fn add(&mut self, names: impl IntoIterator<Item = impl std::borrow::Borrow<TokenReference>>) {
        self.all.extend(names.into_iter().map(|name| text(name.borrow())));
    }
}

impl Visitor for Names {
    fn visit_local_assignment(&mut self, assignment: &LocalAssignment) {
        self.add(assignment.names());
        for (name, value) in assignment.names().iter().zip(assignment.expressions()) {
            let Expression::FunctionCall(call) = value else { continue };
            match callee(call).as_deref() {
                Some("require") if requires_host(call) => drop(self.modules.insert(text(name))),
                Some(callee) if callee.ends_with(":user") || callee.ends_with(".UserPoolUser") => {
                    self.users.insert(text(name));
                }
                _ => {}
            }
        }
    }

    fn visit_local_function(&mut self, function: &LocalFunction) {
        self.add([function.name()]);
    }

    fn visit_function_declaration(&mut self, function: &FunctionDeclaration) {
        self.add(function.name().names().iter().take(1));
    }

    fn visit_parameter(&mut self, parameter: &Parameter) {
        if let Parameter::Name(name) = parameter {
            self.add([name]);
        }
    }

    fn visit_generic_for(&mut self, all: &GenericFor) {
        self.add(all.names());
    }

    fn visit_numeric_for(&mut self, all: &NumericFor) {
        self.add([all.index_variable()]);
    }
}

struct Linter<'a> {
    names: Names,
    globals: &'a BTreeSet<String>,
    noticed: Vec<Noticed>,
}

impl Linter<'_> {
    fn name(&mut self, token: &TokenReference) {
        let name = text(token);
        if self.names.all.contains(&name) || self.globals.contains(&name) {
            return;
        }
        let known = self.names.all.iter().chain(self.globals).map(String::as_str);
        let hint = nearest(&name, known).map(|nearest| format!("did you mean {nearest}?"));
        self.noticed.push((line(token), format!("nothing is called {name}"), hint));
    }

    /// A value that the service makes up is not there to be compared while the script runs.
    fn condition(&mut self, condition: &Expression) {
        let mut outputs = OutputsIn { users: &self.names.users, found: Vec::new() };
        outputs.look(condition);
        for (line, name) in outputs.found {
            let message = format!(
                "{name} in a condition: its value is not known while the script runs, and it is never nil"
            );
            let hint = "`ph.output.map` makes other values of it".to_owned();
            self.noticed.push((line, message, Some(hint)));
        }
    }

    /// Calls that only give a value, which nobody takes.
    fn unused_results(&mut self, parsed: &Ast) {
        let mut statements = Statements { modules: &self.names.modules, found: Vec::new() };
        statements.visit_ast(parsed);
        let unused = statements.found.into_iter();
        self.noticed
            .extend(unused.map(|(line, name)| (line, format!("the result of {name} is not used"), None)));
    }
}

impl Visitor for Linter<'_> {
    fn visit_prefix(&mut self, prefix: &Prefix) {
        if let Prefix::Name(name) = prefix {
            self.name(name);
        }
    }

    fn visit_var(&mut self, var: &Var) {
        if let Var::Name(name) = var {
            self.name(name);
        }
    }

    fn visit_if(&mut self, branch: &If) {
        self.condition(branch.condition());
    }

    fn visit_else_if(&mut self, branch: &ElseIf) {
        self.condition(branch.condition());
    }

    fn visit_if_expression(&mut self, branch: &IfExpression) {
        self.condition(branch.condition());
    }

    fn visit_while(&mut self, repeated: &While) {
        self.condition(repeated.condition());
    }

    fn visit_repeat(&mut self, repeated: &Repeat) {
        self.condition(repeated.until());
    }

    fn visit_number(&mut self, token: &Token) {
        let TokenType::Number { text } = token.token_type() else { return };
        let digits: String = text.chars().filter(|c| *c != '_').collect();
        if digits.parse::<u128>().is_ok_and(|number| number > 1 << 53) {
            let line = token.start_position().line().try_into().unwrap_or_default();
            let message = format!("{text} is beyond 2^53, where numbers lose digits");
            self.noticed.push((line, message, Some("write it as text".to_owned())));
        }
    }
}

/// Outputs of users, `ann.sub`, that stand in an expression by themselves or beside others.
struct OutputsIn<'a> {
    users: &'a BTreeSet<String>,
    found: Vec<(u32, String)>,
}

impl OutputsIn<'_> {
    fn look(&mut self, expression: &Expression) {
        match expression {
            Expression::BinaryOperator { lhs, rhs, .. } => {
                self.look(lhs);
                self.look(rhs);
            }
            Expression::Parentheses { expression, .. } | Expression::UnaryOperator { expression, .. } => {
                self.look(expression);
            }
            Expression::Var(Var::Expression(var)) => {
                let Prefix::Name(name) = var.prefix() else { return };
                let suffixes: Vec<_> = var.suffixes().collect();
                let [Suffix::Index(Index::Dot { name: property, .. })] = suffixes[..] else { return };
                let (name, property) = (text(name), text(property));
                if self.users.contains(&name) && OUTPUTS.contains(&property.as_str()) {
                    self.found.push((line(expression), format!("{name}.{property}")));
                }
            }
            _ => {}
        }
    }
}

/// What the service makes up for a user.
const OUTPUTS: [&str; 2] = ["sub", "physical"];

/// Statements that call a function of the host's module for its result alone.
struct Statements<'a> {
    modules: &'a BTreeSet<String>,
    found: Vec<(u32, String)>,
}

impl Visitor for Statements<'_> {
    fn visit_stmt(&mut self, statement: &Stmt) {
        let Stmt::FunctionCall(call) = statement else { return };
        let Some(name) = callee(call) else { return };
        let Some((module, path)) = name.split_once('.') else { return };
        if self.modules.contains(module) && gives_only(path) {
            self.found.push((line(call), name));
        }
    }
}

/// Whether a function of the module, `json.read`, is there for its result alone. What declares gives a handle besides.
fn gives_only(path: &str) -> bool {
    let module = &crate::registry::modules()[0];
    let mut space: &Space = &module.space;
    let mut parts = path.split('.').peekable();
    while let Some(part) = parts.next() {
        let member = space.members.iter().find_map(|member| match member {
            Member::Space(inner) if inner.name == part && parts.peek().is_some() => Some(Ok(inner)),
            Member::Function(function) if function.name == part => Some(Err(function)),
            _ => None,
        });
        match member {
            Some(Ok(inner)) => space = inner,
            Some(Err(function)) => return space.name != "cognito" && function.result != Type::Nothing,
            None => return false,
        }
    }
    false
}

/// What is called, where it is spelt as names: `ph.json.read`, `pool:user`.
fn callee(call: &FunctionCall) -> Option<String> {
    let Prefix::Name(name) = call.prefix() else { return None };
    let mut spelt = text(name);
    for suffix in call.suffixes() {
        match suffix {
            Suffix::Index(Index::Dot { name, .. }) => spelt = format!("{spelt}.{}", text(name)),
            Suffix::Call(Call::MethodCall(method)) => {
                return Some(format!("{spelt}:{}", text(method.name())));
            }
            Suffix::Call(Call::AnonymousCall(_)) => return Some(spelt),
            _ => return None,
        }
    }
    None
}

fn requires_host(call: &FunctionCall) -> bool {
    let literals = call.tokens().filter_map(|token| match token.token().token_type() {
        TokenType::StringLiteral { literal, .. } => Some(literal.to_string()),
        _ => None,
    });
    literals.into_iter().any(|name| name.trim_start_matches('@') == "poolhouse")
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use super::*;

    #[track_caller]
    fn check(script: &str, expected: Expect) {
        let globals = ["print", "require", "tostring"].map(str::to_owned).into();
        let beginning = "local ph = require 'poolhouse'\nlocal pool = ph.cognito.pool 'us-east-1_a'\n";
        let noticed = warnings("a.lua", &format!("{beginning}{script}"), &globals);
        expected.assert_eq(&noticed.iter().map(Fault::to_string).collect::<Vec<_>>().join("\n"));
    }

    #[test]
    fn a_name_that_nothing_has_is_told_in_branches_that_never_run() {
        check(
            "local function greet(name) return 'hi ' .. name end\nif false then pritn(greet('ann'), pol) end\nfor i = 1, 2 do print(i) end",
            expect![[r#"
                a.lua:4: nothing is called pritn (did you mean print?)
                a.lua:4: nothing is called pol (did you mean pool?)"#]],
        );
    }

    #[test]
    fn an_output_says_nothing_in_a_condition() {
        check(
            "local ann = pool:user('ann', {})\nif ann.sub == 'x' and not (ann.physical) then print(ann.sub) end\nwhile ann.username do break end",
            expect![[r#"
                a.lua:4: ann.sub in a condition: its value is not known while the script runs, and it is never nil (`ph.output.map` makes other values of it)
                a.lua:4: ann.physical in a condition: its value is not known while the script runs, and it is never nil (`ph.output.map` makes other values of it)"#]],
        );
    }

    #[test]
    fn a_result_that_nobody_takes_and_a_number_that_loses_digits_are_told() {
        check(
            "ph.json.decode('{}')\nph.log.info('x')\npool:user('ann', {})\nph.cognito.UserPoolUser('bob', {})\nprint(9007199254740993, 9007199254740992, 0xffffffffffffffff)",
            expect![[r#"
                a.lua:3: the result of ph.json.decode is not used
                a.lua:7: 9007199254740993 is beyond 2^53, where numbers lose digits (write it as text)"#]],
        );
    }

    #[test]
    fn nothing_is_told_of_deep_nests_and_of_what_is_no_script() {
        let nest = format!("print({}1{})", "(".repeat(900), ")".repeat(900));
        check(&nest, expect![""]);
        check("local = ", expect![""]);
    }
}
