//! A plan as people read it: lines with a tone, so that whoever prints can colour without knowing plans.

use std::fmt;

use crate::change::{Action, Change, Step, ValueChange};
use crate::effect::Effect;
use crate::group::GroupSettings;
use crate::plan::cost::Cost;
use crate::plan::drift::{Drift, Drifted, How};
use crate::plan::planner::{Plan, Totals};
use crate::said::steers;
use crate::text::counted;
use crate::user::UserSpec;

/// One line of a plan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// What it speaks of.
    pub tone: Tone,
    /// How far it stands to the right, in levels of four columns.
    pub depth: usize,
    /// The line itself.
    pub text: String,
}

/// What a line speaks of, and so how it may be coloured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    /// Something comes.
    Add,
    /// Something changes.
    Change,
    /// Something goes.
    Remove,
    /// A remark.
    Note,
    /// A remark that should not be overlooked.
    Warning,
    /// Everything else.
    Plain,
}

impl Tone {
    /// The sign in front of the line.
    #[must_use]
    pub fn sign(self) -> &'static str {
        match self {
            Self::Add => "+ ",
            Self::Change => "~ ",
            Self::Remove => "- ",
            Self::Note => "# ",
            Self::Warning => "! ",
            Self::Plain => "",
        }
    }
}

impl fmt::Display for Line {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}{}", "    ".repeat(self.depth), self.tone.sign(), self.text)
    }
}

impl Change {
    /// The change, a title and a line for each thing it does.
    #[must_use]
    pub fn lines(&self) -> Vec<Line> {
        let (tone, verb) = self.spoken_action();
        let place = self.origin.as_ref().map(|origin| format!("  {origin}")).unwrap_or_default();
        let mut lines = vec![line(tone, 0, format!("{} {verb}{place}", self.title()))];
        lines.extend(self.steps.iter().flat_map(|step| self.step_lines(step)));
        lines.extend(self.effects.iter().map(effect_line));
        lines.extend(self.notes.iter().map(|note| line(Tone::Note, 1, note.clone())));
        lines
    }

    fn spoken_action(&self) -> (Tone, &'static str) {
        match self.action {
            Action::Create => (Tone::Add, "will be created"),
            Action::Adopt => (Tone::Change, "will be adopted"),
            Action::Update => (Tone::Change, "will be updated in place"),
            Action::Replace => (Tone::Remove, "will be REPLACED"),
            Action::Delete => (Tone::Remove, "will be deleted"),
            Action::Disable => (Tone::Remove, "will be disabled, and managed no more"),
            Action::Record => (Tone::Change, "will be recorded; no call is made"),
            Action::Forget => (Tone::Change, "will be forgotten; no call is made"),
        }
    }

    fn step_lines(&self, step: &Step) -> Vec<Line> {
        let one = |tone, text: &str| vec![line(tone, 1, text.to_owned())];
        match step {
            Step::CreateUser | Step::ImportUser => self.user().map(creation_lines).unwrap_or_default(),
            Step::CreateGroup(settings) => settings_lines(Tone::Add, settings),
            Step::UpdateGroup(settings) => settings_lines(Tone::Change, settings),
            Step::DeleteGroup { .. } | Step::DeleteUser { .. } => Vec::new(),
            Step::SetAttributes(set) => {
                set.iter().map(|(name, change)| value_line(name.as_str(), change)).collect()
            }
            Step::DeleteAttributes(gone) => gone
                .iter()
                .map(|(name, value)| line(Tone::Remove, 1, format!("{name} = {}", quoted(value))))
                .collect(),
            Step::SetPassword { permanent: true } => one(Tone::Change, "password is set"),
            Step::SetPassword { permanent: false } => one(Tone::Change, "temporary password is set"),
            Step::AddToGroup(group) => one(Tone::Add, &format!("joins group {group}")),
            Step::RemoveFromGroup(group) => one(Tone::Remove, &format!("leaves group {group}")),
            Step::SetMfa(mfa) => one(Tone::Change, &format!("second factors: {}", mfa.wanted)),
            Step::SignOut => one(Tone::Change, "is signed out everywhere"),
            Step::ResendInvitation => {
                one(Tone::Change, "is sent the invitation again, with a new temporary password")
            }
            Step::EnableUser => one(Tone::Change, "is enabled"),
            Step::DisableUser => one(Tone::Change, "is disabled"),
        }
    }
}

impl Drifted {
    /// What happened, and what would undo it.
    #[must_use]
    pub fn lines(&self) -> Vec<Line> {
        let place = self.origin.as_ref().map(|origin| format!("  {origin}")).unwrap_or_default();
        let head = |tone, what: &str| line(tone, 0, format!("{} {what}{place}", self.key.spoken()));
        match &self.how {
            How::Deleted(change) => {
                let effects = change.effects.iter().map(effect_line);
                std::iter::once(head(Tone::Remove, "was deleted")).chain(effects).collect()
            }
            How::Replaced { was, is } => {
                let sub = |sub: &Option<String>| sub.clone().unwrap_or_else(|| "unknown".to_owned());
                let note =
                    format!("sub {} became {}; poolhouse leaves the new account alone", sub(was), sub(is));
                vec![head(Tone::Remove, "was replaced by another account"), line(Tone::Note, 1, note)]
            }
            How::Unusable(status) => {
                let note = format!("the status is {status}, which poolhouse leaves to whoever caused it");
                vec![head(Tone::Change, "cannot sign in"), line(Tone::Note, 1, note)]
            }
            How::Changed(change) => {
                let steps = change.steps.iter().flat_map(|step| change.step_lines(step));
                std::iter::once(head(Tone::Change, "was changed; a repair does this")).chain(steps).collect()
            }
        }
    }
}

impl Drift {
    /// `2 resources; 1 more are declared otherwise than they were applied`.
    #[must_use]
    pub fn summary(&self) -> String {
        let found = match self.found.len() {
            0 => "none".to_owned(),
            found => counted(found as u64, "resource"),
        };
        match self.edited {
            0 => found,
            edited => format!("{found}; {edited} more are declared otherwise than they were applied"),
        }
    }
}

impl fmt::Display for Drift {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for line in self.found.iter().flat_map(Drifted::lines) {
            writeln!(f, "{line}")?;
        }
        writeln!(f, "drift: {}", self.summary())
    }
}

fn creation_lines(spec: &UserSpec) -> Vec<Line> {
    let attributes =
        spec.attributes.iter().map(|(name, value)| line(Tone::Add, 1, format!("{name} = {}", quoted(value))));
    let temporary =
        spec.temporary_password.as_ref().map(|_| line(Tone::Add, 1, "temporary password is set".to_owned()));
    attributes.chain(temporary).collect()
}

fn effect_line(effect: &Effect) -> Line {
    let tone = if effect.is_loss() { Tone::Warning } else { Tone::Note };
    line(tone, 1, effect.to_string())
}

fn settings_lines(tone: Tone, settings: &GroupSettings) -> Vec<Line> {
    let description = settings.description.as_ref().map(|text| format!("description = {}", quoted(text)));
    let precedence = settings.precedence.map(|number| format!("precedence = {number}"));
    let role = settings.role_arn.as_ref().map(|arn| format!("role_arn = \"{arn}\""));
    [description, precedence, role].into_iter().flatten().map(|text| line(tone, 1, text)).collect()
}

fn value_line(name: &str, change: &ValueChange) -> Line {
    match &change.old {
        Some(old) => line(Tone::Change, 1, format!("{name} = {} -> {}", quoted(old), quoted(&change.new))),
        None => line(Tone::Add, 1, format!("{name} = {}", quoted(&change.new))),
    }
}

/// A value in quotes. What a terminal would obey is shown instead: a plan must not be redrawn by what it shows.
pub(super) fn quoted(value: &str) -> String {
    let shown = value.chars().map(|character| match character {
        '"' | '\\' => format!("\\{character}"),
        _ if steers(character) => character.escape_default().to_string(),
        _ => character.to_string(),
    });
    format!("\"{}\"", shown.collect::<String>())
}

fn line(tone: Tone, depth: usize, text: String) -> Line {
    Line { tone, depth, text }
}

impl fmt::Display for Totals {
    /// `4 to create, 1 to change`, or that there is nothing to do.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let counted = [
            (self.create, "create"),
            (self.adopt, "adopt"),
            (self.change, "change"),
            (self.replace, "replace"),
            (self.delete, "delete"),
            (self.disable, "disable"),
            (self.forget, "forget"),
        ];
        let said: Vec<_> = counted
            .iter()
            .filter(|(count, _)| *count > 0)
            .map(|(count, verb)| format!("{count} to {verb}"))
            .collect();
        if said.is_empty() { f.write_str("nothing to do") } else { f.write_str(&said.join(", ")) }
    }
}

impl fmt::Display for Cost {
    /// `4 calls (2 UserCreation, 2 UserUpdate), 2 monthly active users`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let calls: u64 = self.calls.values().sum();
        let by_category: Vec<_> =
            self.calls.iter().map(|(category, calls)| format!("{calls} {category}")).collect();
        let active = counted(self.active_users, "monthly active user");
        match calls {
            0 => f.write_str("no calls"),
            calls => write!(f, "{} ({}), {active}", counted(calls, "call"), by_category.join(", ")),
        }
    }
}

impl Plan {
    /// What there is to do, and what is not looked at: `4 to create, 3 as they should be, 12 left out`.
    #[must_use]
    pub fn summary(&self) -> String {
        let rest = [(self.unchanged, "as they should be"), (self.left_out, "left out")];
        let rest = rest.iter().filter(|(count, _)| *count > 0);
        let rest: String = rest.map(|(count, words)| format!(", {count} {words}")).collect();
        format!("{}{rest}", self.totals())
    }
}

impl fmt::Display for Plan {
    /// The changes, the warnings, and the count.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for line in self.changes.iter().flat_map(Change::lines) {
            writeln!(f, "{line}")?;
        }
        for warning in &self.warnings {
            writeln!(f, "{}{warning}", Tone::Warning.sign())?;
        }
        writeln!(f, "plan: {}", self.summary())
    }
}
