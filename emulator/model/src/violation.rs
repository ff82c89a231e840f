//! Broken rules, in the words of the service.

use std::fmt;

/// What a value must be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Constraint {
    /// Be there.
    NotNull,
    /// Be at least so long: in code points, bytes, elements or entries.
    MinLength(usize),
    /// Be at most so long.
    MaxLength(usize),
    /// Match the model's pattern as a whole.
    Pattern(&'static str),
    /// Be one of these.
    OneOf(&'static [&'static str]),
    /// Be no smaller.
    AtLeast(i32),
    /// Be no larger.
    AtMost(i32),
    /// Be a list whose elements are all of this.
    EachMember(Vec<Constraint>),
    /// Be a map whose keys are all of this.
    EachKey(Vec<Constraint>),
    /// Be a map whose values are all of this.
    EachValue(Vec<Constraint>),
}

/// What a message shows of the value that breaks a rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Shown {
    /// The value.
    Value(String),
    /// That there is none.
    Null,
    /// Nothing: it is sensitive.
    Nothing,
}

/// One broken rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Violation {
    /// Where in the request, such as `customAttributes.1.member.name`.
    pub path: String,
    /// What may be said of the value.
    pub shown: Shown,
    /// What it must be and is not.
    pub constraint: Constraint,
}

/// The broken rules of a request; there is at least one. `Display` is the message of the service.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Violations(Vec<Violation>);

impl Violations {
    /// `None` when nothing is broken.
    pub(crate) fn new(violations: Vec<Violation>) -> Option<Self> {
        (!violations.is_empty()).then_some(Violations(violations))
    }

    /// Each of them, in the order of the message.
    pub fn iter(&self) -> impl Iterator<Item = &Violation> {
        self.0.iter()
    }
}

impl fmt::Display for Violations {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let plural = if self.0.len() == 1 { "" } else { "s" };
        write!(f, "{} validation error{plural} detected: ", self.0.len())?;
        write_joined(f, &self.0, "; ")
    }
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.shown {
            Shown::Value(value) => write!(f, "Value '{value}' at ")?,
            Shown::Null => write!(f, "Value null at ")?,
            Shown::Nothing => write!(f, "Value at ")?,
        }
        write!(f, "'{}' failed to satisfy constraint: {}", self.path, self.constraint)
    }
}

impl fmt::Display for Constraint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Constraint::NotNull => write!(f, "Member must not be null"),
            Constraint::MinLength(min) => write!(f, "Member must have length greater than or equal to {min}"),
            Constraint::MaxLength(max) => write!(f, "Member must have length less than or equal to {max}"),
            Constraint::Pattern(wire) => write!(f, "Member must satisfy regular expression pattern: {wire}"),
            Constraint::OneOf(values) => {
                write!(f, "Member must satisfy enum value set: [{}]", values.join(", "))
            }
            Constraint::AtLeast(min) => write!(f, "Member must have value greater than or equal to {min}"),
            Constraint::AtMost(max) => write!(f, "Member must have value less than or equal to {max}"),
            Constraint::EachMember(all) => write_all(f, "Member must satisfy constraint", all),
            Constraint::EachKey(all) => write_all(f, "Map keys must satisfy constraint", all),
            Constraint::EachValue(all) => write_all(f, "Map value must satisfy constraint", all),
        }
    }
}

fn write_all(f: &mut fmt::Formatter<'_>, what: &str, constraints: &[Constraint]) -> fmt::Result {
    write!(f, "{what}: [")?;
    write_joined(f, constraints, ", ")?;
    write!(f, "]")
}

fn write_joined(f: &mut fmt::Formatter<'_>, items: &[impl fmt::Display], separator: &str) -> fmt::Result {
    for (at, item) in items.iter().enumerate() {
        let before = if at == 0 { "" } else { separator };
        write!(f, "{before}{item}")?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn violation(shown: Shown, constraint: Constraint) -> Violation {
        Violation { path: "x".to_owned(), shown, constraint }
    }

    #[test]
    fn each_rule_has_its_words() {
        let words = [
            (Constraint::NotNull, "not be null"),
            (Constraint::MinLength(6), "have length greater than or equal to 6"),
            (Constraint::MaxLength(128), "have length less than or equal to 128"),
            (Constraint::Pattern(r"[\S]+"), r"satisfy regular expression pattern: [\S]+"),
            (Constraint::OneOf(&["A", "B"]), "satisfy enum value set: [A, B]"),
            (Constraint::AtLeast(1), "have value greater than or equal to 1"),
            (Constraint::AtMost(60), "have value less than or equal to 60"),
        ];
        for (constraint, rest) in words {
            assert_eq!(constraint.to_string(), format!("Member must {rest}"));
        }
    }

    #[test]
    fn values_are_quoted_missing_ones_null_and_sensitive_ones_left_out() {
        let start = |shown| violation(shown, Constraint::NotNull).to_string();
        let rest = "at 'x' failed to satisfy constraint: Member must not be null";
        assert_eq!(start(Shown::Value("v".to_owned())), format!("Value 'v' {rest}"));
        assert_eq!(start(Shown::Null), format!("Value null {rest}"));
        assert_eq!(start(Shown::Nothing), format!("Value {rest}"));
    }

    #[test]
    fn one_is_an_error_and_two_are_errors() {
        let one = vec![violation(Shown::Null, Constraint::NotNull)];
        let two = [one.clone(), one.clone()].concat();
        let text = |violations| Violations::new(violations).unwrap().to_string();
        assert!(text(one.clone()).starts_with("1 validation error detected: Value null"));
        assert_eq!(text(two), format!("2 validation errors detected: {}; {}", one[0], one[0]));
        assert_eq!(Violations::new(vec![]), None);
    }
}
