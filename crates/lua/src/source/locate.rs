//! The very place of a fault, in the line that Lua tells.

use full_moon::ast::{Ast, Call, Expression, Field, FunctionArgs, FunctionCall, Suffix, TableConstructor};
use full_moon::node::Node;
use full_moon::tokenizer::{Token, TokenReference, TokenType};
use full_moon::visitors::Visitor;

use super::{line, look, text};

/// A part of a line. Columns count characters, from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    /// The line, from 1.
    pub line: u32,
    /// The first column.
    pub column: u32,
    /// How many columns, one at least.
    pub width: u32,
}

/// Where in a script the property is that a call on that line gives: `attributes.emial`. Without a path, or where the
/// script makes the property otherwise than in the call, it is the call; none where the line holds no call.
#[must_use]
pub fn locate(script: &str, on_line: u32, path: Option<&str>) -> Option<Span> {
    locate_all(script, [(on_line, path)]).pop()?
}

/// The same of many properties, lines and paths in, with the script looked at once.
#[must_use]
pub fn locate_all<'a>(
    script: &str,
    wanted: impl IntoIterator<Item = (u32, Option<&'a str>)>,
) -> Vec<Option<Span>> {
    let wanted: Vec<_> = wanted.into_iter().collect();
    let find_each = |parsed: &Ast| wanted.iter().map(|(line, path)| place(parsed, *line, *path)).collect();
    look(script, find_each).unwrap_or_else(|| vec![None; wanted.len()])
}

fn place(parsed: &Ast, on_line: u32, path: Option<&str>) -> Option<Span> {
    let mut calls = Calls { line: on_line, found: Vec::new() };
    calls.visit_ast(parsed);
    let found = calls.found;
    let mut tables = found.iter().filter(|call| call.properties.is_some());
    if let Some(keys) = path.map(keys)
        && let Some(span) =
            tables.clone().find_map(|call| call.properties.as_ref().and_then(|table| find(table, &keys)))
    {
        return Some(span);
    }
    // Of several calls on a line nobody knows which it was, unless it has properties and only one of them gives some.
    let mut outermost = found.iter().filter(|call| !call.is_within);
    let call = match (outermost.next()?, outermost.next()) {
        (_, Some(_)) if path.is_none() => return None,
        (_, Some(_)) => tables.next().filter(|_| tables.next().is_none())?,
        (only, None) => tables.next().unwrap_or(only),
    };
    call.span
}

/// The parts of a path: `attributes["custom:role"]` has two.
fn keys(path: &str) -> Vec<String> {
    let parts = path.split(['.', '[']).map(|part| part.trim_end_matches(']').trim_matches('"').to_owned());
    parts.filter(|part| !part.is_empty()).collect()
}

/// The calls that begin on a line.
struct Calls {
    line: u32,
    found: Vec<Found>,
}

struct Found {
    /// Where it ends, in bytes.
    end: usize,
    /// It stands among the arguments of another.
    is_within: bool,
    span: Option<Span>,
    properties: Option<TableConstructor>,
}

impl Visitor for Calls {
    fn visit_function_call(&mut self, call: &FunctionCall) {
        let begins = call.tokens().any(|token| line(token) == self.line);
        let Some(last) = call.suffixes().filter_map(arguments).last() else { return };
        if !begins || (line(last) != self.line && line(call) != self.line) {
            return;
        }
        let bytes =
            |token: Option<&TokenReference>, place: fn(&Token) -> usize| token.map(|at| place(at.token()));
        let begin = bytes(call.tokens().next(), |token| token.start_position().bytes()).unwrap_or_default();
        let end = bytes(call.tokens().last(), |token| token.end_position().bytes()).unwrap_or_default();
        let is_within = self.found.iter().any(|around| begin < around.end);
        self.found.push(Found { end, is_within, span: whole(call), properties: table(last) });
    }
}

fn arguments(suffix: &Suffix) -> Option<&FunctionArgs> {
    match suffix {
        Suffix::Call(Call::AnonymousCall(arguments)) => Some(arguments),
        Suffix::Call(Call::MethodCall(call)) => Some(call.args()),
        _ => None,
    }
}

/// The table that a call is given last.
fn table(arguments: &FunctionArgs) -> Option<TableConstructor> {
    match arguments {
        FunctionArgs::TableConstructor(table) => Some(TableConstructor::clone(table)),
        FunctionArgs::Parentheses { arguments, .. } => match arguments.iter().last()? {
            Expression::TableConstructor(table) => Some(TableConstructor::clone(table)),
            _ => None,
        },
        _ => None,
    }
}

/// The key that a path leads to, as far as the script spells it out.
fn find(table: &TableConstructor, path: &[String]) -> Option<Span> {
    let (key, rest) = path.split_first()?;
    for (index, field) in table.fields().iter().enumerate() {
        let (token, value) = match field {
            Field::NameKey { key: name, value, .. } if text(name) == *key => (Some(name), value.as_ref()),
            Field::ExpressionKey { key: name, value, .. } if literal(name).as_ref() == Some(key) => {
                (name.tokens().next(), value.as_ref())
            }
            Field::NoKey(value) if key.parse() == Ok(index + 1) => (value.tokens().next(), value),
            _ => continue,
        };
        let inner = match value {
            Expression::TableConstructor(inner) => find(inner, rest),
            _ => None,
        };
        return inner.or_else(|| token.and_then(span));
    }
    None
}

fn literal(key: &Expression) -> Option<String> {
    match key {
        Expression::String(token) => match token.token().token_type() {
            TokenType::StringLiteral { literal, .. } => Some(literal.to_string()),
            _ => None,
        },
        _ => None,
    }
}

/// A call as far as its first line goes.
fn whole(call: &FunctionCall) -> Option<Span> {
    let first = span(call.tokens().next()?)?;
    let ends = call.tokens().filter_map(span).filter(|token| token.line == first.line);
    let end = ends.map(|token| token.column + token.width).max()?;
    Some(Span { width: end - first.column, ..first })
}

fn span(token: &TokenReference) -> Option<Span> {
    let start = token.token().start_position();
    let width = text(token).lines().next()?.chars().count().max(1);
    let number = |number: usize| u32::try_from(number).ok();
    Some(Span { line: number(start.line())?, column: number(start.character())?, width: number(width)? })
}

#[cfg(test)]
mod tests {
    use super::*;

    const SCRIPT: &str = r#"local ph = require "poolhouse"
local pool = ph.cognito.pool "us-east-1_a"
local ann = pool:user("ann", {
  username = "ann",
  attributes = { emial = "ann@example.com", ["custom:role"] = "admin" },
  groups = { "staff", "adnims" },
})
for _, name in { "bob" } do pool:user(name, { enabeld = true }) end
pool:user("cid", made_elsewhere)
"#;

    /// What stands at the place.
    fn shown(line: u32, path: Option<&str>) -> String {
        let Some(span) = locate(SCRIPT, line, path) else { return "nowhere".to_owned() };
        let text = SCRIPT.lines().nth(span.line as usize - 1).unwrap();
        let part: String = text.chars().skip(span.column as usize - 1).take(span.width as usize).collect();
        format!("{}:{} {part}", span.line, span.column)
    }

    #[test]
    fn a_path_leads_to_the_key_that_the_script_spells() {
        assert_eq!(shown(3, Some("username")), "4:3 username");
        assert_eq!(shown(3, Some("attributes.emial")), "5:18 emial");
        assert_eq!(shown(3, Some(r#"attributes["custom:role"]"#)), "5:46 \"custom:role\"");
        assert_eq!(shown(3, Some("groups[2]")), "6:23 \"adnims\"");
        assert_eq!(shown(8, Some("enabeld")), "8:47 enabeld");
    }

    #[test]
    fn of_several_calls_on_a_line_none_is_guessed() {
        let column = |script: &str, path| locate(script, 1, path).map(|span| span.column);
        assert_eq!(column("if x then error('a') else print('b') end", None), None);
        assert_eq!(column("local x = rows('none.csv') ; print(tostring(1))", None), None);
        assert_eq!(column("local x = tostring(rows('none.csv'))", None), Some(11));
        let two = "local g = group('g') user('a', { emial = g }) print(g)";
        assert_eq!(
            (column(two, Some("emial")), column(two, Some("groups")), column(two, None)),
            (Some(34), Some(22), None)
        );
    }

    #[test]
    fn what_is_not_spelt_there_is_the_call_itself() {
        assert_eq!(shown(3, Some("password")), "3:13 pool:user(\"ann\", {");
        assert_eq!(shown(9, Some("attributes.email")), "9:1 pool:user(\"cid\", made_elsewhere)");
        assert_eq!(shown(4, None), "nowhere");
        assert_eq!(locate("local x = = 1", 1, None), None);
    }
}
